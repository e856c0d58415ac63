"""The gains of every activation of the catalogue, and PyTorch's beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from theory.activation.catalogue import CATALOGUE
from theory.activation.lookup import get
from theory.mean_field.gains import gain, pytorch_gain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

# Marker, colour, size and label of each: a dot, and rings around it, so that equal gains do not hide each other.
_MARKS = {
    "forward": ("o", "C0", 4, "forward gain"),
    "backward": ("D", "C1", 6, "backward gain"),
    "pytorch": ("s", "k", 10, "PyTorch's calculate_gain"),
}
_NO_BACKWARD = "jumps: E g'² is infinite, no backward gain"


def _gather(_: Run) -> dict[str, Any]:
    """Return forward and backward gain of each activation at u = 1, where they exist, and PyTorch's entry."""
    entries = [_entry(name) for name in CATALOGUE]
    # Equal gains may differ in the last bit: they are sorted by name.
    entries.sort(key=lambda entry: (round(entry["forward"], 9), entry["activation"]))
    return {"u": 1.0, "gains": entries}


def _entry(name: str) -> dict[str, Any]:
    stated = pytorch_gain(name)
    return {
        "activation": name,
        "parameters": dict(CATALOGUE[name].defaults),
        "forward": float(gain(name)),
        "backward": None if get(name).slope_diverges else float(gain(name, mode="backward")),
        "pytorch": None if stated is None else float(stated),
    }


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw a row for each activation."""
    from matplotlib.figure import Figure

    entries = data["gains"]
    figure = Figure(figsize=(8, 0.19 * len(entries) + 1), layout="constrained")
    axes = figure.subplots()
    for mode, (marker, colour, size, label) in _MARKS.items():
        rows = [row for row, entry in enumerate(entries) if entry[mode] is not None]
        axes.plot(
            [entries[row][mode] for row in rows], rows, marker, ms=size, color=colour, gid=mode, label=label,
            fillstyle="full" if mode == "forward" else "none",
        )  # fmt: skip
    for row, entry in enumerate(entries):
        if entry["backward"] is None:
            axes.annotate(
                _NO_BACKWARD, (entry["forward"], row), (9, 0), textcoords="offset points",
                va="center", fontsize=7.5, color=_MARKS["backward"][1],
            )  # fmt: skip
    _scales(axes, entries)
    return figure


def _scales(axes: Axes, entries: list[Mapping[str, Any]]) -> None:
    axes.set(
        xscale="log", xlabel="gain at pre-activations of variance 1", yticks=range(len(entries)),
        yticklabels=list(map(_label, entries)), ylim=(-1, len(entries)),
    )  # fmt: skip
    ticks = [0.2, 0.5, 1, 2, 5]
    axes.set_xticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.axvline(1, color="0.8", lw=1, zorder=0)
    axes.grid(axis="y", color="0.92")
    axes.legend(loc="lower right")


def _label(entry: Mapping[str, Any]) -> str:
    """Return an activation's name with the parameters at which its gains are: their defaults."""
    parameters = ", ".join(f"{name} = {_short(value)}" for name, value in entry["parameters"].items())
    return f"{entry['activation']} ({parameters})" if parameters else entry["activation"]


def _short(value: str) -> str:
    """Return a parameter, to four digits where it is a long decimal."""
    return value if len(value) < 8 else f"{float(value):.4g}"


PLOT = Plot(name="gains", gather=_gather, draw=_draw)
