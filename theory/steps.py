"""The kinds of step that a derivation may take, each with its two proofs.

`prove` is symbolic.  `confirm` evaluates both sides by quadrature, enumeration or along a sequence, at eight
or more random points of the symbols' typical ranges.  "Cannot tell" is a refusal.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import sympy as sp

from theory.derivation import Derivation, Step, StepRefused
from theory.expectation import Law
from theory.notation import G0, G1, G2, G3, G4, G5, g, z
from theory.numeric import evaluate, unroll
from theory.proofs import DIGITS, points, require_close, require_zero

__all__ = ["Approx", "Equal", "Index", "Limit", "Squeeze"]


def _with_activation(expression: sp.Expr, activation: sp.Expr) -> sp.Expr:
    """Put an expression in the symbol z in the place of the open activation g."""
    return expression.replace(g, lambda argument: activation.subs(z, argument))


@dataclass(frozen=True)
class Equal(Step):
    """An algebraic identity, under hypotheses that replace symbols of the previous expression.

    Parameters
    ----------
    given : mapping
        Hypotheses: a symbol of the previous expression and what it is.  Each is an assumption or a premise of
        the derivation; it is printed with the step.
    """

    given: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict)
    kind: ClassVar[str] = "equal"

    @property
    def hypotheses(self) -> Mapping[sp.Symbol, sp.Expr]:
        return self.given

    def prove(self, previous: sp.Expr) -> None:
        require_zero(self._under_hypotheses(previous) - self.result)

    def confirm(self, previous: sp.Expr) -> None:
        # An activation left open is any function here: softplus has no symmetry that could hide an error.
        left, right = (
            _with_activation(side, _SMOOTH[-1]) for side in (self._under_hypotheses(previous), self.result)
        )
        for point in points(left, right):
            require_close(evaluate(left, point), evaluate(right, point), DIGITS - 5, point)

    def _under_hypotheses(self, previous: sp.Expr) -> sp.Expr:
        for part, value in self.given.items():
            if not isinstance(part, sp.Symbol) or sp.sympify(value).has(part):
                raise StepRefused(
                    f"{part} = {value} is no hypothesis: it must say what a symbol is by others"
                )
            if not previous.has(part):
                raise StepRefused(f"the hypothesis on {part} replaces nothing in {previous}")
        return previous.subs(dict(self.given), simultaneous=True)


@dataclass(frozen=True)
class Squeeze:
    """Bounds that hold a part of an expression at every finite value, with one common limit.

    That they hold is for the derivation's premises to prove; here they are seen to hold at ten sizes.
    """

    low: sp.Expr
    high: sp.Expr
    limit: sp.Expr


@dataclass(frozen=True)
class Limit(Step):
    """A limit, by SymPy where it can, part by part where it cannot.

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
                # Twice the size: the error falls by 2^order, but for a tenth while higher orders die out.
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
            raise StepRefused(f"SymPy cannot tell the limit of {expression}: state it part by part")
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
                # A product of finitely many factors: the limit of each.
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


@dataclass(frozen=True)
class Approx(Step):
    """An expansion at 0 with its remainder's order, for an activation that is left open.

    The previous expression may hold the function g; its Taylor coefficients at 0 are G0 ... G5.

    Parameters
    ----------
    variable : sympy.Symbol
        Tends to 0.
    order : int
        The remainder is O(variable**order).
    """

    variable: sp.Symbol = sp.S.NaN
    order: int = 1
    kind: ClassVar[str] = "approx"
    relation: ClassVar[str] = r"\approx"
    sign: ClassVar[str] = "≈"

    def prove(self, previous: sp.Expr) -> None:
        remainder = sp.expand(self._taylor(previous) - self.result)
        polynomial = sp.Poly(remainder, self.variable)
        lowest = min(
            (power for (power,), coefficient in polynomial.terms() if sp.simplify(coefficient) != 0),
            default=None,
        )
        if lowest is not None and lowest < self.order:
            raise StepRefused(f"the remainder {remainder} is not O({self.variable}**{self.order})")

    def confirm(self, previous: sp.Expr) -> None:
        for activation in _SMOOTH:
            coefficients = {name: activation.diff(z, n).subs(z, 0) for n, name in enumerate(_TAYLOR)}
            left, right = (
                _with_activation(side, activation).subs(coefficients) for side in (previous, self.result)
            )
            for point in points(left, right, omit={self.variable}):
                small = [sp.Rational(1, 2**exponent) for exponent in (5, 7)]
                first, second = (
                    abs(evaluate(left, at, DIGITS // 2) - evaluate(right, at, DIGITS // 2))
                    for at in ({**point, self.variable: value} for value in small)
                )
                # A quarter of the size: the error falls by 4^order, but for what higher orders leave.
                if second > first * sp.Float(1.25) / 4**self.order + sp.Float(10) ** -14:
                    raise StepRefused(
                        f"with g = {activation} at {point} the error goes from {first} to {second}"
                    )

    def _taylor(self, expression: sp.Expr) -> sp.Expr:
        """Replace g by its Taylor polynomial and integrate powers of a Gaussian by their moments."""
        if self.order > len(_TAYLOR):
            raise StepRefused(
                f"an expansion to order {self.order} needs more than {len(_TAYLOR)} Taylor coefficients"
            )
        terms = _TAYLOR[: max(self.order, 4)]
        polynomial = sum(c * z**n / sp.factorial(n) for n, c in enumerate(terms))
        replaced = _with_activation(expression, polynomial)
        return replaced.replace(lambda part: isinstance(part, sp.Integral), lambda part: part.doit())


_TAYLOR = (G0, G1, G2, G3, G4, G5)
# Where an expansion is confirmed: an odd activation, one with g(0) != 0 and g''(0) = 0, one with neither.
_SMOOTH = (sp.tanh(z), 1 / (1 + sp.exp(-z)), sp.log(1 + sp.exp(z)))


@dataclass(frozen=True)
class Index(Step):
    """An identity in a size, proved by expansion at explicit sizes and confirmed at others.

    With a law, expectations are expanded monomial by monomial to prove, and enumerated over a finite law to
    confirm.

    Parameters
    ----------
    size : sympy.Symbol
    sizes : tuple of int
        More of them than the degree in `size` of either side, where the sides are polynomials.
    law : Law, optional
    """

    size: sp.Symbol = sp.S.NaN
    sizes: tuple[int, ...] = (1, 2, 3, 4)
    law: Law | None = None
    kind: ClassVar[str] = "index"

    def prove(self, previous: sp.Expr) -> None:
        if len(self.sizes) < 3:
            raise StepRefused(f"{len(self.sizes)} sizes prove nothing: give 3 or more")
        # Two sizes beyond those that were stated: an identity made to hold at a few fails there.
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
        worth = self.law.parameters()
        for size in self.sizes[:3]:
            left, right = (
                self.law.enumerate(self._expand(expression, size)).subs(worth)
                for expression in (previous, self.result)
            )
            if left != right:
                raise StepRefused(f"at {self.size} = {size} enumeration gives {left} and {right}")

    def _expand(self, expression: sp.Expr, size: int) -> sp.Expr:
        return unroll(expression.subs(self.size, size))


def _plain(expression: sp.Expr) -> sp.Expr:
    """Replace indexed components by plain symbols, which random points can be drawn for."""
    return expression.replace(
        lambda part: isinstance(part, sp.Indexed), lambda part: sp.Symbol(str(part), real=True)
    )
