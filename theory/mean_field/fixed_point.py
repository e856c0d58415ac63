"""Where the variance of a pre-activation settles, and whether gradients vanish or explode there.

Poole et al. 2016 (arXiv:1606.05340), Schoenholz et al. 2017 (arXiv:1611.01232).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.activation.lookup import resolve
from theory.arguments import checked
from theory.integration.gaussian_moments import GaussianMoments, largest_variance, moments
from theory.mean_field.maps import require_keep, require_variance

__all__ = ["FixedPoint", "fixed_points"]


Array = npt.NDArray[np.float64]
# The variances, other than 0, between which fixed points are looked for.  Beyond 1e6 a sine takes seconds.
GRID_LOW, GRID_HIGH, GRID_SIZE = 1e-12, 1e6, 289
Stability = Literal["stable", "unstable", "marginal"]
MARGINAL = 1e-9  # |slope| within this of 1 is neither stable nor unstable


@dataclass(frozen=True)
class FixedPoint:
    """A variance q that a layer returns unchanged.

    Parameters
    ----------
    q : float
    chi : float
        The factor by which a layer multiplies a gradient's variance there.
    q_slope : float
        The derivative of the q-map at q; nan where it does not exist.
    stability : str
        "stable", "unstable" or "marginal" (|q_slope| = 1, or the slope does not exist).
    depth_scale : float
        -1/log chi, in layers: over so many, correlations converge and gradients vanish by a factor e.  inf at chi = 1,
        negative where gradients grow.
    continuum : bool
        True if every q > 0 is a fixed point; q = 1 then stands for all of them.
    """

    q: float
    chi: float
    q_slope: float
    stability: Stability
    depth_scale: float
    continuum: bool = False


@cache
def grid(activation: Activation) -> tuple[Array, GaussianMoments]:
    """Return the variances at which roots are looked for, and the moments there."""
    top = min(GRID_HIGH, 0.99 * largest_variance(activation))
    q = np.geomspace(GRID_LOW, top, GRID_SIZE) if top > GRID_LOW else np.empty(0)
    return q, moments(activation, np.sqrt(q))


def roots(values: Array, bounds: Array, q: Array, function: Callable[[float], float]) -> Iterator[float]:
    """Yield the zeros of `function`, in increasing order.

    Each lies between two neighbouring points at which the sign is certain and differs.  The points are those of the
    grid, and the turning points between them at which the function has the other sign.
    """
    from scipy.optimize import (
        brentq,
    )  # here, since SciPy's optimisers take longer to import than this package

    certain = np.isfinite(values) & (np.abs(values) > bounds)
    known = dict(zip(q[certain].tolist(), values[certain].tolist(), strict=True))
    known |= _turns(values[certain], bounds[certain], q[certain], function)
    for (left, low), (right, high) in itertools.pairwise(sorted(known.items())):
        if (low > 0) != (high > 0):
            yield float(brentq(function, left, right, xtol=1e-300, rtol=1e-14))


def _turns(
    values: Array, bounds: Array, q: Array, function: Callable[[float], float]
) -> Iterator[tuple[float, float]]:
    """Yield where a function crosses 0 and comes back between grid points: the turning point and the value there."""
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


@checked
def fixed_points(
    activation: str | Activation, weight_variance: float, bias_variance: float = 0.0, *, keep: float = 1.0
) -> tuple[FixedPoint, ...]:
    """Return the fixed points of q -> sigma_w^2 E g(sqrt(q) Z)^2/keep + sigma_b^2, in increasing order.

    Parameters
    ----------
    activation : str or Activation
    weight_variance : float
        sigma_w^2 = N v^2.
    bias_variance : float, optional
        sigma_b^2.
    keep : float, optional
        The probability that dropout keeps a unit, in (0, 1].

    Returns
    -------
    tuple of FixedPoint
        The points at 0 and from 1e-12 to 1e6 where the q-map crosses the diagonal; empty if there are none.  A point
        that the map only touches, to within rounding, is not found.  If the map is the identity, one point with
        `continuum` set.

    Raises
    ------
    ValueError
        If a variance is negative or not finite, or keep is not in (0, 1].
    """
    function = resolve(activation)
    weights = float(require_variance("weight_variance", weight_variance)) / require_keep(keep)
    biases = float(require_variance("bias_variance", bias_variance))
    q, found = grid(function)
    values = weights * found.second + biases - q
    bounds = weights * found.error.second + 4 * np.finfo(np.float64).eps * (q + biases)

    def excess(variance: float) -> float:
        return weights * float(moments(function, np.sqrt(variance)).second) + biases - variance

    if q.size and (np.abs(values) <= bounds).all():
        return (_describe(function, 1.0, weights, continuum=True),)
    points = [_describe(function, 0.0, weights)] if excess(0.0) == 0 else []
    return (*points, *(_describe(function, root, weights) for root in roots(values, bounds, q, excess)))


def _describe(function: Activation, q: float, weights: float, continuum: bool = False) -> FixedPoint:
    found = moments(function, np.sqrt(q))
    slope, chi = weights * float(found.second_slope), weights * float(found.derivative_second)
    if np.isfinite(chi) and abs(chi - 1) <= weights * float(found.error.derivative_second):
        depth = np.inf
    else:
        depth = -1 / np.log(chi) if 0 < chi < np.inf else 0.0
    return FixedPoint(q, chi, slope, stability(slope), float(depth), continuum)


def stability(slope: float) -> Stability:
    """Return the stability of a fixed point at which the q-map has this slope."""
    distance = abs(slope) - 1
    return "stable" if distance < -MARGINAL else "unstable" if distance > MARGINAL else "marginal"
