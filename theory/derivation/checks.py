"""The checks that every kind of step shares: an identity in symbols, and agreement at random points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

import flint
import sympy as sp

from theory.derivation.evaluation import enclosed
from theory.derivation.step import StepRefused
from theory.enclosure.balls import CannotTell, agree
from theory.notation import random_point

__all__ = [
    "DIGITS",
    "is_real_and_no_more",
    "points",
    "require_agreement",
    "require_close",
    "require_equal",
    "require_nonnegative",
    "require_smooth",
    "require_zero",
]

# SymPy differentiates these piece by piece, and does not see where they jump.
_JUMPS = (
    sp.Piecewise, sp.floor, sp.ceiling, sp.frac, sp.Mod, sp.Heaviside, sp.sign, sp.Abs, sp.Max, sp.Min, sp.arg,
    sp.atan2, sp.acot, sp.asec, sp.acsc, sp.re, sp.im, sp.tan, sp.cot, sp.sec, sp.csc, sp.coth, sp.csch, sp.acoth,
    sp.acsch, sp.gamma, sp.digamma, sp.polygamma,
)  # fmt: skip


_POINTS = 8
DIGITS = 30


def is_real_and_no_more(symbol: sp.Expr) -> bool:
    """Tell whether a symbol is assumed to be real, and nothing else: it may have any sign, and be 0."""
    return isinstance(symbol, sp.Symbol) and symbol.assumptions0 == sp.Symbol("_", real=True).assumptions0


def require_zero(difference: sp.Expr) -> None:
    """Raise StepRefused unless SymPy simplifies the difference to 0; an undecided difference is refused too."""
    # Write erfc by erf, since SymPy does not use erf + erfc = 1, and gamma by loggamma beside loggamma.  Leave sums
    # and integrals alone: their steps have proofs of their own, and SymPy may search for hours.
    written = difference.replace(sp.erfc, lambda argument: 1 - sp.erf(argument))
    if written.has(sp.loggamma):
        written = written.replace(sp.gamma, lambda argument: sp.exp(sp.loggamma(argument)))
    # A numerator that multiplies out to 0 is found ten times sooner than `simplify` finds it.
    numerator, _ = sp.fraction(sp.together(written))
    reduced = 0 if sp.expand(numerator) == 0 else sp.simplify(written, doit=False)
    if reduced != 0:
        raise StepRefused(
            f"the two sides differ by {reduced}, which SymPy does not bring to 0: a step is wrong, or too large; "
            "integrals have steps of their own, such as Support and Evaluate"
        )


def require_nonnegative(factor: sp.Expr) -> None:
    """Raise StepRefused unless an expression has no negative value, or is an even power of a real one."""
    base, power = factor.as_base_exp()
    if not (factor.is_nonnegative or (power.is_even and base.is_real)):
        raise StepRefused(f"{factor} is not shown to be 0 or more")


def require_smooth(function: sp.Expr, variable: sp.Symbol | None = None) -> None:
    """Raise StepRefused where a function may jump, so that its slope does not tell its values.

    It may also jump where it divides by sin or cos, as atan(tan x) does.

    Parameters
    ----------
    function : sympy.Expr
    variable : sympy.Symbol, optional
        Over whose whole range the slope must tell the values: what holds it is divided by only where assumptions show
        that it is not 0.  The slope of atan(1/x) does not tell its jump at 0.  The logarithm of a quotient may have a
        pole, since beyond it there is no real value.
    """
    if jumps := function.atoms(*_JUMPS):
        raise StepRefused(f"{min(jumps, key=str)} may jump: give a smooth function, on each piece by itself")
    logs = {part for part in function.atoms(sp.log) if not part.args[0].has(sp.Function)}
    outside = function.xreplace({part: sp.Dummy() for part in logs})
    for power in sorted(outside.atoms(sp.Pow), key=str):
        varies = variable is not None and power.base.has(variable) and power.base.is_zero is not False
        if not power.exp.is_nonnegative and (varies or power.base.has(sp.sin, sp.cos)):
            raise StepRefused(
                f"{power} may jump, since {power.base} is not shown to differ from 0: give a smooth function, on each "
                "piece by itself, of symbols whose assumptions show it"
            )


def require_close(left: sp.Expr, right: sp.Expr, digits: int, where: object) -> None:
    """Raise StepRefused unless two numbers agree to `digits` digits of the larger one."""
    # Numbers that cancel to 0 leave their rounding errors, far below any quantity in these papers.
    slack = max(abs(left) * sp.Float(10) ** -digits, abs(right) * sp.Float(10) ** -digits, sp.Float("1e-60"))
    if abs(left - right) > slack:
        raise StepRefused(f"at {where} the sides are {sp.N(left, 12)} and {sp.N(right, 12)}")


def require_equal(left: sp.Expr, right: sp.Expr, point: Mapping[sp.Symbol, sp.Expr], digits: int) -> None:
    """Refuse unless the balls of both sides at a point overlap, each with a relative radius below 10**-digits.

    What cannot be enclosed is refused too.
    """
    try:
        balls = [enclosed(side, point, digits) for side in (left, right)]
    except CannotTell as reason:
        raise StepRefused(str(reason)) from reason
    require_agreement(balls[0], balls[1], point, digits)


def require_agreement(left: flint.arb, right: flint.arb, where: object, digits: int) -> None:
    """Refuse unless two small balls overlap; disjoint ones prove that the values differ."""
    try:
        same = agree(left, right, digits)
    except CannotTell as reason:
        raise StepRefused(str(reason)) from reason
    if not same:
        raise StepRefused(f"at {where} the sides are {left.str(12)} and {right.str(12)}")


def points(*expressions: sp.Expr, omit: set[sp.Symbol] | None = None) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Yield random points of the expressions' free symbols, in their typical ranges."""
    symbols = set().union(*(expression.free_symbols for expression in expressions)) - (omit or set())
    symbols = {symbol for symbol in symbols if isinstance(symbol, sp.Symbol)}
    rng = Random(20170504)
    # Without symbols, one evaluation is the whole claim.
    for _ in range(_POINTS if symbols else 1):
        yield random_point(symbols, rng)
