"""Where the variance of a pre-activation settles, and whether gradients vanish or explode there.

Poole et al. 2016 (arXiv:1606.05340), Schoenholz et al. 2017 (arXiv:1611.01232).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from theory.activation.activation import Activation
from theory.activation.lookup import resolve
from theory.arguments import checked
from theory.integration.gaussian_moments import moments
from theory.mean_field.crossings import Crossings, crossings
from theory.mean_field.maps import require_keep, require_variance
from theory.mean_field.moment_curves import line_gap, linear_rate, second_moment

__all__ = ["FixedPoint", "FixedPoints", "fixed_points", "stability"]


GROWS = "q grows without bound: the map stays above the diagonal"
TOO_LARGE = "q settles beyond the range of float64"
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


class FixedPoints(tuple[FixedPoint, ...]):
    """Fixed points in increasing order.

    Parameters
    ----------
    points : iterable of FixedPoint
    reason : str, optional
        Why there is none; empty if there is one.
    """

    reason: str

    def __new__(cls, points: Iterable[FixedPoint] = (), reason: str = "") -> FixedPoints:
        """Make the tuple."""
        made = super().__new__(cls, points)
        made.reason = reason
        return made


@checked
def fixed_points(
    activation: str | Activation, weight_variance: float, bias_variance: float = 0.0, *, keep: float = 1.0
) -> FixedPoints:
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
    FixedPoints
        A tuple of the q, at 0 and above, where the q-map crosses the diagonal.  If it is empty, its `reason` says
        why: q grows without bound, for example.  A point that the map only touches, to within rounding, is not
        found, nor one at which E g^2 leaves the range of float64.  If the map is the identity, there is one point
        with `continuum` set.

    Raises
    ------
    ValueError
        If a variance is negative or not finite, or keep is not in (0, 1].
    """
    function = resolve(activation)
    stated, kept = float(require_variance("weight_variance", weight_variance)), float(require_keep(keep))
    weights = stated / kept
    biases = float(require_variance("bias_variance", bias_variance))
    rate = linear_rate(function)
    if rate is not None:
        return _of_a_line(function, weights, biases, line_gap(rate, stated, kept))
    at_zero = weights * float(moments(function, 0.0).second) + biases
    if weights == 0:
        return FixedPoints([_describe(function, biases, weights)])
    found = crossings(second_moment(function), weights, biases)
    if found.everywhere and biases == 0:
        return FixedPoints([_describe(function, 1.0, weights, continuum=True)])
    points = [_describe(function, q, weights) for q in ((0.0,) if at_zero == 0 else ()) + found.q]
    return FixedPoints(points, "" if points else _reason(found))


def _of_a_line(function: Activation, weights: float, biases: float, left: float) -> FixedPoints:
    """Return the fixed points of a q-map that is q -> (1 - left) q + biases."""
    if left == 0 and biases == 0:
        return FixedPoints([_describe(function, 1.0, weights, continuum=True)])
    if biases == 0:
        return FixedPoints([_describe(function, 0.0, weights)])
    if left > 0 and biases / left < np.inf:
        return FixedPoints([_describe(function, biases / left, weights)])
    return FixedPoints((), GROWS if left <= 0 else TOO_LARGE)


def _reason(found: Crossings) -> str:
    """Say why the q-map has no fixed point."""
    if found.beyond == "above" and found.ends:
        return GROWS
    if found.beyond == "above":
        return f"none up to q = {found.largest:.6g}, where the map is above the diagonal"
    if found.beyond == "below":
        return f"none down to q = {found.least:.6g}, where the map is below the diagonal"
    return f"none up to q = {found.largest:.6g}; above it, the map cannot be told from the diagonal or is not known"


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
