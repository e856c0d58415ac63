import numpy as np
import pytest

from montecarlo import (
    CommonNumbers,
    Conditional,
    Dense,
    SeparateNumbers,
    experiment_key,
    ratio,
    run,
    stream,
)


def network(weight_variance, widths=(8, 8, 8)):
    return Conditional(widths, "tanh", weight_variance, ("y2^2", "y2^4"))


COMMON = CommonNumbers((network(1.0), network(0.5)))
SEPARATE = SeparateNumbers((network(1.0), network(0.5)))


def test_fields_are_prefixed():
    assert COMMON.fields == ("0:y2^2", "0:y2^4", "1:y2^2", "1:y2^4")
    assert COMMON.engine == "conditional"
    assert COMMON.batch == network(1.0).batch
    assert (
        SeparateNumbers((network(1.0), Dense((64, 64), "tanh", 1.0, ("y1",)))).engine == "conditional, dense"
    )


def test_common_numbers_are_those_of_each_experiment_alone():
    samples = COMMON.sample(stream(COMMON, 0, 0), 100)
    for k, part in enumerate(COMMON.experiments):
        alone = part.sample(stream(COMMON, 0, 0), 100)
        np.testing.assert_array_equal(samples[:, 2 * k : 2 * k + 2], alone)


def test_common_numbers_cancel_noise_and_separate_ones_do_not():
    estimand = ratio("1:y2^2", "0:y2^2")
    common = estimand.standard_error(run(COMMON, replicates=4000, seed=0))
    separate = estimand.standard_error(run(SEPARATE, replicates=4000, seed=0))
    assert common < separate / 3


def test_separate_numbers_are_uncorrelated():
    experiment = SeparateNumbers((network(1.0), network(1.0)))
    covariance = run(experiment, replicates=4000, seed=0).covariance
    correlation = covariance[0, 2] / np.sqrt(covariance[0, 0] * covariance[2, 2])
    assert abs(correlation) < 5 / np.sqrt(4000)


def test_experiments_out_of_step_are_refused():
    experiment = CommonNumbers((network(1.0, widths=(8, 8, 8)), network(1.0, widths=(8, 16, 8))))
    with pytest.raises(ValueError, match="SeparateNumbers"):
        run(experiment, replicates=10, seed=0)


def test_the_two_have_keys_apart():
    assert experiment_key(COMMON) != experiment_key(SEPARATE)


@pytest.mark.parametrize("experiments", [(), [network(1.0)]])
def test_experiments_are_a_tuple_of_one_or_more(experiments):
    with pytest.raises(ValueError, match="experiments"):
        CommonNumbers(experiments)
