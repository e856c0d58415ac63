"""Differentiation as a step of a derivation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import mpmath
import sympy as sp

from theory.derivation.checks import points, require_close, require_zero
from theory.derivation.evaluation import evaluate
from theory.derivation.step import Step

__all__ = ["Differentiate"]


@dataclass(frozen=True)
class Differentiate(Step):
    """Differentiate a function; confirmed by central differences in 60 digits.

    Parameters
    ----------
    variable : sympy.Symbol
    """

    variable: sp.Symbol = sp.S.NaN
    kind: ClassVar[str] = "derivative"
    relation: ClassVar[str] = r"\;\xrightarrow{\,d\,}\;"
    sign: ClassVar[str] = "∂→"

    def prove(self, previous: sp.Expr) -> None:
        require_zero(sp.diff(previous, self.variable) - self.result)

    def confirm(self, previous: sp.Expr) -> None:
        step = sp.Rational(1, 10**16)
        for point in points(previous, self.result, sp.sympify(self.variable)):
            ends = [
                evaluate(previous, {**point, self.variable: point[self.variable] + side * step}, 60)
                for side in (1, -1)
            ]
            with mpmath.workdps(60):
                slope = (ends[0] - ends[1]) / sp.Float(2 * step, 60)
            require_close(slope, evaluate(self.result, point), 20, point)
