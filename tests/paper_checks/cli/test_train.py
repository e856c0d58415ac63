"""`train`: trains what claims need, continues after a kill, and keeps what it did not train."""

import io
import re
import shlex
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from montecarlo import Convolutional
from montecarlo.training import trainer
from montecarlo.training.data import IMAGES
from montecarlo.training.network import Trained
from montecarlo.training.optimisers import Momentum
from paper_checks import LEDGER, Claim, Status, verify
from paper_checks.__main__ import main
from paper_checks.cli import train as command
from paper_checks.cli import training_parts, training_report
from paper_checks.cli.train import experiments_of, train_for
from paper_checks.training_record import NAME, read
from tests.paper_checks.made_up_training import CLAIM, PAPER, met_by, outcome_of, record_of, small, still

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
    assert "1 claim, 1 as expected" in shown.out
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

    monkeypatch.setattr(training_parts, "train", killed)
    with pytest.raises(KeyboardInterrupt):
        train_for([CLAIM], SEEDS, tmp_path)
    assert not (tmp_path / NAME).exists()
    assert len(list(tmp_path.glob("*.checkpoint"))) == 5  # of five seeds each

    def counted(training, *arguments, progress, **given):  # type: ignore[no-untyped-def]
        def noted(done: int, total: int) -> None:
            trained.append((training.key, done, total))
            progress(done, total)

        return trainer.train(training, *arguments, progress=noted, **given)

    monkeypatch.setattr(training_parts, "train", counted)
    again = train_for([CLAIM], SEEDS, tmp_path)
    assert [done for key, done, total in trained if key == small().key] == [40] * 5  # of 40: it was all done
    assert sum((done, total) == (40, 40) for key, done, total in trained if key == still().key) == 5
    monkeypatch.setattr(training_parts, "train", trainer.train)
    whole = train_for([CLAIM], SEEDS, tmp_path)
    assert _numbers(again) == _numbers(whole)


def _numbers(record):  # type: ignore[no-untyped-def]
    return {key: entry.outcome.as_json() for key, entry in record.experiments.items()}


def test_networks_that_diverge_are_an_outcome(tmp_path: Path) -> None:
    """Their numbers are NaN, which JSON lacks, and they do not meet the criterion."""
    wild = replace(small(), network=Trained((64, 16, 16, 10), "square", 50.0), optimiser=Momentum(1e6))
    claim = replace(CLAIM, trial=replace(CLAIM.trial, trainings={"He": lambda: wild, "zero": still}))
    record = train_for([claim], SEEDS, tmp_path)
    assert record.experiments[wild.key].outcome.diverged.all()
    assert verify(claim, paper=PAPER, record=record).tried.met == 0


def test_what_is_not_trained_now_stays_in_the_record(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(met_by(25).text())
    one = replace(CLAIM, trial=replace(CLAIM.trial, trainings={"He": small}))
    train_for([one], SEEDS, tmp_path, jobs=1)
    found = read(tmp_path).experiments
    assert found[still().key].cpu == "an abacus"
    assert found[small().key].cpu != "an abacus"
    assert found[small().key].name == "mine.learns He"


def test_the_line_of_a_claim_that_is_not_run_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The record has the experiments as they were with other epochs."""
    _select(monkeypatch, CLAIM)
    folder = tmp_path / "my folder"
    folder.mkdir()
    before = [outcome_of(replace(training(), epochs=3), [0.9] * 25) for training in (small, still)]
    (folder / NAME).write_text(record_of(*before).text())
    assert main(["verify", "--out", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert "1 claim, 0 as expected, 1 not run" in shown
    (line,) = re.findall(r"`python -m paper_checks (.*)` trains it", shown)
    assert main(shlex.split(line)) == 0
    assert main(["verify", "--out", str(folder)]) == 0
    assert capsys.readouterr().out.endswith("1 claim, 1 as expected\n")


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
    both = {"digits": small, "He": lambda: photographs}
    _select(monkeypatch, replace(CLAIM, trial=replace(CLAIM.trial, trainings=both)))
    monkeypatch.setattr(training_parts, "train", None)  # nothing is trained before
    assert main(["train", "--out", str(tmp_path)]) == 2
    wanted = (
        "error: mine.learns is not trained: it needs --cifar10 DIR, the folder of CIFAR-10's python version"
    )
    assert capsys.readouterr().err.strip() == wanted
    assert main(["train", "--out", str(tmp_path), "--cifar10", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: --cifar10: ")
    assert "lacks data_batch_1" in said
    _select(monkeypatch, CLAIM)
    assert main(["train", "--out", str(tmp_path), "--cifar10", str(tmp_path)]) == 2
    assert "nothing that is trained here uses it; leave it out" in capsys.readouterr().err


def _convolutional(data: str = "digits") -> Claim:
    network = Convolutional(IMAGES[data], ((2,), (2,)), 10, "relu", 2.0)
    training = replace(small(), network=network, data=data)
    trial = replace(
        CLAIM.trial,
        trainings={"small": lambda: training},
        criterion=lambda found: found.loss[:, 0] > 1,
        quantities={},
    )
    return replace(CLAIM, id=f"mine.{data}", trial=trial)


def test_what_cannot_be_trained_is_left_out_and_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _select(monkeypatch, _convolutional("cifar10"), CLAIM, _convolutional())
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    assert main(["train", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    assert shown.err.splitlines()[:2] == [
        'mine.cifar10 is not trained: it needs PyTorch, `pip install "initproof[train]"`; and --cifar10 DIR, the '
        "folder of CIFAR-10's python version",
        'mine.digits is not trained: it needs PyTorch, `pip install "initproof[train]"`',
    ]
    assert "1 claim, 1 as expected" in shown.out


def test_if_nothing_can_be_trained_it_is_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _select(monkeypatch, _convolutional())
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    assert main(["train", "--out", str(tmp_path / "new")]) == 2
    assert 'it needs PyTorch, `pip install "initproof[train]"`' in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_convolutional_network_is_trained_and_says_on_what(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    claim = _convolutional()
    (training,) = (function() for function in claim.trial.trainings.values())
    found = train_for([claim], SEEDS[:2], tmp_path).experiments[training.key]
    assert found.blas == f"PyTorch {torch.__version__}"
    assert found.outcome.loss.shape == (2, training.epochs + 1)
    if not torch.cuda.is_available():
        with pytest.raises(ValueError, match="PyTorch finds no GPU here"):
            train_for([claim], SEEDS[:2], tmp_path, device="cuda")


def test_a_damaged_record_stops_before_any_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _select(monkeypatch, CLAIM)
    monkeypatch.setattr(training_parts, "train", None)
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
        training_report,
        "Console",
        lambda **_: Console(file=shown, force_terminal=True, width=100, legacy_windows=False),
    )
    train_for([CLAIM], SEEDS, tmp_path)
    assert re.search(r"mine\.learns (He|zero), \d+ s left", shown.getvalue())
