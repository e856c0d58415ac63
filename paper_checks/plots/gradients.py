"""The mean square of the gradient by layer at initialisation, against chi to the power of the layers above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from montecarlo import Backward, mean
from paper_checks.plots.intervals import with_interval
from paper_checks.plots.mean_field import draw_by_layer, layers
from paper_checks.plots.plot import Band, Plot
from paper_checks.run import Run
from theory.mean_field.fixed_point import fixed_points
from theory.mean_field.gains import gain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PLOT"]

_ACTIVATIONS = ("relu", "tanh", "sigmoid", "gelu", "silu", "selu")
_WIDTH, _DEPTH, _NETWORKS = 100, 20, 2000
_SAME = 1e-6


def _experiment(activation: str) -> Backward:
    """Return a network whose first pre-activations have variance 1, where the forward gain keeps it."""
    scale = float(gain(activation))
    return Backward((_WIDTH,) * (_DEPTH + 1), activation, scale**2, input_deviation=1 / scale)


def _gather(run: Run) -> dict[str, Any]:
    return {
        "layer": list(range(1, _DEPTH + 1)),
        "width": _WIDTH,
        "n": _NETWORKS,
        "activations": [_by_layer(name, run) for name in _ACTIVATIONS],
    }


def _by_layer(activation: str, run: Run) -> dict[str, Any]:
    """Return the mean square of the gradient at y_m for each layer m; at the last layer it is 1."""
    weight_variance = float(gain(activation)) ** 2
    sample = run.moments[_experiment(activation)]
    # The gradient at y_m is that at y_{m+1}, through the weights of layer m + 1 and the slope at y_m.
    (_, found), *_ = layers(activation, weight_variance, 1, q=1.0)
    chi = weight_variance * float(found.derivative_second)
    return {
        "activation": activation,
        "weight_variance": weight_variance,
        "chi": chi,
        "stability": _stability(activation, weight_variance),
        "stated": 1.0,
        "predicted": [chi ** (_DEPTH - layer) for layer in range(1, _DEPTH + 1)],
        "simulated": [with_interval(mean(f"d{layer}^2"), sample) for layer in range(1, _DEPTH + 1)],
    }


def _stability(activation: str, weight_variance: float) -> str:
    """Return whether the variance 1 is kept against small changes, such as those of a finite width."""
    (point,) = (p for p in fixed_points(activation, weight_variance) if abs(p.q - 1) < _SAME)
    return str(point.stability)


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw a panel for each activation."""

    def title(entry: Mapping[str, Any]) -> str:
        name = f"{entry['activation']}, N v² = {entry['weight_variance']:.4g}, χ = {entry['chi']:.3g}"
        return f"{name}\nvariance 1 is unstable" if entry["stability"] == "unstable" else name

    return draw_by_layer(data, title, "mean square of the gradient, relative to the last layer")


def _bands() -> tuple[Band, ...]:
    return tuple((_experiment(name), _NETWORKS) for name in _ACTIVATIONS)


PLOT = Plot(name="gradients", gather=_gather, draw=_draw, bands=_bands)
