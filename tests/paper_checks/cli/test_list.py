"""`list`: the claims, without checking any; with --json, what was found."""

import json

import pytest

from paper_checks.__main__ import main

CHEAP = "kumar2017.eq12"


def test_list_names_every_claim_without_running_any(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    out = capsys.readouterr().out
    assert "kumar2017.eq30.corrected" in out
    assert "REFUTED" in out


def test_list_as_json_tells_what_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", CHEAP, "--json", "-"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["claims"]
    assert (entry["expected"], entry["status"]) == ("VERIFIED", "VERIFIED")
