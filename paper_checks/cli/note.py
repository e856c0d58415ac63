"""A referee's note on one claim: what is said, why it holds or fails, the proof, the numbers, the rivals."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import sympy as sp
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from montecarlo.statistics import inference
from paper_checks.claim import Claim, Kind, Relation
from paper_checks.cli.formula import formula, name
from paper_checks.cli.table import COLOURS
from paper_checks.verdict import Measurement, Status, Verdict
from theory import Derivation
from theory.derivation.evaluation import evaluate
from theory.derivation.step import Step

__all__ = ["print_note"]

_UNASKED = ("record", "counts", "edges")  # what a setting lists for the simulation, and no reader asks for
_LONG = 60  # characters of a formula that a list leaves out

_SENSE = {
    Kind.EXACT: "meant exactly",
    Kind.ROUNDED: "meant to the digits printed",
    Kind.ASYMPTOTIC: "meant as a limit",
    Kind.APPROXIMATION: "meant to leading order",
    Kind.EMPIRICAL: "seen in training",
    Kind.TEXTUAL: "meant in words",
}


def print_note(out: Console, claim: Claim, verdict: Verdict, corrects: Claim | None = None) -> None:
    """Print all about one claim; a proof that stands in the note on the claim it corrects is not repeated."""
    out.rule(Text.assemble((claim.id, "bold"), "  ", _coloured(verdict.status)), align="left", characters="─")
    out.print(Text(f"{claim.source.paper}, {claim.source.locator}; {_SENSE[claim.kind]}"))
    if claim.source.words:
        out.print()
        _indented(out, Text(f"“{claim.source.words}”", "italic"))
    if claim.source.reading:
        title = "Read here as" if claim.source.words else "In its place" if corrects else "Statement"
        _paragraph(out, title, claim.source.reading)
    if claim.reason:
        _paragraph(out, "Why", claim.reason)
    if corrects is not None and corrects.derivation() is claim.derivation():
        _heading(out, "proof", verdict.lines["proof"], "by the chain above")
        _indented(out, Text(f"{formula(claim.lhs)} {claim.sign} {_with_value(claim.rhs)}"))
    else:
        _print_proof(out, claim, verdict.lines["proof"])
    for line, status in list(verdict.lines.items())[1:]:
        _heading(out, line, status, _setting(verdict.measurements))
        _indented(out, _numbers(claim, verdict.measurements))
        _indented(out, Text(_caption(claim, verdict.measurements), "dim"))
    _print_rivals(out, claim, verdict)
    for remark in verdict.notes:
        _paragraph(out, "Left open", remark)
    out.print()


def _coloured(status: Status) -> tuple[str, str]:
    return status, COLOURS.get(status, "yellow")


def _indented(out: Console, content: Text | Table) -> None:
    out.print(Padding(content, (0, 0, 0, 4)))


def _paragraph(out: Console, title: str, text: str) -> None:
    out.print()
    out.print(Text.assemble((f"{title}:", "bold"), " ", text))


def _heading(out: Console, line: str, status: Status, remark: str) -> None:
    out.print()
    out.print(Text.assemble((f"{line.capitalize()}:", "bold"), " ", _coloured(status), f" {remark}".rstrip()))


# --- proof --------------------------------------------------------------------------------------------------


def _print_proof(out: Console, claim: Claim, status: Status) -> None:
    derivation: Derivation = claim.derivation()
    _heading(out, "proof", status, f"by {derivation.name}")
    chain = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    chain.add_column(justify="right", no_wrap=True)
    chain.add_row(
        *map(Text, (formula(derivation.lhs), "=", formula(derivation.abbreviated(derivation.start))))
    )
    shown = ""
    for number, step in enumerate(derivation.steps, start=1):
        result = derivation.abbreviated(step.result)
        text = _with_value(result) if step is derivation.steps[-1] else formula(result)
        if text != shown:  # a step between two forms that look alike has its reason alone
            chain.add_row("", step.sign, Text(text))
        chain.add_row("", "", Text(f"({number}) {_reason(derivation, step)}", "dim"))
        shown = text
    printed = "as printed" if claim.source.words else "as stated"
    chain.add_row(printed, claim.sign, Text(_with_value(claim.rhs), COLOURS.get(status, "yellow")))
    _indented(out, chain)
    for letter, meaning in derivation.definitions().items():
        _indented(out, Text(f"where {formula(letter)} = {formula(meaning)}"))
    if derivation.assumptions:
        _indented(out, Text(f"assuming {'; '.join(derivation.assumptions)}", "dim"))
    for premise in derivation.premises:
        _indented(out, Text(f"using {_result(premise, derivation)}, checked likewise", "dim"))


def _reason(derivation: Derivation, step: Step) -> str:
    """Return a step's reason, with the hypotheses that it does not itself state."""
    given = (
        f"{formula(part)} = {formula(derivation.abbreviated(value))}"
        for part, value in step.hypotheses.items()
    )
    return "; ".join([step.reason, *(text for text in given if text not in step.reason)]) + f" [{step.kind}]"


