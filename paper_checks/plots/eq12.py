"""Kumar 2017, equation (12): the variance that it promises by layer, and the one that networks have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from montecarlo import forward, variance
from paper_checks.plots.intervals import with_interval
from paper_checks.plots.mean_field import draw_by_layer, layers
from paper_checks.plots.plot import Band, Plot
from paper_checks.run import Run
from theory.notation import N
from theory.results.linearised import preserving_weight_variance

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from montecarlo import Experiment

__all__ = ["PLOT"]

_ACTIVATIONS = ("tanh", "sigmoid", "softplus", "silu", "gelu", "elu")
_WIDTH, _DEPTH, _NETWORKS = 256, 10, 1000


def _weight_variance(activation: str) -> float:
    """Return N v² of (12)."""
    return float(preserving_weight_variance(activation).rhs * N)


def _experiment(activation: str) -> Experiment:
    record = tuple(f"x{layer}{power}" for layer in range(2, _DEPTH + 2) for power in ("", "^2"))
    widths = (_WIDTH,) * (_DEPTH + 1)
    return forward(widths, activation, _weight_variance(activation), record)


def _gather(run: Run) -> dict[str, Any]:
    return {
        "layer": list(range(1, _DEPTH + 1)),
        "width": _WIDTH,
        "n": _NETWORKS,
        "activations": [_by_layer(name, run) for name in _ACTIVATIONS],
    }


def _by_layer(activation: str, run: Run) -> dict[str, Any]:
    """Return the variance of the units behind each layer: promised, of the mean field, simulated."""
    weight_variance = _weight_variance(activation)
    sample = run.moments[_experiment(activation)]
    return {
        "activation": activation,
        "weight_variance": weight_variance,
        "stated": 1.0,
        "predicted": [float(found.variance) for _, found in layers(activation, weight_variance, _DEPTH)],
        "simulated": [
            with_interval(variance(f"x{layer}", f"x{layer}^2"), sample) for layer in range(2, _DEPTH + 2)
        ],
    }


def _draw(data: Mapping[str, Any]) -> Figure:
    """Draw a panel for each activation."""

    def title(entry: Mapping[str, Any]) -> str:
        return f"{entry['activation']}, N v² = {entry['weight_variance']:.4g}"

    return draw_by_layer(data, title, "variance of a unit", "promised by (12)")


def _bands() -> tuple[Band, ...]:
    return tuple((_experiment(name), _NETWORKS) for name in _ACTIVATIONS)


PLOT = Plot(name="eq12", gather=_gather, draw=_draw, bands=_bands)
