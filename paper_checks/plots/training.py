"""What figures show of trained networks: curves over the epochs and gradients by layer, with bands over the seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from montecarlo import Outcome
from paper_checks.evidence.training import EXCEPTIONS, SEEDS, trainings_of
from paper_checks.known_numbers import known_numbers
from paper_checks.ledger.ledger import LEDGER
from paper_checks.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["BAND", "band", "draw_band", "outcomes", "say_what_is_absent"]

BAND = f"median of {SEEDS} seeds, and a band from the second smallest to the second largest"
Values = npt.NDArray[np.float64]


def outcomes(run: Run, claim: str) -> dict[str, Outcome]:
    """Return the outcomes of a claim's experiments by name, without those that the record lacks.

    Those of fewer seeds than a claim is judged by have no band, and are left out too.
    """
    trial = LEDGER[claim].trial
    assert trial is not None
    found = {name: run.record.of(training) for name, training in trainings_of(trial).items()}
    return {
        name: entry.outcome
        for name, entry in found.items()
        if entry is not None and isinstance(entry.outcome, Outcome) and len(entry.outcome.seeds) == SEEDS
    }


def band(values: Values | None) -> dict[str, list[float | None]]:
    """Return the median over the seeds, the first axis, and the ends of its band; None where a seed has none."""
    assert values is not None
    ordered = np.sort(values, axis=0)  # NaN comes last
    ends = {
        "median": ordered[len(ordered) // 2],
        "low": ordered[EXCEPTIONS],
        "high": ordered[-1 - EXCEPTIONS],
    }
    return {name: known_numbers(row) for name, row in ends.items()}


def draw_band(
    axes: Axes, places: Sequence[float], entry: Mapping[str, Any], label: str, **style: Any
) -> None:
    """Draw a median as a line and its band as an area of the same colour; the gid of the line is `label`."""
    median, low, high = (np.array(entry[name], dtype=float) for name in ("median", "low", "high"))
    (line,) = axes.plot(places, median, label=label, gid=label, **style)
    axes.fill_between(places, low, high, color=line.get_color(), alpha=0.2, lw=0, gid=f"{label}: band")


def say_what_is_absent(axes: Axes, curves: Mapping[str, Any]) -> None:
    """Write into a panel without curves how to train what it shows."""
    if not curves:
        axes.text(
            0.5, 0.5, "not trained: python -m paper_checks train", ha="center", transform=axes.transAxes
        )
