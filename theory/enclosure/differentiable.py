"""A function of one variable and its derivatives, as functions of balls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp
from flint import acb, arb

from theory.enclosure import balls  # noqa: F401  # it registers all rules
from theory.enclosure.compiling import compiled
from theory.enclosure.refusal import CannotTell

__all__ = ["Function"]


class Function:
    """An expression in one variable, its balls and those of its derivatives.

    Parameters
    ----------
    expression : sympy.Expr
    variable : sympy.Symbol
    point : mapping, optional
        The values of the other symbols, as in `enclose`.
    """

    def __init__(
        self, expression: sp.Expr, variable: sp.Symbol, point: Mapping[Any, Any] | None = None
    ) -> None:
        self.expression, self.variable, self.point = sp.sympify(expression), variable, dict(point or {})
        if variable in self.point:
            raise ValueError(f"{variable} runs over a range: give it no value")
        missing = self.expression.free_symbols - {variable, *self.point}
        if missing:
            names = ", ".join(sorted(map(str, missing)))
            raise ValueError(f"no value for {names} in {expression}: give one for each symbol but {variable}")
        self._operation = compiled(self.expression, (variable, *self.point))
        self._arguments = [compiled(sp.sympify(value), ()) for value in self.point.values()]

    def __call__(self, at: arb) -> arb:
        """Return a ball that holds the values over a ball; not a number where none is found."""
        try:
            value = self._operation([acb(at), *(argument((), False) for argument in self._arguments)], False)
        except CannotTell:
            return arb.nan()
        return value.real if value.imag == 0 else arb.nan()

    @property
    def derivative(self) -> Function:
        """The derivative; integrals are differentiated under the integral sign."""
        return Function(sp.diff(self.expression, self.variable), self.variable, self.point)

    def require_continuous(self) -> None:
        """Raise CannotTell if the function may jump: its derivative would say nothing about the jump."""
        jumps = self.expression.atoms(sp.Piecewise, sp.sign, sp.Heaviside)
        if any(part.has(self.variable) for part in jumps):
            raise CannotTell(f"{self.expression} may jump in {self.variable}: give a smooth expression")
