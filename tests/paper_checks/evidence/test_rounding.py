"""Printed numbers in a statement; cheats 12, 14 and 19 break each rule."""

from dataclasses import replace

import pytest
import sympy as sp

from paper_checks import LEDGER, Claim, Status, printed
from paper_checks.evidence.rounding import MOST_STRETCHED, does_not_stretch_what_is_printed

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
