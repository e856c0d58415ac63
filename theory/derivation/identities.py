"""Algebraic identities as steps of a derivation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import sympy as sp

from theory.derivation.checks import DIGITS, points, require_equal, require_zero
from theory.derivation.evaluation import bound_symbols
from theory.derivation.expansions import SMOOTH, with_activation
from theory.derivation.hypotheses import Hypothesis, Result, resolved
from theory.derivation.step import Step, StepRefused

__all__ = ["Equal"]


@dataclass(frozen=True)
class Equal(Step):
    """An algebraic identity, under hypotheses that replace symbols of the previous expression.

    Parameters
    ----------
    given : mapping
        Hypotheses: a symbol of the previous expression, or a power of a positive one, and what it is.  That is a
        setting of a parameter (a number, or an expression in sizes such as 1/sqrt(N)); the result of a premise (the
        derivation itself, or `Derivation.at`); or `Assumed(value, words)`.  Each is printed with the step.
    """

    given: Mapping[sp.Expr, Any] = field(default_factory=dict)
    kind: ClassVar[str] = "equal"

    @property
    def hypotheses(self) -> Mapping[sp.Expr, Hypothesis]:
        return resolved(self.given)

    def prove(self, previous: sp.Expr) -> None:
        require_zero(self._under_hypotheses(previous) - self.result)

    def confirm(self, previous: sp.Expr) -> None:
        # An open activation may be any function.  Softplus has no symmetry that could hide an error.
        left, right = (
            with_activation(side, SMOOTH[-1]) for side in (self._under_hypotheses(previous), self.result)
        )
        for point in points(left, right):
            require_equal(left, right, point, DIGITS)

    def _under_hypotheses(self, previous: sp.Expr) -> sp.Expr:
        hypotheses = self.hypotheses
        for symbol, hypothesis in hypotheses.items():
            if not previous.has(symbol):
                raise StepRefused(f"the hypothesis on {symbol} replaces nothing in {previous}: leave it out")
            hypothesis.require(symbol)
            # The result of a premise holds for every index; a setting or an assumption names one.
            captured = (
                set()
                if isinstance(hypothesis, Result)
                else hypothesis.value.free_symbols & bound_symbols(previous)
            )
            if captured:
                raise StepRefused(
                    f"{symbol} = {hypothesis.value} holds {min(captured, key=str)}, over which {previous} runs: give "
                    "it by another symbol"
                )
        values = {symbol: hypothesis.value for symbol, hypothesis in hypotheses.items()}
        return previous.subs(values, simultaneous=True)
