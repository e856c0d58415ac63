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
    """Replace an even integrand over the line by a larger one: their difference is a product of positive factors.

    Parameters
    ----------
    gap : tuple of sympy.Expr
        The factors, in the variable of integration.  Each is positive on the positive half-line, or it is 0 at
        0 and its derivative is positive there.
    """

    gap: tuple[sp.Expr, ...] = ()
    kind: ClassVar[str] = "bound"
    relation: ClassVar[str] = "<"
    sign: ClassVar[str] = "<"

    def prove(self, previous: sp.Expr) -> None:
        if not (isinstance(previous, sp.Integral) and isinstance(self.result, sp.Integral)):
            raise StepRefused(f"a bound needs an integral on both sides, got {previous} and {self.result}")
        if previous.limits != self.result.limits or previous.limits[0][1:] != (-sp.oo, sp.oo):
            raise StepRefused("expected integrals over the whole line, in the same variable")
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
