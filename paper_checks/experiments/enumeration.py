"""Small layers summed over every outcome of their weights and inputs: exact, with no formula."""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np
from scipy.differentiate import derivative

from montecarlo.sampling import activations

__all__ = ["growth_under_skewed_weights", "preserving_weight_variance"]


def preserving_weight_variance(*, activation: str, width: int) -> float:
    """Return the weight variance at which a linearised layer maps input variance 1 to output variance 1.

    The layer is g(0) + g'(0) y; its inputs have mean g(0) and variance 1.  Weights and inputs take two values
    each, and the output's variance is summed over all 2^(2 width) outcomes; it is linear in the weight variance.
    g'(0) is a numerical derivative.
    """
    value = float(activations.apply(activation, np.zeros(1))[0])
    slope = float(derivative(partial(activations.apply, activation), 0.0).df)
    signs = np.array(list(product((-1.0, 1.0), repeat=2 * width)))
    weights, inputs = signs[:, :width], value + signs[:, width:]
    outputs = value + slope * np.einsum("rj,rj->r", weights, inputs)
    return float(1 / outputs.var())


def growth_under_skewed_weights(*, high: float, low: float, width: int) -> float:
    """Return E y_2^2/E y_1^2 of ReLU layers under weights of variance 2/width, for an input of ones.

    A weight is `high` or -`low`, in proportions that give it the mean 0, times a factor that gives it the variance.
    The means are sums over all outcomes of one unit's weights, and of the weights that meet `width` such units.
    """
    values, chances = np.array([high, -low]), np.array([low, high]) / (high + low)
    values *= np.sqrt(2 / width / (chances @ values**2))
    rows = np.array(list(product(range(2), repeat=width)))
    first, weights = values[rows].sum(axis=1), chances[rows].prod(axis=1)
    units, count = np.maximum(first, 0), range(len(rows))
    total = 0.0
    for layer in product(count, repeat=width):
        below = list(layer)
        second = values[rows] @ units[below]
        total += weights[below].prod() * (weights @ second**2)
    return float(total / (weights @ first**2))
