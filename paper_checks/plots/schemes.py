"""Initialisation schemes side by side: what each makes of signal and gradient through 50 layers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from montecarlo import Backward, mean
from paper_checks.plots.drawing import draw_intervals
from paper_checks.plots.intervals import COVERAGE, with_interval
from paper_checks.plots.plot import Band, Plot
from paper_checks.run import Run
from theory.mean_field.maps import chi, q_map
from theory.schemes.fan_counts import fans
from theory.schemes.lookup import scheme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_ACTIVATIONS = ("relu", "tanh", "sigmoid", "selu")
_SCHEMES = ("pytorch_default", "lecun_normal", "he_normal", "kumar", "preserving")
_OF_ACTIVATION = ("kumar", "preserving")
_WIDTH, _DEPTH, _NETWORKS = 512, 50, 100
_SHOWN = (1, 10, 20, 30, 40, 50)  # layers whose simulation is drawn
_PARTS = {"signal": "y", "gradient": "d"}  # and the names of their fields
_LABELS = {
    "signal": "mean square of a pre-activation",
    "gradient": "mean square of a gradient,\nlast layer = 1",
}


@cache
def _weight_variances(activation: str) -> dict[str, float]:
    """Return N v^2 of each scheme: those that have none for the activation, or another one's, are left out."""
    found: dict[str, float] = {}
    square = fans((_WIDTH, _WIDTH))
    for name in _SCHEMES:
        try:
            std = scheme(f"{name}({activation})" if name in _OF_ACTIVATION else name).std(square)
        except ValueError:  # (12) of Kumar needs a slope at 0, which ReLU and SELU lack
            continue
        variance = _WIDTH * std**2
        if not any(math.isclose(variance, known, rel_tol=1e-9) for known in found.values()):
            found[name] = variance
    return found


def _cases() -> Iterator[tuple[str, str, float]]:
    for activation in _ACTIVATIONS:
        for name, variance in _weight_variances(activation).items():
            yield activation, name, variance


def _experiment(activation: str, weight_variance: float) -> Backward:
    return Backward((_WIDTH,) * (_DEPTH + 1), activation, weight_variance)


def _gather(run: Run) -> dict[str, Any]:
    """Return the mean squares of pre-activations and gradients by layer: the limit N -> oo, and simulated."""
    return {
        "layer": list(range(1, _DEPTH + 1)),
        "shown": list(_SHOWN),
        "width": _WIDTH,
        "n": _NETWORKS,
        "cases": [
            {
                "activation": activation,
                "scheme": name,
                "weight_variance": variance,
                "limit": _limit(activation, variance),
                "simulated": _simulated(run, activation, variance),
            }
            for activation, name, variance in _cases()
        ],
    }


def _limit(activation: str, weight_variance: float) -> dict[str, list[float]]:
    """Return q by layer from that of inputs of mean square 1, and the gradient's mean square over the last one's."""
    q = [weight_variance]
    for _ in range(_DEPTH - 1):
        q.append(float(q_map(activation, q[-1], weight_variance)))
    growth = chi(activation, np.array(q[:-1]), weight_variance)
    return {"signal": q, "gradient": [math.prod(growth[layer:].tolist()) for layer in range(_DEPTH)]}


def _simulated(run: Run, activation: str, weight_variance: float) -> dict[str, Any]:
    moments = run.moments[_experiment(activation, weight_variance)]
    return {
        part: [with_interval(mean(f"{field}{layer}^2"), moments) for layer in _SHOWN]
        for part, field in _PARTS.items()
    }


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw signal and gradient by depth, a column for each activation: lines for theory, bars for simulation."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3 * len(_ACTIVATIONS), 6.5), layout="constrained")
    panels = figure.subplots(2, len(_ACTIVATIONS), sharex=True, squeeze=False)
    for column, activation in enumerate(_ACTIVATIONS):
        for row, part in enumerate(_PARTS):
            _panel(panels[row, column], data, activation, part)
        panels[0, column].set_title(activation)
        panels[1, column].set(xlabel="layer", xticks=data["shown"])
        panels[1, column].legend(
            title="N v²", fontsize="x-small", title_fontsize="x-small", handlelength=1, loc="lower right"
        )
    for row, part in enumerate(_PARTS):
        panels[row, 0].set_ylabel(_LABELS[part])
    figure.supxlabel(
        f"lines: theory, N → ∞; squares with bars: simulated means, {COVERAGE} intervals, of {data['n']:,} networks of "
        f"width {data['width']}",
        fontsize="medium",
    )
    return figure


def _panel(axes: Axes, data: Mapping[str, Any], activation: str, part: str) -> None:
    for case in data["cases"]:
        if case["activation"] == activation:
            name = case["scheme"]
            colour = f"C{_SCHEMES.index(name)}"
            label = f"{name} {case['weight_variance']:.3g}"
            axes.plot(data["layer"], case["limit"][part], color=colour, lw=1, gid=name, label=label)
            draw_intervals(
                axes,
                data["shown"],
                case["simulated"][part],
                f"{name}-simulated",
                color=colour,
                lw=2,
                marker="s",
                ms=3,
            )
    axes.set_yscale("log")


def _bands() -> tuple[Band, ...]:
    return tuple((_experiment(activation, variance), _NETWORKS) for activation, _, variance in _cases())


PLOT = Plot(name="schemes", gather=_gather, draw=_draw, bands=_bands)
