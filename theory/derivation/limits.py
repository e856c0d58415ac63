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

LOWER, UPPER = {">", "≥"}, {"<", "≤"}  # relations of a chain that ends in a lower or an upper bound


@dataclass(frozen=True)
class Squeeze:
    """Two bounds on one quantity, with one common limit.

    Parameters
    ----------
    exact : Derivation
        What the quantity is at every size.
    low, high : Derivation
        Its bounds: chains from the same left-hand side that end in a lower and in an upper bound.
    limit : sympy.Expr
    """

    exact: Derivation
    low: Derivation
    high: Derivation
    limit: sp.Expr

    @property
    def premises(self) -> tuple[Derivation, ...]:
        """The derivations that it rests on."""
        return self.exact, self.low, self.high


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

    @property
    def premises(self) -> tuple[Derivation, ...]:
        found: list[Derivation] = []
        for stated in self.parts.values():
            if isinstance(stated, Squeeze):
                found += stated.premises
            elif isinstance(stated, Derivation):
                found.append(stated)
        return tuple(found)

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
        if part != stated.exact.rhs or not stated.exact.is_exact:
            raise StepRefused(f"{stated.exact.name} does not derive {part}: squeeze what it derives")
        for bound, relations in ((stated.low, LOWER), (stated.high, UPPER)):
            if bound.lhs != stated.exact.lhs:
                raise StepRefused(f"{bound.name} bounds {bound.lhs}, not {stated.exact.lhs}")
            stated_relations = {step.sign for step in bound.steps}
            if not stated_relations - {"="} or stated_relations - {"="} - relations:
                raise StepRefused(f"{bound.name} is not a chain of {' and '.join(sorted(relations))}")
            require_zero(self._limit(bound.rhs) - stated.limit)
        return stated.limit

    def _confirm_bounds(self, part: sp.Expr, squeeze: Squeeze) -> None:
        for size in (1, 2, 3, 5, 8, 13, 21, 34, 144, 610):
            at = {self.variable: sp.Integer(size)}
            low, value, high = (evaluate(side, at) for side in (squeeze.low.rhs, part, squeeze.high.rhs))
            if not low <= value <= high:
                raise StepRefused(f"at {self.variable} = {size}, {low} <= {value} <= {high} fails")
