"""The weight variance that keeps the variance of the activations, or why there is none.

Kumar 2017, equation (12), without its linearisation: the inputs of a layer have variance s^2 and the mean
that the layer below gives them, and its activations are to have variance s^2 again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import sympy as sp

from theory.activations import Activation, resolve
from theory.fixed_points import grid, roots
from theory.floats import stable
from theory.moments import moments
from theory.notation import x
from theory.pieces import Piece

__all__ = ["Preserving", "variance_preserving"]


@dataclass(frozen=True)
class Preserving:
    """A weight variance that preserves the variance of activations, or a reason that there is none.

    Parameters
    ----------
    weight_variance : float or None
        sigma_w^2 = N v^2; the smallest, if there are several.
    u : float or None
        The standard deviation of the pre-activations.
    reason : str
    proved : bool
        False if the reason is a search over u from 1e-6 to 1e3, not an inequality.
    """

    weight_variance: float | None
    u: float | None
    reason: str
    proved: bool


def variance_preserving(activation: str | Activation, variance: float = 1.0) -> Preserving:
    """Return sigma_w^2 such that activations of the given variance give activations of that variance.

    Var g(uZ) = variance is solved for u, and u^2 = sigma_w^2 (variance + (E g)^2) for sigma_w^2.  (To
    preserve the variance of the *pre-activations* is always possible: sigma_w is u times the forward gain.)

    Raises
    ------
    ValueError
        If the variance is not a positive number.
    """
    if not 0 < variance < np.inf:
        raise ValueError(f"variance = {variance:g}: expected a positive number")
    function = resolve(activation)
    bound = _largest_variance(function)
    equal = bound is not None and float(bound) == variance
    if bound is not None and (bound < variance or (equal and not function.jumps)):
        # Equality would need g to take two values only, which a g without jumps cannot.
        limit = f"{'below' if equal else 'at most'} {bound} by Popoviciu's inequality, never {variance:g}"
        text = f"{function.name} is monotone with values in a span of {2 * sp.sqrt(bound)}: "
        text += f"its variance is {limit}"
        return Preserving(None, None, text, True)
    q, found = grid(function)
    values = found.variance - variance
    bounds = found.error.variance + 4 * np.finfo(np.float64).eps * variance
    if q.size and (np.abs(values) <= bounds).all():
        return Preserving(
            None, None, f"Var {function.name}(uZ) = {variance:g} for every u: so does any", False
        )
    for root in roots(
        values, bounds, q, lambda at: float(moments(function, np.sqrt(at)).variance) - variance
    ):
        mean = float(moments(function, np.sqrt(root)).mean)
        reason = f"Var {function.name}(uZ) = {variance:g} at u = {np.sqrt(root):.6g}"
        return Preserving(root / (variance + mean**2), float(np.sqrt(root)), reason, True)
    low, high = np.nanmin(found.variance), np.nanmax(found.variance)
    text = f"Var {function.name}(uZ) stays between {low:.4g} and {high:.4g} for u from 1e-6 to 1e3"
    return Preserving(None, None, text, False)


def _largest_variance(function: Activation) -> sp.Expr | None:
    """Return Popoviciu's bound (sup g - inf g)^2/4 for a monotone bounded g, None for others."""
    slopes = [_slope(piece) for piece in function.pieces]
    changes = [*slopes, *(size for _, size in function.jumps)]
    if not (all(part.is_nonnegative for part in changes) or all(part.is_nonpositive for part in changes)):
        return None
    ends = sp.limit(function.pieces[0].expr, x, -sp.oo), sp.limit(function.pieces[-1].expr, x, sp.oo)
    bound = sp.simplify((ends[1] - ends[0]) ** 2 / 4)
    return bound if bound.is_finite else None


def _slope(piece: Piece) -> sp.Expr:
    """Return g' on a piece, in terms of the distance from an end, which SymPy knows to be positive."""
    distance = sp.Symbol("distance", positive=True)
    slope = stable(stable(piece.expr).diff(x))
    if piece.low.is_finite:
        slope = slope.subs(x, piece.low + distance)
    elif piece.high.is_finite:
        slope = slope.subs(x, piece.high - distance)
    return sp.simplify(slope)
