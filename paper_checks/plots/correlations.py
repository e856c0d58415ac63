"""The correlation of two inputs: its map in one layer, and how it goes with depth in the ordered and chaotic phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from theory.mean_field.correlation import c_map, c_slope
from theory.mean_field.fixed_point import fixed_points

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

# Activation, sigma_w^2, sigma_b^2; the label of the second is the phase.
_LAYERS = (
    ("relu", 2.0, 0.0), ("tanh", 1.3, 0.05), ("tanh", 4.0, 0.05), ("erf", 1.0, 0.05), ("gelu", 1.8, 0.05),
)  # fmt: skip
_STARTS = 0.2, 0.9
_DEPTH = 20


def _gather(_: Run) -> dict[str, Any]:
    """Return each map at the fixed point of its variance, its slope at 1, and correlations by layer."""
    c = np.linspace(-1, 1, 81)
    return {"c": c.tolist(), "starts": list(_STARTS), "maps": [_map(*layer, c) for layer in _LAYERS]}


def _map(
    name: str, weights: float, biases: float, c: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> dict[str, Any]:
    # Where every q is fixed the correlation does not depend on it.
    stable = [
        point for point in fixed_points(name, weights, biases) if point.stability == "stable" and point.q > 0
    ]
    q = stable[-1].q if stable else 1.0
    values, path = c_map(name, c, q, weights, biases), [np.array(_STARTS)]
    for _ in range(_DEPTH):
        path.append(c_map(name, path[-1], q, weights, biases))
    return {
        "activation": name,
        "weight_variance": weights,
        "bias_variance": biases,
        "q": q,
        "slope": float(c_slope(name, 1.0, q, weights, biases)),
        "values": values.tolist(),
        "by_layer": np.array(path).T.tolist(),
    }


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw the maps in a panel, and the correlations by layer in another."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot([-1, 1], [-1, 1], color="k", ls="--", lw=0.8, gid="kept")
    for number, entry in enumerate(data["maps"]):
        label = f"{entry['activation']}, $\\sigma_w^2$ = {entry['weight_variance']:g}, slope at 1: {entry['slope']:.2f}"
        gid = f"{entry['activation']}-{entry['weight_variance']:g}"
        left.plot(data["c"], entry["values"], color=f"C{number}", gid=gid, label=label)
        for path in entry["by_layer"]:
            right.plot(range(1, len(path) + 1), path, ".-", ms=4, lw=0.8, color=f"C{number}", gid=gid)
    left.set(
        xlabel="correlation of two inputs", ylabel="correlation one layer on", xlim=(-1, 1), ylim=(-1, 1.02)
    )
    left.legend(frameon=False, loc="lower right", fontsize=7)
    right.xaxis.set_major_locator(MaxNLocator(integer=True))
    right.set(xlabel="layer", ylabel="correlation of two inputs", ylim=(0, 1.02))
    return figure


PLOT = Plot(name="correlations", gather=_gather, draw=_draw)
