"""Marks and axes that several figures share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

__all__ = ["draw_intervals", "plain_numbers"]


def draw_intervals(
    axes: Axes, places: Sequence[float], entries: Sequence[Mapping[str, float]], gid: str, **style: Any
) -> None:
    """Draw each entry's estimate as a dot, and its interval as a bar, at its place on the x-axis."""
    estimates = [entry["estimate"] for entry in entries]
    below = [entry["estimate"] - entry["low"] for entry in entries]
    above = [entry["high"] - entry["estimate"] for entry in entries]
    axes.errorbar(places, estimates, yerr=[below, above], ls="", gid=gid, **style)


def plain_numbers(axis: Axis) -> None:
    """Label a logarithmic axis 0.2, 0.5, 1, 2, 5, not in powers of ten."""
    from matplotlib.ticker import LogLocator, NullLocator

    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_locator(NullLocator())
