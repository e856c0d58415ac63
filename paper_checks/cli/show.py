"""`show`: one claim as a referee would write it up."""

from __future__ import annotations

import argparse

import sympy as sp
from rich.console import Console
from rich.table import Table

from paper_checks.claim import Claim
from paper_checks.cli.options import emit
from paper_checks.cli.table import console
from paper_checks.cli.verify import verify_claims
from paper_checks.ledger import LEDGER
from paper_checks.storage import claim_as_json
from paper_checks.verdict import Verdict
from paper_checks.verify import select

__all__ = ["add_parser", "main"]


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    """Declare the command."""
    parser = commands.add_parser("show", parents=[shared], help="show one claim: words, derivation, evidence")
    parser.add_argument("id", metavar="ID")
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Check the claim, and its correction, and print everything about them."""
    claims = select([options.id])
    if len(claims) != 1:
        raise ValueError(f"{options.id!r} names {len(claims)} claims: give one, such as {claims[0].id!r}")
    (claim,) = claims
    pair = [claim] + ([LEDGER[claim.corrected_by]] if claim.corrected_by else [])
    outcome = verify_claims(pair, options)
    if options.json != "-":
        for part in pair:
            _print(console(), part, outcome.verdicts[part.id])
    emit({part.id: claim_as_json(part, outcome.verdicts[part.id]) for part in pair}, options.json)
    return 0 if outcome.as_expected else 1


def _print(out: Console, claim: Claim, verdict: Verdict) -> None:
    out.rule(f"[bold]{claim.id}[/]: {verdict.status}")
    out.print(f"{claim.source.paper}, {claim.source.locator} ({claim.kind})")
    out.print(f"  “{claim.source.words}”", markup=False)
    if claim.reason:
        out.print(f"\n[bold]Why.[/] {claim.reason}")
    _print_derivation(out, claim)
    if verdict.measurements:
        out.print(f"\n[bold]{list(verdict.lines)[1].capitalize()}[/]: {list(verdict.lines.values())[1]}")
        out.print(_measurements(verdict))
    out.print("\n[bold]Rivals[/], each to be refuted by every line")
    for rival in verdict.rivals:
        found = ", ".join(f"{name} {status}" for name, status in rival.lines.items())
        out.print(f"  {rival.words}: {found}", markup=False)
    if claim.corrected_by:
        out.print(f"\nCorrected by {claim.corrected_by}, below.")
    out.print()


def _print_derivation(out: Console, claim: Claim) -> None:
    derivation = claim.derivation()
    out.print(f"\n[bold]Proof[/]: {derivation.name} ({derivation.source})")
    for assumption in derivation.assumptions:
        out.print(f"  assuming {assumption}", markup=False)
    out.print(f"    {sp.sstr(derivation.lhs)} = {sp.sstr(derivation.start)}", markup=False)
    for number, step in enumerate(derivation.steps, start=1):
        sign = {"=": "=", r"\to": "→", r"\approx": "≈", r"\ni": "∋"}[step.relation]
        out.print(f"  {number}. {sign} {sp.sstr(step.result)}", markup=False)
        given = "".join(f"; {part} = {sp.sstr(value)}" for part, value in step.hypotheses.items())
        out.print(f"       {step.reason}{given} [{step.kind}]", markup=False)
    out.print(
        f"  as stated: {sp.sstr(claim.lhs)} {'≈' if claim.kind == 'rounded' else '='} {sp.sstr(claim.rhs)}"
    )


def _measurements(verdict: Verdict) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in (
        "point",
        "estimand",
        "engine",
        "predicted",
        "± margin",
        "estimate",
        "SE",
        "interval",
        "n",
        "power",
    ):
        table.add_column(name)
    table.add_column("status")
    varying = _varying(verdict)
    for m in verdict.measurements:
        low, high = m.predicted
        table.add_row(
            ", ".join(f"{name}={m.point[name]}" for name in varying) or "one",
            m.estimand,
            m.engine,
            f"{low:.6g}" if low == high else f"{low:.4g} to {high:.4g}",
            f"{m.margin:.2g}",
            f"{m.estimate:.6g}",
            f"{m.se:.2g}",
            f"[{m.interval[0]:.6g}, {m.interval[1]:.6g}]".replace("[", r"\["),
            str(m.n),
            f"{m.power:.6f}",
            m.status,
        )
    return table


def _varying(verdict: Verdict) -> list[str]:
    """Return the names of the settings that tell the points apart, leaving out what is only recorded."""
    names = dict.fromkeys(
        name for m in verdict.measurements for name in m.point if name not in ("record", "counts")
    )
    return [name for name in names if len({str(m.point.get(name)) for m in verdict.measurements}) > 1]
