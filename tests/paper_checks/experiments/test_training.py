"""What criteria read from outcomes."""

import numpy as np
import pytest

from paper_checks.experiments.training import best, epochs_to, four_layers, relu_layers, sigmoid_layers

NAN = np.nan


def test_the_best_epoch_counts_and_none_after_divergence() -> None:
    values = np.array([[0.1, 0.9, 0.5], [0.1, 0.3, NAN], [0.2, 0.1, 0.1]])
    assert best(values).tolist() == [0.9, 0.3, 0.2]


@pytest.mark.parametrize(
    ("values", "epochs"),
    [
        ([0.0, 0.5, 1.0], 1.5),  # half way between two epochs
        ([0.0, 0.75, 0.2], 1.0),
        ([0.0, 0.7, 0.72], NAN),
        ([0.8, 0.1, 0.9], 0.0),  # before any step
        ([0.0, 0.0, 1.0], 1.75),
        ([0.1, NAN, NAN], NAN),
    ],
)
def test_the_epoch_of_a_level_lies_between_epochs(values: list[float], epochs: float) -> None:
    assert epochs_to(np.array([values]), 0.75) == pytest.approx(epochs, nan_ok=True)


def test_the_experiments_are_those_of_the_papers() -> None:
    sigmoid = sigmoid_layers(12.96)
    assert (sigmoid.network.depth, sigmoid.network.activation, sigmoid.batch) == (10, "sigmoid", 32)
    assert (sigmoid.optimiser.rate, sigmoid.optimiser.rate_decay) == (1e-4, 1e-6)
    assert [relu_layers(depth, 2.0).network.depth for depth in (22, 30)] == [22, 30]
    assert four_layers("tanh", 1.0, 0.1).network.depth == 4


def test_each_experiment_has_a_key_of_its_own() -> None:
    several = [
        *(sigmoid_layers(v) for v in (1.0, 12.96, 3.6)), sigmoid_layers(3.6, "truncated_normal_uncorrected"),
        *(relu_layers(depth, v) for depth in (22, 30) for v in (1.0, 2.0)),
        four_layers("relu", 2.0, 0.1), four_layers("relu", 2.0, 0.2), four_layers("tanh", 1.0, 0.1),
    ]  # fmt: skip
    assert len({training.key for training in several}) == len(several)
