"""Fixed points as steps of a derivation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import mpmath
import sympy as sp

from theory.derivation.checks import require_zero
from theory.derivation.step import Step, StepRefused
from theory.enclosure.roots import enclose_fixed_point
from theory.enclosure.settled import FixedPointOf

__all__ = ["Settle"]

_DIGITS = 20


@dataclass(frozen=True)
class Settle(Step):
    """From a map to the number that it gives back: `result` is a FixedPointOf the previous expression.

    Interval Newton proves that there is exactly one in the range.  The map, applied once by mpmath's quadrature,
    confirms where.
    """

    kind: ClassVar[str] = "fixed point"

    def prove(self, previous: sp.Expr) -> None:
        image, variable, low, high = self._definition()
        require_zero(previous - image)
        try:
            enclose_fixed_point(image, variable, low, high)
        except ValueError as reason:  # NoRoot, CannotTell, or a range that is none
            raise StepRefused(str(reason)) from reason

    def confirm(self, previous: sp.Expr) -> None:
        _, variable, low, high = self._definition()
        with mpmath.workdps(_DIGITS + 10):
            middle = sp.N(self.result, _DIGITS + 10)
            error = abs(_by_quadrature(previous.subs(variable, middle)) - middle)
        if error > abs(middle) * sp.Float(10) ** -_DIGITS:
            raise StepRefused(f"at {sp.N(middle, 12)} the map and its argument differ by {sp.N(error, 3)}")
        if not low < middle < high:
            raise StepRefused(f"{sp.N(middle, 12)} is not between {low} and {high}")

    def _definition(self) -> tuple[sp.Expr, sp.Symbol, sp.Expr, sp.Expr]:
        if not isinstance(self.result, FixedPointOf):
            raise StepRefused(f"{self.result} must be a FixedPointOf the previous expression")
        definition: tuple[sp.Expr, sp.Symbol, sp.Expr, sp.Expr] = self.result.definition
        return definition


def _by_quadrature(expression: sp.Expr) -> sp.Float:
    """Evaluate an expression in numbers with mpmath's quadrature, which shares nothing with the balls."""
    return sp.N(expression.replace(lambda part: isinstance(part, sp.Integral), _quadrature), mpmath.mp.dps)


def _quadrature(integral: sp.Integral) -> sp.Float:
    ((variable, low, high),) = integral.limits
    ends = [mpmath.mpf(sp.N(end)) if end.is_finite else mpmath.inf * int(sp.sign(end)) for end in (low, high)]
    inner = [0] if ends[0] < 0 < ends[1] else []
    function = sp.lambdify(variable, integral.function, "mpmath")
    return sp.Float(mpmath.quad(function, [ends[0], *inner, ends[1]]), mpmath.mp.dps)
