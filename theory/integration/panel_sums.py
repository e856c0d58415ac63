"""What is integrated over each panel, and what the panels say together: a moment, a variance, an error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["EPS", "TINY", "UNDERFLOW", "Sums", "tails", "total", "variances"]


Array = npt.NDArray[np.float64]
EPS = float(np.finfo(np.float64).eps)
TINY = 1e-290  # below it, the quotient of two integrals has lost digits to underflow
UNDERFLOW = 1e-305  # what all values below the smallest normal number can add up to


@dataclass(frozen=True)
class Sums:
    """Integrals over panels (or over the line, once added up), each an array with one entry a panel.

    With r^2 the Gaussian density, G = g r, H = g' r, D = (g - M) r, where M is the panel's mean of g if
    g varies little there and 0 if not.  The first twelve in the order in which they are found: a function's
    integral, what its last Legendre coefficients leave, and a third number in the place of the second of them.
    """

    weight: Array  # r^2
    weight_tail: Array  # what r^2 leaves beyond the panel's Legendre polynomials
    second: Array  # G^2
    drift: Array  # D r
    drift_tail: Array
    noise: Array  # relative rounding error of a node and of its weight
    spread: Array  # D^2
    spread_tail: Array
    value_noise: Array  # root of the integral of the squared rounding error of G
    slope: Array  # H^2
    slope_tail: Array
    slope_noise: Array  # the same of H
    first: Array  # G r
    gradient: Array  # H r
    mixed: Array  # z G H
    centre: Array  # M

    def size(self) -> Array:
        """Return a bound on the integral of |G| r."""
        with np.errstate(all="ignore"):
            # Where G^2 has overflowed, or is lost to underflow, G itself has a sign.
            known = np.isfinite(self.second) & (self.second > TINY)
            return np.where(known, np.sqrt(self.second * self.weight), np.abs(self.first))


def total(values: Array, starts: npt.NDArray[np.intp]) -> Array:
    """Add the panels of each integral, pairwise."""
    with np.errstate(all="ignore"):
        return np.add.reduceat(values, starts)


def variances(sums: Sums, mean: Array) -> Array:
    """Return each panel's part of E (g - mean)^2: within it, between, and what its centre is off by."""
    with np.errstate(all="ignore"):
        shift = sums.centre - mean
        return sums.spread + np.square(shift * np.sqrt(sums.weight)) + 2 * shift * sums.drift


def tails(sums: Sums, *about: Array) -> tuple[Array, ...]:
    """Return each panel's truncation errors of E g, of E (g - a)^2 for each a of `about`, and of E g'^2.

    A coefficient within the rounding of the function's values says nothing: it counts as zero.
    """
    relative = 16 * sums.noise
    with np.errstate(all="ignore"):
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
