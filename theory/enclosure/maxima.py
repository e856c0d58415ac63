"""The largest value of a function on a range as a ball, and where it is taken."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp
from flint import arb, ctx

from theory.enclosure.differentiable import Function
from theory.enclosure.refusal import CannotTell
from theory.enclosure.roots import ends, root_of

__all__ = ["Maximum", "enclose_maximum"]

_COARSE = 64  # bits, while the maximum is being isolated
_PIECES = 4000


@dataclass(frozen=True)
class Maximum:
    """Where a function is largest, and its value there.

    Parameters
    ----------
    where, value : flint.arb
    """

    where: arb
    value: arb


def enclose_maximum(
    expression: sp.Expr, variable: sp.Symbol, low: Any, high: Any, digits: int = 30,
    point: Mapping[Any, Any] | None = None,
) -> Maximum:  # fmt: skip
    """Enclose the largest value of a function on [low, high], taken at one place inside.

    Intervals on which the function's ball lies below a value that it takes are excluded.  In what remains the
    derivative has one root, proved by `roots`, and the second derivative is negative there.

    Parameters
    ----------
    expression : sympy.Expr
        Twice differentiable in the variable on [low, high].
    variable : sympy.Symbol
    low, high : number or sympy.Expr
    digits : int
        The relative radii are below 10**-digits.
    point : mapping, optional
        The values of the other symbols.

    Raises
    ------
    CannotTell
        If it is taken at an end or at two places, or the balls do not decide; if the
        function may jump.
    """
    function = Function(expression, variable, point)
    function.require_continuous()
    slope = function.derivative
    with ctx.workprec(_COARSE):
        start, stop = ends(low, high)
        left, right = _remaining(function, slope, start.lower(), stop.upper())
    where = root_of(slope, _rational(left), _rational(right), digits)
    if not start <= where <= stop:
        raise CannotTell(
            f"{expression} may be largest at an end of [{low}, {high}]: it is at {where.str(20)}"
        )
    with ctx.workprec(math.ceil(digits * math.log2(10)) + _COARSE):
        # Flat at the top: by the mean value theorem the value is far narrower than the place.
        middle = where.mid()
        return Maximum(where, function(middle) + slope(where) * (where - middle))


def _remaining(function: Function, slope: Function, low: arb, high: arb) -> tuple[arb, arb]:
    """Return an interval that holds the maximum inside, where the curvature is negative; all else is excluded."""
    curvature = slope.derivative
    intervals, best = [(low, high)], function(low.union(high).mid()).lower()
    for _ in range(_PIECES):
        left, right = intervals[0][0], intervals[-1][1]
        if curvature(left.union(right)) < 0 and slope(left) > 0 and slope(right) < 0:
            return left, right
        pieces = []
        for start, stop in intervals:
            middle = ((start + stop) / 2).mid()
            value = function(middle)
            if value.is_finite():
                best = max(best, value.lower())
            pieces += [(start, middle), (middle, stop)]
        intervals = [piece for piece in pieces if not function(piece[0].union(piece[1])) < best]
        if len(intervals) > _PIECES or intervals[0][0] == intervals[0][1]:
            break
    raise CannotTell(
        f"cannot tell where {function.expression} is largest: at two places, or the balls are wide"
    )


def _rational(end: arb) -> sp.Rational:
    mantissa, exponent = end.man_exp()
    return sp.Rational(int(mantissa)) * sp.Integer(2) ** int(exponent)
