"""Penalties on weights: what they add to a gradient, and the priors whose posterior modes they give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from paper_checks.experiments.complex_step import COMPLEX_STEP, complex_slope
from paper_checks.experiments.perceptrons import gradients, layers, perceptron

__all__ = ["added_to_gradient", "decay", "posterior_strength", "weight_of"]

Array = NDArray[Any]
_SAMPLES = 12

# The root of the square is |w| on both half-planes, and so are its derivatives.
_PENALTIES: Mapping[str, Callable[[Array], Any]] = {
    "absolute": lambda w: np.sqrt(w**2),
    "squared": lambda w: w**2,
}
_PRIORS: Mapping[str, Callable[[Array, float], Any]] = {
    "absolute": lambda w, scale: np.exp(-np.sqrt(w**2) / scale) / (2 * scale),
    "squared": lambda w, scale: np.exp(-(w**2) / (2 * scale**2)) / (scale * np.sqrt(2 * np.pi)),
}


def _penalty(name: str) -> Callable[[Array], Any]:
    if name not in _PENALTIES:
        raise ValueError(f"penalty = {name!r}: give one of {', '.join(_PENALTIES)}")
    return _PENALTIES[name]


def weight_of(*, layer: int, row: int, column: int, **setting: Any) -> float:
    """Return a weight of a perceptron."""
    return float(perceptron(**setting).weights[layer][row, column])


def added_to_gradient(
    *, penalty: str, strength: float, layer: int, row: int, column: int, **setting: Any
) -> float:
    """Return the derivative of the penalised loss by a weight, less that of the loss alone.

    Parameters
    ----------
    penalty : str
        "absolute" or "squared": the sum over all weights of |w| or w^2.
    strength : float
    layer, row, column : int
        Which weight.
    **setting
        See `perceptron`.
    """
    net = perceptron(**setting)
    moved = [matrix.astype(np.complex128) for matrix in net.weights]
    moved[layer][row, column] += COMPLEX_STEP
    loss = ((net.targets - layers(net._replace(weights=tuple(moved)))[-1]) ** 2).sum()
    total = loss + strength * sum(_penalty(penalty)(matrix).sum() for matrix in moved)
    return float(complex_slope(total) - gradients(net)[layer][row, column])


def decay(*, step: float, layer: int, row: int, column: int, **setting: Any) -> float:
    """Return the factor of a weight in one step along the gradient of the loss with the penalty on squares.

    What the step along the gradient of the loss alone adds to the weight is taken off before.

    Parameters
    ----------
    step : float
    layer, row, column : int
        Which weight.
    **setting
        The strength of the penalty, and what `perceptron` takes.

    Raises
    ------
    ValueError
        If the weight is 0, which no factor changes.
    """
    place = {"layer": layer, "row": row, "column": column}
    net = perceptron(**{name: value for name, value in setting.items() if name != "strength"})
    by_loss = float(gradients(net)[layer][row, column])
    added = added_to_gradient(penalty="squared", **place, **setting)
    weight = float(net.weights[layer][row, column])
    if weight == 0:
        raise ValueError(f"the weight at {place} is 0: give another one")
    moved = weight - step * (by_loss + added)
    return (moved + step * by_loss) / weight


def posterior_strength(*, seed: int, penalty: str, noise: float, scale: float, weight: float) -> float:
    """Return the strength of the penalty that has its minimum at the mode of a posterior density.

    A tanh neuron has one weight, of a Laplace ("absolute") or normal ("squared") prior of a scale, and its outputs
    have normal noise.  The mode is found from the densities as they are defined.  There the derivative of the squared
    error is minus the strength times that of the penalty.

    Parameters
    ----------
    seed : int
        Of the data.
    penalty : str
        "absolute" or "squared".
    noise, scale : float
        Standard deviation of the noise, and the scale of the prior.
    weight : float
        With which the data are drawn; the mode is sought between 0 and twice the weight.

    Raises
    ------
    ValueError
        If the noise or the scale is not above 0, the weight is 0, or the mode does not lie there.
    """
    slope_of = _penalty(penalty)
    if not (noise > 0 and scale > 0 and weight):
        raise ValueError(
            f"noise, scale, weight = {noise}, {scale}, {weight}: give a noise and a scale above 0, and a weight "
            "that is not 0"
        )
    rng = np.random.default_rng(seed)
    x = rng.standard_normal(_SAMPLES)
    y = np.tanh(weight * x) + noise * rng.standard_normal(_SAMPLES)

    def log_posterior(w: Any) -> Any:
        likelihood = np.exp(-((y - np.tanh(w * x)) ** 2) / (2 * noise**2)) / (noise * np.sqrt(2 * np.pi))
        return np.log(likelihood).sum() + np.log(_PRIORS[penalty](w, scale))

    def slope(function: Callable[[Any], Any], w: float) -> float:
        return float(complex_slope(function(np.complex128(w + COMPLEX_STEP))))

    near, far = 1e-6 * weight, 2 * weight
    if slope(log_posterior, near) * slope(log_posterior, far) > 0:
        raise ValueError(f"no mode lies between 0 and {far}: give a larger weight, or less noise")
    mode = brentq(lambda w: slope(log_posterior, w), near, far, xtol=1e-15, rtol=1e-14)
    by_error = slope(lambda w: ((y - np.tanh(w * x)) ** 2).sum(), mode)
    return -by_error / slope(slope_of, mode)
