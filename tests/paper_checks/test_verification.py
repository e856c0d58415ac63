"""One claim, along all its lines."""

from dataclasses import replace

import pytest

from paper_checks import LEDGER, Paper, Status, verify
from paper_checks.evidence.passes import Passes
from paper_checks.verification import lines_of

CHEAP = "kumar2017.eq17"  # nothing random


def test_an_id_and_its_claim_are_the_same() -> None:
    by_id, by_claim = verify(CHEAP), verify(LEDGER[CHEAP])
    assert by_id == by_claim
    assert by_id.status is Status.VERIFIED
    assert set(by_id.lines) == {"proof", "computation"} == set(lines_of(LEDGER[CHEAP]))


def test_an_id_that_names_several_claims_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'kumar2017.eq2' names \d+ claims: give one id"):
        verify("kumar2017.eq2")


def test_a_claim_is_judged_in_the_paper_that_is_handed_in(passes: Passes) -> None:
    """The correction is the paper's own, and not one of the ledger that has the same name."""
    refuted = LEDGER["kumar2017.sec4.1.ratio"]
    right = replace(LEDGER[refuted.corrected_by], id="mine.right")
    wrong = replace(refuted, id="mine.wrong", corrected_by="mine.right")
    verdict = verify(wrong, paper=Paper("mine", "title", "document", (wrong, right)), passes=passes)
    assert verdict.status is Status.REFUTED
