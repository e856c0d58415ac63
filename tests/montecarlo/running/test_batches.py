import json
import multiprocessing
import time
from collections import Counter
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from montecarlo import run
from tests.montecarlo.comparison import bits
from tests.montecarlo.experiments import Broken, Slow


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


def test_short_batches_share_a_future_and_the_bits_stay_the_same(serially):
    with Counting() as executor:
        together = run(Broken("0"), replicates=10_001, seed=0, executor=executor)
    assert len(executor.futures) < 5001 / 4
    assert bits(together) == bits(serially(Broken("0"), replicates=10_001, seed=0))


def test_long_batches_have_a_future_each(monkeypatch):
    monkeypatch.setattr("montecarlo.running.batches._GROUP_SECONDS", 0.01)
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


# One object for all threads, as a library may raise one.
ERRORS = {"error": ZeroDivisionError("wrong"), "interruption": KeyboardInterrupt()}


@dataclass(frozen=True)
class Traced:
    """Notes the batches it draws; once, its first batch waits until all others are drawn, and goes wrong."""

    version = "1"
    folder: str
    others: int
    error: str = "error"
    fields: tuple[str, ...] = ("a", "b")
    batch: int = 3
    engine: str = "test"

    def sample(self, rng, replicates):
        number = rng.bit_generator.seed_seq.spawn_key[1]
        wrong = Path(self.folder, "wrong")
        if number == 0 and self.error in ERRORS and not wrong.exists():
            while len(traced(self)) < self.others:
                time.sleep(0.001)
            wrong.touch()
            raise ERRORS[self.error]
        with open(Path(self.folder, "trace"), "a") as file:
            file.write(f"{number}\n")
        return rng.standard_normal((replicates, 2))


def traced(experiment):
    path = Path(experiment.folder, "trace")
    return sorted(map(int, path.read_text().split())) if path.exists() else []


def ahead(path):
    return sorted(map(int, json.loads(path.read_text())["ahead"]))


# So many have a future each; the last one is not full.
BATCHES, REPLICATES = 64, 64 * 3 - 1


@pytest.mark.parametrize("executor", [ThreadPoolExecutor, ProcessPoolExecutor])
@pytest.mark.parametrize("error", ["error", "interruption"])
def test_batches_that_are_finished_when_the_first_one_fails_are_kept(serially, tmp_path, executor, error):
    experiment = Traced(str(tmp_path), BATCHES - 1, error)
    keywords = {"replicates": REPLICATES, "seed": 0, "checkpoint": tmp_path / "run.json"}
    context = {"mp_context": multiprocessing.get_context("spawn")} if executor is ProcessPoolExecutor else {}
    with executor(2, **context) as workers, pytest.raises(type(ERRORS[error])):
        run(experiment, executor=workers, **keywords)
    assert ahead(tmp_path / "run.json") == list(range(1, BATCHES))
    again = run(experiment, **keywords)
    assert traced(experiment) == list(range(BATCHES))
    assert bits(again) == bits(serially(experiment, replicates=REPLICATES, seed=0))
    assert ahead(tmp_path / "run.json") == []


@pytest.mark.usefixtures("saved_at_each_batch")
# What was or will be the last batch, and not full, is drawn anew.
@pytest.mark.parametrize(
    ("replicates", "new"),
    [(REPLICATES, []), (REPLICATES + 100, list(range(BATCHES - 1, 97))), (REPLICATES - 100, [30])],
)
def test_batches_that_are_finished_at_an_interruption_serve_a_run_of_any_length(
    serially, tmp_path, replicates, new
):
    def stop(done, total):
        while len(traced(experiment)) < BATCHES:
            time.sleep(0.001)
        raise KeyboardInterrupt

    experiment = Traced(str(tmp_path), 0, "none")
    path = tmp_path / "run.json"
    with ThreadPoolExecutor(2) as executor, pytest.raises(KeyboardInterrupt):
        run(experiment, replicates=REPLICATES, seed=0, executor=executor, progress=stop, checkpoint=path)
    assert ahead(path) == list(range(1, BATCHES))
    again = run(experiment, replicates=replicates, seed=0, checkpoint=path)
    assert sorted((Counter(traced(experiment)) - Counter(range(BATCHES))).elements()) == new
    assert bits(again) == bits(serially(experiment, replicates=replicates, seed=0))


@pytest.mark.usefixtures("saved_at_each_batch")
def test_finished_batches_survive_two_interruptions(serially, tmp_path):
    def stop(done, total):
        raise KeyboardInterrupt

    experiment = Traced(str(tmp_path), BATCHES - 1)
    keywords = {"replicates": REPLICATES, "seed": 0, "checkpoint": tmp_path / "run.json"}
    with ThreadPoolExecutor(2) as executor, pytest.raises(ZeroDivisionError):
        run(experiment, executor=executor, **keywords)
    with pytest.raises(KeyboardInterrupt):
        run(experiment, progress=stop, **keywords)
    assert ahead(tmp_path / "run.json") == list(range(1, BATCHES))
    assert bits(run(experiment, **keywords)) == bits(serially(experiment, replicates=REPLICATES, seed=0))
    assert len(set(traced(experiment))) == BATCHES
