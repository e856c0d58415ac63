"""results.json: its schema, and that it is the same whatever computes it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from paper_checks import LEDGER, Run, verify
from paper_checks.evidence.passes import Passes
from paper_checks.plots.plot import _differences
from paper_checks.storage import as_json, prepare_folder, results, write

ROOT = Path(__file__).parents[2]
STATUS = {"enum": ["VERIFIED", "REFUTED", "INCONCLUSIVE", "CONFLICT", "NOT_RUN"]}
LINES = {
    "type": "object",
    "propertyNames": {"enum": ["proof", "simulation", "computation", "quotation"]},
    "additionalProperties": STATUS,
    "minProperties": 1,
}
EXPRESSION = {
    "type": "object",
    "required": ["latex", "number"],
    "additionalProperties": False,
    "properties": {"latex": {"type": "string"}, "number": {"type": ["number", "null"]}},
}
PAIR = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
MEASUREMENT = {
    "point": {"type": "object"},
    "estimand": {"type": "string"},
    "engine": {"type": "string"},
    "predicted": PAIR,
    "margin": {"type": "number", "exclusiveMinimum": 0},
    "estimate": {"type": "number"},
    "se": {"type": "number", "minimum": 0},
    "interval": PAIR,
    "n": {"type": "integer", "minimum": 1},
    "power": {"type": "number", "minimum": 0, "maximum": 1},
    "status": STATUS,
}
RIVAL = {"words": {"type": "string"}, "latex": {"type": "string"}, "lines": LINES}
CLAIM = {
    "id": {"type": "string", "pattern": r"^[a-z0-9]+(\.[A-Za-z0-9-]+)+$"},
    "paper": {"type": "string"},
    "locator": {"type": "string"},
    "kind": {"enum": ["exact", "rounded", "asymptotic", "approximation", "empirical", "textual"]},
    "words": {"type": "string"},
    "reading": {"type": "string"},
    "expected": {"enum": [*STATUS["enum"], None]},
    "status": STATUS,
    "lines": LINES,
    "printed": EXPRESSION,
    "derived": EXPRESSION,
    "measurements": {"type": "array", "items": {}},
    "rivals": {"type": "array", "minItems": 2, "items": {}},
    "corrected_by": {"type": ["string", "null"]},
    "reason": {"type": "string"},
    "erratum": {"type": "string"},
}


def _closed(properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


CLAIM["measurements"]["items"] = _closed(MEASUREMENT)
CLAIM["rivals"]["items"] = _closed(RIVAL)
SCHEMA = _closed({
    "schema": {"const": 1},
    "seed": {"type": "integer", "minimum": 0},
    "alpha": {"const": 1e-6},
    "intervals": {"type": "integer", "maximum": 500},
    "claims": {"type": "array", "items": _closed(CLAIM)},
})  # fmt: skip


@pytest.fixture(scope="module")
def found(passes: Passes, seed: int) -> dict[str, object]:
    verdicts = {id: verify(claim, passes=passes) for id, claim in LEDGER.items()}
    return results(Run(seed, tuple(LEDGER.values()), verdicts, passes.moments, {}))


def test_schema(found: dict[str, object]) -> None:
    jsonschema.validate(json.loads(as_json(found)), SCHEMA)
    assert [claim["id"] for claim in found["claims"]] == list(LEDGER)
    assert found["intervals"] == sum(len(claim["measurements"]) for claim in found["claims"])


def test_the_committed_results_are_what_this_code_finds(found: dict[str, object], seed: int) -> None:
    stored = json.loads((ROOT / "figures" / "results.json").read_text())
    if stored["seed"] != seed:
        # Another seed draws other numbers; what it decides must be the same.
        assert [claim["status"] for claim in stored["claims"]] == [
            claim["status"] for claim in found["claims"]
        ]
        return
    assert list(_differences(stored, json.loads(as_json(found)), "results")) == []


def test_the_order_of_sets_changes_nothing(found: dict[str, object], seed: int) -> None:
    """Another hash seed, in a process of its own and on another number of threads: the same bytes."""
    ours = sys.flags.hash_randomization and os.environ.get("PYTHONHASHSEED")
    done = subprocess.run(
        [sys.executable, "-m", "paper_checks", "verify", "--json", "-", "--seed", str(seed), "--jobs", "4"],
        capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "2" if ours == "1" else "1"},
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == as_json(found)


def test_files_are_whole_or_absent(tmp_path: Path) -> None:
    target = tmp_path / "results.json"
    write(target, "first")
    (tmp_path / "results.json.partial").mkdir()  # the temporary name is taken: the write must fail
    with pytest.raises(ValueError, match="cannot write"):
        write(target, "second")
    assert target.read_text() == "first"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match=r"cannot write to the output folder .*file.*--out"):
        prepare_folder(tmp_path / "file" / "figures")
