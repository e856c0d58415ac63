"""Kumar 2017, figure 1: the density of tanh(N(0, u^2)) for several u, and the histograms of simulated units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from montecarlo import Moments, at_most, inference
from paper_checks.evidence.simulation import experiment_at
from paper_checks.ledger import LEDGER
from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from theory import tanh_centre_curvature, tanh_density
from theory.notation import u

if TYPE_CHECKING:
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
    places = np.tanh(np.linspace(-4.0, 4.0, 321))  # dense near -1 and +1, where the modes go
    curvature = tanh_centre_curvature()
    return {
        "claims": [_CLAIM, "kumar2017.eq16", "kumar2017.sec3.1.bimodal"],
        "seed": run.seed,
        # The u at which the density's curvature at the centre changes sign.
        "threshold": float(sp.solve(curvature.rhs, u)[0]),
        "h": places.tolist(),
        "panels": [
            {
                "u": math.sqrt(variance),
                "centre_curvature": float(curvature(u=math.sqrt(variance))),
                "density": tanh_density()(h=places, u=math.sqrt(variance)).tolist(),
                **_histogram(edges, moments),
            }
            for variance, (edges, moments) in sorted(passes.items())
        ],
    }


def _histogram(edges: tuple[float, ...], moments: Moments) -> dict[str, Any]:
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
    """Draw one panel a standard deviation, in increasing order: one mode up to the threshold, two above it."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 6), layout="constrained")
    for axes, panel in zip(figure.subplots(2, 2, sharex=True).flat, data["panels"], strict=True):
        axes.stairs(
            panel["histogram"], panel["bounds"], fill=True, color="0.8", gid="simulated",
            label=f"simulated, one unit of each of {panel['n']} networks",
        )  # fmt: skip
        axes.plot(data["h"], panel["density"], color="C0", gid=_CLAIM, label="density (16)")
        axes.set(title=_title(panel["u"], data["threshold"]), xlabel="tanh y", ylabel="density", xlim=(-1, 1))
        axes.legend(fontsize=7, loc="lower center")
    return figure


def _title(u: float, threshold: float) -> str:
    if math.isclose(u, threshold):
        return f"u = {u:.3g} = 1/√2, the threshold of bimodality"
    return f"u = {u:.3g}, {'above' if u > threshold else 'below'} the threshold 1/√2: " + (
        "two modes" if u > threshold else "one mode"
    )


PLOT = Plot("fig1", (_CLAIM,), (), data, draw)
