"""What a run found as JSON: results.json in its schema, the same on every CPU.

Double precision carries 16 digits, and the last ones depend on the CPU: its instructions add in another order.
So the numbers of results.json and of the figures have 7 significant digits (`rounded`).  Integers are exact.

A number that is 0 except for rounding, such as the standard error of something that never varies, has no stable
digits at all: it is 1e-18 on one CPU and 3e-19 on another.  It is small only relative to something else.  So what
a measurement compares is written to a billionth of its margin and no finer: nothing smaller can change a verdict.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sympy as sp

from montecarlo.statistics import inference
from paper_checks.claim import Claim, Passage
from paper_checks.evidence.textual import text_in, value_in
from paper_checks.printed_number import spelled
from paper_checks.run import Run
from paper_checks.verdict import Measurement, Verdict
from theory.derivation.evaluation import evaluate

__all__ = [
    "SCHEMA",
    "as_json",
    "claim_as_json",
    "gathered",
    "results",
    "rounded",
]

SCHEMA = 1
_DIGITS = 7
# Rounded to so many digits first: 0.00048828125 and its neighbour in floating point then round to 7 digits alike.
_STABLE_DIGITS = 12
_OF_THE_MARGIN = 9  # decimal places below the margin's first digit


def results(run: Run) -> dict[str, Any]:
    """Return everything that a run found, as plain JSON data without timings, versions or host."""
    return gathered(run.seed, [claim_as_json(claim, run.verdicts[claim.id]) for claim in run.claims])


def gathered(seed: int, claims: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return results.json for some claims, each already JSON data."""
    return {
        "schema": SCHEMA,
        "seed": seed,
        "alpha": inference.ALPHA,
        "intervals": sum(len(claim["measurements"]) for claim in claims),
        "claims": list(claims),
    }


def claim_as_json(claim: Claim, verdict: Verdict) -> dict[str, Any]:
    """Return a claim and its verdict as plain JSON data."""
    sign = _RELATIONS.get(claim.sign, claim.sign)
    return {
        "id": claim.id,
        "paper": claim.source.paper,
        "locator": claim.source.locator,
        "kind": claim.kind,
        "words": claim.source.words,
        "reading": claim.source.reading,
        "expected": claim.expected,
        "status": verdict.status,
        "lines": dict(verdict.lines),
        "printed": _expression(claim.lhs, sign, claim.rhs) if claim.is_derived else None,
        "derived": _derived(claim, verdict) if claim.is_derived else None,
        "passages": [_passage(passage) for passage in claim.passages],
        "mended": claim.mended,
        "measurements": [_measurement(measurement) for measurement in verdict.measurements],
        "tried": None if verdict.tried is None else rounded(asdict(verdict.tried)),
        "rivals": [asdict(rival) for rival in verdict.rivals],
        "corrected_by": claim.corrected_by,
        "reason": claim.reason,
        "erratum": claim.erratum,
        "notes": list(verdict.notes),
    }


_RELATIONS = {"≈": r"\approx", "→": r"\to", "≤": r"\le", "≥": r"\ge"}


def _derived(claim: Claim, verdict: Verdict) -> dict[str, Any]:
    """Return the end of the chain: equal to the quantity, unless a step is a bound or a limit."""
    signs = [step.sign for step in claim.derivation().steps if step.sign not in ("=", "∋")]
    sign = _RELATIONS.get(signs[-1], signs[-1]) if signs else "="
    return _expression(claim.lhs, sign, verdict.derived)


def _expression(lhs: sp.Expr, sign: str, rhs: sp.Expr) -> dict[str, Any]:
    number = None if rhs.free_symbols else rounded(float(evaluate(spelled(rhs))))
    return {"latex": f"{sp.latex(lhs)} {sign} {sp.latex(rhs)}", "number": number}


def _passage(passage: Passage) -> dict[str, str]:
    source = passage.source
    return {
        "paper": source.paper,
        "locator": source.locator,
        "words": source.words,
        "text": text_in(passage),
        "value": str(value_in(passage) or ""),
    }


def _measurement(measurement: Measurement) -> dict[str, Any]:
    found = asdict(measurement)
    compared = {name: found[name] for name in ("predicted", "estimate", "se", "interval")}
    return {**rounded(found), **rounded(compared, margin=measurement.margin)}


def rounded(data: Any, margin: float = 0.0) -> Any:
    """Return plain data with every float rounded, so that it is the same on every CPU.

    Parameters
    ----------
    data : float, str, int, bool, None, or a mapping, list or tuple of such
        Tuples become lists, as in JSON.
    margin : float, optional
        Of the measurement that the numbers belong to; 0: they belong to none.

    Returns
    -------
    Same as `data`
        Floats to 7 significant digits, and to a billionth of the margin if that is coarser.
    """
    if isinstance(data, float):
        return _rounded(data, margin)
    if isinstance(data, Mapping):
        return {key: rounded(value, margin) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [rounded(value, margin) for value in data]
    return data


def _rounded(number: float, margin: float) -> float:
    stable = float(f"{number:.{_STABLE_DIGITS}g}")
    if margin:
        leading = math.floor(math.log10(_rounded(margin, 0.0)))
        stable = round(stable, _OF_THE_MARGIN - leading)
    return float(f"{stable:.{_DIGITS}g}") + 0.0  # no -0.0


def as_json(data: Mapping[str, Any], *, ascii: bool = False) -> str:
    """Return data as indented JSON, with escapes if it must be ASCII; NaN and infinity are an error."""
    return json.dumps(data, indent=1, ensure_ascii=ascii, allow_nan=False) + "\n"
