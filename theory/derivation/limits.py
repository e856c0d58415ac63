"""Limits as steps of a derivation, proved as a whole or part by part, and confirmed along a sequence."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import sympy as sp

from theory.derivation.checks import points, require_zero
from theory.derivation.derivation import Derivation
from theory.derivation.evaluation import evaluate
from theory.derivation.step import Step, StepRefused

__all__ = ["Limit", "Squeeze"]


@dataclass(frozen=True)
class Squeeze:
    """Two bounds on a part of an expression, with one common limit.

    The premises of the derivation must prove the bounds; this step only compares them at ten sizes.
    """

    low: sp.Expr
    high: sp.Expr
    limit: sp.Expr


@dataclass(frozen=True)
class Limit(Step):
    """A limit: SymPy takes it as a whole, or part by part where it cannot.

    Parameters
    ----------
    variable : sympy.Symbol
        Tends to infinity.
    order : int
        The proved order of convergence, in 1/variable: the numbers must approach at least that fast.
    parts : mapping
        Parts of the previous expression, each with its limit, with a `Squeeze`, or with the derivation of
        its limit, which must be a premise.
    """

    variable: sp.Symbol = sp.S.NaN
    order: int = 1
    parts: Mapping[sp.Expr, sp.Expr | Squeeze | Derivation] = field(default_factory=dict)
    kind: ClassVar[str] = "limit"
    relation: ClassVar[str] = r"\to"
    sign: ClassVar[str] = "→"

    def prove(self, previous: sp.Expr) -> None:
        if not self.parts:
            require_zero(self._limit(previous) - self.result)
            return
        replaced = previous.xreplace(
            {part: self._part_limit(part, limit) for part, limit in self.parts.items()}
        )
        if replaced.has(self.variable):
            raise StepRefused(f"{self.variable} remains outside the parts: {replaced}")
        require_zero(replaced - self.result)

    def confirm(self, previous: sp.Expr) -> None:
        for point in points(previous, omit={self.variable}):
            sizes = [2**exponent for exponent in range(5, 9)]
            target = evaluate(self.result, point)
            errors = [abs(evaluate(previous, {**point, self.variable: size}) - target) for size in sizes]
            for first, second in itertools.pairwise(errors):
                # At twice the size the error falls by 2^order; higher orders may still add a tenth.
                if second > first * sp.Float(1.1) / 2**self.order:
                    raise StepRefused(
                        f"at {point} the distance to {self.result} goes {[float(e) for e in errors]}"
                    )
        for part, squeeze in self.parts.items():
            if isinstance(squeeze, Squeeze):
                self._confirm_bounds(part, squeeze)

    def _limit(self, expression: sp.Expr) -> sp.Expr:
        limit = sp.limit(expression, self.variable, sp.oo)
        if limit.has(sp.Limit):
            raise StepRefused(
                f"SymPy cannot tell the limit of {expression}: state it part by part, with parts={{...}}"
            )
        return limit

    def _part_limit(self, part: sp.Expr, stated: sp.Expr | Squeeze | Derivation) -> sp.Expr:
        if isinstance(stated, Derivation):
            limits = [step for step in stated.steps if step.relation != "="]
            taken = all(isinstance(step, Limit) and step.variable == self.variable for step in limits)
            if part != stated.start or not limits or not taken:
                raise StepRefused(f"{stated.name} does not derive the limit of {part} in {self.variable}")
            return stated.rhs
        if not isinstance(stated, Squeeze):
            if isinstance(part, sp.Product):
                # The limit of a product of a fixed number of factors is the product of their limits.
                if part.limits[0][1:] and sp.Tuple(*part.limits).has(self.variable):
                    raise StepRefused(f"the number of factors of {part} depends on {self.variable}")
                require_zero(sp.Product(self._limit(part.function), *part.limits) - stated)
            else:
                require_zero(self._limit(part) - stated)
            return stated
        for bound in (stated.low, stated.high):
            require_zero(self._limit(bound) - stated.limit)
        return stated.limit

    def _confirm_bounds(self, part: sp.Expr, squeeze: Squeeze) -> None:
        for size in (1, 2, 3, 5, 8, 13, 21, 34, 144, 610):
            at = {self.variable: sp.Integer(size)}
            low, value, high = (evaluate(expression, at) for expression in (squeeze.low, part, squeeze.high))
            if not low <= value <= high:
                raise StepRefused(f"at {self.variable} = {size}, {low} <= {value} <= {high} fails")
