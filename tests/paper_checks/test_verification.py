"""One claim, along all its lines."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from paper_checks import LEDGER, Claim, Paper, Status, verification, verify
from paper_checks.evidence.line import Line
from paper_checks.evidence.passes import Passes
from paper_checks.evidence.proof import prove
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


def test_one_thread_proves_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The precision of flint and of mpmath belongs to the process: one thread would change another's."""
    inside: list[str] = []
    most = []

    def proved(claim: Claim) -> Line:
        inside.append(claim.id)
        most.append(len(inside))
        time.sleep(0.05)
        inside.remove(claim.id)
        return prove(claim)

    monkeypatch.setattr(verification, "prove", proved)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(verify, ["kumar2017.eq17", "kumar2017.eq14"] * 2))
    assert [verdict.status for verdict in found] == [Status.VERIFIED] * 4
    assert max(most) == 1
