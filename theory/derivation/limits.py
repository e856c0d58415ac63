"""Limits as steps of a derivation, proved as a whole or part by part, and confirmed along a sequence."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import sympy as sp

from theory.derivation.checks import points, require_smooth, require_zero
from theory.derivation.derivation import Derivation
from theory.derivation.evaluation import evaluate
from theory.derivation.step import Step, StepRefused
from theory.notation import DOMAINS

__all__ = ["LOWER", "UPPER", "Limit", "Squeeze"]

# The relations of a chain that ends in a lower and in an upper bound.
LOWER, UPPER = frozenset({">", "≥"}), frozenset({"<", "≤"})


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
        The order of convergence, in 1/variable.  It is proved where the limit is taken as a whole, and the numbers
        must approach at least that fast.
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
            if type(stated) is Squeeze:
                found += stated.premises
            elif isinstance(stated, Derivation):
                found.append(stated)
        return tuple(found)

    def prove(self, previous: sp.Expr) -> None:
        if self.order < 1:
            raise StepRefused(f"order = {self.order}: give the order of convergence, 1 or more")
        if not self.parts:
            require_zero(self._limit(previous) - self.result)
            pace = self._limit((previous - self.result) * self.variable**self.order)
            if pace.has(sp.oo, sp.zoo, sp.nan):
                raise StepRefused(
                    f"the distance to {self.result} does not fall as {self.variable}**-{self.order}"
                )
            return
        names = {part: sp.Dummy() for part in self.parts}
        replaced = previous.xreplace(names)
        if replaced.has(self.variable):
            raise StepRefused(f"{self.variable} remains outside the parts of {previous}")
        limits = {names[part]: self._part_limit(part, stated) for part, stated in self.parts.items()}
        _require_continuous(replaced, limits)
        require_zero(replaced.xreplace(limits) - self.result)

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
            if type(squeeze) is Squeeze:
                self._confirm_bounds(part, squeeze)

    def _limit(self, expression: sp.Expr) -> sp.Expr:
        require_smooth(expression)  # SymPy's limits do not see where it jumps
        limit = sp.limit(expression, self.variable, sp.oo)
        if limit.has(sp.Limit):
            raise StepRefused(
                f"SymPy cannot tell the limit of {expression}: state it part by part, with parts={{...}}"
            )
        return limit

    def _part_limit(self, part: sp.Expr, stated: sp.Expr | Squeeze | Derivation) -> sp.Expr:
        if isinstance(stated, Derivation):
            return self._derived_limit(part, stated)
        if type(stated) is Squeeze:
            return self._squeezed_limit(part, stated)
        limit = sp.sympify(stated, strict=True)
        if isinstance(part, sp.Product):
            # The limit of a product of a fixed number of factors is the product of their limits.
            if sp.Tuple(*part.limits).has(self.variable):
                raise StepRefused(f"the number of factors of {part} depends on {self.variable}")
            require_zero(sp.Product(self._limit(part.function), *part.limits) - limit)
        else:
            require_zero(self._limit(part) - limit)
        return limit

    def _derived_limit(self, part: sp.Expr, stated: Derivation) -> sp.Expr:
        """Return the limit that a derivation derives: it is exact up to one limit, and exact after it."""
        taken = [number for number, step in enumerate(stated.steps) if step.relation != "="]
        step = stated.steps[taken[0]] if len(taken) == 1 else None
        if not isinstance(step, Limit) or step.variable != self.variable:
            raise StepRefused(f"{stated.name} does not derive the limit of {part} in {self.variable}")
        supposed = [bool(step.hypotheses) for step in stated.steps]
        if any(supposed[taken[0] :]):
            raise StepRefused(
                f"{stated.name} supposes more after its limit: use a derivation that ends there"
            )
        if part != stated.exact and (part != stated.start or any(supposed)):
            raise StepRefused(f"{stated.name} derives the limit of {stated.exact}, not of {part}")
        return stated.rhs

    def _squeezed_limit(self, part: sp.Expr, stated: Squeeze) -> sp.Expr:
        if part != stated.exact.rhs or not stated.exact.is_exact:
            raise StepRefused(f"{stated.exact.name} does not derive {part}: squeeze what it derives")
        settings = _settings(stated.exact)
        for bound, relations in ((stated.low, LOWER), (stated.high, UPPER)):
            if bound.lhs != stated.exact.lhs:
                raise StepRefused(f"{bound.name} bounds {bound.lhs}, not {stated.exact.lhs}")
            signs = {step.sign for step in bound.steps} - {"="}
            if not signs or signs - relations:
                raise StepRefused(f"{bound.name} is not a chain of {' and '.join(sorted(relations))}")
            if more := _settings(bound) - settings:
                raise StepRefused(
                    f"{bound.name} holds where {min(more, key=str)[0]} is set, which {part} does not say"
                )
            require_zero(self._limit(bound.rhs) - stated.limit)
        return stated.limit

    def _confirm_bounds(self, part: sp.Expr, squeeze: Squeeze) -> None:
        for size in (1, 2, 3, 5, 8, 13, 21, 34, 144, 610):
            at = {self.variable: sp.Integer(size)}
            low, value, high = (evaluate(side, at) for side in (squeeze.low.rhs, part, squeeze.high.rhs))
            if not low <= value <= high:
                raise StepRefused(f"at {self.variable} = {size}, {low} <= {value} <= {high} fails")


def _settings(derivation: Derivation) -> set[tuple[sp.Expr, sp.Expr]]:
    """Return the values of parameters under which a chain holds."""
    stated = [pair for step in derivation.steps for pair in step.hypotheses.items()]
    return {(symbol, part.value) for symbol, part in stated if symbol in DOMAINS}


def _require_continuous(expression: sp.Expr, limits: Mapping[sp.Dummy, sp.Expr]) -> None:
    """Raise StepRefused unless an expression of parts tends to its value at their limits."""
    for part, limit in limits.items():
        if limit.has(sp.oo, sp.zoo, sp.nan) or not expression.has(part):
            raise StepRefused(
                f"a part with the limit {limit} is not a part of the expression, or is not finite"
            )
    for node in sp.preorder_traversal(expression):
        if not node.has(*limits) or node.is_Symbol or isinstance(node, sp.Add | sp.Mul | sp.exp | sp.erf):
            continue
        at = node.base.xreplace(limits) if isinstance(node, sp.Pow) and not node.exp.has(*limits) else None
        whole = at is not None and node.exp.is_integer and node.exp.is_nonnegative
        root = at is not None and node.exp.is_positive and at.is_nonnegative
        if not (
            whole or root or (at is not None and (at.is_positive or (at.is_nonzero and node.exp.is_integer)))
        ):
            raise StepRefused(f"{node} is not shown to be continuous where its parts have their limits")
