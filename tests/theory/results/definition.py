"""Expectations from their definitions, by quadrature and by enumeration: what the tests hold results against."""

from collections.abc import Callable, Iterator
from itertools import pairwise, product

import numpy as np
from scipy import integrate

FARTHEST = 13.0  # standard deviations: the density beyond is below 1e-37
CLOSE = 1e-11  # relative


def mean(function: Callable[[float], float], deviation: float, farthest: float = FARTHEST) -> float:
    """Return E function(y), y ~ N(0, deviation^2), with the kink at 0 split off."""

    def integrand(z: float) -> float:
        return function(deviation * z) * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)

    # On steps of the function's own scale too, for a large deviation.
    ends = sorted({0.0, *(end for end in (2 / deviation, 10 / deviation) if end < farthest), 3.0, farthest})
    cuts = [-end for end in reversed(ends[1:])] + ends
    pieces = pairwise(cuts)
    return sum(integrate.quad(integrand, *piece, epsabs=0, epsrel=1e-13, limit=200)[0] for piece in pieces)


def variance(function: Callable[[float], float], deviation: float) -> float:
    centre = mean(function, deviation)
    return mean(lambda y: (function(y) - centre) ** 2, deviation)


def relu(y: float) -> float:
    return max(0.0, y)


def outcomes(values: tuple[float, ...], chances: tuple[float, ...], count: int) -> Iterator[tuple]:
    """Yield all values of `count` independent variables of one finite law, with their probability."""
    for pick in product(range(len(values)), repeat=count):
        yield np.array([values[at] for at in pick]), float(np.prod([chances[at] for at in pick]))


# Mean 0, variance 1 and fourth moment 3, as the standard normal.
THREE_POINTS = ((-np.sqrt(3.0), 0.0, np.sqrt(3.0)), (1 / 6, 2 / 3, 1 / 6))
