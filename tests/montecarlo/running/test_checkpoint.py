"""A run that was interrupted goes on from its checkpoint with the same bits."""

import multiprocessing
import os
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest

from montecarlo import SampleMoments, run
from montecarlo.running.checkpoint import Checkpoint
from tests.montecarlo.comparison import bits
from tests.montecarlo.running.checkpoints import BATCH, MASKS, TOTAL, Tracing, count, interrupted


def test_a_checkpoint_changes_no_bit(whole, path):
    assert bits(run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)) == whole
    assert count(path) == TOTAL
    assert [entry.name for entry in path.parent.iterdir()] == ["run.json"]


@pytest.mark.usefixtures("saved_at_each_batch")
@pytest.mark.parametrize("workers", [0, 2])
def test_interrupted_and_started_again(whole, path, workers):
    interrupted(path)
    assert count(path) == 4 * BATCH
    calls = []
    with ThreadPoolExecutor(2) as threads:
        again = run(
            MASKS,
            replicates=TOTAL,
            seed=3,
            executor=threads if workers else None,
            progress=lambda done, total: calls.append(done),
            checkpoint=str(path),
        )
    assert bits(again) == whole
    assert calls == [*range(4 * BATCH, TOTAL, BATCH), TOTAL]


def test_merged_batches_are_not_drawn_again(tmp_path, path):
    experiment = Tracing(str(tmp_path / "trace"))
    first = run(experiment, replicates=10, seed=0, checkpoint=path)
    run(experiment, replicates=10, seed=0, checkpoint=path)
    assert sorted((tmp_path / "trace").read_text().split()) == ["0", "1", "2", "3"]
    # Finished, it needs no executor that works, nor a folder that can be written.
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    assert bits(run(experiment, replicates=10, seed=0, executor=executor, checkpoint=path)) == bits(first)
    run(experiment, replicates=20, seed=0, checkpoint=path)
    assert sorted((tmp_path / "trace").read_text().split()[4:]) == ["3", "4", "5", "6"]


@pytest.mark.parametrize("first", [BATCH - 1, 2 * BATCH, 2 * BATCH + 5])
def test_a_longer_run_goes_on_from_a_shorter_one(whole, path, first):
    shorter = run(MASKS, replicates=first, seed=3, checkpoint=path)
    assert bits(shorter) == bits(run(MASKS, replicates=first, seed=3))
    assert bits(run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)) == whole


def test_a_shorter_run_is_refused(path):
    run(MASKS, replicates=TOTAL, seed=3, checkpoint=path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=rf"has {10 * BATCH} replicates already, more than replicates = 5:"):
        run(MASKS, replicates=5, seed=3, checkpoint=path)
    assert path.read_bytes() == before


def test_numbers_come_back_bit_for_bit(path):
    file = Checkpoint(path, Tracing(os.devnull), 0)
    mean = np.array([5e-324, -0.0])
    comoment = np.array([[2.0**-1074, -1 / 3], [-1 / 3, 1.7e308]])
    state = file.load(3).add(SampleMoments(("a", "b"), 3, mean, comoment), 3)
    file.save(state)
    assert bits(file.load(3).moments) == bits(state.moments)


def test_an_error_in_a_batch_keeps_those_before(tmp_path, path):
    experiment = Tracing(str(tmp_path / "trace"), "broken", 2)
    with pytest.raises(ZeroDivisionError):
        run(experiment, replicates=30, seed=0, checkpoint=path)
    assert count(path) == 6


@dataclass(frozen=True)
class Interrupted(Tracing):
    version = "1"

    def sample(self, rng, replicates):
        if rng.bit_generator.seed_seq.spawn_key[1] == 4:
            raise KeyboardInterrupt
        return super().sample(rng, replicates)


def test_an_interruption_keeps_what_is_done(path, monkeypatch):
    # Saved at the start only, but for the interruption.
    monkeypatch.setattr("montecarlo.running.checkpoint._PART", 1e-9)
    with pytest.raises(KeyboardInterrupt):
        run(Interrupted(os.devnull), replicates=30, seed=0, checkpoint=path)
    assert count(path) == 12


def test_a_pool_that_loses_a_worker_keeps_what_is_done(tmp_path, path):
    experiment = Tracing(str(tmp_path / "trace"), "exit", 40)
    context = multiprocessing.get_context("spawn")
    with (
        ProcessPoolExecutor(1, mp_context=context) as executor,
        pytest.raises(BrokenExecutor, match="lost a worker"),
    ):
        run(experiment, replicates=150, seed=0, executor=executor, checkpoint=path)
    # One process, first come first served, and a future for each batch until the time of one is known.
    assert count(path) == 3 * 40


def test_saving_takes_a_small_part_of_the_time_and_what_is_reported_is_saved(path, monkeypatch):
    now, saved, reported, save = [0.0], [], [], Checkpoint.save

    def save_for_a_second(file, state):
        saved.append(state.count)
        save(file, state)

    def second(*args):
        now[0] += 1.0

    @dataclass(frozen=True)
    class OfASecond(Tracing):
        version = "1"

        def sample(self, rng, replicates):
            second()
            return super().sample(rng, replicates)

    def progress(done, total):
        reported.append(done)
        assert count(path) == done

    monkeypatch.setattr(Checkpoint, "save", save_for_a_second)
    monkeypatch.setattr(os, "fsync", second)
    monkeypatch.setattr("montecarlo.running.checkpoint.time.monotonic", lambda: now[0])
    monkeypatch.setattr("montecarlo.running.runner.processors", lambda: 1)  # batch by batch, in this thread
    run(OfASecond(os.devnull), replicates=3 * 250, seed=0, progress=progress, checkpoint=path)
    # A second for a batch and for a save: one save in a hundred batches, beside the first and the last.
    assert saved == [0, 3 * 100, 3 * 200, 3 * 250]
    assert reported == saved[1:]


def test_the_name_of_the_file_survives_a_change_of_folder(tmp_path, monkeypatch, whole):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()

    def progress(done, total):
        os.chdir(tmp_path / "elsewhere")

    run(MASKS, replicates=TOTAL, seed=3, progress=progress, checkpoint="run.json")
    assert count(tmp_path / "run.json") == TOTAL
