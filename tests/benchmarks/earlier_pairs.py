"""Two checkouts timed in pairs, for the benchmarks that compare with an earlier one."""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol, TypeVar

__all__ = ["BAR", "in_pairs", "report"]

BAR = 1.05  # of the earlier one's time: at most that is as fast


class Process(Protocol):
    """A checkout in a process of its own."""

    def close(self) -> None:
        """End the process."""


Side = TypeVar("Side", bound=Process)


def in_pairs(
    ours: Side, theirs: Side, seconds: Callable[[Side], float], pairs: int
) -> tuple[float, float, float]:
    """Return the median ratio of the times of two sides that take turns, and the median time of each."""
    found = []
    for number in range(pairs):
        # Whoever is first in one pair is second in the next.
        order = (ours, theirs) if number % 2 else (theirs, ours)
        times = {id(side): seconds(side) for side in order}
        found.append((times[id(ours)], times[id(theirs)]))
    new, old = (statistics.median(column) for column in zip(*found, strict=True))
    return statistics.median(new / old for new, old in found), new, old


def report(
    words: str | None,
    cases: Iterable[str],
    start: Callable[[Path], Side],
    compared: Callable[[Side, Side, str], tuple[str, bool]],
) -> int:
    """Print a line for each case that the command line asks for; return 0 if all are as before."""
    parser = argparse.ArgumentParser(description=words, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("directory", type=Path, help="the earlier checkout")
    parser.add_argument("text", nargs="?", default="", help="cases whose name holds this text")
    options = parser.parse_args()
    ours, theirs = start(Path(__file__).parents[2]), start(options.directory.resolve())
    met = True
    for case in cases:
        if options.text in case:
            line, good = compared(ours, theirs, case)
            met &= good
            print(f"{'ok  ' if good else 'MISS'} | {case:34} | {line}", flush=True)
    ours.close()
    theirs.close()
    return 0 if met else 1
