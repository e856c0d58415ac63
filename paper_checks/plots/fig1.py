"""Kumar 2017, figure 1: the density of tanh(N(0, u^2)) for several u, and the histograms of simulated units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from montecarlo import SampleMoments, at_most
from montecarlo.statistics import inference
from paper_checks.evidence.passes import experiment_at
from paper_checks.ledger.ledger import LEDGER
from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from theory.notation import u
from theory.results.tanh_law import tanh_centre_curvature, tanh_density, tanh_density_slope

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_CLAIM = "kumar2017.fig1"
_BAND = 1e-6  # probability that a band of distribution functions misses the truth somewhere


def data(run: Run) -> dict[str, Any]:
    """Return every number of the figure, one entry a standard deviation u."""
    claim = LEDGER[_CLAIM]
    passes = {
        point["weight_variance"]: (point["edges"], run.moments[experiment_at(claim, point)])
        for point in claim.points
    }
    places = np.tanh(np.linspace(-7.0, 7.0, 421))  # dense near -1 and +1, where the modes go
    curvature = tanh_centre_curvature()
    # The u at which the density's curvature at the centre changes sign.
    (threshold,) = map(float, sp.solve(curvature.rhs, u))
    return {
        "claims": [_CLAIM, "kumar2017.eq16", "kumar2017.sec3.1.bimodal"],
        "seed": run.seed,
        "threshold": threshold,
        "modes": _modes(),
        "h": places.tolist(),
        "panels": [
            {
                "u": math.sqrt(variance),
                "centre_curvature": float(curvature(u=math.sqrt(variance))),
                "mode": _mode(math.sqrt(variance), threshold),
                "density": tanh_density()(h=places, u=math.sqrt(variance)).tolist(),
                **_histogram(edges, moments),
            }
            for variance, (edges, moments) in sorted(passes.items())
        ],
    }


def _modes() -> dict[str, list[float]]:
    """Return the upper mode against u: where the density's slope is 0, t = 2 u^2 tanh t, it is tanh t."""
    t = np.linspace(0.0, 4.0, 81)[1:]
    return {"u": np.sqrt(t / (2 * np.tanh(t))).tolist(), "h": np.tanh(t).tolist()}


def _mode(deviation: float, threshold: float) -> float:
    """Return the mode at or above the centre, the zero of the density's slope."""
    if deviation <= threshold * (1 + 1e-12):
        return 0.0
    slope = tanh_density_slope()
    # Beside the centre the slope is positive, at t = 2 u^2 negative, since tanh t < 1.
    return math.tanh(
        brentq(lambda t: float(slope(h=math.tanh(t), u=deviation)), 1e-3, 2 * deviation**2, xtol=1e-14)
    )


def _histogram(edges: tuple[float, ...], moments: SampleMoments) -> dict[str, Any]:
    """Return the share of units in each cell over its width, and their distribution function with its band."""
    below = moments.mean[moments.columns(tuple(map(at_most, edges)))]
    bounds = np.array([-1.0, *edges, 1.0])
    shares = np.diff([0.0, *below, 1.0])
    return {
        "n": moments.count,
        "bounds": bounds.tolist(),
        "histogram": (shares / np.diff(bounds)).tolist(),
        "distribution": below.tolist(),
        "dkw": inference.dkw_band(moments.count, _BAND),
    }


def draw(data: Mapping[str, Any]) -> Figure:
    """Draw one panel a standard deviation, in increasing order, and the modes against it beside them."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 5.6), layout="constrained")
    mosaic = figure.subplot_mosaic([[0, 1, "modes"], [2, 3, "modes"]], width_ratios=(3, 3, 2))
    for number, panel in enumerate(data["panels"]):
        axes = mosaic[number]
        axes.stairs(
            panel["histogram"], panel["bounds"], fill=True, color="0.82", gid="simulated",
            label="simulated: one unit of each network",
        )  # fmt: skip
        axes.plot(data["h"], panel["density"], color="C0", gid=_CLAIM, label="density (16)")
        for mode in sorted({-panel["mode"], panel["mode"]}):
            axes.axvline(mode, color="C3", ls=":", lw=1, gid="mode", label="mode")
        axes.set(title=_title(panel, data["threshold"]), xlim=(-1.02, 1.02), ylim=(0, None))
        axes.set(xticks=(-1, -0.5, 0, 0.5, 1), xlabel="tanh y" if number > 1 else "")
        axes.set_ylabel("" if number % 2 else "density")
        axes.text(0.52, 0.05, f"n = {panel['n']:,}", transform=axes.transAxes, fontsize=7, color="0.35")
    _draw_modes(mosaic["modes"], data)
    handles, labels = mosaic[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    return figure


def _draw_modes(axes: Axes, data: Mapping[str, Any]) -> None:
    """Draw the fork: one mode up to the threshold, two above it."""
    modes, threshold = data["modes"], data["threshold"]
    axes.plot([0, threshold], [0, 0], color="C3", gid="one mode")
    for side in (1, -1):
        axes.plot(modes["u"], [side * h for h in modes["h"]], color="C3", gid="two modes")
        axes.plot(
            [panel["u"] for panel in data["panels"]], [side * panel["mode"] for panel in data["panels"]],
            "o", color="C0", ms=4, gid="panels",
        )  # fmt: skip
    axes.axvline(threshold, color="0.5", ls="--", lw=1)
    axes.annotate(" 1/√2", (threshold, -1.0), color="0.4", va="bottom")
    axes.set(
        title="modes against u",
        xlabel="u",
        ylabel="mode of tanh y",
        xlim=(0, modes["u"][-1]),
        ylim=(-1.05, 1.05),
    )


def _title(panel: Mapping[str, Any], threshold: float) -> str:
    deviation = panel["u"]
    if math.isclose(deviation, threshold):
        return "u = 1/√2: the threshold"
    return f"u = {deviation:.3g}: " + (
        f"two modes, ±{panel['mode']:.4f}" if deviation > threshold else "one mode"
    )


PLOT = Plot("fig1", (_CLAIM,), (), data, draw)
