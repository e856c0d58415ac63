"""The lecture's activation functions and their derivatives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from paper_checks.plots.plot import Plot
from paper_checks.run import Run
from theory import Activation, get
from theory.derivation.lambdified import numpy_function
from theory.notation import x

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_END = 4.0
_POINTS = 81  # of each piece


def _functions() -> tuple[Activation, ...]:
    """Return the lecture's functions; its leaky ReLU is max(0.1 x, x)."""
    leaky = get("leaky_relu", negative_slope=sp.Rational(1, 10))
    return get("sigmoid"), get("tanh"), get("relu"), leaky, get("prelu"), get("elu")


def _gather(_: Run) -> dict[str, Any]:
    """Return the values of each function and of its derivative, piece by piece."""
    return {
        "functions": [
            {
                "name": function.name,
                "pieces": [_piece(part.expr, part.low, part.high) for part in function.pieces],
            }
            for function in _functions()
        ]
    }


def _piece(expression: Any, low: Any, high: Any) -> dict[str, list[float]]:
    places = np.linspace(max(float(low), -_END), min(float(high), _END), _POINTS)
    return {
        "x": places.tolist(),
        "value": numpy_function(expression, x)(places).tolist(),
        "derivative": numpy_function(expression.diff(x), x)(places).tolist(),
    }


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw a panel for each function."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 5.4), layout="constrained")
    panels = figure.subplots(2, 3, sharex=True, sharey=True)
    for axes, entry in zip(panels.flat, data["functions"], strict=True):
        _panel(axes, entry)
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2, frameon=False)
    figure.supxlabel("x")
    return figure


def _panel(axes: Axes, entry: Mapping[str, Any]) -> None:
    for kind, style in (("value", {"color": "C0", "lw": 2}), ("derivative", {"color": "C3", "ls": "--"})):
        for number, part in enumerate(entry["pieces"]):
            label = f"{'its derivative' if kind == 'derivative' else 'the function'}" if number == 0 else None
            axes.plot(part["x"], part[kind], gid=kind, label=label, **style)
    axes.axhline(0, color="0.8", lw=0.8, zorder=0)
    axes.axvline(0, color="0.8", lw=0.8, zorder=0)
    axes.set(title=entry["name"], xlim=(-_END, _END), ylim=(-1.3, 2.2))


PLOT = Plot(name="activations", gather=_gather, draw=_draw)
