"""Outcomes that no claim names any more leave the record; a user's own stay."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from paper_checks import LEDGER
from paper_checks.cli.outdated import outdated
from paper_checks.cli.train import train_for
from paper_checks.evidence.training import trainings_of
from paper_checks.training_record import NAME, Record, TrainedOutcome, read
from tests.paper_checks.made_up_training import CLAIM, outcome_of, record_of, small, still

(XAVIER,) = trainings_of(LEDGER["kumar2017.fig3"].trial).values()
OF_BEFORE = replace(XAVIER, epochs=2)


def _entries() -> Mapping[str, TrainedOutcome]:
    """Return outcomes of an experiment of today, of the same with other epochs, and of a paper that is not ours."""
    names = {
        XAVIER.key: "kumar2017.fig3 Xavier",
        OF_BEFORE.key: "kumar2017.fig3 Xavier",
        small().key: "mine.other He",
    }
    record = record_of(*(outcome_of(training, [0.9] * 25) for training in (XAVIER, OF_BEFORE, small())))
    return {key: replace(entry, name=names[key]) for key, entry in record.experiments.items()}


def test_an_experiment_that_has_changed_is_outdated() -> None:
    record = Record(experiments=_entries())
    assert outdated(record, ()) == {OF_BEFORE.key: "kumar2017.fig3 Xavier"}
    assert outdated(record, {OF_BEFORE.key}) == {}


def test_the_packages_record_holds_nothing_that_is_outdated() -> None:
    assert outdated(read(), ()) == {}


def test_train_drops_it_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / NAME).write_text(Record(experiments=_entries()).text())
    one = replace(CLAIM, trial=replace(CLAIM.trial, trainings={"zero": still}))
    assert set(train_for([one], tuple(range(25)), tmp_path).experiments) == {
        XAVIER.key,
        small().key,
        still().key,
    }
    assert f"{NAME} no longer holds kumar2017.fig3 Xavier: no claim names" in capsys.readouterr().err
