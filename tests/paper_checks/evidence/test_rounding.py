"""Printed numbers in a statement; cheats 12, 14 and 19 break each rule."""

from dataclasses import replace

import pytest
import sympy as sp

from paper_checks import LEDGER, Claim, Kind, Status, printed
from paper_checks.evidence.rounding import (
    MOST_STRETCHED,
    does_not_stretch_what_is_printed,
    quotes_its_numbers,
    states_printed_numbers_as_rounded,
)

ROUNDED = LEDGER["kumar2017.eq22.rounded"]


def _faults(claim: Claim) -> list[str]:
    return list(does_not_stretch_what_is_printed(claim, LEDGER.paper_of(claim)))


def test_no_claim_of_the_ledger_stretches_what_is_printed() -> None:
    assert {claim.id: faults for claim in LEDGER.values() if (faults := _faults(claim))} == {}


@pytest.mark.parametrize(("times", "refused"), [(2, False), (5, True), (1000, True)])
def test_a_sum_that_stretches_is_refused(times: int, refused: bool) -> None:
    """times x (0.34 ± 0.005) + 0.34 - 0.34 times: the interval is as many times as wide."""
    number = printed("0.34")
    stretched = (times * number + sp.Rational(34, 100) * (1 - times)) * ROUNDED.rhs / number
    assert bool(_faults(replace(ROUNDED, rhs=stretched))) == refused == (times > MOST_STRETCHED)


def test_what_is_expected_refuted_may_be_as_wide_as_it_is_printed() -> None:
    wide = replace(ROUNDED, rhs=ROUNDED.rhs**20)
    assert _faults(wide)
    assert not _faults(replace(wide, expected=Status.REFUTED))


def test_the_square_of_a_number_of_one_digit_is_not_stretched() -> None:
    """1 stands for 0.5 to 1.5, and its square for 0.25 to 2.25: widths count relative to the larger end."""
    assert not _faults(replace(ROUNDED, rhs=printed("1") ** 2))


def test_printed_numbers_and_the_rounded_kind_go_together() -> None:
    exact, paper = LEDGER["kumar2017.eq21"], LEDGER.paper_of(ROUNDED)
    for claim in (ROUNDED, exact):
        assert not list(states_printed_numbers_as_rounded(claim, paper))
    (fault,) = states_printed_numbers_as_rounded(replace(ROUNDED, kind=Kind.EXACT), paper)
    assert fault.endswith("make the claim rounded")
    (fault,) = states_printed_numbers_as_rounded(replace(exact, kind=Kind.ROUNDED), paper)
    assert "holds no printed number" in fault


def test_words_that_are_quoted_hold_the_printed_numbers() -> None:
    paper = LEDGER.paper_of(ROUNDED)
    other = replace(ROUNDED, rhs=ROUNDED.rhs.xreplace({printed("0.34"): printed("0.35")}))
    assert not list(quotes_its_numbers(ROUNDED, paper))
    (fault,) = quotes_its_numbers(other, paper)
    assert fault.startswith("it states the printed number 0.35, which its words lack")
    read = replace(other, source=replace(other.source, words="", reading="a statement of ours"))
    assert not list(quotes_its_numbers(read, paper))
