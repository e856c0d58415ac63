"""Kumar 2017, figure 1: the density of tanh(N(0, u^2)) for several u, and the histograms of simulated units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import sympy as sp
from scipy.optimize import brentq

from paper_checks.evidence.passes import experiment_at
from paper_checks.ledger.ledger import LEDGER
from paper_checks.plots.intervals import histogram
from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from paper_checks.storage import rounded
from theory.derivation.evaluation import evaluate
from theory.notation import u
from theory.results.tanh_law import tanh_centre_curvature, tanh_density, tanh_density_slope

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_CLAIM, _DENSITY, _MODES = "kumar2017.fig1", "kumar2017.eq16", "kumar2017.sec3.1.bimodal"
Array = npt.NDArray[np.float64]


def _gather(run: Run) -> dict[str, Any]:
    """Return every number of the figure, one entry a standard deviation u."""
    claim = LEDGER[_CLAIM]
    points = {point["weight_variance"]: point for point in claim.points}
    # Dense near -1 and +1, where the modes go; rounded first, since the density is steep there.
    places = np.array(rounded(np.tanh(np.linspace(-7.0, 7.0, 421)).tolist()))
    # The u at which the density's curvature at the centre changes sign.
    (threshold,) = sp.solve(tanh_centre_curvature().rhs, u)
    return {
        "threshold": float(threshold),
        "modes": _modes(),
        "h": places.tolist(),
        "panels": [
            _panel(claim.symbols(point)[u], threshold, places)
            | histogram(point["edges"], run.moments[experiment_at(claim, point)])
            for _, point in sorted(points.items())
        ],
    }


def _panel(deviation: sp.Expr, threshold: sp.Expr, places: Array) -> dict[str, Any]:
    """Return what theory says of a standard deviation, an exact number: the threshold's curvature is 0, not 1e-16."""
    value = float(deviation)
    return {
        "u": value,
        "centre_curvature": float(evaluate(tanh_centre_curvature().rhs.subs(u, deviation))),
        "mode": _mode(value) if deviation > threshold else 0.0,
        "density": tanh_density()(h=places, u=value).tolist(),
    }


def _modes() -> dict[str, list[float]]:
    """Return the upper mode by u.  It is tanh t with t = 2 u^2 tanh t: there the density's slope is 0."""
    t = np.linspace(0.0, 4.0, 81)[1:]
    return {"u": np.sqrt(t / (2 * np.tanh(t))).tolist(), "h": np.tanh(t).tolist()}


def _mode(deviation: float) -> float:
    """Return the mode above the centre, the zero of the density's slope; u is above the threshold."""
    slope = tanh_density_slope()
    # Near the centre the slope is positive. At t = 2 u^2 it is negative, since tanh t < 1.
    return math.tanh(
        brentq(lambda t: float(slope(h=math.tanh(t), u=deviation)), 1e-3, 2 * deviation**2, xtol=1e-14)
    )


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw one panel a standard deviation, in increasing order, and the modes against it beside them."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 5.8), layout="constrained")
    mosaic = figure.subplot_mosaic([[0, 1, "modes"], [2, 3, "modes"]], width_ratios=(3, 3, 2))
    for number, panel in enumerate(data["panels"]):
        _draw_panel(mosaic[number], panel, data["h"], data["threshold"])
        mosaic[number].set(xlabel="tanh y" if number > 1 else "", ylabel="" if number % 2 else "density")
    _draw_modes(mosaic["modes"], data)
    handles, labels = mosaic[0].get_legend_handles_labels()
    (dots,), (words,) = mosaic["modes"].get_legend_handles_labels()
    figure.legend([*handles, dots], [*labels, words], loc="outside lower center", ncols=2, frameon=False)
    return figure


def _draw_panel(axes: Axes, panel: Mapping[str, Any], places: list[float], threshold: float) -> None:
    axes.stairs(
        panel["histogram"], panel["bounds"], fill=True, color="0.82", gid=_CLAIM,
        label="simulated: one unit of each of n networks",
    )  # fmt: skip
    axes.plot(places, panel["density"], color="C0", gid=_DENSITY, label="density, equation (16)")
    for mode in sorted({-panel["mode"], panel["mode"]}):
        axes.axvline(mode, color="C3", ls=":", lw=1, gid="mode", label="mode")
    axes.set(title=_title(panel, threshold), xlim=(-1.12, 1.12), ylim=(0, None))
    axes.set(xticks=(-1, -0.5, 0, 0.5, 1))
    axes.text(0.52, 0.05, f"n = {panel['n']:,}", transform=axes.transAxes, fontsize=7, color="0.35")


def _draw_modes(axes: Axes, data: Mapping[str, Any]) -> None:
    """Draw the fork: one mode up to the threshold, two above it."""
    modes, threshold, panels = data["modes"], data["threshold"], data["panels"]
    axes.plot([0, threshold], [0, 0], color="C3", gid="one mode")
    for side in (1, -1):
        # Both begin at the threshold, as one.
        places = ([threshold, *modes["u"]], [0, *(side * h for h in modes["h"])])
        axes.plot(*places, color="C3", gid="two modes")
    dots = sorted({(panel["u"], side * panel["mode"]) for panel in panels for side in (1, -1)})
    axes.plot(*zip(*dots, strict=True), "o", color="k", ms=4, gid=_MODES, label="modes of the four panels")
    axes.axvline(threshold, color="0.5", ls="--", lw=1)
    axes.annotate(" 1/√2", (threshold, -1.0), color="0.4", va="bottom")
    axes.set(title="modes against u", xlabel="u", ylabel="mode of tanh y", xlim=(0, modes["u"][-1]))
    axes.set(ylim=(-1.05, 1.05))


def _title(panel: Mapping[str, Any], threshold: float) -> str:
    deviation = panel["u"]
    if deviation == threshold:
        return "u = 1/√2: the threshold"
    return f"u = {deviation:.3g}: " + (
        f"two modes, ±{panel['mode']:.4f}" if deviation > threshold else "one mode"
    )


PLOT = Plot(name="fig1", claims=(_CLAIM, _DENSITY, _MODES), gather=_gather, draw=_draw)
