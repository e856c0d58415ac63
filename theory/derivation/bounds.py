"""Bounds as steps of a derivation: one integrand below another, one random variable above another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from theory.derivation.checks import (
    DIGITS,
    points,
    require_equal,
    require_nonnegative,
    require_smooth,
    require_zero,
)
from theory.derivation.evaluation import enclosed
from theory.derivation.step import Step, StepRefused
from theory.enclosure.balls import midpoint
from theory.notation import E

__all__ = ["AtLeast", "AtMost", "Below"]

_DERIVATIVES = 4  # the most that are taken to show that a factor of a gap is positive


@dataclass(frozen=True)
class Below(Step):
    """Replace an even integrand over the line by a larger one: their difference is a product of positive factors.

    Parameters
    ----------
    gap : tuple of sympy.Expr
        The factors, in the variable of integration.  Each is positive on the positive half-line, or it is 0 at
        0 and its derivative is positive there, or that is 0 at 0 too and its own derivative is positive, and so on.
    """

    gap: tuple[sp.Expr, ...] = ()
    kind: ClassVar[str] = "bound"
    relation: ClassVar[str] = "<"
    sign: ClassVar[str] = "<"

    def prove(self, previous: sp.Expr) -> None:
        if not (isinstance(previous, sp.Integral) and isinstance(self.result, sp.Integral)):
            raise StepRefused(f"a bound needs an integral on both sides, got {previous} and {self.result}")
        if previous.limits != self.result.limits or [end[1:] for end in previous.limits] != [(-sp.oo, sp.oo)]:
            raise StepRefused("expected integrals over the whole line, in the same variable")
        variable = previous.limits[0][0]
        difference = self.result.function - previous.function
        require_zero(difference - sp.Mul(*self.gap))
        require_zero(difference - difference.subs(variable, -variable))
        for factor in self.gap:
            if not _is_positive(factor, variable):
                raise StepRefused(f"{factor} is not shown to be positive where {variable} is")

    def confirm(self, previous: sp.Expr) -> None:
        for point in points(previous, self.result):
            between = sp.Integral(sp.Mul(*self.gap), *previous.limits)
            require_equal(self.result - previous, between, point, 20)
            if not enclosed(between, point, 20) > 0:
                raise StepRefused(f"at {point}, {previous} < {self.result} fails")


def _is_positive(factor: sp.Expr, variable: sp.Symbol) -> bool:
    """Tell whether a factor is shown to be positive beyond 0, by the first derivative that is not 0 at 0."""
    positive = sp.Dummy("a", positive=True)
    at = factor.subs(variable, positive)
    for _ in range(_DERIVATIVES + 1):
        if at.is_positive:
            return True
        if at.subs(positive, 0) != 0:
            return False
        require_smooth(at, positive)  # the slope says nothing of a jump
        at = sp.simplify(sp.diff(at, positive))
    return False


@dataclass(frozen=True)
class _MeanBound(Step):
    """A bound on a mean, since it bounds the random variable: E f(T) >= E g(T) where f >= g.

    Both sides are linear in expectations of one positive random variable.

    Parameters
    ----------
    gap : tuple of sympy.Expr
        Factors of the larger minus the smaller: each is a square, or has no negative value where the variable is
        positive.
    """

    gap: tuple[sp.Expr, ...] = ()
    kind: ClassVar[str] = "mean bound"

    def prove(self, previous: sp.Expr) -> None:
        require_zero(self._difference(previous) - sp.Mul(*self.gap))
        for factor in self.gap:
            require_nonnegative(factor)

    def confirm(self, previous: sp.Expr) -> None:
        difference, gap = self._difference(previous), sp.Mul(*self.gap)
        (variable,) = difference.free_symbols
        for exponent in range(-40, 41):
            at = {variable: sp.Rational(2) ** sp.Rational(exponent, 4)}
            require_equal(difference, gap, at, DIGITS)
            value = enclosed(difference, at)
            if value < 0:
                raise StepRefused(
                    f"at {variable} = 2**({exponent}/4) the difference is {midpoint(value, 15)}"
                )

    def _difference(self, previous: sp.Expr) -> sp.Expr:
        difference: sp.Expr = _inside(previous) - _inside(self.result)
        return difference if self.sign == "≥" else -difference


def _inside(side: sp.Expr) -> sp.Expr:
    """Return f(T) for a + b E f_1(T) + c E f_2(T) ..., whose mean is the side."""
    means = side.atoms(E)
    stand_in = {mean: sp.Dummy() for mean in means}
    outside = side.xreplace(stand_in)
    variables = set().union(*(mean.free_symbols for mean in means))
    one = len(variables) == 1 and all(variable.is_positive for variable in variables)
    nested = any(mean.args[0].has(E) for mean in means)
    if not one or nested or outside.free_symbols & variables or not _is_linear(outside, stand_in.values()):
        raise StepRefused(f"{side} is not linear in expectations of one positive random variable")
    return side.xreplace({mean: mean.args[0] for mean in means})


def _is_linear(expression: sp.Expr, symbols: Iterable[sp.Symbol]) -> bool:
    try:
        return bool(sp.Poly(expression, *symbols).total_degree() <= 1)
    except sp.PolynomialError:
        return False


class AtLeast(_MeanBound):
    """The previous mean is at least the next one."""

    relation: ClassVar[str] = r"\ge"
    sign: ClassVar[str] = "≥"


class AtMost(_MeanBound):
    """The previous mean is at most the next one."""

    relation: ClassVar[str] = r"\le"
    sign: ClassVar[str] = "≤"
