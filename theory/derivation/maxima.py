"""The largest value of a function as a step of a derivation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from theory.derivation.checks import DIGITS, points, require_equal, require_nonnegative, require_zero
from theory.derivation.evaluation import enclosed
from theory.derivation.step import Step, StepRefused

__all__ = ["Largest"]

_SIZES = [sp.Rational(2) ** exponent for exponent in range(-12, 6)]


@dataclass(frozen=True)
class Largest(Step):
    """From a function of one variable, over the whole line, to its largest value, which it takes.

    Confirmed in ball arithmetic, where it is taken and on a grid around that place.

    Parameters
    ----------
    variable : sympy.Symbol
        It may be any real number.
    at : sympy.Expr
        Where the largest value is taken.
    gap : tuple of sympy.Expr
        Factors of the largest value minus the function.  Each is a square, or has no negative value.
    """

    variable: sp.Symbol = sp.S.NaN
    at: sp.Expr = sp.S.NaN
    gap: tuple[sp.Expr, ...] = ()
    kind: ClassVar[str] = "maximum"

    def prove(self, previous: sp.Expr) -> None:
        self._require_a_function(previous)
        require_zero(previous.subs(self.variable, self.at) - self.result)
        require_zero(self.result - previous - sp.Mul(*self.gap))
        for factor in self.gap:
            require_nonnegative(factor)

    def confirm(self, previous: sp.Expr) -> None:
        self._require_a_function(previous)
        for point in points(previous, self.result, omit={self.variable}):
            require_equal(previous.subs(self.variable, self.at), self.result, point, DIGITS)
            top = enclosed(self.result, point)
            for distance in _SIZES:
                for place in (self.at - distance, self.at + distance):
                    if enclosed(previous.subs(self.variable, place), point) > top:
                        raise StepRefused(
                            f"at {self.variable} = {place} the function is above {self.result}, for {point}"
                        )

    def _require_a_function(self, previous: sp.Expr) -> None:
        anything = isinstance(self.variable, sp.Symbol) and self.variable.is_real
        if not anything or self.variable.is_positive is not None or self.variable.is_integer:
            raise StepRefused(f"variable = {self.variable}: give a real symbol that may have any value")
        if not previous.has(self.variable):
            raise StepRefused(f"{previous} is not a function of {self.variable}")
        for part in (self.result, sp.sympify(self.at)):
            if part.has(self.variable):
                raise StepRefused(f"{part} still depends on {self.variable}")
