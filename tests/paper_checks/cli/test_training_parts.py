"""Experiments in parts: the parts of an experiment give what it gives as a whole, in processes too."""

import dataclasses
from pathlib import Path

import pytest

from montecarlo.training.normality import Normality, departures
from montecarlo.training.trainer import train
from paper_checks.cli import training_parts
from paper_checks.cli.processes import Processes
from paper_checks.cli.training_parts import joined, parts_of, train_in_process, train_part, workers_for
from tests.paper_checks.made_up_training import small

SEEDS = tuple(range(7))
TRAINING = dataclasses.replace(small(), epochs=2)


def test_parts_in_processes_give_the_bits_of_the_whole_and_say_how_far_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_parts, "_WORTH_PROCESSES", 0)
    said = []
    parts = parts_of(TRAINING, SEEDS, tmp_path, None, "cpu")
    assert [part.seeds for part in parts] == [SEEDS[:5], SEEDS[5:]]
    with workers_for(2, 1, "cpu", said.append) as executor:
        assert isinstance(executor, Processes)
        found = [future.result()[0] for future in [executor.submit(train_in_process, part) for part in parts]]
    assert joined(found).as_json() == train(TRAINING, SEEDS).as_json()
    for part in parts:
        assert [one for one in said if one[0] == part.checkpoint.name][-1][1:] == (2 * len(part.seeds),) * 2
    assert sorted(tmp_path.iterdir()) == sorted(part.checkpoint for part in parts)


def test_parts_of_departures_are_joined(tmp_path: Path) -> None:
    normality = Normality(TRAINING, networks=2, after=(0, 3))
    parts = parts_of(normality, SEEDS, tmp_path, None, "cpu")
    found = [train_part(part, lambda done, total: None)[0] for part in parts]
    assert joined(found).as_json() == departures(normality, SEEDS).as_json()


def test_small_work_and_a_gpu_start_no_process() -> None:
    for work, device in ((1, "cpu"), (10**12, "cuda")):
        with workers_for(2, work, device, print) as executor:
            assert not isinstance(executor, Processes)
