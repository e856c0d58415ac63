"""Moments on a grid of variances, and the fixed points of many q-maps between its points: for phase diagrams."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.integration.gaussian_moments import moments
from theory.mean_field.crossings import crossings
from theory.mean_field.moment_curves import second_moment

__all__ = [
    "MomentTable",
    "brackets",
    "fixed_logs",
    "moment_table",
    "slopes",
]


Array = npt.NDArray[np.float64]
LOWEST, SIZE = 1e-12, 2305  # of the grid of variances; cubics between its points have errors of 1e-9


@dataclass(frozen=True)
class MomentTable:
    """Moments on a grid of variances q, by log q."""

    logs: Array
    q: Array
    second: Array  # E g^2
    rise: Array  # d E g^2/d log q
    derivative_second: Array  # E g'^2


def moment_table(function: Activation, top: float, weights: float, biases: float) -> MomentTable:
    """Return the moments at the variances up to `top` that fixed points need, for pairs up to (weights, biases)."""
    q = np.geomspace(LOWEST, _ceiling(function, top, weights, biases), SIZE)
    at = moments(function, np.sqrt(q))
    with np.errstate(over="ignore"):
        rise = q * at.second_slope
    good = np.isfinite(at.second) & np.isfinite(rise)
    if not function.slope_diverges:
        good &= np.isfinite(at.derivative_second)
    return MomentTable(np.log(q[good]), q[good], at.second[good], rise[good], at.derivative_second[good])


def brackets(table: MomentTable, weights: Array, biases: Array) -> tuple[Array, Array]:
    """Return `_bracket` for each pair of variances."""
    # Row by row, so that a fine diagram needs little memory.
    low, high = np.empty_like(weights), np.empty_like(weights)
    second, q = table.second[:, None], table.q[:, None]
    for row in range(len(weights)):
        with np.errstate(over="ignore"):
            rises = weights[row] * second + biases[row] > q
        low[row], high[row] = _bracket(rises, table.logs)
    return low, high


def fixed_logs(table: MomentTable, low: Array, high: Array, weights: Array, biases: Array) -> Array:
    """Return log q at the fixed point in each bracket."""
    # Here, since these imports are heavy and few functions need them.
    from scipy.interpolate import CubicHermiteSpline
    from scipy.optimize.elementwise import find_root

    second = CubicHermiteSpline(table.logs, table.second, table.rise)

    def excess(log: Array, weight: Array, bias: Array) -> Array:
        return np.asarray(weight * second(log) + bias - np.exp(log))

    return np.asarray(find_root(excess, (low, high), args=(weights, biases)).x)


def slopes(function: Activation, table: MomentTable, logs: Array) -> Array:
    """Return E g'^2 at each log q."""
    from scipy.interpolate import CubicSpline

    if function.slope_diverges:
        return np.full_like(logs, np.inf)
    # A spline through values from 0 to 1e300 oscillates everywhere; their inverse sinh has a small range.
    return np.asarray(np.sinh(CubicSpline(table.logs, np.arcsinh(table.derivative_second))(logs)))


def _ceiling(function: Activation, top: float, weights: float, biases: float) -> float:
    """Return a variance above which q settles for no pair of variances up to these; at most `top`.

    A larger weight or bias variance moves a fixed point above 1 up, so the largest pair bounds them all.  The table
    ends there, which matters for a sine: its moments at 1e6 take seconds.
    """
    curve = second_moment(function)
    crossings(curve, weights, biases)  # which makes the window as long as it has to be
    found = curve.samples()
    with np.errstate(over="ignore"):
        falls = (found.q > 1) & (weights * found.value + biases < found.q)
    return min(top, 2 * float(found.q[np.argmax(falls)])) if falls.any() else top


def _bracket(rises: npt.NDArray[np.bool_], logs: Array) -> tuple[Array, Array]:
    """Return the grid points between which q settles from q = 1, given where the map is above q."""
    start = int(np.searchsorted(logs, 0.0))
    columns = np.arange(rises.shape[1])
    upward = rises[start]
    up = start + np.argmin(rises[start:], axis=0)  # the first point that does not rise
    down = start - np.argmax(rises[start::-1], axis=0)  # the last point below that rises
    stops, turns = ~rises[up, columns], rises[down, columns]
    last = len(logs) - 1
    low = np.where(upward, logs[np.maximum(up - 1, 0)], np.where(turns, logs[down], -np.inf))
    high = np.where(upward, np.where(stops, logs[up], np.inf), logs[np.minimum(down + 1, last)])
    return low, high
