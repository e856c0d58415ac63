"""Definitions evaluated as they stand, where nothing is random."""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np
from scipy.differentiate import derivative
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import norm

from montecarlo.sampling import activations

__all__ = [
    "inverse_tanh",
    "largest_mode",
    "mean_square_of_equal_weights",
    "modes",
    "square_of_row",
    "tangent",
    "uniform_variance",
]


def square_of_row(*, weights: tuple[int, ...], inputs: tuple[int, ...], width: int) -> float:
    """Return the square of the first pre-activation, for the rows of a square matrix of integers."""
    matrix = np.reshape(weights, (width, width))
    return float((matrix @ np.asarray(inputs))[0] ** 2)


def mean_square_of_equal_weights(*, inputs: tuple[int, ...]) -> float:
    """Return the mean square of the first pre-activation, where all weights of a row are one fair sign."""
    signs = np.array(list(product((-1.0, 1.0), repeat=len(inputs))))
    weights = np.repeat(signs[:, :, np.newaxis], len(inputs), axis=2)
    return float(np.mean((weights @ np.asarray(inputs, dtype=np.float64))[:, 0] ** 2))


def tangent(*, activation: str, at: float) -> float:
    """Return g(0) + at g'(0), g'(0) being a numerical derivative."""
    function = partial(activations.apply, activation)
    return float(function(np.zeros(1))[0] + at * derivative(function, 0.0).df)


def inverse_tanh(*, value: float) -> float:
    """Return the root t of tanh t = value, by bracketing."""
    return float(brentq(lambda t: np.tanh(t) - value, -20.0, 20.0, xtol=1e-15, rtol=1e-14))


def modes(*, deviation: float) -> int:
    """Return the number of modes of tanh(y), y ~ N(0, deviation^2).

    The density is taken as the mass of each of many fine cells over its width; a mode is a cell above both
    neighbours.
    """
    y = np.linspace(-6.0 * deviation, 6.0 * deviation, 2002)  # an odd number of cells: one about 0
    density = np.diff(norm.cdf(y, scale=deviation)) / np.diff(np.tanh(y))
    inner = density[1:-1]
    return int(((inner > density[:-2]) & (inner > density[2:])).sum())


def uniform_variance(*, width: int) -> float:
    """Return the variance of U[-1/sqrt(width), 1/sqrt(width)], by quadrature of its density."""
    bound = 1.0 / np.sqrt(width)
    second, _ = quad(lambda x: x**2 / (2 * bound), -bound, bound)
    return float(second)


def largest_mode(*, deviation: float) -> float:
    """Return the place of the largest mode of tanh(y), y ~ N(0, deviation^2): the middle of the densest cell."""
    ends = np.tanh(np.linspace(0.0, 6.0 * deviation, 20_001))
    masses = np.diff(norm.cdf(np.linspace(0.0, 6.0 * deviation, 20_001), scale=deviation))
    densest = int(np.argmax(masses / np.diff(ends)))
    return float(ends[densest : densest + 2].mean())
