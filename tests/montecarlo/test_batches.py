import multiprocessing
import os
import time
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest

from montecarlo import run
from montecarlo.batches import _group_in_worker


def bits(moments):
    return moments.count, moments.mean.tobytes(), moments.comoment.tobytes()


@dataclass(frozen=True)
class Broken:
    """Goes wrong from the third batch on."""

    value: str
    fields: tuple[str, ...] = ("fine", "broken")
    batch: int = 2
    engine: str = "test"

    def sample(self, rng, replicates):
        samples = rng.standard_normal((replicates, 2))
        if rng.bit_generator.seed_seq.spawn_key[1] == 2:
            samples[0, 1] = float(self.value)
        return samples


@dataclass(frozen=True)
class Misshapen(Broken):
    def sample(self, rng, replicates):
        return np.zeros((replicates, 3))


@dataclass(frozen=True)
class Slow(Broken):
    def sample(self, rng, replicates):
        time.sleep(0.01)
        return super().sample(rng, replicates)


@dataclass(frozen=True)
class Killer(Broken):
    """Ends the process in its third batch, as a lack of memory would."""

    def sample(self, rng, replicates):
        if rng.bit_generator.seed_seq.spawn_key[1] == 2:
            os._exit(1)
        return super().sample(rng, replicates)


class Counting(ThreadPoolExecutor):
    """Notes how many batches were outstanding at once, and all futures."""

    def __init__(self):
        super().__init__(2)
        self.futures: list[Future] = []
        self.most = 0

    def submit(self, *args, **keywords):
        future = super().submit(*args, **keywords)
        self.futures.append(future)
        self.most = max(self.most, sum(not future.done() for future in self.futures))
        return future


def test_few_futures_are_outstanding():
    with Counting() as executor:
        run(Broken("0"), replicates=40_000, seed=0, executor=executor)
    assert executor.most <= 256


def test_short_batches_share_a_future_and_the_bits_are_those_of_none(serially):
    with Counting() as executor:
        together = run(Broken("0"), replicates=10_001, seed=0, executor=executor)
    assert len(executor.futures) < 5001 / 4
    assert bits(together) == bits(serially(Broken("0"), replicates=10_001, seed=0))


def test_long_batches_have_a_future_each(monkeypatch):
    monkeypatch.setattr("montecarlo.batches._GROUP_SECONDS", 0.01)
    with Counting() as executor:
        run(Slow("0"), replicates=300, seed=0, executor=executor)
    assert len(executor.futures) == 150


def test_an_error_stops_the_run():
    with Counting() as executor:
        with pytest.raises(ValueError, match="broken"):
            run(Broken("nan"), replicates=20_000, seed=0, executor=executor)
        assert len(executor.futures) <= 256


def test_an_interruption_cancels_what_is_outstanding():
    def stop(done, total):
        raise KeyboardInterrupt

    with Counting() as executor:
        with pytest.raises(KeyboardInterrupt):
            run(Slow("0"), replicates=2000, seed=0, executor=executor, progress=stop)
        assert len(executor.futures) <= 256
        # Nothing waits in the queue: each future is done, cancelled or, at most two, in work.
        assert sum(not future.done() for future in executor.futures) <= 2


def test_an_executor_that_is_shut_down():
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(ValueError, match="give one that is not shut down"):
        run(Broken("0"), replicates=10, seed=0, executor=executor)


def test_an_executor_that_is_shut_down_during_the_run():
    def stop(done, total):
        executor.shutdown(wait=False, cancel_futures=True)

    executor = ThreadPoolExecutor(1)
    with pytest.raises(ValueError, match="cancelled its work: give one that is not shut down"):
        run(Slow("0"), replicates=40, seed=0, executor=executor, progress=stop)


def test_a_worker_that_dies():
    with (
        ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor,
        pytest.raises(BrokenExecutor, match=r"lost a worker.*: give a new one"),
    ):
        run(Killer("0"), replicates=100, seed=0, executor=executor)
    with pytest.raises(BrokenExecutor, match=r"lost a worker.*: give a new one"):
        run(Broken("0"), replicates=100, seed=0, executor=executor)


def test_a_worker_with_other_versions_is_refused(monkeypatch):
    def other(*args):
        *rest, expected = args
        return _group_in_worker(*rest, expected | {"numpy": "1.0"})

    monkeypatch.setattr("montecarlo.batches._group_in_worker", other)
    with (
        ThreadPoolExecutor(1) as executor,
        pytest.raises(ValueError, match=rf"its numpy is {np.__version__}, not 1.0\): install the same"),
    ):
        run(Broken("0"), replicates=10, seed=0, executor=executor)


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_what_is_not_finite_is_named(value):
    with pytest.raises(ValueError, match=r"Broken\(.*NaN or infinity for broken"):
        run(Broken(value), replicates=20, seed=0)


def test_an_experiment_that_returns_another_shape():
    with pytest.raises(ValueError, match=r"shape \(2, 3\): its `sample` must return \(2, 2\)"):
        run(Misshapen("0"), replicates=4, seed=0)
