"""The phase diagram of tanh: where correlations and gradients vanish, and where they explode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from theory.mean_field.phases import edge_of_chaos, phase_diagram

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_ACTIVATION = "tanh"
_WEIGHTS = np.linspace(0.1, 4.0, 53)
_BIASES = np.linspace(0.0, 0.5, 41)
_EDGE = 0.5 * np.linspace(0.0, 1.0, 41) ** 3  # the line leaves (1, 0) with a slope of 0
_LEVELS = [round(0.1 * step, 1) for step in range(15)]
_CENTRE = 1.0  # of the colours: white where gradients keep their size


def _gather(_: Run) -> dict[str, Any]:
    """Return chi at the fixed point over the plane of weight and bias variance, and the line chi = 1."""
    return {
        "activation": _ACTIVATION,
        "weight_variance": _WEIGHTS.tolist(),
        "bias_variance": _BIASES.tolist(),
        "chi": phase_diagram(_ACTIVATION, _WEIGHTS, _BIASES).chi.tolist(),
        "edge": {
            "bias_variance": _EDGE.tolist(),
            "weight_variance": [edge_of_chaos(_ACTIVATION, bias).points[0].weight_variance for bias in _EDGE],
        },
    }


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw chi as filled contours, and the critical line over them."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    axes = figure.subplots()
    contours = axes.contourf(
        data["weight_variance"], data["bias_variance"], data["chi"], levels=_LEVELS, cmap="RdBu_r",
        vmin=_LEVELS[0], vmax=2 * _CENTRE - _LEVELS[0],
    )  # fmt: skip
    label = "χ: factor on a gradient's variance per layer"
    figure.colorbar(contours, label=label, ticks=_LEVELS[::2])
    edge = data["edge"]
    axes.plot(
        edge["weight_variance"], edge["bias_variance"], color="k", gid="edge-of-chaos",
        label="edge of chaos, χ = 1",
    )  # fmt: skip
    box = {"boxstyle": "round", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    for weight, bias, text in (
        (0.75, 0.2, "ordered:\ngradients vanish"),
        (3.1, 0.06, "chaotic:\ngradients explode"),
    ):
        axes.text(weight, bias, text, ha="center", va="center", bbox=box)
    axes.set(
        xlabel=r"weight variance $\sigma_w^2 = N v^2$",
        ylabel=r"bias variance $\sigma_b^2$",
        title=f"phase diagram of {data['activation']}, at the variance where the signal settles",
    )
    axes.legend(loc="upper left")
    return figure


PLOT = Plot(name="phase_diagram", gather=_gather, draw=_draw)
