"""What PyTorch's gains for tanh (5/3) and SELU (3/4) do to signal and gradient, by depth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from montecarlo import Backward, mean
from paper_checks.plots.drawing import draw_intervals, plain_numbers
from paper_checks.plots.intervals import COVERAGE, with_interval
from paper_checks.plots.plot import Band, Plot
from paper_checks.run import Run
from theory.mean_field.gains import gain, pytorch_gain
from theory.mean_field.maps import chi, q_map

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_ACTIVATIONS = ("tanh", "selu")
_SCHEMES = ("PyTorch", "forward")
_DEPTH = 20
_NETWORKS = {128: 2000, 512: 1000}  # by width: at two widths, the distance to the infinite one shows
_PARTS = {"signal": "y", "gradient": "d"}  # and the names of their fields
_LABELS = {
    "signal": "mean square of a pre-activation",
    "gradient": "mean square of a gradient,\nlast layer = 1",
}


@cache
def _gain(activation: str, scheme: str) -> float:
    if scheme == "forward":
        return float(gain(activation))
    stated = pytorch_gain(activation)
    assert stated is not None
    return float(stated)


def _experiment(activation: str, scheme: str, width: int) -> Backward:
    value = _gain(activation, scheme)
    # Inputs of this size give pre-activations of variance 1 in the first layer.
    return Backward((width,) * (_DEPTH + 1), activation, value**2, input_deviation=1 / value)


def _gather(run: Run) -> dict[str, Any]:
    """Return the mean squares of pre-activations and gradients by layer: the limit N -> oo, and simulated."""
    return {
        "layer": list(range(1, _DEPTH + 1)),
        "networks": [{"width": width, "n": n} for width, n in _NETWORKS.items()],
        "cases": [
            {
                "activation": activation,
                "scheme": scheme,
                "gain": _gain(activation, scheme),
                "limit": _limit(activation, _gain(activation, scheme) ** 2),
                "simulated": [_simulated(run, activation, scheme, width) for width in _NETWORKS],
            }
            for activation in _ACTIVATIONS
            for scheme in _SCHEMES
        ],
    }


def _limit(activation: str, weight_variance: float) -> dict[str, list[float]]:
    """Return q by layer from 1, and the gradient's mean square relative to the last layer's."""
    q = [1.0]
    for _ in range(_DEPTH - 1):
        q.append(float(q_map(activation, q[-1], weight_variance)))
    growth = chi(activation, np.array(q[:-1]), weight_variance)
    return {"signal": q, "gradient": [math.prod(growth[layer:].tolist()) for layer in range(_DEPTH)]}


def _simulated(run: Run, activation: str, scheme: str, width: int) -> dict[str, Any]:
    moments = run.moments[_experiment(activation, scheme, width)]
    return {
        part: [with_interval(mean(f"{field}{layer}^2"), moments) for layer in range(1, _DEPTH + 1)]
        for part, field in _PARTS.items()
    }


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw signal and gradient by depth, lines for theory and bars for simulation."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 7), layout="constrained")
    panels = figure.subplots(2, 2, sharex=True)
    for column, activation in enumerate(_ACTIVATIONS):
        cases = [case for case in data["cases"] if case["activation"] == activation]
        for row, part in enumerate(_PARTS):
            _panel(panels[row, column], data, cases, part)
            _scale(panels[row, column], cases, part)
        panels[0, column].set_title(activation)
        panels[0, column].legend()
        panels[1, column].set(xlabel="layer", xticks=[1, *range(5, _DEPTH + 1, 5)])
    for row, part in enumerate(_PARTS):
        panels[row, 0].set_ylabel(_LABELS[part])
    _key(figure, data)
    return figure


# Bars by width: a pale one, and on it a dark one.  The squares show where a bar is too short to be seen.
_BARS: tuple[dict[str, Any], ...] = (
    {"lw": 4, "alpha": 0.35, "marker": "s", "ms": 5, "mew": 0},
    {"lw": 1.6, "alpha": 1.0, "marker": "s", "ms": 2.5, "mew": 0},
)


def _panel(axes: Axes, data: Mapping[str, Any], cases: list[Mapping[str, Any]], part: str) -> None:
    for number, case in enumerate(cases):
        colour, label = f"C{number}", f"{case['scheme']} gain {case['gain']:.4g}"
        axes.plot(data["layer"], case["limit"][part], color=colour, lw=1, gid=case["scheme"], label=label)
        for network, found, style in zip(data["networks"], case["simulated"], _BARS, strict=True):
            gid = f"{case['scheme']}-{network['width']}"
            draw_intervals(axes, data["layer"], found[part], gid, color=colour, **style)


def _scale(axes: Axes, cases: list[Mapping[str, Any]], part: str) -> None:
    """Make the axis logarithmic where the values spread, so that the bars at small ones are visible too."""
    values = [value for case in cases for value in case["limit"][part]]
    if max(values) > 2 * min(values):
        axes.set_yscale("log")
        plain_numbers(axes.yaxis)


def _key(figure: Figure, data: Mapping[str, Any]) -> None:
    """Say below what lines, squares and bars are."""
    from matplotlib.lines import Line2D

    keys: list[Any] = [Line2D([], [], color="0.3", lw=1)]
    labels = ["theory, N → ∞"]
    for network, style in zip(data["networks"], _BARS, strict=True):
        label = (
            f"simulated mean (square) and its {COVERAGE} interval (bar): "
            f"{network['n']:,} networks of width {network['width']}"
        )
        # A bar and a square on it, as in the panels.
        bar = Line2D([], [], color="0.3", ls="", marker="|", ms=11, mew=style["lw"], alpha=style["alpha"])
        keys.append((bar, Line2D([], [], color="0.3", ls="", **style)))
        labels.append(label)
    title = "The lines are for infinite width. The means of finite networks lie off them, less so at the greater width."
    figure.legend(keys, labels, loc="outside lower center", frameon=False, title=title)


def _bands() -> tuple[Band, ...]:
    return tuple(
        (_experiment(activation, scheme, width), n)
        for activation in _ACTIVATIONS
        for scheme in _SCHEMES
        for width, n in _NETWORKS.items()
    )


PLOT = Plot(
    name="pytorch_gains",
    claims=("corollaries.pytorch-gain-tanh", "corollaries.pytorch-gain-selu"),
    gather=_gather,
    draw=_draw,
    bands=_bands,
)
