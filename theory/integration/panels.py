"""Panels of the line: the intervals of z on which the Gaussian integrals of an activation are evaluated.

A function of x = mean + u z under the weight exp(-z^2/2) has two scales, z ~ 1 and x ~ 1.  The panels follow both:
they end at fixed values of z, at 0, +-1, +-2, +-4, ... in x, at each kink, and about narrow features.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mpmath
import numpy as np
import numpy.typing as npt
import sympy as sp

__all__ = ["REACH", "Laws", "Panels", "initial", "nearest_and_rest"]


Array = npt.NDArray[np.float64]
REACH = 53.0  # exp(-REACH^2/4), the root of the weight, is the smallest that float64 holds
ENDS = np.array([0.0, 2.25, 4.8, 9.0, REACH])  # in |z|
_FIXED = np.concatenate([-ENDS[:0:-1], ENDS])
_DIGITS = 50
WIDEST = 3.1  # deviations; ends in x further from 0 would split panels that need no split


@dataclass(frozen=True)
class Laws:
    """Pre-activations mean + u z of an activation that is even (parity 1), odd (-1) or neither (0)."""

    u: Array
    mean: Array
    parity: int

    @property
    def folded(self) -> npt.NDArray[np.bool_]:
        """Whether the panels of z > 0 count for z < 0 too."""
        return self.mean == 0 if self.parity else np.zeros(len(self.mean), dtype=bool)


@dataclass(frozen=True)
class Panels:
    """Intervals of z, in each of which one smooth piece of the activation is integrated for one law."""

    owner: npt.NDArray[np.intp]  # which law
    piece: npt.NDArray[np.intp]
    low: Array
    high: Array

    def __getitem__(self, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Panels:
        return Panels(self.owner[chosen], self.piece[chosen], self.low[chosen], self.high[chosen])

    def halves(self) -> Panels:
        """Return both halves of each panel: all left halves, then all right halves."""
        middle = (self.low + self.high) / 2
        pair = [self.owner, self.owner], [self.piece, self.piece], [self.low, middle], [middle, self.high]
        return Panels(*(np.concatenate(part) for part in pair))


def nearest_and_rest(numbers: Sequence[sp.Expr]) -> Array:
    """Return the floats nearest to numbers and the floats nearest to what these lack, shape (2, n)."""
    with mpmath.workdps(_DIGITS):
        exact = [mpmath.mpf(sp.N(number, _DIGITS)) for number in numbers]
        pairs = [(float(number), float(number - float(number))) for number in exact]
    return np.array(pairs).reshape(-1, 2).T


def initial(kinks: Array, features: Array, laws: Laws) -> Panels:
    """Return the panels to begin with, sorted by law and from left to right.

    Parameters
    ----------
    kinks : ndarray, shape (n,) or (2, n)
        In increasing order.  A second row is what the floats of the first lack, as `nearest_and_rest` gives it: where
        a law is narrow, the rounding of a kink is many of its deviations' last digits.
    features : ndarray, shape (any,)
        Further ends in x.
    laws : Laws
    """
    kinks, *rests = np.atleast_2d(kinks)
    u, mean = laws.u[:, None], laws.mean[:, None]
    # Far out the weight leaves little to resolve, so ends beyond some deviations are left out.
    powers = 2.0 ** np.arange(min(np.ceil(np.log2(max(WIDEST * float(np.max(u)), 1.0))), 1000.0))
    scales = np.concatenate([-powers[::-1], [0.0], powers])
    inside = np.concatenate([kinks, scales, features])
    ends = np.empty((len(u), len(_FIXED) + len(inside)))
    ends[:, : len(_FIXED)] = _FIXED
    at = ends[:, len(_FIXED) :]
    with np.errstate(all="ignore"):
        # The difference of two floats that are near each other is exact.
        np.subtract(inside, mean, out=at)
        for rest in rests:
            at[:, : len(kinks)] += rest
        at /= u
    # At u = 0 all of z is on one side of a kink, unless the mean is at the kink; then the panels split at z = 0.
    at[np.isnan(at)] = 0.0
    at_kinks, at_scales = at[:, : len(kinks)].copy(), at[:, len(kinks) : len(kinks) + len(scales)]
    at_scales[(np.abs(at_scales) > ENDS[-2]) | (np.abs(scales) > WIDEST * u)] = REACH
    np.minimum(ends, REACH, out=ends)
    np.maximum(ends, np.where(laws.folded, 0.0, -REACH)[:, None], out=ends)
    ends.sort(axis=1)
    low, high = ends[:, :-1], ends[:, 1:]
    piece = ((low + high)[..., None] / 2 > at_kinks[:, None, :]).sum(axis=-1)
    owner = np.repeat(np.arange(len(u)), low.shape[1])
    return Panels(owner, piece.ravel(), low.ravel(), high.ravel())[(high > low).ravel()]
