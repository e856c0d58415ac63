"""The maps q -> sigma_w^2 E g(sqrt(q) Z)^2 of several activations, relative to q: it is fixed where this is 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from theory.mean_field.fixed_point import FixedPoint, fixed_points
from theory.mean_field.gains import gain
from theory.mean_field.maps import q_map

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_ACTIVATIONS = ("relu", "tanh", "sigmoid", "gelu", "silu", "selu")
_TOP = 3.0
_SHOWN = (0.3, 2.7)  # of q'/q
_FILLS = {"stable": "k", "unstable": "w"}


def _gather(_: Run) -> dict[str, Any]:
    """Return each map at the forward gain, with its fixed points."""
    q = _TOP * np.linspace(0, 1, 61)[1:] ** 2  # dense near 0, where the ratio is steep
    return {"q": q.tolist(), "maps": [_map(name, q) for name in _ACTIVATIONS]}


def _map(name: str, q: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[str, Any]:
    weight_variance = float(gain(name)) ** 2
    points = fixed_points(name, weight_variance)
    return {
        "activation": name,
        "weight_variance": weight_variance,
        "ratio": (q_map(name, q, weight_variance) / q).tolist(),
        "continuum": any(point.continuum for point in points),
        "fixed_points": [_marked(point) for point in points if point.q <= _TOP and not point.continuum],
    }


def _marked(point: FixedPoint) -> dict[str, Any]:
    """Return a fixed point and the ratio q'/q there: 1, or for q = 0 what it tends to, the map's slope."""
    return {"q": point.q, "ratio": 1.0 if point.q > 0 else point.q_slope, "stability": point.stability}


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw a panel for each activation, and mark its fixed points."""
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    figure = Figure(figsize=(9, 6), layout="constrained")
    panels = figure.subplots(2, 3, sharex=True, sharey=True)
    for axes, entry in zip(panels.flat, data["maps"], strict=True):
        _panel(axes, data["q"], entry)
    keys = [
        Line2D([], [], ls="", marker="o", color="k", markerfacecolor=fill, label=f"{name} fixed point")
        for name, fill in _FILLS.items()
    ]
    kept = Line2D([], [], ls="--", color="k", lw=0.8, label="q′ = q")
    figure.legend(handles=[*keys, kept], loc="outside upper center", ncols=3)
    figure.supxlabel("variance q of a pre-activation")
    figure.supylabel("factor on the variance in one layer, q′/q")
    return figure


def _panel(axes: Axes, q: list[float], entry: Mapping[str, Any]) -> None:
    # The map begins at q = 0 where that is a fixed point; elsewhere q'/q is infinite there.
    ends = [(point["q"], point["ratio"]) for point in entry["fixed_points"] if point["q"] == 0]
    # The dashes lie over the map, which would hide them where every q is fixed.
    axes.plot(
        [at for at, _ in ends] + q,
        [ratio for _, ratio in ends] + entry["ratio"],
        lw=2.5,
        gid=entry["activation"],
    )
    axes.axhline(1, ls="--", color="k", lw=0.8, gid="kept")
    for point in entry["fixed_points"]:
        axes.plot(
            point["q"], point["ratio"], "o", color="k", mfc=_FILLS[point["stability"]], clip_on=False,
            gid="fixed-point",
        )  # fmt: skip
    if entry["continuum"]:
        axes.text(0.5, 0.1, "every q is fixed", ha="center", transform=axes.transAxes)
    axes.set_title(f"{entry['activation']}, $\\sigma_w^2$ = {entry['weight_variance']:.3f}")
    axes.set(xlim=(-0.08, q[-1]), ylim=_SHOWN)


PLOT = Plot(name="q_maps", gather=_gather, draw=_draw)
