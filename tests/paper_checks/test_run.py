"""A whole run: claims that cannot be judged stop no other, and no expression comes back from a prover."""

import pickle
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import replace

import pytest

from paper_checks import LEDGER, Ledger, Paper, Status, check
from paper_checks.run import _timed_statuses

CHEAP = "kumar2017.eq17"  # nothing random


def test_no_expression_comes_back_from_a_prover() -> None:
    """Rebuilding one in a thread would change the precision that the main thread computes with."""
    assert b"sympy" not in pickle.dumps(_timed_statuses("corollaries.selu-fixed-point"))


def test_a_claim_that_cannot_be_judged_stops_no_other() -> None:
    good = replace(LEDGER[CHEAP], id="mine.good")
    bad = replace(good, id="mine.bad", points=())
    ledger = Ledger(lambda: [Paper("mine", "title", "document", (bad, good))])
    run = check(ledger.values(), ledger=ledger)
    assert list(run.verdicts) == ["mine.bad", "mine.good"]
    assert run.verdicts["mine.good"].status is Status.VERIFIED
    assert run.verdicts["mine.bad"].status is Status.INCONCLUSIVE
    assert "mine.bad cannot be judged: it has no points" in run.verdicts["mine.bad"].notes[0]
    assert not run.as_expected


def test_jobs_must_be_positive() -> None:
    with pytest.raises(ValueError, match="jobs"):
        check((), jobs=0)


class Killed(Executor):
    """Loses its process in every task."""

    def submit(self, function, /, *arguments, **named):  # type: ignore[no-untyped-def]
        future: Future[object] = Future()
        future.set_running_or_notify_cancel()
        future.set_exception(BrokenExecutor("killed"))
        return future


def test_a_proof_that_a_killed_process_leaves_is_done_here() -> None:
    run = check([LEDGER[CHEAP]], provers=Killed())
    assert run.verdicts[CHEAP].status is Status.VERIFIED
