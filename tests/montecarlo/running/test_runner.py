import multiprocessing
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from montecarlo import (
    Backward,
    Conditional,
    Dense,
    Homogeneous,
    MaskCount,
    SampleMoments,
    SeparateNumbers,
    pilot,
    run,
    stream,
)
from tests.montecarlo.comparison import bits

SMALL = Dense((48, 48, 48), "tanh", 1.2, ("y2^2", "y2^4", "x3"))
EXPERIMENTS = {
    "dense": SMALL,
    "dense, float32": Dense((48, 48, 48), "gelu", 1.2, ("y2^2", "x3"), dtype="float32"),
    "conditional": Conditional(
        (60, 50, 40), "tanh", 1.2, ("y2^2", "cos x3"), bias_variance=0.1, inputs=2, input_cosine=0.3
    ),
    "conditional, float32": Conditional((60, 50, 40), "silu", 1.2, ("y2^2", "x3"), dtype="float32"),
    "homogeneous": Homogeneous((50,) * 6, "relu", 2.0, ("log x6^2", "x3^2")),
    "backward": Backward((50, 40, 30), "tanh", 1.0),
    "masks": MaskCount(units=1000, keep=0.8, counts=(800, 801)),
    "side by side": SeparateNumbers(
        (Homogeneous((50, 50), "relu", 2.0, ("y1^2",)), MaskCount(units=10, keep=0.5, counts=(5,)))
    ),
}
# A last batch that is not full; and more than 32 batches, beyond which some share a future.
BATCHES = 40


def replicates(experiment):
    return BATCHES * experiment.batch + 13


@pytest.fixture(scope="module")
def serial(serially):
    """Return the serial run's bits, by the experiment's name."""

    @cache
    def of(name):
        experiment = EXPERIMENTS[name]
        return bits(serially(experiment, replicates=replicates(experiment), seed=5))

    return of


@pytest.mark.parametrize("workers", [None, 2, 4])
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_threads_give_the_same_bits(serial, name, workers):
    experiment = EXPERIMENTS[name]
    keywords = {"replicates": replicates(experiment), "seed": 5}
    if workers is None:
        assert bits(run(experiment, **keywords)) == serial(name)
    else:
        with ThreadPoolExecutor(workers) as executor:
            assert bits(run(experiment, executor=executor, **keywords)) == serial(name)


def test_processes_give_the_same_bits(serial):
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        for name, experiment in EXPERIMENTS.items():
            moments = run(experiment, replicates=replicates(experiment), seed=5, executor=executor)
            assert bits(moments) == serial(name)


@dataclass(frozen=True)
class Where:
    """Notes the threads that draw it."""

    seconds: float = 0.01
    fields: tuple[str, ...] = ("a",)
    batch: int = 2
    engine: str = "test"

    def sample(self, rng, replicates):
        threads.add(threading.current_thread())
        time.sleep(self.seconds)
        return rng.standard_normal((replicates, 1))


threads = set()


@pytest.fixture
def processors(monkeypatch):
    """Let this process have three processors, whatever the machine has."""
    threads.clear()
    monkeypatch.setattr("os.sched_getaffinity", lambda process: {0, 1, 5}, raising=False)


@pytest.mark.usefixtures("processors")
@pytest.mark.parametrize(("batches", "expected"), [(40, 3), (2, 2)])
def test_by_default_a_thread_for_each_processor(batches, expected):
    run(Where(), replicates=2 * batches, seed=0)
    assert len(threads) == expected
    assert threading.current_thread() not in threads
    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.usefixtures("processors")
def test_one_batch_or_one_processor_runs_in_the_calling_thread(monkeypatch):
    run(Where(), replicates=2, seed=0)
    monkeypatch.setattr("os.sched_getaffinity", lambda process: {3}, raising=False)
    run(Where(), replicates=20, seed=0)
    assert threads == {threading.current_thread()}


@pytest.mark.usefixtures("processors")
@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_an_error_in_progress_ends_the_threads(error):
    def stop(done, total):
        raise error

    with pytest.raises(error):
        run(Where(), replicates=10**9, seed=0, progress=stop)
    assert len(threads) == 3
    assert not any(thread.is_alive() for thread in threads)


def test_another_seed_gives_other_numbers(serial):
    assert bits(run(SMALL, replicates=replicates(SMALL), seed=6)) != serial("dense")


def test_the_moments_are_those_of_the_batches():
    sizes = (SMALL.batch, SMALL.batch, 13)
    samples = [SMALL.sample(stream(SMALL, 5, batch), size) for batch, size in enumerate(sizes)]
    expected = SampleMoments.of(SMALL.fields, np.concatenate(samples))
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
        run(SMALL, replicates=replicates(SMALL), seed=0, executor=executor, progress=progress)
    counts = [*range(SMALL.batch, replicates(SMALL), SMALL.batch), replicates(SMALL)]
    assert calls == [(done, replicates(SMALL), threading.current_thread()) for done in counts]


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
        ({"replicates": 0}, ValueError, "replicates must be 1 or more, got 0"),
        ({"replicates": 10.0}, TypeError, "replicates must be an integer, 1 or more, got 10.0"),
        ({"seed": -1}, ValueError, "seed must be 0 or more, got -1"),
        ({"seed": None}, TypeError, "seed must be an integer, 0 or more, got None"),
        ({"executor": 2}, TypeError, "executor must be a concurrent.futures.Executor or None, got 2"),
        ({"progress": 3}, TypeError, "progress must be a function .* got 3"),
    ],
)
def test_bad_input_is_named(keywords, error, match):
    with pytest.raises(error, match=match):
        run(SMALL, **{"replicates": 10, "seed": 0} | keywords)


def test_an_experiment_is_an_instance_with_the_methods_of_one():
    for call in (run, pilot):
        with pytest.raises(TypeError, match=r"experiment must be an experiment, such as .* got 'relu'"):
            call("relu", replicates=10, seed=0)
        with pytest.raises(TypeError, match=r"must be an instance, such as Conditional\(.*got the class"):
            call(Conditional, replicates=10, seed=0)


@pytest.mark.parametrize(
    ("parameters", "error", "match"),
    [
        ({"batch": 0}, ValueError, r"the batch of Where\(.* must be 1 or more, got 0"),
        ({"batch": 2.0}, TypeError, r"the batch of Where\(.* must be an integer, 1 or more, got 2.0"),
        ({"fields": ()}, TypeError, r"the fields of Where\(.* must be a tuple of one name or more, got \(\)"),
        (
            {"fields": "a"},
            TypeError,
            r"the fields of Where\(.* must be a tuple of one name or more, got 'a\'",
        ),
    ],
)
def test_an_experiment_that_breaks_its_contract(parameters, error, match):
    for call in (run, pilot):
        with pytest.raises(error, match=match):
            call(Where(**parameters), replicates=10, seed=0)
