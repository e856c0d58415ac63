"""Where panels of nodes may be wrong without showing it, decided by ball arithmetic.

The nodes resolve a function that is analytic and not much larger on the complex neighbourhood of each quarter of
a panel: it has no feature that is narrower than the spacing of the nodes.  The line is cut into the intervals
[2^k, 2^(k+1)], which the panels respect.  Where that fails in an interval, the size that the function may have there,
under the weight of the law, must be negligible.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import sympy as sp
from flint import acb, arb, ctx

from theory.activation.activation import Activation
from theory.enclosure.refusal import CannotTell
from theory.integration.panel_moments import compiled_pieces
from theory.integration.panels import REACH
from theory.integration.segments import Segment, segments

__all__ = ["doubts"]

Array = npt.NDArray[np.float64]
_BINADES = 16  # of |x|, from 1: as many, or a multiple, as the panels of the widest law reach
_MOST_BINADES = 1008
_QUARTERS = 4
_LARGER = float(np.log(1e6))  # on the neighbourhood, over the largest value at some points of the interval
_PLACES = (0.0, 0.5, -0.5, 0.99, -0.99)  # of those points, from the middle; one is enough for most functions
_REACH = 9.5  # deviations
_POOR = 1e-9  # relative
_NARROW = 1 / 16  # of the mean
_CANCELLED = 1e-13  # relative
_FAR = 30.0  # deviations from the mean at which the square of exp(a x) may have its mass
_NEAR_DIVERGENCE = 0.7  # of the largest deviation
_CONSTANT = 45  # bits
_BOX = acb(arb(0, 1.25), arb(0, 0.75))


@dataclass(frozen=True)
class _Wild:
    """The intervals where nodes may miss something, with the logarithms of the largest sizes of g^2 and g'^2."""

    low: Array
    high: Array
    logarithms: Array  # shape (2, intervals)


def doubts(function: Activation, u: Array, mean: Array, found: Sequence[Array]) -> npt.NDArray[np.bool_]:
    """Return where the moments that panels found are not to be trusted.

    Parameters
    ----------
    function : Activation
    u, mean : ndarray, shape (n,)
    found : sequence of 10 ndarrays, each of shape (n,)
        As `by_panels` returns them.
    """
    _, second, _, slope, mixed, gradient, *errors = found
    # About a removable singularity a formula loses all its digits in float64, and what samples show is luck.
    if any(part.removable for part in segments(function)):
        return u > 0
    with np.errstate(all="ignore"):
        sizes = (
            [np.sqrt(second), second, second]
            if function.slope_diverges
            else [np.sqrt(second), second, second, slope]
        )
        # Rounding is sampled over a whole binade of x.  A narrow law sees one place of it, where digits may cancel.
        poor = np.where(_NARROW * np.abs(mean) > u, _CANCELLED, _POOR)
        result = ~(np.array(errors[: len(sizes)]) <= poor * np.array(sizes) + 1e-300).all(axis=0)
        result |= ~np.isfinite(second)
        result |= (u > 0) & ~np.isfinite(mixed + gradient)
        furthest = min(float(np.max(np.abs(mean) + REACH * u, initial=1.0)), sys.float_info.max)
    result |= _far_out(function, u)
    wild = _wild(function, min(_MOST_BINADES, _BINADES * max(1, math.ceil(math.log2(furthest) / _BINADES))))
    if wild.low.size and not result.all():
        cancels = (mean == 0) & (function.parity < 0)
        bounds = [errors[0], errors[1], *([] if function.slope_diverges else [errors[3]])]
        result |= _weighty(wild, u, mean, bounds, cancels)
    return np.asarray(result & (u > 0))