def _result(premise: Derivation, chain: Derivation) -> str:
    """Return the name of a premise of a chain, and what it says where that is short."""
    end = formula(chain.abbreviated(premise.rhs))
    sign = next((step.sign for step in premise.steps if step.sign != "="), "=")
    said = f" ({formula(premise.lhs)} {sign} {end})" if len(end) < _LONG else ""
    return f"{premise.name}{said}"


def _with_value(expression: sp.Expr) -> str:
    """Return an expression, with its value where it is an irrational number."""
    text = formula(expression)
    plain = expression.is_Rational or expression.is_Float
    return text if expression.free_symbols or plain else f"{text} = {_number(float(evaluate(expression)))}…"


def _short(expression: sp.Expr) -> str:
    """Return an expression, by its value alone where it is long; nothing where it has none."""
    text = formula(expression)
    if len(text) < _LONG:
        return text
    return "" if expression.free_symbols else f"{_number(float(evaluate(expression)))}…"


# --- numbers ------------------------------------------------------------------------------------------------


def _setting(measurements: Sequence[Measurement]) -> str:
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


def _numbers(claim: Claim, measurements: Sequence[Measurement]) -> Table:
    """Return one row a point: what the statement predicts there, within which margin, and what was found."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    varying = [key for key in _keys(measurements) if _varies(key, measurements)]
    drawn = any(m.n > 1 for m in measurements)
    for key in varying:
        table.add_column(_title(key), justify="right")
    several = len({m.estimand for m in measurements}) > 1
    for title in (
        *([""] if several else ()),
        "predicted",
        *(("margin", "measured", "n") if drawn else ("computed",)),
        "",
    ):
        table.add_column(title, justify="right" if title == "n" else "left")
    for m in measurements:
        where = [_value(m.point.get(key, "")) for key in varying]
        what = [_estimand(m.estimand)] if several else []
        found = (
            (f"± {_number(m.margin, 2)}", _interval(m), f"{m.n:,}") if drawn else (_number(m.estimate, 12),)
        )
        bound = "" if claim.relation is Relation.EQUAL else f"{claim.relation} "
        cells = (*where, *what, bound + _predicted(m.predicted), *found)
        table.add_row(*map(Text, cells), Text(*_coloured(m.status)))
    return table


def _estimand(words: str) -> str:
    """Return an estimand with the units of its fields lowered: E x2^2 is E x₂²."""
    return name(re.sub(r"([a-z])(\d+)", r"\1_\2", words))


def _predicted(bounds: tuple[float, float]) -> str:
    low, high = bounds
    return _number(low) if low == high else f"{_number(low)} to {_number(high)}"


def _number(value: float, digits: int = 5) -> str:
    return f"{value:.{digits}g}".replace("e-0", "e-")


def _interval(m: Measurement) -> str:
    """Return the estimate with the half-width of its interval, to two digits of the latter."""
    half = (m.interval[1] - m.interval[0]) / 2
    if half == 0:  # nothing varied
        return _number(m.estimate, 12)
    power = math.floor(math.log10(max(abs(m.estimate), half)))
    scale, suffix = (10.0**power, f"e{power}") if power < -3 else (1.0, "")
    digits = max(0, 1 - math.floor(math.log10(half / scale)))
    text = f"{m.estimate / scale:.{digits}f} ± {half / scale:.{digits}f}"
    return f"({text}){suffix}" if suffix else text


def _caption(claim: Claim, measurements: Sequence[Measurement]) -> str:
    if all(m.n == 1 for m in measurements):
        return f"{formula(claim.lhs)}, computed without any derived formula, compared to ten digits"
    engines = " and ".join(dict.fromkeys(m.engine for m in measurements))
    power = min(m.power for m in measurements)
    single = {_estimand(m.estimand) for m in measurements}
    what = f"{single.pop()} measured" if len(single) == 1 else "measured"
    return (
        f"{what} ± {inference.Z:.2f} SE, the {100 * (1 - 2 * inference.ALPHA):.4f} % interval, in "
        f"n replicates ({engines} engine); power {'above 0.999999' if power > 0.999999 else f'{power:.6f}'}"
    )


# --- rivals -------------------------------------------------------------------------------------------------


def _print_rivals(out: Console, claim: Claim, verdict: Verdict) -> None:
    everywhere = dict.fromkeys(verdict.lines, Status.REFUTED)
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    shown = {rival.words: _short(rival.expression) for rival in claim.rivals}
    for rival in verdict.rivals:
        text = shown.get(rival.words, "")
        found = (
            ""
            if rival.lines == everywhere
            else ", ".join(f"{line} {status}" for line, status in rival.lines.items())
        )
        table.add_row(Text(rival.words), Text(text), Text(found, "dim"))
    lines = " and by ".join(verdict.lines)
    every = "each REFUTED" if all(rival.refuted for rival in verdict.rivals) else "NOT all refuted"
    out.print()
    out.print(Text.assemble(("Rivals", "bold"), f", {every} by {lines}:"))
    _indented(out, table)
