"""Strict bounds as steps of a derivation: one integrand below another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from theory.derivation.checks import points, require_close, require_zero
from theory.derivation.evaluation import evaluate
from theory.derivation.step import Step, StepRefused

__all__ = ["Below"]


@dataclass(frozen=True)
class Below(Step):
    """A larger integrand over the line: both are even, and differ by positive factors beside 0.

    Parameters
    ----------
    gap : tuple of sympy.Expr
        The factors, in the variable of integration: each is positive on the positive half-line, or 0 at 0
        with such a derivative.
    """

    gap: tuple[sp.Expr, ...] = ()
    kind: ClassVar[str] = "bound"
    relation: ClassVar[str] = "<"
    sign: ClassVar[str] = "<"

    def prove(self, previous: sp.Expr) -> None:
        if not (isinstance(previous, sp.Integral) and isinstance(self.result, sp.Integral)):
            raise StepRefused("a bound takes one integral to another")
        if previous.limits != self.result.limits or previous.limits[0][1:] != (-sp.oo, sp.oo):
            raise StepRefused("expected integrals over the line, in one variable")
        variable = previous.limits[0][0]
        difference = self.result.function - previous.function
        require_zero(difference - sp.Mul(*self.gap))
        require_zero(difference - difference.subs(variable, -variable))
        positive = sp.Dummy("a", positive=True)
        for factor in self.gap:
            at = factor.subs(variable, positive)
            grows = factor.subs(variable, 0) == 0 and sp.simplify(sp.diff(at, positive)).is_positive
            if not (at.is_positive or grows):
                raise StepRefused(f"{factor} is not shown to be positive where {variable} is")

    def confirm(self, previous: sp.Expr) -> None:
        for point in points(previous, self.result):
            low, high = evaluate(previous, point, 22), evaluate(self.result, point, 22)
            between = evaluate(sp.Integral(sp.Mul(*self.gap), *previous.limits), point, 22)
            require_close(high - low, between, 15, point)
            if not low < high:
                raise StepRefused(f"at {point}, {low} < {high} fails")
