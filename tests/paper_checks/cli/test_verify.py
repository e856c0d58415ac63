"""`verify`: a table of statuses, and the exit status that says whether each is as expected."""

import argparse
from dataclasses import replace

import pytest

from paper_checks import LEDGER, Kind, Status
from paper_checks.__main__ import main
from paper_checks.cli.verify import _provers, verify_claims

CHEAP = "kumar2017.eq12"


def test_verify_prints_a_table_and_succeeds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", CHEAP]) == 0
    out = capsys.readouterr().out
    assert "VERIFIED" in out
    assert "1 claims, 1 as expected" in out


def test_an_unexpected_status_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:

    wrong = replace(LEDGER[CHEAP], expected=Status.REFUTED)
    monkeypatch.setattr(LEDGER, "select", lambda _: (wrong,))
    assert main(["verify"]) == 1


def test_quick_leaves_out_the_claims_that_need_training() -> None:
    options = argparse.Namespace(quick=True, seed=0, jobs=1)
    trained = replace(LEDGER[CHEAP], kind=Kind.EMPIRICAL)
    assert list(verify_claims((trained,), options).verdicts) == []
    assert list(verify_claims((LEDGER[CHEAP],), options).verdicts) == [CHEAP]


@pytest.mark.parametrize(("claims", "jobs"), [(100, 1), (3, 8)])
def test_proofs_stay_in_this_process_where_others_do_not_pay(claims: int, jobs: int) -> None:
    with _provers(claims, jobs) as provers:
        assert provers is None
