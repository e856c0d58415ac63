"""A referee's note on one claim: what is said, why it holds or fails, the proof, the numbers, the rivals."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import sympy as sp
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from paper_checks.claim import Claim, Kind, Passage
from paper_checks.cli.formula import formula
from paper_checks.cli.numbers import caption, number, print_numbers, setting
from paper_checks.cli.table import COLOURS, coloured, print_rows, seeds_met
from paper_checks.cli.trial import print_trial
from paper_checks.evidence.targets import value_at
from paper_checks.evidence.textual import text_in, value_in
from paper_checks.printed_number import spelled
from paper_checks.verdict import Status, Verdict
from theory import Derivation
from theory.derivation.evaluation import evaluate
from theory.derivation.step import Step

__all__ = ["print_note"]

_INDENT = 4
_LONG = 60  # characters; a longer formula is left out of a list

_SENSE = {
    Kind.EXACT: "meant exactly",
    Kind.ROUNDED: "meant to the digits printed",
    Kind.ASYMPTOTIC: "meant as a limit",
    Kind.APPROXIMATION: "meant to leading order",
    Kind.EMPIRICAL: "seen in training",
    Kind.TEXTUAL: "meant in words",
}


def print_note(
    out: Console, claim: Claim, verdict: Verdict, corrects: Claim | None = None, figures: Sequence[str] = ()
) -> None:
    """Print all about one claim.

    Parameters
    ----------
    out : rich.console.Console
    claim : Claim
    verdict : Verdict
        Of the claim.
    corrects : Claim, optional
        The claim that this one corrects.  If both have the same proof, it is not repeated here.
    figures : sequence of str
        The names of the figures that show the claim.
    """
    head = Text.assemble((claim.id, "bold"), "  ", coloured(verdict.status), " ")
    out.print(head.append("─" * (out.width - head.cell_len)), overflow="fold")  # rich's rule would cut it
    _print_statement(out, claim, corrects)
    if verdict.lines:  # a claim that cannot be judged has none, and the notes say why
        _print_lines(out, claim, verdict, corrects)
    for remark in verdict.notes:
        _paragraph(out, "Left open", remark)
    if claim.margin_reason:
        _paragraph(out, "Margin", claim.margin_reason)
    if figures:
        _paragraph(out, "Figures", ", ".join(figures))
    out.print()


def _print_lines(out: Console, claim: Claim, verdict: Verdict, corrects: Claim | None) -> None:
    """Print what each line of evidence found, and the rivals."""
    if claim.is_empirical:
        _heading(out, "simulation", verdict.status, seeds_met(verdict))
        print_trial(out, claim, verdict, _INDENT)
    elif claim.is_textual:
        _print_passages(out, claim, verdict.lines["quotation"])
    elif corrects is not None and corrects.derivation() is claim.derivation():
        _heading(out, "proof", verdict.lines["proof"], "by the chain above")
        _indented(out, Text(f"{formula(claim.lhs)} {claim.sign} {_with_value(claim.rhs)}"))
    else:
        _print_proof(out, claim, verdict.lines["proof"])
    for line, status in list(verdict.lines.items())[1:]:
        _heading(out, line, status, setting(verdict.measurements))
        print_numbers(out, claim, verdict.measurements, _INDENT)
        _indented(out, Text(caption(claim, verdict.measurements), "dim"))
    if claim.rivals:
        _print_rivals(out, claim, verdict)


def _print_statement(out: Console, claim: Claim, corrects: Claim | None) -> None:
    out.print(Text(f"{claim.source.paper}, {claim.source.locator}; {_SENSE[claim.kind]}"), overflow="fold")
    if claim.source.words:
        out.print()
        _indented(out, Text(f"“{claim.source.words}”", "italic"))
    if claim.source.reading:
        title = "Read here as" if claim.source.words else "In its place" if corrects else "Statement"
        _paragraph(out, title, claim.source.reading)
    if claim.reason:
        _paragraph(out, "Why", claim.reason)


def _indented(out: Console, content: Text | Table) -> None:
    out.print(Padding(content, (0, 0, 0, _INDENT)), overflow="fold")


def _paragraph(out: Console, title: str, text: str) -> None:
    out.print()
    out.print(Text.assemble((f"{title}:", "bold"), " ", text), overflow="fold")


def _heading(out: Console, line: str, status: Status, remark: str) -> None:
    out.print()
    head = Text.assemble((f"{line.capitalize()}:", "bold"), " ", coloured(status), f" {remark}".rstrip())
    out.print(head, overflow="fold")


# --- quotation ----------------------------------------------------------------------------------------------


def _print_passages(out: Console, claim: Claim, status: Status) -> None:
    """Print what each passage states, and whether the two are related as the claim says."""
    first, second = claim.passages
    holds = "holds" if status is Status.VERIFIED else "does not hold"
    left, right = (_text(value_in(passage)) for passage in claim.passages)
    _heading(out, "quotation", status, f"{left} {claim.relation} {right} {holds}")
    if first.absent:
        where = f"{first.source.locator} lacks what is looked for"
        _indented(out, Text(f"The words above state none, and all of {where}."))
    else:
        _indented(out, Text(f"The words above state {_stated(first)}."))
    out.print()
    _indented(out, Text(f"“{second.source.words}”", "italic"))
    _indented(out, Text(f"{second.source.paper}, {second.source.locator}: it states {_stated(second)}."))
    if claim.mended:
        behind = "with “{}” behind them" if first.absent else "with “{}” there"
        out.print()
        _indented(out, Text(f"The words above would hold {behind.format(claim.mended)}."))


def _stated(passage: Passage) -> str:
    text, value = text_in(passage), _text(value_in(passage))
    return text if text == value else f"{text}, which means {value}"


def _text(value: str | sp.Expr | None) -> str:
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else number(float(value), 12)


# --- proof --------------------------------------------------------------------------------------------------


def _print_proof(out: Console, claim: Claim, status: Status) -> None:
    derivation: Derivation = claim.derivation()
    _heading(out, "proof", status, f"by {derivation.name}")
    _print_chain(out, claim, derivation, status)
    for letter, meaning in derivation.definitions().items():
        _indented(out, Text(f"where {formula(letter)} = {formula(meaning)}"))
    if derivation.assumptions:
        _indented(out, Text(f"assuming {'; '.join(derivation.assumptions)}", "dim"))
    for words in claim.assumes:
        _indented(out, Text(f"assuming, as the claim declares: {words}"))
    for premise in derivation.premises:
        _indented(out, Text(f"using {_result(premise, derivation)}, checked likewise", "dim"))


def _print_chain(out: Console, claim: Claim, derivation: Derivation, status: Status) -> None:
    """Print a line for each step and for its reason, with the signs one under the other."""
    lhs, printed = Text(formula(derivation.lhs)), "as printed" if claim.source.words else "as stated"
    chain = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    for justify in ("right", "left", "left"):
        chain.add_column(justify=justify, overflow="fold")
    if lhs.cell_len > out.width / 4:  # on a line of its own, to leave room for what it equals
        _indented(out, lhs)
        lhs = Text()
    chain.add_row(lhs, "=", Text(formula(derivation.abbreviated(derivation.start))))
    shown = ""
    for index, step in enumerate(derivation.steps, start=1):
        result = derivation.abbreviated(step.result)
        text = _with_value(result) if step is derivation.steps[-1] else formula(result)
        if text != shown:  # where two forms look alike, the reason alone is printed
            chain.add_row("", step.sign, Text(text))
        chain.add_row("", "", Text(f"({index}) {_reason(derivation, step)}", "dim"))
        shown = text
    chain.add_row(printed, claim.sign, Text(_with_value(claim.rhs), COLOURS.get(status, "yellow")))
    _indented(out, chain)


def _reason(derivation: Derivation, step: Step) -> str:
    """Return a step's reason, and the hypotheses that the reason leaves out."""
    given = (
        f"{formula(symbol)} = {formula(derivation.abbreviated(part.value))}"
        for symbol, part in step.hypotheses.items()
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
    return (
        text
        if expression.free_symbols or plain
        else f"{text} = {number(float(evaluate(spelled(expression))))}…"
    )


def _short(expression: sp.Expr, claim: Claim) -> str:
    """Return an expression; where it is long, only its value, at the first point if it depends on that."""
    text = formula(expression)
    if len(text) < _LONG:
        return text
    if not expression.free_symbols:
        return f"{number(float(evaluate(spelled(expression))))}…"
    return f"{number(value_at(expression, claim, claim.points[0])[0])} at the first point"


# --- rivals -------------------------------------------------------------------------------------------------


def _print_rivals(out: Console, claim: Claim, verdict: Verdict) -> None:
    everywhere = dict.fromkeys(verdict.lines, Status.REFUTED)
    shown = [_short(rival.expression, claim) for rival in claim.rivals]
    rows = []
    # The claim's own rivals come first, then those that the evidence adds, such as the limit itself.
    for rival, value in zip(verdict.rivals, itertools.chain(shown, itertools.repeat("")), strict=False):
        each = ", ".join(f"{line} {status}" for line, status in rival.lines.items())
        found = "" if rival.lines == everywhere else each
        rows.append((Text(rival.words), Text(value), Text(found, "dim")))
    lines = " and by ".join(verdict.lines)
    every = "each REFUTED" if all(rival.refuted for rival in verdict.rivals) else "NOT all refuted"
    out.print()
    out.print(Text.assemble(("Rivals", "bold"), f", {every} by {lines}:"), overflow="fold")
    print_rows(out, ("", "", ""), rows, indent=_INDENT)
