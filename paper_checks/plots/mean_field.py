"""What several figures draw by layer: the mean field's prediction, and simulated means with their intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from paper_checks.plots.drawing import draw_intervals
from paper_checks.plots.intervals import COVERAGE
from theory.integration.gaussian_moments import GaussianMoments, moments

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_by_layer", "layers"]


def layers(
    activation: str, weight_variance: float, depth: int, q: float | None = None
) -> Iterator[tuple[float, GaussianMoments]]:
    """Yield the variance of the pre-activations of each layer, and the moments of the units behind it.

    The width is infinite.  Without `q`, the variance in the first layer, the input has mean square 1.
    """
    q = weight_variance if q is None else q
    for _ in range(depth):
        found = moments(activation, np.sqrt(q))
        yield float(q), found
        q = weight_variance * float(found.second)


def draw_by_layer(
    data: Mapping[str, Any], title: Callable[[Mapping[str, Any]], str], ylabel: str, stated: str = ""
) -> Figure:
    """Draw a panel for each activation: the prediction of the mean field, and what was simulated.

    Parameters
    ----------
    data : mapping
        "layer", "width", "n", and "activations": for each the activation, "predicted" and "simulated" by layer, and
        "stated", the value that is stated for every layer.
    title : callable
        Takes an activation's entry.
    ylabel : str
    stated : str, optional
        Label of the stated value; without it the value is a thin line.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 5.6), layout="constrained")
    for axes, entry in zip(figure.subplots(2, 3, sharex=True).flat, data["activations"], strict=True):
        style = {"color": "C3", "ls": "--", "label": stated} if stated else {"color": "0.7", "lw": 0.8}
        axes.axhline(entry["stated"], gid="stated", zorder=1, **style)
        axes.plot(
            data["layer"], entry["predicted"], color="C0", lw=3, alpha=0.5, gid="predicted",
            label="mean field, N → ∞",
        )  # fmt: skip
        draw_intervals(
            axes, data["layer"], entry["simulated"], "simulated", fmt="o", ms=2.5, color="k", capsize=2,
            label=f"simulated, N = {data['width']}, {data['n']:,} networks: {COVERAGE} interval",
        )  # fmt: skip
        axes.set(yscale="log", xticks=data["layer"][:: max(1, len(data["layer"]) // 4)])
        axes.set_title(title(entry), fontsize=9)
        if len(set(entry["predicted"])) == 1:  # a scale of its own would show rounding and noise alone
            axes.set_ylim(entry["stated"] / 10, entry["stated"] * 10)
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3, frameon=False)
    figure.supxlabel("layer")
    figure.supylabel(ylabel)
    return figure