def _weighty(
    wild: _Wild, u: Array, mean: Array, bounds: Sequence[Array], cancels: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Return where g, its square or that of g' may add more to a moment than the moment's bound.

    `bounds` are those of E g, E g^2 and, where it is known, E g'^2; E g of an odd function cancels.
    """
    values, slopes = wild.logarithms
    sizes = [values / 2, values, slopes][: len(bounds)]
    with np.errstate(all="ignore"):
        limits = [np.log(bound) for bound in bounds]
        limits[0] = np.where(cancels, np.inf, limits[0])
        # Most are negligible whatever the weight, such as the tails of tanh': 0 to float64, and of no constant ratio.
        matters = np.logical_or.reduce(
            [~(size <= limit.min()) for size, limit in zip(sizes, limits, strict=True)]
        )
        if not matters.any():
            return np.zeros(u.shape, dtype=bool)
        a, b = ((end[matters, None] - mean) / u for end in (wild.low, wild.high))
        # The least |z| in the interval.
        z = np.where((a <= 0) & (b >= 0), 0.0, np.minimum(np.abs(a), np.abs(b)))
        left = -z * z / 2
        result = np.zeros(u.shape, dtype=bool)
        for size, limit in zip(sizes, limits, strict=True):
            result |= (size[matters, None] + left > limit).any(axis=0)
    return result


def _far_out(function: Activation, u: Array) -> npt.NDArray[np.bool_]:
    """Return where g grows so fast that the mass of the moments may lie beyond the panels."""
    pieces = compiled_pieces(function)
    if not any(piece.outgrows_powers for piece in pieces):
        return np.zeros(u.shape, dtype=bool)
    rates = _rates(function)
    if rates is None:
        return np.ones(u.shape, dtype=bool)
    growth = max(piece.growth for piece in pieces)
    limit = np.inf if growth == 0 else _NEAR_DIVERGENCE / np.sqrt(4 * growth)
    with np.errstate(over="ignore"):
        return (2 * rates * u > _FAR) | (u > limit)


@lru_cache(maxsize=512)
def _rates(function: Activation) -> float | None:
    """Return the largest |a| of a sum of exponentials exp(a x + b x^2); None for other functions."""
    # Here, since few functions outgrow the powers of x.
    from theory.integration.exponential_sums import exponential_sum

    sums = [exponential_sum(piece.expr) for piece in function.pieces]
    if any(part is None for part in sums):
        return None
    return max((abs(complex(a)) for part in sums if part for _, a, _ in part.terms), default=0.0)


@lru_cache(maxsize=512)
def _wild(function: Activation, binades: int) -> _Wild:
    ends = [0.0, *(2.0**k for k in range(binades + 1))]
    if not function.parity:
        ends = sorted({*ends, *(-end for end in ends)})
    found: list[tuple[float, float, float, float]] = []
    with ctx.workprec(64):
        for low, high in pairwise(ends):
            steps = np.linspace(low, high, _QUARTERS + 1).tolist()
            for left, right in pairwise(steps):
                for part in segments(function):
                    found += _of_segment(part, left, right)
    if function.parity:
        # The other half of the line mirrors this one.
        found += [(-high, -low, value, slope) for low, high, value, slope in found]
    low_ends, high_ends, values, slopes = np.array(found).reshape(-1, 4).T
    return _Wild(low_ends, high_ends, np.stack([values, slopes]))


def _of_segment(part: Segment, low: float, high: float) -> list[tuple[float, float, float, float]]:
    """Return the interval where the segment is not tame in it."""
    first = max(low, -np.inf if part.low == -sp.oo else float(part.low))
    last = min(high, np.inf if part.high == sp.oo else float(part.high))
    if not last > first:
        return []
    centre = float(part.centre)
    half = (last - first) / 2
    middle = arb((first + last) / 2) - arb(centre)
    try:
        over = [_magnitude(ball) for ball in part.values(middle + _BOX * half, True)]
        largest = [-np.inf, -np.inf]
        for place in _PLACES:
            at = part.values(acb(middle + half * place), False)
            largest = [max(known, _magnitude(ball)) for known, ball in zip(largest, at, strict=True)]
            # A larger value elsewhere would not change the answer.
            if all(bound <= most + _LARGER for bound, most in zip(over, largest, strict=True)):
                return []
        inside = part.values(acb(middle + arb(0, half)), False)
    except CannotTell:
        return [(first, last, np.inf, np.inf)]
    logarithms = []
    for bound, most, ball in zip(over, largest, inside, strict=True):
        constant = ball.is_finite() and ball.rel_accuracy_bits() > _CONSTANT
        tame = constant or bound <= most + _LARGER
        logarithms.append(-np.inf if tame else 2 * min(bound, _magnitude(ball)))
    return [] if max(logarithms) == -np.inf else [(first, last, logarithms[0], logarithms[1])]


def _magnitude(value: acb) -> float:
    """Return the logarithm of the largest size in a ball."""
    if not value.is_finite():
        return np.inf
    size = value.abs_upper()
    return float(size.log()) if size > 0 else -np.inf
