"""results.json: its schema, and that it is the same whatever computes it."""

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from paper_checks import LEDGER, verify
from paper_checks.__main__ import main
from paper_checks.evidence.passes import Passes
from paper_checks.storage import (
    as_json,
    claim_as_json,
    gathered,
    rounded,
)
from paper_checks.training_record import Record
from tests.paper_checks.made_up_training import CLAIM, PAPER, met_by
from tests.paper_checks.results_schema import SCHEMA

ROOT = Path(__file__).parents[2]
# One pass serves the first two, and the third is computed.
SEVERAL = ("kumar2017.eq21", "kumar2017.eq22", "cpen455hw1.1.4.components")


def test_why_a_line_found_nothing_is_written() -> None:
    claim = LEDGER["kumar2017.eq17"]
    verdict = replace(verify(claim), notes=("proof: no points",))
    assert claim_as_json(claim, verdict)["notes"] == ["proof: no points"]


@pytest.mark.parametrize("record", [met_by(24), Record()], ids=["trained", "not trained"])
def test_what_came_of_a_trial_is_written_in_the_schema(record: Record) -> None:
    verdict = verify(CLAIM, paper=PAPER, record=record)
    found = gathered(0, [claim_as_json(CLAIM, verdict)])
    jsonschema.validate(json.loads(as_json(found)), SCHEMA)
    (entry,) = found["claims"]
    assert (entry["status"], entry["printed"], entry["rivals"]) == (verdict.status, None, [])
    if verdict.tried is None:
        assert entry["tried"] is None
        assert "train mine.learns" in entry["notes"][0]
    else:
        assert entry["tried"]["met"] == 24
        assert entry["tried"]["trained"] == ["2026-01-02 on an abacus with by hand"]


def test_the_order_of_sets_changes_nothing(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Other hashes of strings, in a process of its own, and another number of threads: the same bytes."""
    arguments = ["verify", *SEVERAL, "--json", "-", "--seed", str(seed)]
    elsewhere = subprocess.run(
        [sys.executable, "-m", "paper_checks", *arguments, "--jobs", "1"],
        capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "1"}, check=False,
    )  # fmt: skip
    assert elsewhere.returncode == 0, elsewhere.stderr
    assert main([*arguments, "--jobs", "4"]) == 0
    assert capsys.readouterr().out == elsewhere.stdout


@pytest.mark.parametrize("number", [1 / 3, 0.00048828125, -736.0, 1.2697467837784617e-19, 5e300, 0.0])
def test_neighbours_in_floating_point_are_written_alike(number: float) -> None:
    """One of these lies half way between two numbers of seven digits."""
    several = {rounded(number * (1 + step * 2.0**-50)) for step in range(-3, 4)}
    assert len(several) == 1
    assert several.pop() == pytest.approx(number, rel=5.1e-7)


@pytest.mark.parametrize(
    ("number", "margin", "written"),
    [
        (4.4e-18, 0.003, 0.0),  # the standard error of what never varies
        (-4.4e-18, 0.003, 0.0),
        (0.00012345678, 0.003, 0.0001234568),
        (0.3000000000000002, 0.003, 0.3),
        (1.2697467837784617e-09, 1.2697467837784617e-19, 1.269747e-09),  # a margin smaller than the digits
    ],
)
def test_what_a_measurement_compares_is_no_finer_than_a_billionth_of_its_margin(
    number: float, margin: float, written: float
) -> None:
    result = rounded(number, margin=margin)
    assert result == pytest.approx(written, rel=1e-7, abs=0)
    assert math.copysign(1, result) == 1


def test_rounding_twice_changes_nothing_and_leaves_the_rest_as_it_is() -> None:
    data = {
        "id": "x",
        "n": 12_345_678_901,
        "none": None,
        "flag": True,
        "values": (1 / 3, [2 / 3, "1.23456789"]),
    }
    once = rounded(data)
    assert rounded(once) == once == {**data, "values": [0.3333333, [0.6666667, "1.23456789"]]}


def test_a_standard_error_of_rounding_noise_is_written_as_0(passes: Passes) -> None:
    claim = LEDGER["cpen455hw1.2.2.mean"]  # the mean of a normalised batch is beta, whatever the batch
    for measurement in claim_as_json(claim, verify(claim, passes=passes))["measurements"]:
        assert (measurement["se"], measurement["estimate"]) == (0.0, 0.3)
