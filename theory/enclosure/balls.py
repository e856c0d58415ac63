"""Closed expressions as balls: an interval that holds the value for certain, as narrow as it is asked for.

>>> import sympy as sp
>>> from theory.enclosure.balls import enclose
>>> x = sp.Symbol("x")
>>> ball = enclose(sp.Integral(sp.exp(-x**2), (x, -sp.oo, sp.oo)), digits=30)
>>> print(ball.str(20, radius=False))
1.7724538509055160273
>>> ball.rad() < 1e-30
True
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from flint import acb, arb, ctx

from theory.enclosure import integrals, piecewise, series  # noqa: F401  # they register their rules
from theory.enclosure.compiling import Operation, compiled
from theory.enclosure.refusal import CannotTell, Undecided

__all__ = ["FLOOR", "CannotTell", "agree", "enclose", "midpoint", "refined", "separated"]

# What is 0 leaves a ball about 0, at any precision.  This is far below any quantity of these papers.
FLOOR = 1e-60
_GUARD = 20  # bits beyond those asked for, lost to rounding
_MOST = 4096  # bits: where the precision stops to rise
_TRIES = 4  # with no finite ball at all
_BITS = math.log2(10)
_MOST_DIGITS = int((_MOST - _GUARD) / _BITS)


def enclose(expression: sp.Expr, point: Mapping[Any, Any] | None = None, digits: int = 30) -> arb:
    """Enclose the value of a real expression in a ball.

    The precision is raised until the ball is small enough.  A value that is 0 cannot have a small relative
    radius: a ball about 0 is accepted where its radius is below `FLOOR`.

    Parameters
    ----------
    expression : sympy.Expr
    point : mapping, optional
        The value of each free symbol: a number, or a closed expression.  A decimal such as 0.51 is 51/100.
    digits : int
        The relative radius is below 10**-digits.

    Returns
    -------
    flint.arb

    Raises
    ------
    CannotTell
        If a function in the expression has no rule, an integral no bound for its tail, or 4096 bits are too few.
    ValueError
        If a symbol has no value, or the value is not real.
    """
    expression = sp.sympify(expression)
    symbols = tuple(point or {})
    if missing := expression.free_symbols - set(symbols):
        names = ", ".join(sorted(map(str, missing)))
        raise ValueError(f"no value for {names} in {expression}: give one for each free symbol")
    arguments = [compiled(sp.sympify(value), ()) for value in (point or {}).values()]
    # Only a refusal is worth the time that it takes to print an expression.
    return refined(
        compiled(expression, symbols), arguments, digits, lambda: f"{expression} at {dict(point or {})}"
    )


def refined(operation: Operation, arguments: list[Operation], digits: int, meaning: Callable[[], str]) -> arb:
    """Evaluate an operation at rising precision until its ball is small enough, or refuse, as `enclose` does.

    `meaning` prints what is enclosed, for messages.
    """
    enough = math.ceil(digits * _BITS)
    precision, failures, reason = enough + _GUARD, 0, ""
    if precision > _MOST:
        raise CannotTell(
            f"{digits} digits take more than {_MOST} bits: ask for {_MOST_DIGITS} digits at most"
        )
    while precision <= _MOST:
        with ctx.workprec(precision):
            try:
                value = operation([argument((), False) for argument in arguments], False)
                reason = ""
            except Undecided as undecided:
                value, reason = acb(arb.nan()), str(undecided)
            if value.is_finite():
                if not value.imag.contains(0):
                    raise ValueError(f"{meaning()} has no finite real value: got {value.str(10)}")
                accuracy = value.real.rel_accuracy_bits()
                if value.imag == 0 and (accuracy > enough or abs(value.real) < FLOOR):
                    return value.real
                # As many bits as are lacking, where that is known; else twice as many.
                lacking = enough + _GUARD - accuracy if accuracy > 0 else precision
                precision += max(lacking, _GUARD)
                continue
        failures += 1
        if failures == _TRIES:
            raise CannotTell(f"{meaning()} has no finite real value that a ball shows. {reason}")
        precision *= 2
    raise CannotTell(f"cannot tell {meaning()} to {digits} digits with {_MOST} bits. {reason}")


def agree(left: arb, right: arb, digits: int = 30) -> bool:
    """Tell whether two balls may hold one value, given that both are small.

    Returns
    -------
    bool
        True where they overlap: the values differ by less than 2 * 10**-digits of the larger one.  False where
        they are disjoint: the values differ, for certain.

    Raises
    ------
    CannotTell
        If they overlap and a radius is above 10**-digits of the larger value, and above `FLOOR`.
    """
    if separated(left, right):
        return False
    size = max(left.abs_upper(), right.abs_upper())
    for ball in (left, right):
        if not (ball.rad() <= size / arb(10) ** digits or ball.rad() < FLOOR):
            raise CannotTell(f"{left} and {right} overlap, but their radii are too large for {digits} digits")
    return True


def separated(left: arb, right: arb) -> bool:
    """Tell whether two balls are disjoint, so that the values differ for certain.  False proves nothing."""
    return left.is_finite() and right.is_finite() and not left.overlaps(right)


def midpoint(ball: arb, digits: int = 30) -> sp.Float:
    """Return the midpoint of a ball as a number of SymPy with that many digits."""
    return sp.Float(ball.mid()._mpf_, digits)
