"""Roots and fixed points as balls, each with a proof that it exists and is the only one.

The proof is interval Newton's.  Let f' have one sign on an interval I with midpoint m, and N = m - f(m)/f'(I).
Every root in I lies in N.  Where N is disjoint from I there is none; where N lies inside I there is exactly one.
Intervals on which the ball of f excludes 0 hold none, so that the rest of the range is excluded, not left out.

The function may hold Gaussian integrals: they are differentiated under the integral sign, which the bound of the
derivative's tail, uniform over the interval, allows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp
from flint import arb, ctx

from theory.enclosure.balls import FLOOR
from theory.enclosure.compiling import compiled
from theory.enclosure.differentiable import Function
from theory.enclosure.refusal import CannotTell

__all__ = [
    "FixedPoint",
    "NoRoot",
    "enclose_fixed_point",
    "enclose_root",
    "excludes_zero",
]

_COARSE = 64  # bits, while the root is being isolated
_PIECES = 4000  # intervals looked at before the answer is that one cannot tell
_MOST = 4096  # bits


class NoRoot(ValueError):
    """The function has no root in the range: this is proved."""


def enclose_root(
    expression: sp.Expr, variable: sp.Symbol, low: Any, high: Any, digits: int = 30,
    point: Mapping[Any, Any] | None = None,
) -> arb:  # fmt: skip
    """Enclose the only root of a function in [low, high], with a proof that it is there and the only one.

    Parameters
    ----------
    expression : sympy.Expr
        Differentiable in the variable on [low, high].
    variable : sympy.Symbol
    low, high : number or sympy.Expr
    digits : int
        The relative radius is below 10**-digits.
    point : mapping, optional
        The values of the other symbols.

    Raises
    ------
    NoRoot
        If there is none.
    CannotTell
        If there are several, or a double one, or one at an end of the range, or the balls do not decide; if the
        function may jump.
    """
    function = Function(expression, variable, point)
    function.require_continuous()
    derivative = function.derivative
    where = f"{function.expression} in [{low}, {high}] of {function.variable}"
    with ctx.workprec(_COARSE):
        start, stop = _ends(low, high)
        found = _isolated(function, derivative, start.lower(), stop.upper())
    if not found:
        raise NoRoot(f"{where} has no root: its balls exclude 0")
    if len(found) > 1:
        raise CannotTell(f"{where} has more than one root: {', '.join(ball.str(5) for ball in found)}")
    root = _polished(function, derivative, found[0], digits)
    if not start <= root <= stop:
        raise CannotTell(f"the root {root.str(20)} of {where} is at an end of the range: widen it")
    return root


def _ends(low: Any, high: Any) -> tuple[arb, arb]:
    """Return the balls of the ends of a range.

    Raises
    ------
    ValueError
        If they are not real numbers in order.
    """
    balls = []
    for end in (low, high):
        value = compiled(sp.sympify(end), ())((), False)
        if value.imag != 0 or not value.is_finite():
            raise ValueError(f"{end} is not a finite real number: the range [{low}, {high}] needs two")
        balls.append(value.real)
    if not balls[0] < balls[1]:
        raise ValueError(f"the range [{low}, {high}] is empty: give its ends in order")
    return balls[0], balls[1]


def _isolated(function: Function, derivative: Function, low: arb, high: arb) -> list[arb]:
    """Return balls that hold one root each; the rest of [low, high] holds none."""
    waiting, found = [(low, high)], list[arb]()
    for _ in range(_PIECES):
        if not waiting:
            return found
        left, right = waiting.pop()
        ball = left.union(right)
        if excludes_zero(function(ball)):
            continue
        slope = derivative(ball)
        if excludes_zero(slope):
            step = _newton(function, slope, ball)
            if step.is_finite():
                if not step.overlaps(ball):
                    continue
                if ball.contains_interior(step):
                    # The balls of two neighbours overlap by a hair, and may show one root twice.
                    if not any(_same_root(derivative, step, other) for other in found):
                        found.append(step)
                    continue
                # Every root in this interval is in the step: only what they share is looked at again.
                left, right = max(left, step.lower()), min(right, step.upper())
        # Not in halves: roots like round numbers, and one at an end is never inside.
        cut = (left + (right - left) * arb(0.4765625)).mid()
        if not left < cut < right:
            break
        waiting += [(left, cut), (cut, right)]
    raise CannotTell(
        f"cannot tell the roots of {function.expression} near {function.variable} = {ball.str(8)}: there may be "
        "several, a double one, one at an end of the range, or the balls are too wide"
    )


def _newton(function: Function, slope: arb, ball: arb) -> arb:
    middle = ball.mid()
    return middle - function(middle) / slope


def _same_root(derivative: Function, first: arb, second: arb) -> bool:
    return bool(first.overlaps(second)) and excludes_zero(derivative(first.union(second)))


def excludes_zero(ball: arb) -> bool:
    """Tell whether a ball is finite and does not hold 0."""
    return bool(ball.is_finite()) and not ball.contains(0)


def _polished(function: Function, derivative: Function, ball: arb, digits: int) -> arb:
    """Narrow a ball with one root by Newton steps at rising precision."""
    enough, precision = math.ceil(digits * math.log2(10)), _COARSE
    while precision <= _MOST:
        with ctx.workprec(precision):
            for _ in range(3):
                step = _newton(function, derivative(ball), ball)
                if not step.is_finite():
                    break
                ball = ball.intersection(step)
                if ball.rel_accuracy_bits() > enough or ball.abs_upper() < FLOOR:
                    return ball
        precision *= 2
    raise CannotTell(f"cannot tell the root of {function.expression} near {ball} to {digits} digits")


@dataclass(frozen=True)
class FixedPoint:
    """The only fixed point of a map in a range, and the slope of the map there.

    Parameters
    ----------
    value, slope : flint.arb
        Balls.  A slope within (-1, 1) is proved to attract.
    """

    value: arb
    slope: arb


def enclose_fixed_point(
    expression: sp.Expr, variable: sp.Symbol, low: Any, high: Any, digits: int = 30,
    point: Mapping[Any, Any] | None = None,
) -> FixedPoint:  # fmt: skip
    """Enclose the only fixed point of a map in [low, high], where expression - variable is 0.

    Parameters, and errors, are those of `enclose_root`.

    Examples
    --------
    >>> import sympy as sp
    >>> x = sp.Symbol("x")
    >>> print(enclose_fixed_point(sp.cos(x), x, 0, 1).value.str(20, radius=False))
    0.73908513321516064166
    """
    value = enclose_root(sp.sympify(expression) - variable, variable, low, high, digits, point)
    with ctx.workprec(math.ceil(digits * math.log2(10)) + _COARSE):
        return FixedPoint(value, Function(expression, variable, point).derivative(value))
