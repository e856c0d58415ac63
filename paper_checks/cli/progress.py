"""Progress, on stderr: a bar and the time left on a terminal, one line for each claim in a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from paper_checks.verdict import Verdict

__all__ = ["Reporter", "reporting"]


@dataclass(frozen=True)
class Reporter:
    """The functions that a run calls while it works.

    Parameters
    ----------
    simulating : callable or None
        Takes a label, and the networks done and planned.
    found : callable
        Takes each verdict.
    """

    simulating: Callable[[str, int, int], None] | None
    found: Callable[[Verdict], None]


@contextmanager
def reporting(claims: int) -> Iterator[Reporter]:
    """Show the progress of a run over this number of claims."""
    console = Console(stderr=True, markup=False, emoji=False)
    if not console.is_terminal:
        yield Reporter(
            None, lambda verdict: console.print(f"{verdict.id}: {verdict.status}", highlight=False)
        )
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        whole = bars.add_task("claims", total=claims)
        part = bars.add_task("networks", total=None)

        def simulating(label: str, done: int, total: int) -> None:
            bars.update(part, description=label, completed=done, total=total)

        yield Reporter(simulating, lambda _: bars.advance(whole))
