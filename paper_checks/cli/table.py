"""Tables on a terminal of any width: what does not fit is wrapped, and nothing is cut."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.measure import Measurement as Measure
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from paper_checks.claim import Claim
from paper_checks.run import Run
from paper_checks.verdict import Measurement, Status, Tried, Verdict

__all__ = [
    "COLOURS",
    "WIDER_THAN_ANY",
    "coloured",
    "console",
    "print_rows",
    "print_verdicts",
    "resolution",
    "seeds_met",
    "trained_in_words",
]

COLOURS = {Status.VERIFIED: "green", Status.REFUTED: "red", Status.CONFLICT: "bold magenta"}
WIDER_THAN_ANY = 10_000
"""Columns."""
_LEAST_WRAPPED = 40  # columns of text that is wrapped in a table
_GAP = "   "  # between the parts of a row that is not printed as a table


def console(widest: int | None = None) -> Console:
    """Return a console on stdout, of `widest` columns or the terminal's if it has fewer.

    A pipe has no width; it gets 160 columns, unless COLUMNS says otherwise.
    """
    piped = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    # Names are printed as they are: [x] is no style, and :x: is no picture.
    out = Console(width=widest or 160 if piped else None, highlight=False, markup=False, emoji=False)
    if widest is not None:
        out.width = min(widest, out.width)
    return out


def coloured(status: Status) -> tuple[str, str]:
    """Return a status with its colour, as Text.assemble takes them."""
    return status, COLOURS.get(status, "yellow")


def print_rows(
    out: Console,
    titles: Sequence[str],
    rows: Iterable[Sequence[Text]],
    *,
    right: Iterable[str] = (),
    wrapped: str | None = None,
    indent: int = 0,
) -> None:
    """Print rows as a table; where that is wider than the console, each row as a few lines of its own.

    Parameters
    ----------
    out : rich.console.Console
    titles : sequence of str
        Of the columns; empty where a cell explains itself.
    rows : iterable of sequences of rich.text.Text
    right : iterable of str
        Titles of the columns that are flush right.
    wrapped : str, optional
        Title of a column whose text may be wrapped to make the table narrower.
    indent : int
    """
    rows = list(rows)
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0), show_header=any(titles))
    # rich measures an empty column as 0, and gives it a place that another one then lacks.
    filled = [k for k, title in enumerate(titles) if title or any(row[k] for row in rows)]
    for k in filled:
        table.add_column(
            titles[k],
            justify="right" if titles[k] in right else "left",
            overflow="fold",
            no_wrap=wrapped not in (None, titles[k]),
        )
    for row in rows:
        table.add_row(*(row[k] for k in filled))
    width = out.width - indent
    unlimited = out.options.update(max_width=WIDER_THAN_ANY)
    spared = 0
    if wrapped is not None:
        spared = max([0, *(row[titles.index(wrapped)].cell_len - _LEAST_WRAPPED for row in rows)])
    if Measure.get(out, unlimited, table).maximum - spared <= width:
        out.print(Padding(table, (0, 0, 0, indent), expand=False))
        return
    for row in rows:
        out.print(Padding(_packed(titles, row, width), (0, 0, 0, indent)), overflow="fold")


def _packed(titles: Sequence[str], row: Sequence[Text], width: int) -> Text:
    """Return a row as lines of cells after their titles, broken between cells where that is possible."""
    lines = [Text()]
    for title, cell in zip(titles, row, strict=True):
        part = Text.assemble((f"{title} ", "dim"), cell) if title else cell
        if not cell:
            continue
        if not lines[-1]:
            lines[-1] += part
        elif lines[-1].cell_len + len(_GAP) + part.cell_len <= width:
            lines[-1] += Text(_GAP) + part
        else:
            lines.append(Text("  ") + part)
    return Text("\n").join(lines)


def print_verdicts(run: Run) -> None:
    """Print a line for each verdict of a run, and the count of those that are not as expected."""
    verdicts = list(run.verdicts.values())
    out = console()
    titles = ("claim", "kind", "status", "lines", "points", "resolution", "")
    print_rows(out, titles, [_verdict_row(claim, run.verdicts[claim.id]) for claim in run.claims])
    for verdict in verdicts:
        for note in verdict.notes:
            # A note may hold a command to copy: the terminal breaks the line, and nobody else.
            out.print(f"{verdict.id}: {note}", soft_wrap=True)
    for where, ids in _trained(verdicts).items():
        out.print(f"{', '.join(ids)}: {where}")
    wrong = sum(not verdict.as_expected for verdict in verdicts)
    absent = sum(verdict.status is Status.NOT_RUN for verdict in verdicts)
    out.print(
        f"{len(verdicts)} {'claim' if len(verdicts) == 1 else 'claims'}, "
        f"{len(verdicts) - wrong - absent} as expected"
        + (f", {wrong} NOT" if wrong else "")
        + (f", {absent} not run" if absent else "")
    )


def _trained(verdicts: Iterable[Verdict]) -> dict[str, list[str]]:
    """Return the ids of empirical claims by when and on what their networks were trained."""
    found: dict[str, list[str]] = {}
    for verdict in verdicts:
        if verdict.tried is not None:
            found.setdefault(trained_in_words(verdict.tried), []).append(verdict.id)
    return found


def trained_in_words(tried: Tried) -> str:
    """Return when and on what networks were trained, and in which record that stands."""
    return f"trained {'; '.join(tried.trained)}; from {tried.record} record"


def _verdict_row(claim: Claim, verdict: Verdict) -> tuple[Text, ...]:
    return (
        Text(verdict.id),
        Text(claim.kind),
        Text(*coloured(verdict.status)),
        Text(", ".join(f"{name} {status}" for name, status in verdict.lines.items())),
        Text(str(len(verdict.measurements))),
        Text(resolution(verdict.measurements) or seeds_met(verdict)),
        Text("" if verdict.as_expected else f"expected {verdict.expected}", "bold"),
    )


def seeds_met(verdict: Verdict) -> str:
    """Return how many seeds of an empirical claim meet its criterion, in words."""
    return f"{verdict.tried.met} of {len(verdict.tried.seeds)} seeds" if verdict.tried else ""


def resolution(measurements: Iterable[Measurement]) -> str:
    """Return the finest half-width of an interval relative to its estimate, in words."""
    widths = [
        (m.interval[1] - m.interval[0]) / 2 / abs(m.estimate)
        for m in measurements
        if m.n > 1 and m.predicted != (0.0, 0.0)
    ]
    return f"± {100 * min(widths):.2g} %" if widths else ""
