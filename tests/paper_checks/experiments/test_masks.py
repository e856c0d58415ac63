import numpy as np
import pytest

from paper_checks.experiments.masks import expected_output, ratio_to_test_time

NEURON = {"weights": (2.0, -1.5, 0.5), "units": (1.2, 1.0, -0.4), "keep": 0.8}


def test_the_mean_over_all_masks_is_that_over_many() -> None:
    masks = np.random.default_rng(0).random((200_000, 3)) < 0.8
    sums = masks @ (np.array(NEURON["weights"]) * np.array(NEURON["units"]))
    error = np.maximum(sums, 0).std() / np.sqrt(len(sums))
    assert expected_output(**NEURON) == pytest.approx(np.maximum(sums, 0).mean(), abs=5 * error)
    assert ratio_to_test_time(**NEURON) == pytest.approx(1, rel=1e-12)


def test_without_dropping_training_is_testing() -> None:
    sure = NEURON | {"keep": 1.0}
    assert ratio_to_test_time(**sure) == pytest.approx(1, rel=1e-12)
    assert expected_output(**sure) == pytest.approx(2.4 - 1.5 - 0.2, rel=1e-12)


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"keep": 0.0}, "keep = 0.0: give the probability that a unit is present"),
        ({"keep": 1.1}, "keep = 1.1"),
        ({"units": (1.0,)}, "give one weight for each unit"),
        ({"units": (), "weights": ()}, "and one unit"),
    ],
)
def test_bad_parameters_are_named(wrong: dict, match: str) -> None:
    for function in (expected_output, ratio_to_test_time):
        with pytest.raises(ValueError, match=match):
            function(**NEURON | wrong)


def test_a_sum_of_0_has_no_ratio() -> None:
    with pytest.raises(ValueError, match="their sum is 0"):
        ratio_to_test_time(weights=(1.0, -1.0), units=(2.0, 2.0), keep=0.5)
