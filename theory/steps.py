"""The kinds of step that a derivation may take, each with its two proofs.

`prove` is symbolic.  `confirm` evaluates both sides by quadrature, enumeration or along a sequence, at eight
or more random points of the symbols' typical ranges.  "Cannot tell" is a refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import ClassVar

import sympy as sp

from theory.derivation import Step, StepRefused
from theory.expectation import Law
from theory.notation import G0, G1, G2, G3, g, random_point, z
from theory.numeric import evaluate, unroll

__all__ = ["Approx", "Equal", "Evaluate", "Even", "Index", "Limit", "Squeeze", "Substitute", "Support"]

POINTS = 8
_DIGITS = 30


def _require_zero(difference: sp.Expr, using: Callable[[sp.Expr], sp.Expr] = sp.simplify) -> None:
    reduced = using(difference)
    if reduced != 0:
        raise StepRefused(f"the two sides differ by {reduced}, which is not identically 0")


def _require_close(left: sp.Expr, right: sp.Expr, digits: int, where: object) -> None:
    scale = max(abs(left), abs(right))
    if abs(left - right) > scale * sp.Float(10) ** -digits:
        raise StepRefused(f"at {where} the sides are {sp.N(left, 12)} and {sp.N(right, 12)}")


def _points(*expressions: sp.Expr, omit: set[sp.Symbol] | None = None) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    symbols = set().union(*(expression.free_symbols for expression in expressions)) - (omit or set())
    symbols = {symbol for symbol in symbols if isinstance(symbol, sp.Symbol)}
    rng = Random(20170504)
    # Without symbols there is one point, and it is the whole claim.
    for _ in range(POINTS if symbols else 1):
        yield random_point(symbols, rng)


def _with_activation(expression: sp.Expr, activation: sp.Expr) -> sp.Expr:
    """Put an expression in the symbol z in the place of the open activation g."""
    return expression.replace(g, lambda argument: activation.subs(z, argument))


@dataclass(frozen=True)
class Equal(Step):
    """An algebraic identity, under hypotheses that replace symbols of the previous expression.

    Parameters
    ----------
    given : mapping
        Hypotheses, each a part of the previous expression and what it equals.
    using : callable
        The SymPy function that must bring the difference to 0.
    """

    given: Mapping[sp.Expr, sp.Expr] = field(default_factory=dict)
    using: Callable[[sp.Expr], sp.Expr] = sp.simplify
    kind: ClassVar[str] = "equal"

    def prove(self, previous: sp.Expr) -> None:
        _require_zero(self._under_hypotheses(previous) - self.result, self.using)

    def confirm(self, previous: sp.Expr) -> None:
        # An activation left open is any function here: softplus has no symmetry that could hide an error.
        left, right = (_with_activation(side, _SMOOTH[-1]) for side in (self._under_hypotheses(previous), self.result))
        for point in _points(left, right):
            _require_close(evaluate(left, point), evaluate(right, point), _DIGITS - 5, point)

    def _under_hypotheses(self, previous: sp.Expr) -> sp.Expr:
        unused = [part for part in self.given if not previous.has(part)]
        if unused:
            raise StepRefused(f"the hypothesis on {unused[0]} replaces nothing in {previous}")
        return previous.subs(dict(self.given), simultaneous=True)


class _IntegralStep(Step):
    """A step on an expression a * Integral(...), confirmed by quadrature of both sides to 20 digits."""

    kind: ClassVar[str] = "integral"

    def confirm(self, previous: sp.Expr) -> None:
        for point in _points(previous, self.result):
            _require_close(evaluate(previous, point), evaluate(self.result, point), 20, point)

    @staticmethod
    def _split(expression: sp.Expr) -> tuple[sp.Expr, sp.Symbol, sp.Expr, sp.Expr]:
        """Return (integrand with the factor, variable, low, high) of factor * Integral."""
        integrals = list(expression.atoms(sp.Integral))
        if len(integrals) != 1:
            raise StepRefused(f"{expression} holds {len(integrals)} integrals: this step takes exactly one")
        (integral,) = integrals
        factor = sp.simplify(expression / integral)
        if factor.has(sp.Integral):
            raise StepRefused(f"{expression} is not a multiple of its integral")
        ((variable, low, high),) = integral.limits
        return factor * integral.function, variable, low, high


@dataclass(frozen=True)
class Support(_IntegralStep):
    """Leave out the half-line on which the integrand is 0."""

    def prove(self, previous: sp.Expr) -> None:
        before, variable, low, high = self._split(previous)
        after, new, new_low, new_high = self._split(self.result)
        if (low, high, new_low, new_high) != (-sp.oo, sp.oo, 0, sp.oo):
            raise StepRefused("expected the line before this step and the positive half-line after it")
        positive = sp.Dummy("a", positive=True)
        _require_zero(before.subs(variable, -positive).doit())
        _require_zero(before.subs(variable, positive).doit() - after.subs(new, positive))


@dataclass(frozen=True)
class Even(_IntegralStep):
    """Half the integral of an even function over the line, for the one over the positive half-line."""

    def prove(self, previous: sp.Expr) -> None:
        before, variable, low, high = self._split(previous)
        after, new, new_low, new_high = self._split(self.result)
        if (low, high, new_low, new_high) != (0, sp.oo, -sp.oo, sp.oo):
            raise StepRefused("expected the positive half-line before this step and the line after it")
        _require_zero(before - before.subs(variable, -variable))
        _require_zero(before - 2 * after.subs(new, variable))


@dataclass(frozen=True)
class Substitute(_IntegralStep):
    """Change the variable of integration.

    Parameters
    ----------
    old_of_new : sympy.Expr
        The old variable as a function of the new one, increasing on its range.
    """

    old_of_new: sp.Expr = sp.S.Zero

    def prove(self, previous: sp.Expr) -> None:
        before, old, low, high = self._split(previous)
        after, new, new_low, new_high = self._split(self.result)
        positive = sp.Dummy("a", positive=True)
        increasing = self.old_of_new.subs(new, positive)
        slope = sp.diff(increasing, positive)
        if not (new_low >= 0 and slope.is_positive):
            raise StepRefused(f"{self.old_of_new} is not shown to increase on ({new_low}, {new_high})")
        for bound, new_bound in ((low, new_low), (high, new_high)):
            if sp.limit(increasing, positive, new_bound, "+" if new_bound == 0 else "-") != bound:
                raise StepRefused(f"{new} = {new_bound} does not correspond to {old} = {bound}")
        _require_zero(before.subs(old, increasing) * slope - after.subs(new, positive))


@dataclass(frozen=True)
class Evaluate(_IntegralStep):
    """The fundamental theorem: the difference of an antiderivative at the ends.

    Parameters
    ----------
    antiderivative : sympy.Expr
        Of the integral's own integrand, without the factor before it.
    """

    antiderivative: sp.Expr = sp.S.Zero

    def prove(self, previous: sp.Expr) -> None:
        integrand, variable, low, high = self._split(previous)
        (integral,) = previous.atoms(sp.Integral)
        _require_zero(sp.diff(self.antiderivative, variable) - integral.function)
        ends = sp.limit(self.antiderivative, variable, high, "-") - sp.limit(self.antiderivative, variable, low, "+")
        factor = sp.simplify(integrand / integral.function)
        _require_zero(factor * ends - self.result)


@dataclass(frozen=True)
class Squeeze:
    """Bounds that hold a part of an expression at every finite value, with one common limit."""

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
        Parts of the previous expression, each with its limit, or with a `Squeeze`.
    """

    variable: sp.Symbol = sp.S.NaN
    order: int = 1
    parts: Mapping[sp.Expr, sp.Expr | Squeeze] = field(default_factory=dict)
    kind: ClassVar[str] = "limit"
    relation: ClassVar[str] = r"\to"

    def prove(self, previous: sp.Expr) -> None:
        if not self.parts:
            _require_zero(self._limit(previous) - self.result)
            return
        replaced = previous.xreplace({part: self._part_limit(part, limit) for part, limit in self.parts.items()})
        if replaced.has(self.variable):
            raise StepRefused(f"{self.variable} remains outside the parts: {replaced}")
        _require_zero(replaced - self.result)

    def confirm(self, previous: sp.Expr) -> None:
        for point in _points(previous, omit={self.variable}):
            sizes = [2**exponent for exponent in range(5, 9)]
            target = evaluate(self.result, point)
            errors = [abs(evaluate(previous, {**point, self.variable: size}) - target) for size in sizes]
            for first, second in zip(errors, errors[1:], strict=False):
                # Twice the size: the error falls by 2^order, but for a tenth while higher orders die out.
                if second > first * sp.Float(1.1) / 2**self.order:
                    raise StepRefused(f"at {point} the distance to {self.result} goes {[float(e) for e in errors]}")
        for part, squeeze in self.parts.items():
            if isinstance(squeeze, Squeeze):
                self._confirm_bounds(part, squeeze)

    def _limit(self, expression: sp.Expr) -> sp.Expr:
        limit = sp.limit(expression, self.variable, sp.oo)
        if limit.has(sp.Limit):
            raise StepRefused(f"SymPy cannot tell the limit of {expression}: state it part by part")
        return limit

    def _part_limit(self, part: sp.Expr, stated: sp.Expr | Squeeze) -> sp.Expr:
        if not isinstance(stated, Squeeze):
            if isinstance(part, sp.Product):
                # A product of finitely many factors: the limit of each.
                if part.limits[0][1:] and sp.Tuple(*part.limits).has(self.variable):
                    raise StepRefused(f"the number of factors of {part} depends on {self.variable}")
                _require_zero(sp.Product(self._limit(part.function), *part.limits) - stated)
            else:
                _require_zero(self._limit(part) - stated)
            return stated
        for bound in (stated.low, stated.high):
            _require_zero(self._limit(bound) - stated.limit)
        return stated.limit

    def _confirm_bounds(self, part: sp.Expr, squeeze: Squeeze) -> None:
        for size in (1, 2, 3, 5, 8, 13, 21, 34):
            at = {self.variable: sp.Integer(size)}
            low, value, high = (evaluate(expression, at) for expression in (squeeze.low, part, squeeze.high))
            if not low <= value <= high:
                raise StepRefused(f"at {self.variable} = {size}, {low} <= {value} <= {high} fails")


