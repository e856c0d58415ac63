"""Empirical claims: how many seeds decide, what is not run, and which claims are refused."""

from collections.abc import Callable
from dataclasses import replace
from math import comb, nan
from typing import Any

import numpy as np
import pytest
import sympy as sp

from montecarlo import Departures
from paper_checks import LEDGER, Claim, Kind, Passage, Point, Rival, Source, Status, Trial, verify
from paper_checks.evidence.contracts import ClaimError
from paper_checks.evidence.training import EXCEPTIONS, LEVEL, SEEDS, tried
from paper_checks.training_record import Record
from paper_checks.verdict import Verdict
from tests.paper_checks.made_up_training import (
    CLAIM,
    PAPER,
    STATUSES,
    met_by,
    outcome_of,
    record_of,
    small,
    still,
)


def _verdict(record: Record, claim: Claim = CLAIM) -> Verdict:
    return verify(claim, paper=PAPER, record=record)


def test_the_level_is_that_of_the_exact_sign_test() -> None:
    assert (SEEDS, EXCEPTIONS) == (25, 1)
    assert pytest.approx(sum(comb(25, k) for k in (0, 1)) / 2**25) == LEVEL
    assert LEVEL < 1e-6


@pytest.mark.parametrize(("met", "status"), STATUSES.items())
def test_at_most_one_exception_decides(met: int, status: Status) -> None:
    verdict = _verdict(met_by(met))
    assert (verdict.status, verdict.lines) == (status, {"simulation": status})
    assert verdict.tried is not None
    assert verdict.tried.met == met
    assert verdict.tried.trained == ("2026-01-02 on an abacus with by hand",)
    assert verdict.as_expected == (status is Status.VERIFIED)


def test_what_is_measured_is_told_by_its_median_its_interval_and_its_range() -> None:
    values = [0.7 + k / 100 for k in range(SEEDS)]
    record = record_of(outcome_of(small(), values[::-1]), outcome_of(still(), [0.1] * SEEDS))
    (quantity,) = _verdict(record).tried.quantities
    assert quantity.median == pytest.approx(0.82)
    assert quantity.interval == pytest.approx((0.71, 0.93))
    assert quantity.range == pytest.approx((0.70, 0.94))


def test_a_seed_that_diverges_meets_no_criterion_and_has_no_number() -> None:
    record = record_of(outcome_of(small(), [nan] * 2 + [0.9] * 23), outcome_of(still(), [0.1] * SEEDS))
    verdict = _verdict(record)
    assert (verdict.status, verdict.tried.met) == (Status.INCONCLUSIVE, 23)
    assert verdict.tried.quantities[0].range == (0.9, None)
    assert verdict.tried.quantities[0].interval == (0.9, None)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (Record(), "no outcome of He, zero"),
        (record_of(outcome_of(small(), [0.9] * 25)), "no outcome of zero"),
        (record_of(outcome_of(small(), [0.9] * 24), outcome_of(still(), [0.1] * 24)), "other than 25 seeds"),
        (
            record_of(outcome_of(small(), [0.9] * 25), outcome_of(still(), [0.1] * 25, range(25, 50))),
            "different seeds of He, zero",
        ),
    ],
)
def test_what_the_record_lacks_is_not_run_and_fails_no_run(record: Record, words: str) -> None:
    verdict = _verdict(record)
    assert verdict.status is Status.NOT_RUN
    assert verdict.as_expected
    assert verdict.tried is None
    (note,) = verdict.notes
    assert words in note
    assert "`python -m paper_checks train mine.learns`" in note


