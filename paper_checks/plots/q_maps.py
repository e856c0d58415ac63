"""The maps q -> sigma_w^2 E g(sqrt(q) Z)^2 of several activations, and where they meet the diagonal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from theory.mean_field.fixed_point import fixed_points
from theory.mean_field.gains import gain
from theory.mean_field.maps import q_map

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_ACTIVATIONS = ("relu", "tanh", "sigmoid", "gelu", "silu", "selu")
_TOP = 3.0
_FILLS = {"stable": "k", "unstable": "w"}


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
        "continuum": any(point.continuum for point in points),
        "fixed_points": [
            {"q": point.q, "stability": point.stability}
            for point in points
            if point.q <= _TOP and not point.continuum
        ],
    }


def draw(data: Mapping[str, Any]) -> Figure:
    """Draw a panel for each activation, and mark its fixed points."""
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    figure = Figure(figsize=(9, 6), layout="constrained")
    panels = figure.subplots(2, 3, sharex=True, sharey=True)
    for axes, entry in zip(panels.flat, data["maps"], strict=True):
        # Dashes over the map, which hides the diagonal where the map is the identity.
        axes.plot(data["q"], entry["values"], lw=3, gid=entry["activation"])
        axes.plot([0, data["q"][-1]], [0, data["q"][-1]], "--", color="k", lw=0.8, gid="diagonal")
        for point in entry["fixed_points"]:
            axes.plot(
                point["q"], point["q"], "o", color="k", mfc=_FILLS[point["stability"]], gid="fixed-point"
            )
        if entry["continuum"]:
            axes.text(0.5, 0.1, "every q is fixed", transform=axes.transAxes)
        axes.set_title(f"{entry['activation']}, $\\sigma_w^2$ = {entry['weight_variance']:.3f}")
    keys = [
        Line2D([], [], ls="", marker="o", color="k", markerfacecolor=fill, label=f"{name} fixed point")
        for name, fill in _FILLS.items()
    ]
    diagonal = Line2D([], [], ls="--", color="k", lw=0.8, label="diagonal")
    figure.legend(handles=[*keys, diagonal], loc="outside upper center", ncols=3)
    figure.supxlabel("variance q of a pre-activation")
    figure.supylabel("variance one layer on")
    return figure


PLOT = Plot("q_maps", (), (), data, draw)
