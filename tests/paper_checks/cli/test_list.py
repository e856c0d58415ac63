"""`list`: the claims, without checking any; with --json, what was found."""

import json

import pytest

from paper_checks import LEDGER
from paper_checks.__main__ import main

CHEAP = "kumar2017.eq12"


def test_list_names_every_claim_without_running_any(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    out = capsys.readouterr().out
    titles, *lines = out.splitlines()
    assert titles.split() == ["claim", "kind", "expected", "lines", "rivals", "where"]
    # In a pipe each claim is one line.
    assert [line.split()[0] for line in lines] == list(LEDGER)
    assert {line.split()[2] for line in lines} == {"VERIFIED", "REFUTED", "reported"}


def test_list_as_json_tells_what_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", CHEAP, "--json", "-"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["claims"]
    assert (entry["expected"], entry["status"]) == ("VERIFIED", "VERIFIED")
