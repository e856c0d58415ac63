"""The table of verdicts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from paper_checks.ledger.ledger import LEDGER
from paper_checks.verdict import Measurement, Status, Verdict

__all__ = ["COLOURS", "console", "print_verdicts", "resolution"]

COLOURS = {Status.VERIFIED: "green", Status.REFUTED: "red", Status.CONFLICT: "bold magenta"}


def console(widest: int | None = None) -> Console:
    """Return a console on stdout, of `widest` columns or the terminal's if it has fewer.

    A pipe has no width, so tables there are as wide as their content.
    """
    piped = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    out = Console(width=widest or 160 if piped else None, highlight=False)
    if widest is not None:
        out.width = min(widest, out.width)
    return out


def print_verdicts(verdicts: Iterable[Verdict]) -> None:
    """Print a line for each verdict, and the count of those that are not as expected."""
    verdicts = list(verdicts)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("claim", "kind", "status", "lines", "points", "resolution", ""):
        table.add_column(name, overflow="fold")
    for verdict in verdicts:
        colour = COLOURS.get(verdict.status, "yellow")
        table.add_row(
            verdict.id,
            LEDGER[verdict.id].kind,
            f"[{colour}]{verdict.status}[/]",
            ", ".join(f"{name} {status}" for name, status in verdict.lines.items()),
            str(len(verdict.measurements)),
            resolution(verdict.measurements),
            "" if verdict.as_expected else f"[bold]expected {verdict.expected}[/]",
        )
    out = console()
    out.print(table)
    for verdict in verdicts:
        for note in verdict.notes:
            out.print(f"{verdict.id}: {note}", markup=False)
    wrong = sum(not verdict.as_expected for verdict in verdicts)
    out.print(
        f"{len(verdicts)} claims, {len(verdicts) - wrong} as expected" + (f", {wrong} NOT" if wrong else "")
    )


def resolution(measurements: Iterable[Measurement]) -> str:
    """Return the finest half-width of an interval relative to its estimate, in words."""
    widths = [
        (m.interval[1] - m.interval[0]) / 2 / abs(m.estimate)
        for m in measurements
        if m.n > 1 and m.predicted != (0.0, 0.0)
    ]
    return f"± {100 * min(widths):.2g} %" if widths else ""
