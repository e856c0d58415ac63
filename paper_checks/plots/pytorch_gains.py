"""What PyTorch's gains for tanh (5/3) and SELU (3/4) do to signal and gradient, by depth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from montecarlo import Backward, SampleMoments, mean
from montecarlo.statistics import inference
from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from theory.mean_field.gains import gain, pytorch_gain
from theory.mean_field.maps import chi, q_map

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_DEPTH, _WIDTH, _NETWORKS = 20, 128, 2000


def _gains(activation: str) -> dict[str, float]:
    stated = pytorch_gain(activation)
    assert stated is not None
    return {"PyTorch": float(stated), "forward": float(gain(activation))}


_CASES = [
    (activation, name, value) for activation in ("tanh", "selu") for name, value in _gains(activation).items()
]


def _experiment(activation: str, value: float) -> Backward:
    # Inputs of this size give pre-activations of variance 1 in the first layer.
    return Backward((_WIDTH,) * (_DEPTH + 1), activation, value**2, input_deviation=1 / value)


def data(run: Run) -> dict[str, Any]:
    """Return the mean squares of pre-activations and gradients by layer, N -> oo and at width 128."""
    cases = []
    for activation, name, value in _CASES:
        moments = run.moments[_experiment(activation, value)]
        signal, gradient = _theory(activation, value**2)
        cases.append(
            {
                "activation": activation,
                "scheme": name,
                "gain": value,
                "signal": {"theory": signal, "simulated": _measured(moments, "y")},
                "gradient": {"theory": gradient, "simulated": _measured(moments, "d")},
            }
        )
    return {
        "claims": ["corollaries.pytorch-gain-tanh", "corollaries.pytorch-gain-selu"],
        "seed": run.seed,
        "layer": list(range(1, _DEPTH + 1)),
        "width": _WIDTH,
        "n": _NETWORKS,
        "cases": cases,
    }


def _theory(activation: str, weight_variance: float) -> tuple[list[float], list[float]]:
    """Return q by layer from 1, and the gradient's mean square relative to the last layer's."""
    q = [1.0]
    for _ in range(_DEPTH - 1):
        q.append(float(q_map(activation, q[-1], weight_variance)))
    growth = chi(activation, np.array(q[:-1]), weight_variance)
    return q, [math.prod(growth[layer:].tolist()) for layer in range(_DEPTH)]


def _measured(moments: SampleMoments, name: str) -> list[dict[str, float]]:
    entries = []
    for layer in range(1, _DEPTH + 1):
        estimand = mean(f"{name}{layer}^2")
        value, se = estimand.value(moments), estimand.standard_error(moments)
        interval = inference.interval(value, se, moments.count)
        entries.append({"estimate": value, "low": interval.low, "high": interval.high})
    return entries


def draw(data: Mapping[str, Any]) -> Figure:
    """Draw signal and gradient by depth, lines for theory and intervals for simulation."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogLocator, NullLocator

    figure = Figure(figsize=(9, 6), layout="constrained")
    panels = figure.subplots(2, 2, sharex=True)
    for column, activation in enumerate(("tanh", "selu")):
        for row, (part, title) in enumerate((("signal", "pre-activation"), ("gradient", "gradient"))):
            axes = panels[row, column]
            for colour, case in enumerate(c for c in data["cases"] if c["activation"] == activation):
                entries = case[part]["simulated"]
                label = f"{case['scheme']}: gain {case['gain']:.4g}"
                axes.plot(
                    data["layer"], case[part]["theory"], color=f"C{colour}", gid=case["scheme"], label=label
                )
                axes.vlines(
                    data["layer"], [e["low"] for e in entries], [e["high"] for e in entries], color=f"C{colour}",
                    gid=f"{case['scheme']}-simulated", lw=2, alpha=0.5,
                )  # fmt: skip
            axes.set(title=f"{activation}: variance of a {title}")
            if part == "gradient":
                axes.set_yscale("log")
                axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
                axes.yaxis.set_major_formatter("{x:g}")
                axes.yaxis.set_minor_locator(NullLocator())
            axes.set_xticks([1, *range(5, _DEPTH + 1, 5)])
            axes.legend()
    figure.supxlabel(f"layer; lines: N → ∞, bars: {data['n']} networks of width {data['width']}")
    return figure


_BANDS = tuple((_experiment(activation, value), _NETWORKS) for activation, _, value in _CASES)
PLOT = Plot("pytorch_gains", (), _BANDS, data, draw)
