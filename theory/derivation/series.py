"""Steps on sums over a count: the binomial theorem, the coefficient of a generating function, exponential series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from theory.derivation.checks import DIGITS, points, require_agreement, require_equal, require_zero
from theory.derivation.evaluation import enclosed
from theory.derivation.step import Step, StepRefused
from theory.enclosure.coefficients import enclose_coefficient

__all__ = ["Binomial", "Coefficient", "ExponentialSeries"]


@dataclass(frozen=True)
class Binomial(Step):
    """The binomial theorem: (first + second)**n is the sum of binomial(n, k) first**k second**(n - k) over k.

    Parameters
    ----------
    first, second : sympy.Expr
    """

    first: sp.Expr = sp.S.Zero
    second: sp.Expr = sp.S.Zero
    kind: ClassVar[str] = "binomial"

    def prove(self, previous: sp.Expr) -> None:
        base, power = previous.as_base_exp()
        index, low, high = _limits(self.result)
        if (low, high) != (0, power):
            raise StepRefused(f"{self.result} is not a sum from 0 to {power}")
        if not (power.is_integer and power.is_nonnegative):
            raise StepRefused(f"{power} is not shown to be an integer of at least 0")
        if any(part.has(index) for part in (previous, self.first, self.second)):
            raise StepRefused(f"a part holds the index {index}: sum over another one")
        term = sp.binomial(power, index) * self.first**index * self.second ** (power - index)
        require_zero(base - self.first - self.second)
        require_zero(self.result.function - term)

    def confirm(self, previous: sp.Expr) -> None:
        for point in points(previous, self.result):
            require_equal(previous, self.result, point, DIGITS)


@dataclass(frozen=True)
class Coefficient(Step):
    """Read off the coefficient of variable**index in a sum of powers.

    Parameters
    ----------
    variable : sympy.Symbol
    index : sympy.Symbol
        The index of the sum, and the power whose coefficient is `result`.
    """

    variable: sp.Symbol = sp.S.NaN
    index: sp.Symbol = sp.S.NaN
    kind: ClassVar[str] = "coefficient"
    relation: ClassVar[str] = r"\ni"
    sign: ClassVar[str] = "∋"

    def prove(self, previous: sp.Expr) -> None:
        if _limits(previous)[:2] != (self.index, 0):
            raise StepRefused(f"{previous} is not a sum over {self.index} from 0")
        coefficient = sp.simplify(previous.function / self.variable**self.index)
        if coefficient.has(self.variable):
            raise StepRefused(f"{coefficient} still depends on {self.variable}")
        require_zero(coefficient - self.result)

    def confirm(self, previous: sp.Expr) -> None:
        """Compute the coefficient from values on the unit circle (Cauchy), without looking at the terms."""
        for point in points(self.result):
            point = {**point, **{s: point.get(s, sp.Rational(1, 3)) for s in previous.free_symbols}}
            del point[self.variable]
            power, degree = int(point.get(self.index, 0)), int(previous.limits[0][2].subs(point))
            if power > degree:
                continue
            coefficient = enclose_coefficient(previous, self.variable, power, degree, point, DIGITS)
            require_agreement(coefficient, enclosed(self.result, point, DIGITS), point, DIGITS)


@dataclass(frozen=True)
class ExponentialSeries(Step):
    """Sum A base^r / r! over all r >= 0 to A exp(base), r counted from the sum's first term.

    Parameters
    ----------
    base : sympy.Expr
    """

    base: sp.Expr = sp.S.Zero
    kind: ClassVar[str] = "series"

    def prove(self, previous: sp.Expr) -> None:
        index, low, high = _limits(previous)
        if high != sp.oo:
            raise StepRefused(f"{previous} is not an infinite series")
        r = sp.Dummy("r", integer=True, nonnegative=True)
        term = previous.function.subs(index, low + r) / (self.base**r / sp.factorial(r))
        factor = sp.simplify(sp.gammasimp(term))
        if factor.has(r):
            raise StepRefused(
                f"{previous.function} is not a constant times ({self.base})^r/r!: {factor} remains"
            )
        require_zero(factor * sp.exp(self.base) - self.result)

    def confirm(self, previous: sp.Expr) -> None:
        _limits(previous)
        for point in points(previous, self.result):
            require_equal(previous, self.result, point, DIGITS)


def _limits(expression: sp.Expr) -> tuple[sp.Symbol, sp.Expr, sp.Expr]:
    if not isinstance(expression, sp.Sum) or len(expression.limits) != 1:
        raise StepRefused(f"{expression} is not a sum over one index")
    index, low, high = expression.limits[0]
    return index, low, high
