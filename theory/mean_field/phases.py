"""The weight variance at which gradients neither vanish nor explode, and the phase diagram around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.activation.lookup import resolve
from theory.integration.gaussian_moments import largest_variance, moments
from theory.mean_field.fixed_point import grid, roots, stability
from theory.mean_field.maps import require_variance

__all__ = ["CriticalPoint", "EdgeOfChaos", "PhaseDiagram", "edge_of_chaos", "phase_diagram"]


Array = npt.NDArray[np.float64]
TABLE_LOW, TABLE_HIGH, TABLE_SIZE = 1e-12, 1e6, 2305  # of variances; 1e-9 between them by cubics


@dataclass(frozen=True)
class CriticalPoint:
    """A weight variance at which chi = 1 at the fixed point q, and the slope of the q-map there.

    Where |q_slope| > 1 the point is unstable: no network stays at it.
    """

    weight_variance: float
    q: float
    q_slope: float


@dataclass(frozen=True)
class EdgeOfChaos:
    """The critical weight variances for one bias variance.

    Parameters
    ----------
    kind : str
        "none"; "point": isolated ones; "line": one weight variance at which every q is fixed and chi = 1.
    points : tuple of CriticalPoint
        In increasing order of q; for a line, one that stands for it, at q = 1.
    reason : str
        With the stability of each point.
    proved : bool
        False where "none" says only that a search up to a largest q found none.
    """

    kind: str
    points: tuple[CriticalPoint, ...]
    reason: str
    proved: bool = True


def edge_of_chaos(activation: str | Activation, bias_variance: float = 0.0) -> EdgeOfChaos:
    """Return the weight variances at which chi = 1 at a fixed point of the q-map.

    chi = 1 makes sigma_w^2 = 1/E g'^2, and q = E g^2/E g'^2 + sigma_b^2 is then one equation for q.
    Schoenholz et al. 2017; Hayou et al. 2019 (arXiv:1902.06853).

    Raises
    ------
    ValueError
        If the bias variance is negative or not finite.
    """
    function, biases = resolve(activation), float(require_variance("bias_variance", bias_variance))
    if function.slope_diverges:
        reason = (
            f"{function.name} jumps, or is too steep at a kink: chi is infinite for every weight variance"
        )
        return EdgeOfChaos("none", (), reason)
    q, found = grid(function)
    with np.errstate(all="ignore"):
        ratio = found.second / found.derivative_second
        values = q - ratio - biases
        relative = found.error.second / found.second + found.error.derivative_second / found.derivative_second
    bounds = ratio * relative + 4 * np.finfo(np.float64).eps * (q + biases)
    if not (found.derivative_second > found.error.derivative_second).any():
        return EdgeOfChaos("none", (), f"E g'² = 0 for {function.name}: chi is 0 for every weight variance")
    if (np.abs(values + biases) <= bounds).all():
        if biases > 0:
            return EdgeOfChaos(
                "none", (), "E g² = q E g'² for every q: where chi = 1, a bias has q grow for ever"
            )
        return EdgeOfChaos("line", (_critical(function, 1.0),), "every q is a fixed point with chi = 1")

    def excess(variance: float) -> float:
        at = moments(function, np.sqrt(variance))
        return variance - float(at.second / at.derivative_second) - biases

    at_zero = moments(function, 0.0)
    found_points = [_critical(function, root) for root in roots(values, bounds, q, excess)]
    if biases == 0 and at_zero.second == 0 and at_zero.derivative_second > 0:
        found_points.insert(0, _critical(function, 0.0))
    if not found_points:
        side = "above" if values[np.isfinite(values)][-1] > 0 else "below"
        reason = f"q - E g²/E g'² stays {side} the bias variance for q from {q[0]:g} to {q[-1]:g}"
        return EdgeOfChaos("none", (), reason, proved=False)
    each = ", ".join(f"{stability(point.q_slope)} at q = {point.q:.6g}" for point in found_points)
    return EdgeOfChaos("point", tuple(found_points), f"chi = 1 at isolated fixed points: {each}")


def _critical(function: Activation, q: float) -> CriticalPoint:
    at = moments(function, np.sqrt(q))
    weights = 1 / float(at.derivative_second)
    return CriticalPoint(weights, q, weights * float(at.second_slope))


@dataclass(frozen=True)
class PhaseDiagram:
    """Fixed points over a plane of variances, arrays of shape (bias variances, weight variances).

    Parameters
    ----------
    q : ndarray
        The fixed point that the q-map reaches from variance 1 by small steps; 0 below 1e-12, inf above 1e6.
        A pair of fixed points within 2 % of each other is passed by.
    chi : ndarray
        The gradient's factor there: below 1 the ordered phase, above 1 the chaotic; nan where q is inf.
    """

    q: Array
    chi: Array


def phase_diagram(
    activation: str | Activation, weight_variances: npt.ArrayLike, bias_variances: npt.ArrayLike
) -> PhaseDiagram:
    """Return q and chi for each pair of a weight and a bias variance, to about nine digits.

    Parameters
    ----------
    activation : str or Activation
    weight_variances, bias_variances : array-like, one-dimensional
        sigma_w^2 and sigma_b^2.

    Raises
    ------
    ValueError
        If a variance is negative or not finite, or E g^2 diverges at variance 1.
    """
    # Heavy imports, for this function alone.
    from scipy.interpolate import CubicHermiteSpline, CubicSpline
    from scipy.optimize.elementwise import find_root

    function = resolve(activation)
    top = min(TABLE_HIGH, 0.99 * largest_variance(function))
    if top <= 1:
        raise ValueError(
            f"E g² diverges for {function.name} at variances from {top:g}: the diagram starts at 1"
        )
    weights, biases = np.meshgrid(
        require_variance("weight_variance", weight_variances),
        require_variance("bias_variance", bias_variances),
    )
    q = np.geomspace(
        TABLE_LOW, _ceiling(function, top, weights.max(initial=0), biases.max(initial=0)), TABLE_SIZE
    )
    at = moments(function, np.sqrt(q))
    with np.errstate(over="ignore"):
        rise = q * at.second_slope
    good = np.isfinite(at.second) & np.isfinite(rise)
    if not function.slope_diverges:
        good &= np.isfinite(at.derivative_second)
    logs, at_zero = np.log(q[good]), moments(function, 0.0)
    second = CubicHermiteSpline(logs, at.second[good], rise[good])

    def excess(log: Array, weight: Array, bias: Array) -> Array:
        return np.asarray(weight * second(log) + bias - np.exp(log))

    # Row by row, so that a fine diagram needs no large memory.
    low, high = np.empty_like(weights), np.empty_like(weights)
    table, grid_q = at.second[good][:, None], q[good][:, None]
    for row in range(len(weights)):
        with np.errstate(over="ignore"):
            rises = weights[row] * table + biases[row] > grid_q
        low[row], high[row] = _bracket(rises, logs)
    inside = np.isfinite(low) & np.isfinite(high)
    fixed = np.where(np.isfinite(low), np.inf, 0.0)
    solved = find_root(excess, (low[inside], high[inside]), args=(weights[inside], biases[inside]))
    fixed[inside] = np.exp(solved.x)
    chi = np.where(fixed == 0, weights * at_zero.derivative_second, np.nan)
    if not function.slope_diverges:
        # A spline through values from 0 to 1e300 swings everywhere; their inverse sinh has no such range.
        slope = CubicSpline(logs, np.arcsinh(at.derivative_second[good]))
        chi[inside] = weights[inside] * np.sinh(slope(solved.x))
    else:
        chi[inside] = np.inf
    return PhaseDiagram(fixed, chi)


def _ceiling(function: Activation, top: float, weights: float, biases: float) -> float:
    """Return a variance beyond which no pair of variances up to these brings q to rest; at most `top`.

    A larger variance of either kind moves a resting point above 1 up, so that the largest bound them all.
    For a sine, whose moments at 1e6 take seconds, the table then ends where it is needed.
    """
    q, found = grid(function)
    falls = (q > 1) & (weights * found.second + biases < q)
    return min(top, 2 * q[np.argmax(falls)]) if falls.any() else top


def _bracket(rises: npt.NDArray[np.bool_], logs: Array) -> tuple[Array, Array]:
    """Return the neighbours between which q comes to rest from q = 1, given where the map is above q."""
    start = int(np.searchsorted(logs, 0.0))
    columns = np.arange(rises.shape[1])
    upward = rises[start]
    up = start + np.argmin(rises[start:], axis=0)  # the first that does not rise
    down = start - np.argmax(rises[start::-1], axis=0)  # the last below that does
    stops, turns = ~rises[up, columns], rises[down, columns]
    last = len(logs) - 1
    low = np.where(upward, logs[np.maximum(up - 1, 0)], np.where(turns, logs[down], -np.inf))
    high = np.where(upward, np.where(stops, logs[up], np.inf), logs[np.minimum(down + 1, last)])
    return low, high
