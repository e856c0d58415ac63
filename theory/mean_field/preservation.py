"""The weight variance that preserves the variance of the activations, or the reason that there is none.

Kumar 2017, equation (12), without its linearisation.  The inputs of a layer have variance s^2, and the mean that the
layer below gives them; the activations of the layer must have variance s^2 again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import sympy as sp

from theory.activation.activation import Activation
from theory.activation.closed_forms import NoClosedForm
from theory.activation.float64 import stable
from theory.activation.lookup import resolve
from theory.activation.pieces import Piece
from theory.arguments import checked
from theory.integration.gaussian_moments import moments
from theory.mean_field.crossings import crossings
from theory.mean_field.moment_curves import variance as variance_curve
from theory.notation import x

__all__ = ["Preserving", "variance_preserving"]


@dataclass(frozen=True)
class Preserving:
    """A weight variance that preserves the variance of activations, or the reason that there is none.

    Parameters
    ----------
    weight_variance : float or None
        sigma_w^2 = N v^2; the smallest, if there are several.
    u : float or None
        The standard deviation of the pre-activations.
    reason : str
    proved : bool
        False if the reason is only a search over every scale of u in float64, and not an inequality or an identity.
    continuum : bool
        True if every weight variance preserves it; 1 then stands for all of them.
    """

    weight_variance: float | None
    u: float | None
    reason: str
    proved: bool
    continuum: bool = False


@checked
def variance_preserving(activation: str | Activation, variance: float = 1.0) -> Preserving:
    """Return sigma_w^2 such that activations of the given variance give activations of that variance.

    Var g(uZ) = variance is solved for u, and then u^2 = sigma_w^2 (variance + (E g)^2) for sigma_w^2.  (The variance
    u^2 of the *pre-activations* can always be preserved: sigma_w is then the forward gain.)

    Parameters
    ----------
    activation : str or Activation
    variance : float, optional
        The variance s^2 of the activations.

    Returns
    -------
    Preserving

    Raises
    ------
    ValueError
        If the variance is not a positive number.
    """
    if not 0 < variance < np.inf:
        raise ValueError(f"variance = {variance:g}: it must be a positive number")
    function = resolve(activation)
    return (
        _out_of_reach(function, variance)
        or _found(function, variance)
        or _below_for_every_u(function, variance)
        or _not_found(function)
    )


def _out_of_reach(function: Activation, variance: float) -> Preserving | None:
    """Return the proof that no g(uZ) has the variance, from the span of the values of g."""
    span = _span(function)
    bound = None if span is None else sp.simplify(span**2 / 4)
    equal = bound is not None and float(bound) == variance
    # The variance can equal the bound only if g takes just two values, and then g jumps.
    if bound is None or not (bound < variance or (equal and not function.jumps)):
        return None
    limit = f"{'below' if equal else 'at most'} {bound} by Popoviciu's inequality, never {variance:g}"
    text = f"the values of {function.name} span {span}: its variance is {limit}"
    return Preserving(None, None, text, True)


def _found(function: Activation, variance: float) -> Preserving | None:
    """Return the least u at which Var g(uZ) is the variance, or that it is at every u."""
    found = crossings(variance_curve(function), 1 / variance)
    if found.everywhere:
        u = float(np.sqrt(variance + float(moments(function, 1.0).mean) ** 2))
        reason = f"Var {function.name}(uZ) = {variance:g} for every u: every weight variance preserves it"
        return Preserving(1.0, u, reason, _missing(function, variance) == 0, continuum=True)
    if not found.q:
        return None
    root = found.q[0]
    mean = float(moments(function, np.sqrt(root)).mean)
    reason = f"Var {function.name}(uZ) = {variance:g} at u = {np.sqrt(root):.6g}"
    return Preserving(root / (variance + mean**2), float(np.sqrt(root)), reason, True)


def _below_for_every_u(function: Activation, variance: float) -> Preserving | None:
    """Return the proof, from the closed form, that Var g(uZ) is below the variance."""
    missing = _missing(function, variance)
    if missing is None or not missing.is_positive:
        return None
    found = sp.simplify(sp.nsimplify(variance) - missing)
    text = f"Var {function.name}(uZ) = {found} is below {variance:g} for every u"
    return Preserving(None, None, text, True)


def _not_found(function: Activation) -> Preserving:
    found = variance_curve(function).samples().value
    low, high = np.nanmin(found), np.nanmax(found)
    text = f"Var {function.name}(uZ) stays between {low:.4g} and {high:.4g} at every scale of u"
    return Preserving(None, None, text, False)


def _missing(function: Activation, variance: float) -> sp.Expr | None:
    """Return the variance less Var g(uZ), as an expression in u; None without a closed form."""
    try:
        found = function.moment(2) - function.moment(1) ** 2
    except NoClosedForm:
        return None
    return sp.simplify(sp.nsimplify(variance) - found)


def _span(function: Activation) -> sp.Expr | None:
    """Return an upper bound on sup g - inf g; None if none is found.

    Exact where g is monotone; elsewhere by interval arithmetic on each of its pieces.
    """
    slopes = [_slope(piece) for piece in function.pieces]
    changes = [*slopes, *(size for _, size in function.jumps)]
    if all(part.is_nonnegative for part in changes) or all(part.is_nonpositive for part in changes):
        ends = sp.limit(function.pieces[0].expr, x, -sp.oo), sp.limit(function.pieces[-1].expr, x, sp.oo)
        span = sp.Abs(ends[1] - ends[0])
        return span if span.is_finite else None
    ranges = [piece.expr.subs(x, sp.AccumBounds(piece.low, piece.high)) for piece in function.pieces]
    if not all(isinstance(part, sp.AccumBounds) or part.is_number for part in ranges):
        return None
    span = sp.Max(*(getattr(part, "max", part) for part in ranges))
    span -= sp.Min(*(getattr(part, "min", part) for part in ranges))
    return span if span.is_finite else None


def _slope(piece: Piece) -> sp.Expr:
    """Return g' on a piece, in terms of the distance from an end, which SymPy knows to be positive."""
    distance = sp.Symbol("distance", positive=True)
    slope = stable(stable(piece.expr).diff(x))
    if piece.low.is_finite:
        slope = slope.subs(x, piece.low + distance)
    elif piece.high.is_finite:
        slope = slope.subs(x, piece.high - distance)
    return sp.simplify(slope)