@dataclass(frozen=True)
class Approx(Step):
    """An expansion at 0 with its remainder's order, for an activation that is left open.

    The previous expression may hold the function g; its Taylor coefficients at 0 are G0 ... G3.

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

    def prove(self, previous: sp.Expr) -> None:
        remainder = sp.expand(self._taylor(previous) - self.result)
        polynomial = sp.Poly(remainder, self.variable)
        lowest = min((power for (power,), coefficient in polynomial.terms() if sp.simplify(coefficient) != 0), default=None)
        if lowest is not None and lowest < self.order:
            raise StepRefused(f"the remainder {remainder} is not O({self.variable}**{self.order})")

    def confirm(self, previous: sp.Expr) -> None:
        for activation in _SMOOTH:
            coefficients = {name: activation.diff(z, n).subs(z, 0) for n, name in enumerate((G0, G1, G2, G3))}
            left, right = (_with_activation(side, activation).subs(coefficients) for side in (previous, self.result))
            for point in _points(left, right, omit={self.variable}):
                small = [sp.Rational(1, 2**exponent) for exponent in (4, 5, 6)]
                at = [{**point, self.variable: value} for value in small]
                errors = [abs(evaluate(left, p, _DIGITS // 2) - evaluate(right, p, _DIGITS // 2)) for p in at]
                for first, second in zip(errors, errors[1:], strict=False):
                    if second > first * sp.Float(1.25) / 2**self.order + sp.Float(10) ** -14:
                        raise StepRefused(f"with g = {activation} at {point} the error goes {[float(e) for e in errors]}")

    def _taylor(self, expression: sp.Expr) -> sp.Expr:
        """Replace g by its Taylor polynomial and integrate powers of a Gaussian by their moments."""
        terms = 4
        if self.order > terms:
            raise StepRefused(f"an expansion to order {self.order} needs more than {terms} Taylor coefficients")
        polynomial = sum(c * z**n / sp.factorial(n) for n, c in enumerate((G0, G1, G2, G3)))
        replaced = _with_activation(expression, polynomial)
        return replaced.replace(lambda part: isinstance(part, sp.Integral), lambda part: part.doit())


# The activations on which an expansion is confirmed: one odd, one with g(0) and g'' = 0, one with all derivatives.
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
        for size in self.sizes:
            left, right = (self._expand(expression, size) for expression in (previous, self.result))
            if self.law is not None:
                left, right = self.law.mean(left), self.law.mean(right)
            _require_zero(left - right)

    def confirm(self, previous: sp.Expr) -> None:
        if self.law is None:
            for size in (*self.sizes, self.sizes[-1] + 3):
                left, right = (self._expand(expression, size) for expression in (previous, self.result))
                left, right = _plain(left), _plain(right)
                for point in _points(left, right):
                    _require_close(evaluate(left, point), evaluate(right, point), _DIGITS - 5, (size, point))
            return
        worth = self.law.parameters()
        for size in self.sizes[:3]:
            left, right = (
                self.law.enumerate(self._expand(expression, size)).subs(worth) for expression in (previous, self.result)
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
