"""Files: results.json as the schema states it, written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sympy as sp

from montecarlo.statistics import inference
from paper_checks.claim import Claim
from paper_checks.run import Run
from paper_checks.verdict import Measurement, Verdict
from theory.derivation.evaluation import evaluate

__all__ = ["SCHEMA", "as_json", "claim_as_json", "gathered", "prepare_folder", "results", "write"]

SCHEMA = 1


def results(run: Run) -> dict[str, Any]:
    """Return everything that a run found, as plain JSON data without timings, versions or host."""
    return gathered(run.seed, [claim_as_json(claim, run.verdicts[claim.id]) for claim in run.claims])


def gathered(seed: int, claims: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what was found of some claims, each as JSON data, under the head that results.json has."""
    return {
        "schema": SCHEMA,
        "seed": seed,
        "alpha": inference.ALPHA,
        "intervals": sum(len(claim["measurements"]) for claim in claims),
        "claims": list(claims),
    }


def claim_as_json(claim: Claim, verdict: Verdict) -> dict[str, Any]:
    """Return a claim and its verdict as plain JSON data."""
    return {
        "id": claim.id,
        "paper": claim.source.paper,
        "locator": claim.source.locator,
        "kind": claim.kind.value,
        "words": claim.source.words,
        "reading": claim.source.reading,
        "expected": None if claim.expected is None else claim.expected.value,
        "status": verdict.status.value,
        "lines": {name: status.value for name, status in verdict.lines.items()},
        "printed": _expression(
            claim.rhs, f"{sp.latex(claim.lhs)} {_RELATIONS.get(claim.sign, claim.sign)} {sp.latex(claim.rhs)}"
        ),
        "derived": _expression(verdict.derived, f"{sp.latex(claim.lhs)} = {sp.latex(verdict.derived)}"),
        "measurements": [_measurement(measurement) for measurement in verdict.measurements],
        "rivals": [
            {
                "words": rival.words,
                "latex": rival.latex,
                "lines": {n: s.value for n, s in rival.lines.items()},
            }
            for rival in verdict.rivals
        ],
        "corrected_by": claim.corrected_by,
        "reason": claim.reason,
        "erratum": claim.erratum,
    }


_RELATIONS = {"≈": r"\approx"}


def _expression(expression: sp.Expr, latex: str) -> dict[str, Any]:
    number = None if expression.free_symbols else float(evaluate(expression))
    return {"latex": latex, "number": number}


def _measurement(measurement: Measurement) -> dict[str, Any]:
    return {
        "point": {name: list(v) if isinstance(v, tuple) else v for name, v in measurement.point.items()},
        "estimand": measurement.estimand,
        "engine": measurement.engine,
        "predicted": list(measurement.predicted),
        "margin": measurement.margin,
        "estimate": measurement.estimate,
        "se": measurement.se,
        "interval": list(measurement.interval),
        "n": measurement.n,
        "power": measurement.power,
        "status": measurement.status.value,
    }


def as_json(data: Mapping[str, Any]) -> str:
    """Return data as indented JSON; NaN and infinity, which JSON lacks, are an error."""
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def prepare_folder(folder: Path) -> Path:
    """Create the output folder and prove that it can be written.

    Raises
    ------
    ValueError
        If it is a file, or cannot be created or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ValueError(
            f"cannot write to the output folder {str(folder)!r} ({error.strerror}): give another with --out"
        ) from error
    return folder


def write(path: Path, content: str | bytes) -> None:
    """Write a file under a temporary name and rename it, so that it is never seen half written.

    Raises
    ------
    ValueError
        If it cannot be written; what stood there before still does.
    """
    data = content.encode() if isinstance(content, str) else content
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_bytes(data)
        os.replace(partial, path)
    except OSError as error:
        raise ValueError(
            f"cannot write {str(path)!r} ({error.strerror}): free the place or give another --out"
        ) from error
