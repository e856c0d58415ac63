"""Correlations by Hermite series: E g(y1) g(y2) = sum a_k^2 c^k, with Parseval's bound on what is left out.

The a_k are the coefficients of g(uZ) in orthonormal Hermite polynomials.  For k >= 1, a_k = u b_(k-1)/sqrt(k) where
the b_k are those of g', so that sum a_k^2 = E g^2 and sum k a_k^2 = u^2 E g'^2 both bound what a finite sum lacks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.mean_field.resolved import EPS, ORDER, Resolved, jump_weights, rule, weighted

__all__ = ["Series", "series"]


Array = npt.NDArray[np.float64]
CHUNK = 32  # terms between two looks at what is left
PHASE = 20.0  # radians of the last Hermite function over a panel: the rule resolves it together with g
ROUNDING = (
    16 * EPS
)  # of all coefficients together, relative: several times what the recurrence was seen to lose


@dataclass(frozen=True)
class Series:
    """The squares of the coefficients of g and of g', and what is known of those left out.

    Parameters
    ----------
    u : float
    powers, slopes : ndarray, shape (terms,)
        a_1^2, a_2^2, ... and b_0^2, b_1^2, ...
    rest : tuple of float
        Between these two numbers is the sum of all further a_k^2.
    slope_rest : float
        At most this is the sum of all further b_k^2; inf where g jumps.
    noise : float
        The root of the sum of squares of the errors of the b_k.
    """

    u: float
    powers: Array
    slopes: Array
    rest: tuple[float, float]
    slope_rest: float
    noise: float

    def drop(self, c: Array) -> tuple[Array, Array]:
        """Return E g^2 - E g(y1) g(y2) at each correlation, and bounds on the errors."""
        beyond = np.abs(c) ** (len(self.powers) + 1)
        found = _drops(len(self.powers), c) @ self.powers
        least = self.rest[0] * (1 - beyond)
        most = np.where(c < 0, self.rest[1] * (1 + beyond), self.rest[1])
        with np.errstate(invalid="ignore"):
            most = np.fmin(most, (1 - c) * self.u**2 * self.slope_rest)
        likely = np.minimum(sum(self.rest) / 2 * (1 - beyond), most)
        likely = np.where(likely > 8 * EPS * found, likely, 0.0)
        noise = (1 - c) * (self.u * self.noise) ** 2
        rounding = 8 * EPS * found + 2 * np.sqrt(found * noise) + noise
        return found + likely, np.maximum(most - likely, likely - least) + rounding

    def slope(self, c: Array) -> tuple[Array, Array]:
        """Return E g'(y1) g'(y2) at each correlation, and bounds on the errors."""
        terms, size = len(self.slopes), np.abs(c)
        found, scale = (np.polynomial.polynomial.polyval(part, self.slopes) for part in (c, size))
        with np.errstate(all="ignore"):
            # k c^(k-1) for k > terms is largest where k = -1/log c, or at the first.
            order = np.fmax(np.where(size > 0, -1 / np.log(size), 0.0), terms + 1)
            largest = np.where(size < 1, order * size ** (order - 1), np.inf)
            most = np.fmin(self.slope_rest * size**terms, largest * self.rest[1] / self.u**2)
        noise = 2 * np.sqrt(scale) * self.noise + self.noise**2 + 8 * EPS * scale
        return np.asarray(found), np.asarray(most + noise)


def _drops(terms: int, c: Array) -> Array:
    """Return 1 - c^k, shape (c, k = 1 to terms), to relative accuracy."""
    orders = np.arange(1, terms + 1)
    with np.errstate(divide="ignore"):
        grown = orders * np.maximum(np.log(np.abs(c)), -1e4)[:, None]
    odd = (c[:, None] < 0) & (orders % 2 == 1)
    return np.where(odd, 1 + np.exp(grown), -np.expm1(grown))


@lru_cache(maxsize=64)
def series(
    function: Activation, u: float, terms: int, variance: float, spread: float, slope: float
) -> Series:
    """Return the series of g(uZ), of at most `terms` terms: fewer where the rest is nothing.

    Parameters
    ----------
    function : Activation
    u : float
    terms : int
    variance, spread : float
        Var g, and a bound on its error.
    slope : float
        E g'^2; inf where g jumps.
    """
    grid = Resolved.of(function, u)
    z, mass = _nodes(grid, terms)
    current, previous = np.exp(-z * z / 4), np.zeros_like(z)
    slopes, left = np.zeros(terms), np.inf
    for k in range(terms):
        slopes[k] = (mass @ current) ** 2
        previous, current = current, (z * current - np.sqrt(k) * previous) / np.sqrt(k + 1)
        if (k + 1) % CHUNK == 0:
            left = slope - slopes.sum()
            if left < 8 * EPS * slope:
                slopes = slopes[: k + 1]
                break
    powers = u * u * slopes / np.arange(1, len(slopes) + 1)
    noise = ROUNDING * np.sqrt(slopes.sum()) + grid.mean_square(slope=True)[1]
    lost = 2 * u * noise * np.sqrt(powers.sum()) + (u * noise) ** 2 + spread
    rest = variance - float(powers.sum())
    slope_rest = max(left, 0.0) + 2 * noise * np.sqrt(slopes.sum()) + noise**2
    return Series(u, powers, slopes, (max(rest - lost, 0.0), max(rest, 0.0) + lost), slope_rest, noise)


def _nodes(grid: Resolved, terms: int) -> tuple[Array, Array]:
    """Return nodes, and g' times the weight of each, such that its product with a Hermite function is integrated."""
    widest = PHASE / np.sqrt(terms)
    counts = np.maximum(np.ceil((grid.high - grid.low) / widest), 1).astype(int)
    width = np.repeat((grid.high - grid.low) / counts, counts)
    step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    middle = np.repeat(grid.low, counts) + (step + 0.5) * width
    nodes, weights, _ = rule(ORDER)
    z = middle + nodes[:, None] * width / 2
    _, slope = weighted(grid.function, grid.u * z, -z * z / 4, np.exp(-z * z / 4))
    mass = slope * weights[:, None] * width / 2 / np.sqrt(2 * np.pi)
    at, delta = jump_weights(grid.function, grid.u)
    return np.concatenate([z.ravel(), at]), np.concatenate([mass.ravel(), delta])
