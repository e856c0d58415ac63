"""No command: every claim, results.json, every figure."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from paper_checks import LEDGER
from paper_checks.__main__ import main
from paper_checks.cli import everything

CHEAP = "kumar2017.eq12"


def test_verdicts_found_before_an_interruption_stay_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    claims = (LEDGER[CHEAP], replace(LEDGER["kumar2017.eq20"], derivation=interrupt))
    monkeypatch.setattr(LEDGER, "select", lambda: claims)
    assert main(["--out", str(tmp_path)]) == 130
    stored = json.loads((tmp_path / everything.PARTIAL).read_text())
    assert [claim["id"] for claim in stored["claims"]] == [CHEAP]
    assert "already written are kept" in capsys.readouterr().err


def test_an_output_folder_that_cannot_be_written_stops_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("kept")
    assert main(["--out", str(tmp_path / "file")]) == 2
    assert "--out" in capsys.readouterr().err
    assert (tmp_path / "file").read_text() == "kept"


def test_results_and_circumstances_are_two_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What may differ from run to run, such as a time, stands in run.json alone."""
    monkeypatch.setattr(LEDGER, "select", lambda: (LEDGER[CHEAP],))
    monkeypatch.setattr(everything, "choose", lambda: ())
    assert main(["--out", str(tmp_path), "--json", "-"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"results.json", "run.json"}
    results = (tmp_path / "results.json").read_text()
    assert capsys.readouterr().out == results
    assert [claim["id"] for claim in json.loads(results)["claims"]] == [CHEAP]
    run = json.loads((tmp_path / "run.json").read_text())
    assert set(run["seconds_by_claim"]) == {CHEAP}
    assert set(run) & set(json.loads(results)) <= {"schema"}
