"""Identities as steps of a derivation: in algebra, and in a size such as the number of units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import sympy as sp

from theory.derivation.checks import DIGITS, points, require_close, require_zero
from theory.derivation.evaluation import evaluate, unroll
from theory.derivation.expansions import SMOOTH, with_activation
from theory.derivation.expectation import Law
from theory.derivation.step import Step, StepRefused

__all__ = ["Equal", "Index"]


@dataclass(frozen=True)
class Equal(Step):
    """An algebraic identity, under hypotheses that replace symbols of the previous expression.

    Parameters
    ----------
    given : mapping
        Hypotheses: a symbol of the previous expression, and the expression that replaces it.  Each is an
        assumption or a premise of the derivation, and is printed with the step.
    """

    given: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict)
    kind: ClassVar[str] = "equal"

    @property
    def hypotheses(self) -> Mapping[sp.Symbol, sp.Expr]:
        return self.given

    def prove(self, previous: sp.Expr) -> None:
        require_zero(self._under_hypotheses(previous) - self.result)

    def confirm(self, previous: sp.Expr) -> None:
        # An open activation may be any function.  Softplus has no symmetry that could hide an error.
        left, right = (
            with_activation(side, SMOOTH[-1]) for side in (self._under_hypotheses(previous), self.result)
        )
        for point in points(left, right):
            require_close(evaluate(left, point), evaluate(right, point), DIGITS - 5, point)

    def _under_hypotheses(self, previous: sp.Expr) -> sp.Expr:
        for part, value in self.given.items():
            if not isinstance(part, sp.Symbol) or sp.sympify(value).has(part):
                raise StepRefused(
                    f"{part} = {value} is not a hypothesis: give a symbol an expression in other symbols"
                )
            if not previous.has(part):
                raise StepRefused(f"the hypothesis on {part} replaces nothing in {previous}")
        return previous.subs(dict(self.given), simultaneous=True)


@dataclass(frozen=True)
class Index(Step):
    """An identity in a size, proved by expansion at explicit sizes and confirmed at others.

    With a law, expectations are expanded monomial by monomial to prove, and enumerated over a finite law to
    confirm.

    Parameters
    ----------
    size : sympy.Symbol
    sizes : tuple of int
        If the sides are polynomials in `size`, give more sizes than their degree.
    law : Law, optional
    """

    size: sp.Symbol = sp.S.NaN
    sizes: tuple[int, ...] = (1, 2, 3, 4)
    law: Law | None = None
    kind: ClassVar[str] = "index"

    def prove(self, previous: sp.Expr) -> None:
        if len(self.sizes) < 3:
            raise StepRefused(f"{len(self.sizes)} sizes are too few: give 3 or more")
        # Two sizes beyond the stated ones: an identity that was made to hold at a few sizes fails there.
        for size in (*self.sizes, self.sizes[-1] + 2, self.sizes[-1] + 5):
            left, right = (self._expand(expression, size) for expression in (previous, self.result))
            if self.law is not None:
                left, right = self.law.mean(left), self.law.mean(right)
            require_zero(left - right)

    def confirm(self, previous: sp.Expr) -> None:
        if self.law is None:
            for size in (*self.sizes, self.sizes[-1] + 3):
                left, right = (self._expand(expression, size) for expression in (previous, self.result))
                left, right = _plain(left), _plain(right)
                for point in points(left, right):
                    require_close(evaluate(left, point), evaluate(right, point), DIGITS - 5, (size, point))
            return
        values = self.law.parameters()
        for size in self.sizes[:3]:
            left, right = (
                self.law.enumerate(self._expand(expression, size)).subs(values)
                for expression in (previous, self.result)
            )
            if left != right:
                raise StepRefused(f"at {self.size} = {size} enumeration gives {left} and {right}")

    def _expand(self, expression: sp.Expr, size: int) -> sp.Expr:
        return unroll(expression.subs(self.size, size))


def _plain(expression: sp.Expr) -> sp.Expr:
    """Replace indexed components by plain symbols, so that random points can be drawn for them."""
    return expression.replace(
        lambda part: isinstance(part, sp.Indexed), lambda part: sp.Symbol(str(part), real=True)
    )
