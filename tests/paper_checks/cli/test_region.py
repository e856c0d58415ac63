"""The grid of the trainable region: trained, continued after a kill, and printed beside its predictions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from montecarlo.training import trainer
from paper_checks.__main__ import main
from paper_checks.cli import region
from paper_checks.cli.region import print_region, train_region
from paper_checks.evidence import trainable_region as rule
from paper_checks.experiments import trainable_region as grid
from paper_checks.experiments.trainable_region import Cell, cells
from paper_checks.training_record import NAME, Record, read
from tests.paper_checks.made_up_training import CLAIM, met_by, outcome_of, record_of, small

SEEDS = (50, 51, 52)
SMALL = [Cell("relu", 2, 0.02), Cell("relu", 2, 2.0), Cell("tanh", 3, 1.0)]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the grid have three cells, which are trained for an epoch."""

    def few() -> Iterator[Cell]:
        yield from SMALL

    monkeypatch.setattr(grid, "EPOCHS", 1)
    monkeypatch.setattr(region, "cells", few)
    monkeypatch.setattr(rule, "predictions", lambda: {SMALL[0]: False, SMALL[1]: True, SMALL[2]: False})


def test_the_command_trains_the_grid_and_prints_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / NAME).write_text(met_by(25).text())
    assert main(["train", "trainable-region", "--out", str(tmp_path), "--seed", "2"]) == 0
    shown = capsys.readouterr()
    assert [line.partition(":")[0] for line in shown.err.splitlines()] == ["relu, 2 layers", "tanh, 3 layers"]
    assert "relu: training accuracy in %" in shown.out
    assert "tanh: training accuracy in %" in shown.out
    assert "claims" not in shown.out
    assert [path.name for path in tmp_path.iterdir()] == [NAME]  # nothing unfinished is left
    found = read(tmp_path).experiments
    assert {found[cell.training.key].outcome.seeds for cell in SMALL} == {SEEDS}
    assert small().key in found  # what was there before stays
    assert found[SMALL[0].training.key].name == "trainable-region relu, 2 layers, N v² = 0.02"


def test_a_run_that_was_killed_continues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained = []

    def killed(training, *arguments, **given):  # type: ignore[no-untyped-def]
        if training.network.activation == "tanh" and len(trained) == 2:
            raise KeyboardInterrupt
        trained.append(training)
        return trainer.train(training, *arguments, **given)

    monkeypatch.setattr(region, "train", killed)
    with pytest.raises(KeyboardInterrupt):
        train_region(SEEDS, tmp_path)
    assert not (tmp_path / NAME).exists()
    trained.append(None)
    again = train_region(SEEDS, tmp_path)
    assert trained[3:] == [SMALL[2].training]
    whole = train_region(SEEDS, tmp_path)  # nothing is left over, so that all are trained
    assert len(trained) == 4 + 3
    for cell in SMALL:
        key = cell.training.key
        assert again.experiments[key].outcome.as_json() == whole.experiments[key].outcome.as_json()


def test_only_cells_of_these_seeds_are_kept(tmp_path: Path) -> None:
    unfinished = tmp_path / "trainable-region-50"
    unfinished.mkdir()
    seeds = (SEEDS, (0, 1, 2))
    made_up = [outcome_of(cell.training, [0.9] * 3, own) for cell, own in zip(SMALL[:2], seeds, strict=True)]
    (unfinished / NAME).write_text(record_of(*made_up).text())
    found = train_region(SEEDS, tmp_path).experiments
    assert found[SMALL[0].training.key].cpu == "an abacus"
    assert found[SMALL[1].training.key].cpu != "an abacus"


def test_claims_and_the_grid_may_be_named_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from paper_checks import LEDGER

    monkeypatch.setattr(LEDGER, "select", lambda ids: [CLAIM] if ids == ["mine.learns"] else [])
    assert main(["train", "mine.learns", "trainable-region", "--out", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "1 claim, 1 as expected" in out
    assert "tanh: training accuracy in %" in out


def test_the_table_counts_what_was_right(capsys: pytest.CaptureFixture[str]) -> None:
    accuracies = ([0.2, 0.3, 0.9], [0.9, 0.1, 0.2], [0.6, 0.7, 0.1])
    outcomes = [outcome_of(cell.training, last) for cell, last in zip(SMALL, accuracies, strict=True)]
    print_region(record_of(*outcomes))
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["relu", "2", "1", "0", "1", "0", "1"] in lines
    assert ["tanh", "1", "0", "0", "0", "1", "0"] in lines
    assert ["all", "3", "1", "0", "1", "1", "1"] in lines


def test_accuracies_stand_below_their_depths(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = [Cell("relu", 4, 4.0), Cell("relu", 10, 4.0)]
    monkeypatch.setattr(rule, "predictions", lambda: {ends[0]: True, ends[1]: False})
    print_region(record_of(*(outcome_of(cell.training, [0.87, 0.9, 0.8]) for cell in ends)))
    row = capsys.readouterr().out.splitlines()[2]
    assert row.split() == ["4", "nowhere", "up", "to", "4", "87", "87*"]


def test_an_empty_record_says_how_to_train(capsys: pytest.CaptureFixture[str]) -> None:
    print_region(Record())
    assert "`python -m paper_checks train trainable-region` trains them" in capsys.readouterr().out


def test_the_whole_grid_is_that_of_the_figure() -> None:
    assert len(list(cells())) == 308
