"""`show`: a referee's note on one claim."""

import json

import pytest

from paper_checks import LEDGER
from paper_checks.__main__ import main
from paper_checks.cli.show import showing
from paper_checks.plots import PLOTS


def test_show_is_a_referees_note(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "kumar2017.eq30"]) == 0
    out = capsys.readouterr().out
    for part in (
        "0.34 × (0.51)^(m-1)",
        "Why:",
        "[limit]",
        "kumar2017.eq30.corrected  VERIFIED",
        "interval",
        "power",
    ):
        assert part in out


def test_the_json_holds_the_claim_and_its_correction(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "kumar2017.sec4.1.ratio", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    claim = LEDGER["kumar2017.sec4.1.ratio"]
    assert list(found) == [claim.id, claim.corrected_by]
    assert [entry["status"] for entry in found.values()] == ["REFUTED", "VERIFIED"]


def test_the_figures_of_a_claim_are_those_that_name_it() -> None:
    shown = {(id, name) for id in LEDGER for name in showing(LEDGER[id])}
    assert shown == {(id, plot.name) for plot in PLOTS.values() for id in plot.claims}
