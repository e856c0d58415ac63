"""The largest value of a function as a step of a derivation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import sympy as sp

from theory.derivation.checks import (
    DIGITS,
    is_real_and_no_more,
    points,
    require_equal,
    require_nonnegative,
    require_zero,
)
from theory.derivation.evaluation import bound_symbols, enclosed
from theory.derivation.step import Step, StepRefused
from theory.notation import domain_of

__all__ = ["Largest"]

_SIZES = [sp.Rational(2) ** exponent for exponent in range(-12, 6)]


@dataclass(frozen=True)
class Largest(Step):
    """From a function of one variable, over the whole line, to its largest value, which it takes.

    Confirmed in ball arithmetic, where it is taken and on a grid around that place.

    Parameters
    ----------
    variable : sympy.Symbol
        It is real, and nothing else is known of it.
    at : sympy.Expr
        Where the largest value is taken: a finite real number, as its symbols' assumptions show.
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
        if not is_real_and_no_more(self.variable) or not np.isinf(self._ends()).all():
            raise StepRefused(f"variable = {self.variable}: give a real symbol that may have any value")
        if self.variable not in previous.free_symbols:
            raise StepRefused(f"{previous} is not a function of {self.variable}")
        at = sp.sympify(self.at)
        for part in (self.result, at):
            if part.has(self.variable):
                raise StepRefused(f"{part} still depends on {self.variable}")
        if not at.is_real:
            raise StepRefused(
                f"at = {at} is not shown to be a finite real number: give symbols whose assumptions show it, such as "
                "positive"
            )
        if captured := at.free_symbols & set().union(*map(bound_symbols, (previous, self.result, *self.gap))):
            raise StepRefused(
                f"at = {at} holds {min(captured, key=str)}, over which {previous} runs: give it by other symbols"
            )

    def _ends(self) -> tuple[float, float]:
        domain = domain_of(self.variable)
        return domain.low, domain.high
