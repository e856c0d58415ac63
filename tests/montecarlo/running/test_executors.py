import multiprocessing
import os
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from montecarlo import run
from montecarlo.running.draw import drawn_moments
from montecarlo.running.executors import Group, _in_worker
from tests.montecarlo.experiments import Broken, Slow


@dataclass(frozen=True)
class Killer(Broken):
    """Ends the process in its third batch, as a lack of memory would."""

    def sample(self, rng, replicates):
        if rng.bit_generator.seed_seq.spawn_key[1] == 2:
            os._exit(1)
        return super().sample(rng, replicates)


def test_an_executor_that_is_shut_down():
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(ValueError, match="give one that is not shut down"):
        run(Broken("0"), replicates=10, seed=0, executor=executor)


def test_an_executor_that_is_shut_down_during_the_run():
    def stop(done, total):
        executor.shutdown(wait=False, cancel_futures=True)

    executor = ThreadPoolExecutor(1)
    with pytest.raises(ValueError, match="cancelled its work: give one that stays open"):
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
        return _in_worker(*rest, expected | {"numpy": "1.0"})

    monkeypatch.setattr("montecarlo.running.executors._in_worker", other)
    with (
        ThreadPoolExecutor(1) as executor,
        pytest.raises(ValueError, match=rf"its numpy is {np.__version__}, not 1.0\): install the same"),
    ):
        run(Broken("0"), replicates=10, seed=0, executor=executor)


@dataclass(frozen=True)
class Edited(Broken):
    """Has the next version in a worker, as if the worker had other code."""

    version = "1"

    def __setstate__(self, state):
        type(self).version = "2"
        self.__dict__.update(state)


def test_a_worker_with_another_version_of_an_own_class_is_refused():
    with (
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor,
        pytest.raises(ValueError, match=r"its class \S+Edited is 2, not 1\): install the same versions"),
    ):
        run(Edited("0"), replicates=10, seed=0, executor=executor)


@pytest.mark.parametrize("executor", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_a_group_that_fails_in_its_middle_keeps_what_it_finished(executor):
    context = {"mp_context": multiprocessing.get_context("spawn")} if executor is ProcessPoolExecutor else {}
    experiment = Broken("nan")
    with executor(1, **context) as workers:
        groups = [Group.submit(workers, experiment, 0, 100, numbers) for numbers in ((0, 1, 2, 3), (3, 4))]
        with pytest.raises(ValueError, match="NaN or infinity"):
            groups[0].result()
        whole, _ = groups[1].result()
    first = groups[0].finished()
    assert list(first) == [0, 1]
    assert list(groups[1].finished()) == list(whole) == [3, 4]
    for number, moments in (first | whole).items():
        expected = drawn_moments(experiment, 0, 100, number)
        assert moments.mean.tobytes() == expected.mean.tobytes()
        assert moments.comoment.tobytes() == expected.comoment.tobytes()


def test_a_group_that_still_runs_has_no_finished_batches():
    with ThreadPoolExecutor(1) as executor:
        begun, waiting = (
            Group.submit(executor, Slow("0"), 0, 200, numbers) for numbers in (range(50), (50,))
        )
        assert begun.finished() == {}
        assert waiting.future.cancel()
        assert waiting.finished() == {}
        begun.result()
        assert len(begun.finished()) == 50


class Forgetful(Executor):
    """Leaves every future as it is, as a client of a cluster may that is closed in the middle of a submission."""

    _client = SimpleNamespace(status="closed")

    def submit(self, function, /, *args, **keywords):
        return Future()


def test_a_future_that_a_closed_client_leaves_behind_ends_the_run():
    with pytest.raises(ValueError, match="cancelled its work: give one that stays open"):
        run(Broken("0"), replicates=10, seed=0, executor=Forgetful())


class Abandoned(ThreadPoolExecutor):
    """Has no worker until it was asked three times, as a cluster whose workers are being replaced."""

    def __init__(self):
        super().__init__(1)
        self.asked, self.waiting = 0, []
        self._client = SimpleNamespace(status="running", nthreads=self._nthreads)

    def submit(self, function, /, *args, **keywords):
        future = Future()
        self.waiting.append((future, function, args))
        return future

    def _nthreads(self, callback_timeout):
        self.asked += 1
        if self.asked == 3:
            raise TimeoutError
        if self.asked > 3:
            for future, function, args in self.waiting:
                future.set_result(function(*args))
            self.waiting.clear()
        return {"worker": 1} if self.asked > 3 else {}


def test_a_cluster_without_workers_is_waited_for_visibly(monkeypatch, caplog):
    monkeypatch.setattr("montecarlo.running.executors._LOOK_SECONDS", 0.01)
    monkeypatch.setattr("montecarlo.running.executors._SAY_SECONDS", 0.0)
    with Abandoned() as executor:
        assert run(Broken("0"), replicates=2, seed=0, executor=executor).count == 2
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 3
    assert "no worker of executor <tests" in caplog.messages[0]
    assert "still waiting: start workers, or interrupt the run" in caplog.messages[0]


def test_an_experiments_own_time_out_is_its_own():
    class Late(Broken):
        def sample(self, rng, replicates):
            raise TimeoutError("too late")

    with ThreadPoolExecutor(1) as executor, pytest.raises(TimeoutError, match="too late"):
        run(Late("0"), replicates=10, seed=0, executor=executor)


class OnTheDot(Future):
    """Ends between a wait that gives up and the question whether it has ended."""

    def done(self):
        if not super().done():
            self.set_result(({}, 0.5))
        return super().done()


def test_work_that_ends_just_as_a_wait_gives_up_is_taken(monkeypatch):
    monkeypatch.setattr("montecarlo.running.executors._LOOK_SECONDS", 0.0)
    with ThreadPoolExecutor(1) as executor:
        assert Group(executor, OnTheDot()).result() == ({}, 0.5)