@pytest.mark.parametrize(
    ("id", "mend"),
    [
        ("kumar2017.fig3", "`python -m paper_checks train kumar2017.fig3` trains it"),
        (
            "kumar2017.fig3.convolutional",
            "`python -m paper_checks train kumar2017.fig3.convolutional` trains it, with PyTorch: "
            '`pip install "initproof[train]"`',
        ),
        (
            "kumar2017.fig3.cifar10",
            "`python -m paper_checks train kumar2017.fig3.cifar10 --cifar10 DIR` trains it, with PyTorch: "
            '`pip install "initproof[train]"`',
        ),
    ],
)
def test_what_is_not_run_says_what_its_training_needs(id: str, mend: str) -> None:
    verdict = verify(LEDGER[id], record=Record())
    assert verdict.status is Status.NOT_RUN
    assert verdict.notes == (f"no outcome of Xavier in the package's record: {mend}",)


def test_another_experiment_of_the_same_name_does_not_count() -> None:
    other = replace(small(), epochs=3)
    record = record_of(outcome_of(other, [0.9] * 25), outcome_of(still(), [0.1] * 25))
    assert _verdict(record).status is Status.NOT_RUN


@pytest.mark.parametrize(
    "change",
    [
        {"training_accuracy": None},
        {"loss": np.zeros((25, 2))},
        {"validation_top5": np.ones((25, 9))},
    ],
)
def test_an_outcome_of_another_shape_does_not_count(change: dict[str, Any]) -> None:
    edited = replace(outcome_of(small(), [0.9] * 25), **change)
    assert _verdict(record_of(edited, outcome_of(still(), [0.1] * 25))).status is Status.NOT_RUN


def test_an_outcome_of_another_kind_does_not_count() -> None:
    other = Departures(small().key, tuple(range(25)), *np.zeros((3, 25, 4, 1)))
    assert _verdict(record_of(other, outcome_of(still(), [0.1] * 25))).status is Status.NOT_RUN


def _with(trial: Callable[[Trial], Trial]) -> Claim:
    return replace(CLAIM, trial=trial(CLAIM.trial))


RIVAL = Rival(sp.S.One, "one")
PASSAGE = Passage(Source("my paper", "page 1", "30 layers"), r"(\d+) layers")


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (replace(CLAIM, kind=Kind.EXACT), "a trial is for an empirical claim, and this one is exact"),
        (replace(CLAIM, trial=None), "its trial must be a Trial, got None"),
        (replace(CLAIM, rhs=sp.S.One), "its trial takes the place of rhs"),
        (replace(CLAIM, rivals=(RIVAL, RIVAL)), "its trial takes the place of rivals"),
        (replace(CLAIM, points=(Point({}),)), "its trial takes the place of points"),
        (replace(CLAIM, computation=lambda _: 1.0), "its trial takes the place of computation"),
        (replace(CLAIM, experiment=small), "its trial takes the place of experiment"),
        (replace(CLAIM, derivation=small), "its trial takes the place of derivation"),
        (replace(CLAIM, passages=(PASSAGE, PASSAGE)), "its trial takes the place of passages"),
        (replace(CLAIM, kind=Kind.TEXTUAL), "a trial is for an empirical claim, and this one is textual"),
        (replace(CLAIM, mended="none"), "its trial takes the place of mended"),
        (replace(CLAIM, corrected_by="mine.other"), "its trial takes the place of corrected_by"),
        (_with(lambda trial: replace(trial, trainings={})), "its trial has no trainings"),
        (_with(lambda trial: replace(trial, trainings={"He": lambda: 1})), "must return a Training"),
        (_with(lambda trial: replace(trial, words="it learns")), "must say the criterion with its numbers"),
        (
            _with(lambda trial: replace(trial, criterion=lambda *_: np.ones(25))),
            "a bool for each of 25 seeds",
        ),
        (_with(lambda trial: replace(trial, criterion=lambda *_: np.ones(1, bool))), "a bool for each of 25"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_claim_that_cannot_be_judged_is_refused(claim: Claim, words: str) -> None:
    with pytest.raises(ClaimError, match=r"mine\.learns cannot be judged: ") as error:
        _verdict(met_by(25), claim)
    assert words in str(error.value)


def test_the_line_stands_alone() -> None:
    line = tried(CLAIM, met_by(25))
    assert (line.name, line.rivals, line.measurements) == ("simulation", {}, ())
