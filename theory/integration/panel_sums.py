"""The integrals over each panel, and what they add up to: moments, variances and truncation errors.

Values may overflow here: who calls these functions does so under np.errstate(all="ignore").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["EPS", "TINY", "UNDERFLOW", "Sums", "counts", "tails", "total", "variances"]


Array = npt.NDArray[np.float64]
EPS = float(np.finfo(np.float64).eps)
TINY = 1e-290  # below it, the quotient of two integrals has lost digits to underflow
UNDERFLOW = 1e-305  # the most that all values below the smallest normal number can add up to


@dataclass(frozen=True)
class Sums:
    """Integrals over panels: each field is an array with one entry for each panel.

    Write r^2 for the Gaussian density, G = g r, H = g' r and D = (g - M) r.  M is the mean of g over the panel if g
    varies little there, and 0 if not.  The first twelve fields are four triples: the integral of a function, the size
    of its last two Legendre coefficients, and a number that takes the place of the second coefficient.
    """

    weight: Array  # r^2
    weight_tail: Array  # what the Legendre polynomials of the panel leave out of r^2
    second: Array  # G^2
    drift: Array  # D r
    drift_tail: Array
    noise: Array  # relative rounding error of nodes and weights
    spread: Array  # D^2
    spread_tail: Array
    value_noise: Array  # root of the integral of the squared rounding error of G
    slope: Array  # H^2
    slope_tail: Array
    slope_noise: Array  # the same for H
    first: Array  # G r
    gradient: Array  # H r
    mixed: Array  # z G H
    centre: Array  # M

    def size(self) -> Array:
        """Return a bound on the integral of |G| r."""
        # Where G^2 overflows or underflows, use G itself, which then has one sign.
        known = np.isfinite(self.second) & (self.second > TINY)
        return np.where(known, np.sqrt(self.second * self.weight), np.abs(self.first))


def total(values: Array, starts: npt.NDArray[np.intp]) -> Array:
    """Add the panels of each integral, pairwise."""
    return np.add.reduceat(values, starts)


def counts(starts: npt.NDArray[np.intp], panels: int) -> npt.NDArray[np.intp]:
    """Return how many panels each integral has, of so many in all."""
    result = np.empty_like(starts)
    np.subtract(starts[1:], starts[:-1], out=result[:-1])
    result[-1:] = panels - starts[-1:]
    return result


def variances(sums: Sums, mean: Array) -> Array:
    """Return the part of each panel in E (g - mean)^2: its own spread, and the distance of its centre from the mean."""
    shift = sums.centre - mean
    return sums.spread + np.square(shift * np.sqrt(sums.weight)) + 2 * shift * sums.drift


def tails(sums: Sums, *about: Array) -> tuple[Array, ...]:
    """Return each panel's truncation errors of E g, of E (g - a)^2 for each a of `about`, and of E g'^2.

    A coefficient within the rounding errors of the function counts as 0.
    """
    relative = 16 * sums.noise
    size = sums.size()
    value = relative * size + 16 * sums.value_noise * np.sqrt(sums.weight)
    spread = np.sqrt(sums.spread / np.maximum(sums.weight, TINY))
    weight = _above(sums.weight_tail, relative * sums.weight)
    drift = _above(sums.drift_tail, value)
    apart = _above(sums.spread_tail, relative * sums.spread + 2 * value * spread)
    steepness = relative * sums.slope + 32 * sums.slope_noise * np.sqrt(sums.slope)
    slope = _above(sums.slope_tail, steepness)
    shifts = [np.abs(sums.centre - point) for point in about]
    squares = [apart + 2 * shift * drift + shift**2 * weight for shift in shifts]
    return drift + np.abs(sums.centre) * weight, *squares, slope


def _above(tail: Array, floor: Array) -> Array:
    return np.where(tail > floor, tail, 0.0)
