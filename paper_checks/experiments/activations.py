"""Activations by other definitions than the lecture's, their slopes by differences, and the largest slope by search."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq, minimize_scalar

from paper_checks.experiments.complex_step import COMPLEX_STEP, complex_slope

__all__ = [
    "both_sides",
    "elu_slope_jump",
    "largest_slope",
    "relu_slopes",
    "slope",
    "value",
]

_DIFFERENCE = 2.0**-20  # exact in binary, and so are the differences of a rectifier
_NEAR_0 = 1e-12


def _of_odds(x: float) -> float:
    """Return the probability whose log odds are x, by bracketing."""
    return float(brentq(lambda p: math.log(p / (1 - p)) - x, _NEAR_0, 1 - _NEAR_0, xtol=1e-15, rtol=1e-15))


def _elu(x: float, rate: float) -> float:
    """Integrate the slope from 0: 1 above it, and rate e^s below."""
    integral, _ = quad(lambda s: 1.0 if s > 0 else rate * math.exp(s), 0.0, x, epsabs=0.0, epsrel=1e-12)
    return float(integral)


_VALUES: Mapping[str, Callable[..., float]] = {
    "sigmoid": _of_odds,
    "tanh": lambda x: (math.exp(x) - math.exp(-x)) / (math.exp(x) + math.exp(-x)),
    "relu": lambda x: (x + abs(x)) / 2,
    "leaky_relu": lambda x, rate: x if x > 0 else rate * x,
    "prelu": lambda x, rate: max(0.0, x) + rate * min(0.0, x),
    "elu": _elu,
    "maximum of lines": lambda x, rate: max(rate * x, x),
}
_COMPLEX: Mapping[str, Callable[[Any], Any]] = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
}


def value(*, activation: str, at: float, **parameters: float) -> float:
    """Return the value of an activation by a definition of its own.

    Parameters
    ----------
    activation : str
        "sigmoid", "tanh", "relu", or, with `rate`, "leaky_relu", "prelu", "elu" or "maximum of lines".
    at : float
    **parameters : float
        rate: the slope below 0; of "elu" the slope just below 0; of "maximum of lines" that of the second line.
    """
    return _VALUES[activation](at, **parameters)


def both_sides(*, activation: str, at: float, weight: float, **parameters: float) -> float:
    """Return the value at `at`, plus `weight` times that at -`at`."""
    above, below = (value(activation=activation, at=place, **parameters) for place in (at, -at))
    return above + weight * below


def relu_slopes(*, at: float, weight: float) -> float:
    """Return the slope of max(0, x) at `at`, plus `weight` times that at -`at`, by central differences.

    Raises
    ------
    ValueError
        If `at` is so near to 0 that the difference reaches across it.
    """
    if at <= _DIFFERENCE:
        raise ValueError(f"at = {at}: the difference reaches across 0; give more than {_DIFFERENCE}")

    def difference(x: float) -> float:
        return (max(0.0, x + _DIFFERENCE) - max(0.0, x - _DIFFERENCE)) / (2 * _DIFFERENCE)

    return difference(at) + weight * difference(-at)


def slope(*, activation: str, at: float) -> float:
    """Return the slope of "sigmoid" or "tanh" by a complex step."""
    return float(complex_slope(_COMPLEX[activation](at + COMPLEX_STEP)))


def largest_slope(*, activation: str) -> float:
    """Return the largest slope of "sigmoid" or "tanh" between -5 and 5, by search on a grid and between its points."""
    grid = np.linspace(-5.0, 5.0, 102)  # without 0
    best = int(np.argmax([slope(activation=activation, at=x) for x in grid]))
    found = minimize_scalar(
        lambda x: -slope(activation=activation, at=x),
        bounds=(grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]),
        method="bounded",
        options={"xatol": 1e-9},
    )
    return float(-found.fun)


def elu_slope_jump(*, rate: float) -> float:
    """Return the slope of ELU just above 0 minus that just below, extrapolated from two differences."""

    def one_sided(x: float) -> float:
        return (rate * math.expm1(x) if x < 0 else x) / x

    near, nearer = one_sided(-_DIFFERENCE), one_sided(-_DIFFERENCE / 2)
    return one_sided(_DIFFERENCE) - (2 * nearer - near)
