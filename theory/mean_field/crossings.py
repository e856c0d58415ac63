"""Where factor * T(q) + offset = q (or = 1) for a positive function T, over every scale of q.

How T grows at 0 and at infinity decides how far to look: the window grows until the powers of q at its ends leave no
room for another crossing.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from theory.mean_field.scale_curve import EPS, STEP, Samples, ScaleCurve

__all__ = ["Crossings", "crossings"]


Array = npt.NDArray[np.float64]
Side = Literal["above", "below", "unknown"]
JUMP = 0.1  # what a zero leaves over, relative, at most: a steep function near divergence leaves 1e-3
FLAT = 0.01  # a slope in logarithms below which T follows the line that it is compared with


@dataclass(frozen=True)
class Crossings:
    """The crossings, and where the left-hand side stands beyond them.

    Parameters
    ----------
    q : tuple of float
        In increasing order.
    before, beyond : {"above", "below", "unknown"}
        The left-hand side against the right-hand side near q = 0, and as q grows.
    least, largest : float
        The least and the largest q at which the function was known.
    everywhere : bool
        Whether the sides agree at every q, to within the bounds.
    begins, ends : bool
        Whether what `before` and `beyond` say holds for every smaller and for every larger q.
    """

    q: tuple[float, ...]
    before: Side
    beyond: Side
    least: float
    largest: float
    everywhere: bool = False
    begins: bool = True
    ends: bool = True


def crossings(curve: ScaleCurve, factor: float, offset: float = 0.0) -> Crossings:
    """Return the solutions of factor * T(q) + offset = q^power, in increasing order; power is the curve's.

    Those that the left-hand side touches only, to within the bounds, are not found.
    """
    begins, ends = _widen(curve, factor, offset)
    points = curve.samples()
    values, bounds = _excess(points, curve.power, factor, offset)
    unsure = points.interpolated & ~(np.abs(values) > bounds)
    if unsure.any():
        exact, bound = points.value.copy(), points.bound.copy()
        exact[unsure], bound[unsure] = curve.evaluate(points.q[unsure])
        points = Samples(points.q, exact, bound, points.interpolated)
        values, bounds = _excess(points, curve.power, factor, offset)
    known = ~np.isnan(values)
    reach = (float(points.q[known][0]), float(points.q[known][-1])) if known.any() else (0.0, 0.0)
    if known.any() and (np.abs(values[known]) <= bounds[known]).all():
        return Crossings((), "unknown", "unknown", *reach, everywhere=True)

    def function(q: float) -> float:
        value, _ = curve.evaluate(np.array([q]))
        with np.errstate(over="ignore"):
            return float(np.clip(factor * value[0] + offset - q**curve.power, -1e300, 1e300))

    found = tuple(
        q
        for q in _roots(np.clip(values, -1e300, 1e300), bounds, points.q, function)
        # Where T overflows, the sign changes without a zero.
        if abs(function(q)) <= JUMP * (q**curve.power + offset)
    )
    certain = values[known & (np.abs(values) > bounds)]
    # A function that is infinite has an infinite bound too.
    beyond = "above" if known.any() and values[known][-1] == np.inf else _side(certain[-1:])
    return Crossings(
        found, _side(certain[:1]), beyond if known[-1:].all() else "unknown", *reach, begins=begins, ends=ends
    )


def _side(value: Array) -> Side:
    return "unknown" if not value.size else "above" if value[0] > 0 else "below"


def _excess(points: Samples, power: int, factor: float, offset: float) -> tuple[Array, Array]:
    with np.errstate(over="ignore", invalid="ignore"):
        values = factor * points.value + offset - points.q**power
        bounds = factor * points.bound + 4 * EPS * (points.q**power + offset)
    # An overflow is certain, and above.
    return values, np.where(values == np.inf, 0.0, bounds)


def _widen(curve: ScaleCurve, factor: float, offset: float) -> tuple[bool, bool]:
    """Let the window grow until no crossing stands beyond its ends; return whether float64 has room for that."""
    begins = ends = True
    while not _is_settled(curve, 1, factor, offset):
        # A falling power of q crosses where its logarithm is 0, and needs no room beyond.
        end, lift = curve.end(1), offset * math.exp(-curve.top * curve.power)
        height = factor * end.ratios[0] + lift
        ahead = STEP + max(math.log(height), 0.0) / -end.slope if end.slope < -FLAT else math.inf
        if not curve.extend(1, ahead):
            ends = False
            break
    # T >= 0: a crossing stands at the offset or above.
    least = math.log(offset / 4) if offset > 0 else -math.inf
    while curve.bottom > least and (offset > 0 or not _is_settled(curve, -1, factor, 0.0)):
        if not curve.extend(-1):
            begins = False
            break
    return begins, ends


def _is_settled(curve: ScaleCurve, side: int, factor: float, offset: float) -> bool:
    """Return whether the last power of q at an end of the window leaves no room for a crossing beyond it."""
    end = curve.end(side)
    if math.isnan(end.slope):
        # Without a value there is nothing to follow; 0 and inf are followed by more of the same.
        return True
    height = factor * end.ratios[0]
    lift = offset * math.exp(-curve.top * curve.power) if side > 0 else 0.0
    if abs(end.slope) > FLAT:
        return height > 2 if side * end.slope > 0 else height + lift < 0.5
    # T follows the line, or nearly: the distance from it must be known, and all that may be left of its changes.
    now, before = (factor * ratio - 1 for ratio in end.ratios)
    noise = height * end.error + 8 * EPS
    if abs(now) <= noise and abs(now - before) <= noise:
        return True
    # A distance that shrinks like a power of q may shrink to another one than 0, on the other side of the line.
    return abs(now) > 3 * abs(now - before) and (now > 0) == (now + lift > 0)


def _roots(values: Array, bounds: Array, q: Array, function: Callable[[float], float]) -> Iterator[float]:
    """Yield the zeros of `function`, in increasing order.

    Each lies between two neighbouring points at which the sign is certain and differs.  The points are those given,
    and the turning points between them at which the function has the other sign.
    """
    # Here, since SciPy's optimisers take longer to import than this package.
    from scipy.optimize import brentq

    certain = ~np.isnan(values) & (np.abs(values) > bounds)
    known = dict(zip(q[certain].tolist(), values[certain].tolist(), strict=True))
    known |= _turns(values[certain], bounds[certain], q[certain], function)
    for (left, low), (right, high) in itertools.pairwise(sorted(known.items())):
        if (low > 0) != (high > 0):
            # In units of the left end: products of far smaller numbers would leave float64.
            def scaled(at: float, left: float = left, size: float = abs(low)) -> float:
                return function(at * left) / size

            yield left * brentq(scaled, 1.0, right / left, xtol=1e-300, rtol=1e-14)


def _turns(
    values: Array, bounds: Array, q: Array, function: Callable[[float], float]
) -> Iterator[tuple[float, float]]:
    """Yield where a function crosses 0 and comes back between points: the turning point and the value there."""
    from scipy.optimize import minimize_scalar

    left, middle, right = (np.abs(part) for part in (values[:-2], values[1:-1], values[2:]))
    one_sign = (values[:-2] > 0) == (values[1:-1] > 0)
    one_sign &= (values[1:-1] > 0) == (values[2:] > 0)
    # A parabola that reaches 0 has at the middle point at most a fifth of its value at one end; a half is allowed.
    near = (middle <= np.minimum(left, right)) & (2 * middle <= np.maximum(left, right))
    for index in np.flatnonzero(one_sign & near) + 1:
        side = np.sign(values[index])
        lowest = minimize_scalar(
            lambda at, side=side: side * function(at),
            bounds=(q[index - 1], q[index + 1]),
            method="bounded",
            options={"xatol": 1e-9 * q[index]},
        )
        if lowest.fun < -bounds[index]:
            yield float(lowest.x), float(side * lowest.fun)
