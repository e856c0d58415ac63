import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

from montecarlo import Conditional, Dense, Moments, pilot, run, stream

SMALL = Dense((48, 48, 48), "tanh", 1.2, ("y2^2", "y2^4", "x3"))
REPLICATES = 70 * SMALL.batch + 13


def bits(moments):
    return moments.count, moments.mean.tobytes(), moments.comoment.tobytes()


@pytest.fixture(scope="module")
def serial():
    return bits(run(SMALL, replicates=REPLICATES, seed=5))


@pytest.mark.parametrize("workers", [2, 4])
def test_threads_give_the_same_bits(serial, workers):
    with ThreadPoolExecutor(workers) as executor:
        assert bits(run(SMALL, replicates=REPLICATES, seed=5, executor=executor)) == serial


def test_processes_give_the_same_bits(serial):
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        assert bits(run(SMALL, replicates=REPLICATES, seed=5, executor=executor)) == serial


def test_another_seed_gives_other_numbers(serial):
    assert bits(run(SMALL, replicates=REPLICATES, seed=6)) != serial


def test_the_moments_are_those_of_the_batches():
    sizes = (SMALL.batch, SMALL.batch, 13)
    samples = [SMALL.sample(stream(SMALL, 5, batch), size) for batch, size in enumerate(sizes)]
    expected = Moments.of(SMALL.fields, np.concatenate(samples))
    moments = run(SMALL, replicates=sum(sizes), seed=5)
    assert moments.count == expected.count
    assert moments.fields == SMALL.fields
    np.testing.assert_allclose(moments.mean, expected.mean, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(moments.comoment, expected.comoment, rtol=1e-10, atol=1e-12)


def test_progress_counts_up_to_the_total_in_the_calling_thread():
    calls = []

    def progress(done, total):
        calls.append((done, total, threading.current_thread()))

    with ThreadPoolExecutor(2) as executor:
        run(SMALL, replicates=REPLICATES, seed=0, executor=executor, progress=progress)
    counts = [*range(SMALL.batch, REPLICATES, SMALL.batch), REPLICATES]
    assert calls == [(done, REPLICATES, threading.current_thread()) for done in counts]


def test_a_pilot_is_raw_repeats_itself_and_shares_nothing_with_the_run():
    experiment = Conditional((200, 200), "tanh", 1.0, ("y1", "y1^2"))
    count = experiment.batch + 10
    samples = pilot(experiment, replicates=count, seed=0)
    assert samples.shape == (count, 2)
    assert samples.dtype == np.float64
    np.testing.assert_array_equal(samples, pilot(experiment, replicates=count, seed=0))
    moments = run(experiment, replicates=count, seed=0)
    assert not np.allclose(moments.mean, samples.mean(axis=0), rtol=1e-3)
    infinite = Conditional((4, 4), "relu", 1e308, ("y1^4",))
    with np.errstate(over="ignore"), pytest.raises(ValueError, match="NaN or infinity for y1"):
        pilot(infinite, replicates=20, seed=0)


@pytest.mark.parametrize(
    ("keywords", "error", "match"),
    [
        ({"replicates": 0}, ValueError, "replicates = 0"),
        ({"replicates": 10.0}, TypeError, "replicates = 10.0"),
        ({"seed": -1}, ValueError, "seed = -1"),
        ({"seed": None}, TypeError, "seed = None"),
        ({"executor": 2}, TypeError, "executor = 2"),
    ],
)
def test_bad_input_is_named(keywords, error, match):
    with pytest.raises(error, match=match):
        run(SMALL, **{"replicates": 10, "seed": 0} | keywords)


def test_what_is_no_experiment():
    for call in (run, pilot):
        with pytest.raises(TypeError, match="experiment = 'relu' is none"):
            call("relu", replicates=10, seed=0)
