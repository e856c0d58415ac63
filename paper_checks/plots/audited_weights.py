"""The audit as a picture: each tensor's interval of std against what is expected of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from montecarlo.statistics.inference import Interval
from paper_checks.auditing.report import Audit, TensorReport
from paper_checks.plots.plot import Plot, save
from paper_checks.storage import rounded

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_audit", "gather_audit", "save_audit"]

_MARKS = {
    "as expected": ("C2", "o"),
    "refused": ("C3", "X"),
    "too small to decide": ("C1", "s"),
    "no expectation": ("0.4", "o"),
}
_FURTHEST = 1e3  # an interval without an upper end is drawn so far


def gather_audit(audit: Audit) -> dict[str, Any]:
    """Return every number that is drawn: std and interval of each random tensor, over what is expected.

    A tensor without an expectation is shown over its own std.
    """
    drawn = [
        _entry(tensor, tensor.interval)
        for tensor in audit.tensors
        if tensor.interval is not None and tensor.std > 0
    ]
    data: dict[str, Any] = rounded({"alpha": audit.alpha, "tensors": drawn})
    return data


def _entry(tensor: TensorReport, interval: Interval) -> dict[str, Any]:
    unit = tensor.expected_std or tensor.std
    high = interval.high / unit
    return {
        "name": tensor.name,
        "label": tensor.label,
        "outcome": tensor.outcome,
        "expected": tensor.expected,
        "expected_std": tensor.expected_std,
        "ratio": tensor.std / unit,
        "low": interval.low / unit,
        "high": high if high < _FURTHEST else None,
    }


def draw_audit(data: Mapping[str, Any]) -> Figure:
    """Draw a row for each tensor: a mark at std/expected and a bar for its interval."""
    from matplotlib.figure import Figure

    entries = data["tensors"]
    figure = Figure(figsize=(8, max(2.0, 0.16 * len(entries) + 1.2)), layout="constrained")
    axes = figure.subplots()
    axes.axvline(1, color="0.7", lw=1, zorder=0)
    for outcome, (colour, marker) in _MARKS.items():
        rows = [row for row, entry in enumerate(entries) if entry["outcome"] == outcome]
        if not rows:
            continue
        own = [entries[row] for row in rows]
        ratios = [entry["ratio"] for entry in own]
        below = [max(entry["ratio"] - entry["low"], 0.0) for entry in own]
        above = [max((entry["high"] or _FURTHEST) - entry["ratio"], 0.0) for entry in own]
        axes.errorbar(
            ratios, rows, xerr=[below, above], ls="", color=colour, marker=marker, ms=4, lw=1.2,
            label=f"{outcome} ({len(rows)})", gid=outcome.replace(" ", "-"),
        )  # fmt: skip
    axes.set(
        xscale="log", xlabel="std / expected std, with its interval", yticks=range(len(entries)),
        yticklabels=[_without_formulas(entry["label"]) for entry in entries], ylim=(len(entries) - 0.5, -0.5),
    )  # fmt: skip
    axes.tick_params(axis="y", labelsize=6)
    axes.grid(axis="y", color="0.94")
    if entries:
        axes.legend(loc="best")
    return figure


def _without_formulas(text: str) -> str:
    return text.replace("$", r"\$")


def save_audit(audit: Audit, folder: Path) -> None:
    """Write audit.svg and the numbers in it, audit.json."""
    data = gather_audit(audit)
    save(Plot(name="audit", gather=lambda _: data, draw=draw_audit), data, folder)
