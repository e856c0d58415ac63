"""The number of solutions of an equation, as a step of a derivation."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from theory.derivation.checks import points, require_smooth, require_zero
from theory.derivation.evaluation import evaluate
from theory.derivation.step import Step, StepRefused

__all__ = ["CountRoots", "PositiveRoots"]

_GRID = [sp.Rational(2) ** sp.Rational(exponent, 8) for exponent in range(-80, 57)]


class PositiveRoots(sp.Function):  # type: ignore[misc]
    """The number of t > 0 at which a function of t has a value; arguments: the function, t, the value."""

    nargs = 3
    is_extended_nonnegative = True
    is_integer = True


@dataclass(frozen=True)
class CountRoots(Step):
    """A function that falls from one limit to another takes each value between them once, and no other.

    Parameters
    ----------
    slope : tuple of sympy.Expr
        Factors of minus the slope of the function: each is positive for positive arguments, or 0 at 0 and growing.
    """

    slope: tuple[sp.Expr, ...] = ()
    kind: ClassVar[str] = "roots"

    def prove(self, previous: sp.Expr) -> None:
        count, (function, variable, value) = _count(previous)
        require_smooth(function)
        if value.has(variable):
            raise StepRefused(f"{value} holds {variable}: give the value that the function must have")
        if not sp.singularities(function, variable, sp.Interval.open(0, sp.oo)).is_empty:
            raise StepRefused(f"{function} is not shown to be finite for every {variable} > 0")
        require_zero(sp.diff(function, variable) + sp.Mul(*self.slope))
        for factor in self.slope:
            if not _positive(factor, variable):
                raise StepRefused(f"{factor} is not shown to be positive where {variable} is")
        high, low = sp.limit(function, variable, 0, "+"), sp.limit(function, variable, sp.oo)
        if not isinstance(self.result, sp.Piecewise) or len(self.result.args) != 2:
            raise StepRefused(
                f"{self.result} is not a Piecewise of two cases: where there is a root, and elsewhere"
            )
        (with_root, condition), (without, otherwise) = self.result.args
        if otherwise != True:  # noqa: E712  # SymPy's true
            raise StepRefused(f"{self.result} has no value where neither {condition} nor {otherwise} holds")
        require_zero(previous.xreplace({count: sp.S.One}) - with_root)
        require_zero(previous.xreplace({count: sp.S.Zero}) - without)
        if _solutions(condition) != _solutions(sp.And(low < value, value < high)):
            raise StepRefused(f"there is a root where {low} < {value} < {high}, not where {condition}")

    def confirm(self, previous: sp.Expr) -> None:
        """Count the changes of sign on a grid."""
        count, (function, variable, value) = _count(previous)
        values = [evaluate(function, {variable: at}) for at in _GRID]
        for point in points(previous, self.result, omit={variable}):
            level = evaluate(value, point)
            above = [number > level for number in values]
            found = sum(first != second for first, second in itertools.pairwise(above))
            left = previous.xreplace({count: sp.Integer(found)}).subs(point)
            right = self.result.subs(point)
            if sp.simplify(left - right) != 0:
                raise StepRefused(f"at {point} there are {found} roots, so {left}, not {right}")


def _count(expression: sp.Expr) -> tuple[sp.Expr, tuple[sp.Expr, ...]]:
    found = list(expression.atoms(PositiveRoots))
    if len(found) != 1:
        raise StepRefused(f"{expression} must hold one PositiveRoots(function, variable, value)")
    return found[0], found[0].args


def _positive(factor: sp.Expr, variable: sp.Symbol) -> bool:
    positive = sp.Dummy("a", positive=True)
    at = factor.subs(variable, positive)
    # cosh(2a) - 1 is 2 sinh(a)^2: SymPy knows the sign of the square, once it is written so.
    slope = sp.diff(at, positive).replace(sp.cosh, lambda argument: 1 + 2 * sp.sinh(argument / 2) ** 2)
    grows = factor.subs(variable, 0) == 0 and sp.expand(slope).is_positive
    return bool(at.is_positive or grows)


def _solutions(condition: sp.Basic) -> sp.Set:
    (symbol,) = condition.free_symbols
    return condition.subs(symbol, sp.Dummy(real=True)).as_set()
