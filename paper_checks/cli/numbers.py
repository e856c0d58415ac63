"""The numbers of a claim's measurements, as a note prints them: point by point, to the digits that are known."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from montecarlo.statistics import inference
from paper_checks.claim import Claim, Relation
from paper_checks.cli.formula import formula, name
from paper_checks.cli.table import coloured, print_rows
from paper_checks.plots.intervals import COVERAGE
from paper_checks.verdict import Measurement

__all__ = ["caption", "number", "print_numbers", "setting"]

_UNASKED = ("record", "counts", "edges")  # settings that only the simulation needs, not printed


def setting(measurements: Sequence[Measurement]) -> str:
    """Return what all points share, in words."""
    point = measurements[0].point
    shared = [key for key in _keys(measurements) if not _varies(key, measurements)]
    return "at " * bool(shared) + ", ".join(f"{_title(key)} = {_value(point[key])}" for key in shared)


def _keys(measurements: Sequence[Measurement]) -> list[str]:
    return list(dict.fromkeys(key for m in measurements for key in m.point if key not in _UNASKED))


def _varies(key: str, measurements: Sequence[Measurement]) -> bool:
    return len({str(m.point.get(key)) for m in measurements}) > 1


def _title(key: str) -> str:
    return "N v²" if key == "weight_variance" else key.replace("_", " ")


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_value, value))})"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def print_numbers(out: Console, claim: Claim, measurements: Sequence[Measurement], indent: int) -> None:
    """Print a row for each point: what the statement predicts there, within which margin, and what was found."""
    varying = {_title(key): key for key in _keys(measurements) if _varies(key, measurements)}
    several = len({m.estimand for m in measurements}) > 1
    drawn = any(m.n > 1 for m in measurements)
    found = ("margin", "measured", "n") if drawn else ("computed",)
    rows = []
    for m in measurements:
        where = [_value(m.point.get(key, "")) for key in varying.values()]
        what = [_estimand(m.estimand)] if several else []
        bound = "" if claim.relation is Relation.EQUAL else f"{claim.relation} "
        cells = (*where, *what, bound + _predicted(m.predicted), *(_drawn(m) if drawn else _computed(m)))
        rows.append((*map(Text, cells), Text(*coloured(m.status))))
    titles = (*varying, *([""] if several else ()), "predicted", *found, "")
    print_rows(out, titles, rows, right=(*varying, "n"), indent=indent)


def _drawn(m: Measurement) -> tuple[str, str, str]:
    return f"± {number(m.margin, 2)}", _interval(m), f"{m.n:,}"


def _computed(m: Measurement) -> tuple[str]:
    return (number(m.estimate, 12),)


def _estimand(words: str) -> str:
    """Return an estimand with layers as subscripts: E x2^2 is E x₂²."""
    return name(re.sub(r"([a-z])(\d+)", r"\1_\2", words.replace("**", "^")))


def _predicted(bounds: tuple[float, float]) -> str:
    low, high = bounds
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def number(value: float, digits: int = 5) -> str:
    """Return a number to so many significant digits, its exponent without a leading 0."""
    return f"{value:.{digits}g}".replace("e-0", "e-").replace("e+0", "e+")


def _interval(m: Measurement) -> str:
    """Return the estimate with the half-width of its interval, both to the second digit of the half-width."""
    half = (m.interval[1] - m.interval[0]) / 2
    if half == 0:  # nothing varied
        return number(m.estimate, 12)
    power = math.floor(math.log10(max(abs(m.estimate), half)))
    scale, suffix = (10.0**power, f"e{power}") if power < -3 else (1.0, "")
    digits = max(0, 1 - math.floor(math.log10(half / scale)))
    text = f"{m.estimate / scale:.{digits}f} ± {half / scale:.{digits}f}"
    return f"({text}){suffix}" if suffix else text


def caption(claim: Claim, measurements: Sequence[Measurement]) -> str:
    """Return what was measured or computed, and how well, in words."""
    if all(m.n == 1 for m in measurements):
        return f"{formula(claim.lhs)}, computed without any derived formula, compared to ten digits"
    engines = " and ".join(dict.fromkeys(m.engine for m in measurements))
    power = min(m.power for m in measurements)
    single = {_estimand(m.estimand) for m in measurements}
    what = f"{single.pop()} measured" if len(single) == 1 else "measured"
    return (
        f"{what} ± {inference.Z:.2f} SE, the {COVERAGE} interval, in "
        f"n replicates ({engines} engine); power {'above 0.999999' if power > 0.999999 else f'{power:.6f}'}"
    )
