from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

from montecarlo import Backward, MaskCount, mean, quantile, run, samples
from montecarlo.running import kept
from tests.montecarlo.experiments import Broken

MASKS = MaskCount(units=1000, keep=0.8, counts=(790, 800, 810))
COUNT = 5 * MASKS.batch + 17


def test_they_are_the_replicates_of_the_run_in_their_order(serially):
    found = samples(MASKS, replicates=COUNT, seed=3)
    assert (found.count, found.fields) == (COUNT, MASKS.fields)
    first = samples(MASKS, replicates=2 * MASKS.batch, seed=3)
    np.testing.assert_array_equal(found.values[: 2 * MASKS.batch], first.values)
    moments = serially(MASKS, replicates=COUNT, seed=3)
    np.testing.assert_allclose(found.moments.mean, moments.mean, rtol=1e-12)
    np.testing.assert_allclose(found.moments.comoment, moments.comoment, rtol=1e-9)


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_they_are_the_same_bits_on_every_executor(pool):
    with pool(2) as executor:
        found = samples(MASKS, replicates=COUNT, seed=3, executor=executor)
    one = [kept.drawn(MASKS, 3, COUNT, number) for number in range(6)]
    np.testing.assert_array_equal(found.values, np.concatenate(one))


def test_an_error_in_a_worker_is_that_of_the_run():
    for draw in (run, samples):
        with pytest.raises(ValueError, match="NaN or infinity for broken"):
            draw(Broken("nan"), replicates=20, seed=0)


def test_a_signal_that_is_zero_has_the_logarithm_minus_infinity():
    dying = Backward((3,) * 9, "relu", 2.0, record=("log y8^2",))
    found = samples(dying, replicates=500, seed=0)
    dead = np.isneginf(found.values).mean()
    # Each of 7 layers dies with the probability 1 / 8.
    expected = 1 - (7 / 8) ** 7
    assert abs(dead - expected) < 5 * np.sqrt(expected * (1 - expected) / 500)
    assert quantile("log y8^2", 0.3).interval(found).high == -np.inf
    with pytest.raises(ValueError, match=r"log y8\^2 is infinite in some replicates, so it has no mean"):
        mean("log y8^2").value(found.moments)
    with pytest.raises(ValueError, match="NaN or infinity for broken"):
        samples(Broken("inf"), replicates=20, seed=0)


def test_an_executor_that_is_shut_down():
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(ValueError, match="give one that is not shut down"):
        samples(MASKS, replicates=COUNT, seed=3, executor=executor)


def test_a_worker_with_other_versions_is_refused():
    with pytest.raises(ValueError, match="a worker would give other bits"):
        kept._in_worker(MASKS, 0, 10, 0, {"montecarlo": "another"})


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"replicates": 0}, "replicates must be 1 or more"),
        ({"seed": -1}, "seed must be 0 or more"),
        ({"executor": 2}, "executor must be"),
        ({"experiment": Backward}, "experiment must be an instance"),
    ],
)
def test_bad_arguments_are_named(wrong, match):
    good = {"experiment": MASKS, "replicates": 5, "seed": 0}
    with pytest.raises((TypeError, ValueError), match=match):
        samples(**good | wrong)
