"""`train`: trains what claims need, continues after a kill, and keeps what it did not train."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from montecarlo.training import trainer
from paper_checks import LEDGER, Claim, Status, verify
from paper_checks.__main__ import main
from paper_checks.cli import train as command
from paper_checks.cli.train import experiments_of, train_for
from paper_checks.training_record import NAME, read
from tests.paper_checks.made_up_training import CLAIM, PAPER, met_by, small, still

SEEDS = tuple(range(25))


def _select(monkeypatch: pytest.MonkeyPatch, *claims: Claim) -> None:
    monkeypatch.setattr(LEDGER, "select", lambda _: claims)


def test_train_writes_a_record_that_judges_the_claim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _select(monkeypatch, CLAIM)
    assert main(["train", "--out", str(tmp_path), "--seed", "2"]) == 0
    shown = capsys.readouterr()
    assert "25 of 25 seeds" in shown.out
    assert "1 claims, 1 as expected" in shown.out
    assert [line.partition(":")[0] for line in shown.err.splitlines()] == [
        "mine.learns He",
        "mine.learns zero",
    ]
    assert "0 s left" in shown.err.splitlines()[-1]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]  # no checkpoint is left
    verdict = verify(CLAIM, paper=PAPER, record=read(tmp_path))
    assert verdict.status is Status.VERIFIED
    assert verdict.tried.seeds == tuple(range(50, 75))


def test_a_run_that_was_killed_continues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first experiment is done and the second is not: the first is not trained again."""
    trained = []

    def killed(training, *arguments, **given):  # type: ignore[no-untyped-def]
        if training == still():
            raise KeyboardInterrupt
        return trainer.train(training, *arguments, **given)

    monkeypatch.setattr(command, "train", killed)
    with pytest.raises(KeyboardInterrupt):
        train_for([CLAIM], SEEDS, tmp_path)
    assert not (tmp_path / NAME).exists()
    assert len(list(tmp_path.glob("*.checkpoint"))) == 1

    def counted(training, *arguments, progress, **given):  # type: ignore[no-untyped-def]
        def noted(done: int, total: int) -> None:
            trained.append((training.key, done, total))
            progress(done, total)

        return trainer.train(training, *arguments, progress=noted, **given)

    monkeypatch.setattr(command, "train", counted)
    again = train_for([CLAIM], SEEDS, tmp_path)
    assert [done for key, done, total in trained if key == small().key] == [200]  # of 200: it was all done
    assert trained[-1] == (still().key, 200, 200)
    monkeypatch.setattr(command, "train", trainer.train)
    whole = train_for([CLAIM], SEEDS, tmp_path)
    assert _numbers(again) == _numbers(whole)


def _numbers(record):  # type: ignore[no-untyped-def]
    return {key: entry.outcome.as_json() for key, entry in record.experiments.items()}


def test_what_is_not_trained_now_stays_in_the_record(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(met_by(25).text())
    one = replace(CLAIM, trial=replace(CLAIM.trial, trainings={"He": small}))
    train_for([one], SEEDS, tmp_path, jobs=1)
    found = read(tmp_path).experiments
    assert found[still().key].cpu == "an abacus"
    assert found[small().key].cpu != "an abacus"
    assert found[small().key].name == "mine.learns He"


def test_two_claims_may_share_an_experiment() -> None:
    other = replace(CLAIM, id="mine.other")
    assert {key: name for key, (name, _) in experiments_of([CLAIM, other]).items()} == {
        small().key: "mine.learns He",
        still().key: "mine.learns zero",
    }


def test_a_claim_that_needs_no_training_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "kumar2017.eq12"]) == 2
    assert "kumar2017.eq12 names no claim that needs training" in capsys.readouterr().err


def test_cifar10_without_its_folder_is_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    photographs = replace(small(), data="cifar10", network=replace(small().network, widths=(3072, 8, 10)))
    _select(monkeypatch, replace(CLAIM, trial=replace(CLAIM.trial, trainings={"He": lambda: photographs})))
    assert main(["train", "--out", str(tmp_path)]) == 2
    assert "folder must be the folder of CIFAR-10" in capsys.readouterr().err
    assert main(["train", "--out", str(tmp_path), "--cifar10", str(tmp_path)]) == 2
    assert "lacks data_batch_1" in capsys.readouterr().err


def test_a_damaged_record_stops_before_any_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _select(monkeypatch, CLAIM)
    monkeypatch.setattr(command, "train", None)
    (tmp_path / NAME).write_text("{")
    assert main(["train", "--out", str(tmp_path)]) == 2
    assert "is damaged" in capsys.readouterr().err


def test_the_number_of_threads_changes_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as executor:
        alone = trainer.train(small(), (3,), executor=executor)
    found = train_for([CLAIM], SEEDS, tmp_path, jobs=2).experiments[small().key].outcome
    np.testing.assert_allclose(found.loss[3], alone.loss[0], rtol=1e-3)  # four digits are written


def test_a_terminal_shows_the_time_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(
        command,
        "Console",
        lambda **_: Console(file=shown, force_terminal=True, width=100, legacy_windows=False),
    )
    train_for([CLAIM], SEEDS, tmp_path)
    assert re.search(r"mine\.learns (He|zero), \d+ s left", shown.getvalue())


def test_what_a_checkpoint_held_does_not_count_for_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 60 s, 100 of 1,000 are done that took time, and 400 that did not: 500 are left, at 100 a minute."""
    report = command._Report(1000, None, Console(), 0.0)
    monkeypatch.setattr(command.time, "perf_counter", lambda: 60.0)
    progress = report.of("He", 500, resumed=True)
    progress(80, 100)
    assert report.left(400) == "unknown time"
    progress(100, 100)
    report.finished("He", 500, 60.0)
    assert report.left(500) == "5 min"
    report.of("zero", 500, resumed=False)(50, 100)
    assert report.left(750) == "43 s"
