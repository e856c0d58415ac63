"""The maps q -> sigma_w^2 E g(sqrt(q) Z)^2 of several activations, and where they meet the diagonal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from theory.fixed_points import fixed_points
from theory.gains import gain
from theory.maps import q_map

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_ACTIVATIONS = ("relu", "tanh", "sigmoid", "gelu", "silu", "selu")
_TOP = 3.0


def data(_: Run) -> dict[str, Any]:
    """Return each map at the forward gain, with its fixed points."""
    q = np.linspace(0, _TOP, 61)
    return {"claims": [], "q": q.tolist(), "maps": [_map(name, q) for name in _ACTIVATIONS]}


def _map(name: str, q: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[str, Any]:
    weight_variance = float(gain(name)) ** 2
    points = fixed_points(name, weight_variance)
    return {
        "activation": name,
        "weight_variance": weight_variance,
        "values": q_map(name, q, weight_variance).tolist(),
        "fixed_points": [
            {"q": point.q, "stability": point.stability}
            for point in points
            if point.q <= _TOP and not point.continuum
        ],
    }


def draw(data: Mapping[str, Any]) -> Figure:
    """Draw a panel for each activation; filled: stable, open: unstable."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 5.6), layout="constrained")
    panels = figure.subplots(2, 3, sharex=True, sharey=True)
    for axes, entry in zip(panels.flat, data["maps"], strict=True):
        axes.plot([0, data["q"][-1]], [0, data["q"][-1]], color="0.7", lw=1, gid="diagonal")
        axes.plot(data["q"], entry["values"], gid=entry["activation"])
        for point in entry["fixed_points"]:
            filled = "full" if point["stability"] == "stable" else "none"
            axes.plot(point["q"], point["q"], "o", color="k", fillstyle=filled, gid="fixed-point")
        axes.set_title(f"{entry['activation']}, σ_w² = {entry['weight_variance']:.3f}")
    figure.supxlabel("variance q of a pre-activation")
    figure.supylabel("variance one layer on")
    return figure


PLOT = Plot("q_maps", (), (), data, draw)
