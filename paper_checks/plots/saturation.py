"""Glorot and Bengio's tanh layers at initialisation: the law of a unit by layer, with their weights U(±1/√N)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from montecarlo import Dense, Distribution
from paper_checks.plots.intervals import histogram
from paper_checks.plots.mean_field import layers
from paper_checks.plots.plot import Band, Plot
from paper_checks.run import Run
from theory.results.tanh_law import tanh_density

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_LAYERS = range(1, 6)
_WIDTH, _NETWORKS = 100, 3000
_WEIGHT_VARIANCE = 1 / 3  # N times the variance of U(±1/√N)
_EDGES = tuple(round(0.05 * step, 2) for step in range(-19, 20))


def _experiment(layer: int) -> Distribution:
    """Return one unit behind a layer, of a fresh network each."""
    widths, record = (_WIDTH,) * layer + (1,), (f"x{layer + 1}",)
    network = Dense(widths, "tanh", _WEIGHT_VARIANCE, record, weight_law="uniform", input_law="normal")
    return Distribution(network, _EDGES)


def _gather(run: Run) -> dict[str, Any]:
    """Return the histogram and the density of each layer, and the deviation u of its pre-activations."""
    places = np.linspace(-0.99, 0.99, 199)
    deviations = [float(np.sqrt(q)) for q, _ in layers("tanh", _WEIGHT_VARIANCE, len(_LAYERS))]
    return {
        "width": _WIDTH,
        "h": places.tolist(),
        "threshold": float(np.sqrt(0.5)),
        "layers": [
            {
                "layer": layer,
                "u": deviation,
                "density": tanh_density()(h=places, u=deviation).tolist(),
                **histogram(_EDGES, run.moments[_experiment(layer)]),
            }
            for layer, deviation in zip(_LAYERS, deviations, strict=True)
        ],
    }


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw a panel for each layer, and the deviation of its pre-activations beside them."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 5.4), layout="constrained")
    *panels, last = figure.subplots(2, 3).flat
    for axes, entry in zip(panels, data["layers"], strict=True):
        _panel(axes, entry, data["h"])
    handles, labels = panels[0].get_legend_handles_labels()
    layers = [entry["layer"] for entry in data["layers"]]
    last.plot(layers, [entry["u"] for entry in data["layers"]], "o-", color="C0", gid="deviation")
    last.axhline(data["threshold"], color="C3", ls="--", lw=1, gid="threshold")
    last.annotate(
        "two modes above 1/√2", (layers[-1], data["threshold"]), color="C3", ha="right", va="bottom"
    )
    last.set(xlabel="layer", ylabel="u, deviation of y", xticks=layers, ylim=(0, 0.8))
    figure.legend(handles, labels, loc="outside upper center", ncols=2, frameon=False)
    return figure


def _panel(axes: Axes, entry: Mapping[str, Any], places: list[float]) -> None:
    axes.stairs(
        entry["histogram"], entry["bounds"], fill=True, color="0.82", gid="simulated",
        label=f"simulated: one unit of each of {entry['n']:,} networks",
    )  # fmt: skip
    axes.plot(
        places, entry["density"], color="C0", gid="density", label="density (16) at u of the mean field"
    )
    axes.set(
        title=f"layer {entry['layer']}: u = {entry['u']:.3f}", xlim=(-1, 1), ylim=(0, None), xlabel="tanh y"
    )


def _bands() -> tuple[Band, ...]:
    return tuple((_experiment(layer), _NETWORKS) for layer in _LAYERS)


PLOT = Plot(name="saturation", gather=_gather, draw=_draw, bands=_bands)
