"""The gains of every activation of the catalogue, and PyTorch's beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from theory.activation.lookup import names
from theory.mean_field.gains import Mode, gain, pytorch_gain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOT"]


def data(_: Run) -> dict[str, Any]:
    """Return forward and backward gain of each activation at u = 1, where they exist, and PyTorch's entry."""
    entries: list[dict[str, Any]] = []
    for name in names():
        stated = pytorch_gain(name)
        entries.append(
            {
                "activation": name,
                "forward": _gain(name, "forward"),
                "backward": _gain(name, "backward"),
                "pytorch": None if stated is None else float(stated),
            }
        )
    # Equal gains, which differ in the last bit, in the order of their names.
    entries.sort(key=lambda entry: (round(entry["forward"], 9), entry["activation"]))
    return {"claims": [], "u": 1.0, "gains": entries}


def _gain(name: str, mode: Mode) -> float | None:
    try:
        return float(gain(name, mode=mode))
    except ValueError:  # no gain keeps the gradients of a step
        return None


def draw(data: Mapping[str, Any]) -> Figure:
    """Draw a row for each activation."""
    from matplotlib.figure import Figure

    entries = data["gains"]
    figure = Figure(figsize=(7, 0.19 * len(entries) + 1), layout="constrained")
    axes = figure.subplots()
    for mode, marker, colour, size in (
        ("forward", "o", "C0", 6),
        ("backward", "d", "C1", 5),
        ("pytorch", "x", "k", 7),
    ):
        rows = [row for row, entry in enumerate(entries) if entry[mode] is not None]
        label = "PyTorch's calculate_gain" if mode == "pytorch" else f"{mode} gain"
        axes.plot(
            [entries[row][mode] for row in rows], rows, marker, ms=size, color=colour, gid=mode, label=label,
            fillstyle="none" if mode == "backward" else "full",
        )  # fmt: skip
    axes.set(
        xscale="log", xlabel="gain at pre-activations of variance 1", yticks=range(len(entries)),
        yticklabels=[entry["activation"] for entry in entries], ylim=(-1, len(entries)),
    )  # fmt: skip
    ticks = [0.2, 0.5, 1, 2, 5]
    axes.set_xticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.axvline(1, color="0.8", lw=1, zorder=0)
    axes.grid(axis="y", color="0.92")
    axes.legend(loc="lower right")
    return figure


PLOT = Plot("gains", (), (), data, draw)
