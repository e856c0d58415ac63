"""Differentiation as a step of a derivation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import mpmath
import sympy as sp

from theory.derivation.checks import points, require_close, require_smooth, require_zero
from theory.derivation.evaluation import evaluate
from theory.derivation.step import Step, StepRefused

__all__ = ["Differentiate"]


@dataclass(frozen=True)
class Differentiate(Step):
    """Take the derivative that the previous expression states; confirmed by central differences in 60 digits."""

    kind: ClassVar[str] = "derivative"

    def prove(self, previous: sp.Expr) -> None:
        derivative = _derivative(previous)
        require_smooth(derivative.expr)
        taken = sp.diff(derivative.expr, derivative.variables[0])
        require_zero(previous.xreplace({derivative: taken}) - self.result)

    def confirm(self, previous: sp.Expr) -> None:
        derivative = _derivative(previous)
        (variable,) = derivative.variables
        step = sp.Rational(1, 10**16)
        for point in points(previous, self.result, variable):
            ends = [
                evaluate(derivative.expr, {**point, variable: point[variable] + side * step}, 60)
                for side in (1, -1)
            ]
            with mpmath.workdps(60):
                slope = (ends[0] - ends[1]) / sp.Float(2 * step, 60)
            left = evaluate(previous.xreplace({derivative: slope}), point)
            require_close(left, evaluate(self.result, point), 20, point)


def _derivative(expression: sp.Expr) -> sp.Derivative:
    found = list(expression.atoms(sp.Derivative))
    if len(found) != 1 or len(found[0].variables) != 1:
        raise StepRefused(
            f"{expression} must hold one first derivative: start from sympy.Derivative(f, variable)"
        )
    return found[0]
