"""`verify`: a table of statuses, and the exit status that says whether each is as expected."""

from dataclasses import replace
from pathlib import Path

import pytest

from paper_checks import LEDGER, Status
from paper_checks.__main__ import main
from paper_checks.cli.verify import _provers
from paper_checks.training_record import NAME
from tests.paper_checks.made_up_training import CLAIM, met_by

CHEAP = "kumar2017.eq12"


def test_verify_prints_a_table_and_succeeds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", CHEAP]) == 0
    out = capsys.readouterr().out
    assert "VERIFIED" in out
    assert "1 claim, 1 as expected" in out


def test_an_unexpected_status_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:

    wrong = replace(LEDGER[CHEAP], expected=Status.REFUTED)
    monkeypatch.setattr(LEDGER, "select", lambda _: (wrong,))
    assert main(["verify"]) == 1


def test_an_empirical_claim_is_judged_by_the_record_of_the_output_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(LEDGER, "select", lambda _: (CLAIM, LEDGER[CHEAP]))
    assert main(["verify", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "2 claims, 1 as expected, 1 not run" in shown
    assert f"`python -m paper_checks train mine.learns --out {tmp_path}`" in shown
    (tmp_path / NAME).write_text(met_by(24).text())
    assert main(["verify", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "24 of 25 seeds" in shown
    assert f"{CLAIM.id}: trained 2026-01-02 on an abacus with by hand; from the output folder's" in shown
    assert "2 claims, 2 as expected\n" in shown
    (tmp_path / NAME).write_text(met_by(1).text())
    assert main(["verify", "--out", str(tmp_path)]) == 1
    assert "2 claims, 1 as expected, 1 NOT" in capsys.readouterr().out


def test_a_damaged_record_is_bad_input_where_an_empirical_claim_is_selected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / NAME).write_text("{")
    assert main(["verify", CHEAP, "--out", str(tmp_path)]) == 0
    monkeypatch.setattr(LEDGER, "select", lambda _: (CLAIM,))
    assert main(["verify", "--out", str(tmp_path)]) == 2
    assert "is damaged" in capsys.readouterr().err


@pytest.mark.parametrize(("claims", "jobs"), [(100, 1), (3, 8)])
def test_proofs_stay_in_this_process_where_others_do_not_pay(claims: int, jobs: int) -> None:
    with _provers(claims, jobs) as provers:
        assert provers is None
