"""What a layer's law at finite width needs of an activation: joint moments of g and g' at one variance, by scale.

All are ratios, and E g^2 and E g'^2 are logarithms, so that a network may be so deep that q leaves the range of
float64.  There, and at every q for a positively homogeneous g, they are those of the line on each side of 0 that g
approaches.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.integration.gaussian_moments import moments
from theory.mean_field.resolved import ORDER, Resolved, rule, weighted
from theory.notation import x

__all__ = ["LayerMoments", "homogeneous_slopes", "layer_moments"]


Array = npt.NDArray[np.float64]
_SEEN = 1e-9  # relative
FAR = 460.0  # |log q| beyond which g is taken as the lines that it approaches: u = 1e100
TOLERANCE = 1e-9  # of an integral: by how much halved panels may change it


@dataclass(frozen=True)
class LayerMoments:
    """Moments of g(y) and g'(y) for y ~ N(0, q).

    Parameters
    ----------
    log_second, log_slope : float
        log E g^2 and log E g'^2.
    tilt, bend : float
        First derivative of log E g^2 by log q, and E g^2's second derivative by log q over E g^2.
    slope_tilt, slope_bend : float
        First and second derivative of log E g'^2 by log q.
    fourth, slope_fourth, joint : float
        E g^4/(E g^2)^2, E g'^4/(E g'^2)^2 and E g^2 g'^2/(E g^2 E g'^2); nan where they diverge or are not resolved.
    """

    log_second: float
    tilt: float
    bend: float
    fourth: float
    log_slope: float
    slope_tilt: float
    slope_bend: float
    slope_fourth: float
    joint: float


def layer_moments(function: Activation, log_q: float) -> LayerMoments:
    """Return the moments at the variance exp(log_q).

    Where g jumps, E g'^2 is infinite, and what depends on it is nan.

    Raises
    ------
    ValueError
        If E g^2 or E g'^2 diverges or is not resolved, or the variance is so far out that g approaches no lines.
    """
    slopes = homogeneous_slopes(function)
    if slopes is None and abs(log_q) > FAR:
        slopes = _lines(function, log_q)
    if slopes is not None:
        return _of_lines(*slopes, log_q)
    return _by_panels(function, log_q)


@lru_cache(maxsize=64)
def homogeneous_slopes(function: Activation) -> tuple[float, float] | None:
    """Return (a, b) if g(x) = a x for x > 0 and b x for x < 0, not both 0; None for any other activation."""
    if any(kink != 0 for kink in function.kinks):
        return None
    slopes = [piece.expr.diff(x) for piece in function.pieces]
    if any(
        slope.has(x) or piece.expr != slope * x for slope, piece in zip(slopes, function.pieces, strict=True)
    ):
        return None
    return (float(slopes[-1]), float(slopes[0])) if any(slopes) else None


def _lines(function: Activation, log_q: float) -> tuple[float, float]:
    """Return the slopes of the lines through 0 that g follows at this scale."""
    z = np.array([[1e-3, 1.0, 10.0, -1e-3, -1.0, -10.0]])
    points = math.exp(math.copysign(FAR, log_q) / 2) * z
    ratios = weighted(function, points, np.zeros_like(z), np.ones_like(z))[0] / points
    right, left = ratios[0, :3], ratios[0, 3:]
    if not all(
        np.isfinite(side).all() and np.ptp(side) <= 1e-12 * np.abs(ratios).max() for side in (right, left)
    ):
        raise ValueError(
            f"the variance is exp({log_q:.4g}), where {function.name} = {function.expr} is out of reach: "
            "give a weight_variance nearer to that which keeps the variance"
        )
    return float(right[0]), float(left[0])


def _of_lines(a: float, b: float, log_q: float) -> LayerMoments:
    second, fourth = (a**2 + b**2) / 2, (a**4 + b**4) / 2
    if second == 0:
        raise ValueError(f"E g² = 0 at the variance exp({log_q:.4g}): the signal dies there")
    ratio = fourth / second**2
    return LayerMoments(
        math.log(second) + log_q, 1.0, 1.0, 3 * ratio, math.log(second), 0.0, 0.0, ratio, ratio
    )


@lru_cache(maxsize=256)
def _by_panels(function: Activation, log_q: float) -> LayerMoments:
    u = math.exp(log_q / 2)
    grid = Resolved.of(function, u)
    if not 0 < grid.second < math.inf:
        what = "dies" if grid.second == 0 else "overflows"
        raise ValueError(
            f"E g² = {grid.second:g} for {function.name} = {function.expr} at q = {u * u:g}: the signal {what} there"
        )
    if grid.missed(moments(function, u)) > _SEEN:
        raise ValueError(
            f"E g² is not resolved for {function.name} = {function.expr} at q = {u * u:g}: g has features that the "
            "panels miss"
        )
    known = grid.slope > 0 and not function.slope_diverges
    scales = math.sqrt(grid.second), math.sqrt(grid.slope) if known else math.nan
    middle = (grid.low + grid.high) / 2
    halves = np.concatenate([grid.low, middle]), np.concatenate([middle, grid.high])
    coarse, fine = (_integrals(function, u, ends, scales) for ends in ((grid.low, grid.high), halves))
    doubtful = _doubtful(coarse, fine)
    if doubtful[0] or (known and doubtful[4]):
        what = "E g²" if doubtful[0] else "E g'²"
        raise ValueError(
            f"{what} is not resolved for {function.name} = {function.expr} at q = {u * u:g}: g is too rough"
        )
    fine[doubtful] = math.nan
    one, tilt, bend, fourth, slope, slope_tilt, slope_bend, slope_fourth, joint = fine.sum(axis=1).tolist()
    slope_tilt /= slope
    return LayerMoments(
        2 * math.log(scales[0]) + math.log(one),
        tilt / one,
        bend / one,
        fourth / one**2,
        2 * math.log(scales[1]) + math.log(slope) if known else _log_of_slope(function),
        slope_tilt,
        slope_bend / slope - slope_tilt**2,
        slope_fourth / slope**2,
        joint / (one * slope),
    )


def _log_of_slope(function: Activation) -> float:
    return math.inf if function.slope_diverges else -math.inf


def _integrals(
    function: Activation, u: float, ends: tuple[Array, Array], scales: tuple[float, float]
) -> Array:
    """Return nine integrals over each panel, of g and g' divided by their scales."""
    nodes, weights, _ = rule(ORDER)
    low, high = ends
    half = (high - low) / 2
    z = (low + high) / 2 + nodes[:, None] * half
    root = np.exp(-z * z / 4)
    with np.errstate(all="ignore"):
        value, slope = (
            part / scale
            for part, scale in zip(weighted(function, u * z, -z * z / 4, root), scales, strict=True)
        )
        # The density of N(0, q) has these derivatives by log q, over itself.
        first = (z * z - 1) / 2
        second = first**2 - z * z / 2
        squares = value * value, slope * slope
        integrands = [part * weight for part in squares for weight in (np.ones_like(z), first, second)]
        fourths = [(part / root) ** 2 for part in (*squares, value * slope)]
        rows = [*integrands[:3], fourths[0], *integrands[3:], *fourths[1:]]
        return np.array([half / math.sqrt(2 * math.pi) * (weights @ row) for row in rows])


def _doubtful(coarse: Array, fine: Array) -> npt.NDArray[np.bool_]:
    """Return which integrals change on halved panels, or go on beyond the panels, which were chosen for the squares.

    Those weighted by derivatives of the density are as good as the squares that they weight.
    """
    sums = fine.sum(axis=1)
    with np.errstate(all="ignore"):
        bad = ~(np.abs(coarse.sum(axis=1) - sums) <= TOLERANCE * sums) | ~np.isfinite(sums)
        # At the last panel nothing is left of a square, unless g is 0 beyond, as a rectifier is.
        ends = np.abs(coarse[:, [0, -1]]) / sums[:, None] > TOLERANCE
    for row, squares in ((3, [0]), (7, [4]), (8, [0, 4])):
        bad[row] |= (ends[row] & ~ends[squares].any(axis=0)).any()
    bad[[1, 2]], bad[[5, 6]] = bad[0], bad[4]
    return np.asarray(bad)
