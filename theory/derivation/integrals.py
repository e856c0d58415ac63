"""Steps on an integral, each proved by its own rule and confirmed by enclosing both sides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import sympy as sp

from theory.derivation.checks import points, require_equal, require_smooth, require_zero
from theory.derivation.step import Step, StepRefused

__all__ = ["Evaluate", "Even", "Parameter", "Substitute", "Support", "Symmetrise"]


class _IntegralStep(Step):
    """A step on an expression a * Integral(...), confirmed by enclosing both sides to 22 digits."""

    kind: ClassVar[str] = "integral"

    def confirm(self, previous: sp.Expr) -> None:
        for point in points(previous, self.result):
            require_equal(previous, self.result, point, 22)

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
        if factor.has(variable):
            raise StepRefused(
                f"{factor} holds the variable of integration {variable}: write it with another one"
            )
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
        require_zero(before.subs(variable, -positive).doit())
        require_zero(before.subs(variable, positive).doit() - after.subs(new, positive))


@dataclass(frozen=True)
class Even(_IntegralStep):
    """Replace the integral of an even function over the positive half-line by half of the one over the line."""

    def prove(self, previous: sp.Expr) -> None:
        before, variable, low, high = self._split(previous)
        after, new, new_low, new_high = self._split(self.result)
        if (low, high, new_low, new_high) != (0, sp.oo, -sp.oo, sp.oo):
            raise StepRefused("expected the positive half-line before this step and the line after it")
        require_zero(before - before.subs(variable, -variable))
        require_zero(before - 2 * after.subs(new, variable))


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
        require_zero(before.subs(old, increasing) * slope - after.subs(new, positive))


def _between(antiderivative: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    return _at(antiderivative, variable, high, "-") - _at(antiderivative, variable, low, "+")


def _at(antiderivative: sp.Expr, variable: sp.Symbol, end: sp.Expr, side: str) -> sp.Expr:
    # Term by term, since each limit is then quick.  Infinite terms leave nan, and the whole may have a limit still.
    terms = sp.Add.make_args(sp.expand_mul(antiderivative))
    found = sp.Add(*(_limit(term, variable, end, side) for term in terms))
    return sp.limit(antiderivative, variable, end, side) if found is sp.nan else found


# Terms share their factors, such as exp(-x²/2), whose limits are worth a search.
@lru_cache(maxsize=1024)
def _limit(term: sp.Expr, variable: sp.Symbol, end: sp.Expr, side: str) -> sp.Expr:
    """Return a limit: SymPy takes it of what is left without constants and factors whose limit is finite and not 0."""
    constant, varying = term.as_independent(variable, as_Add=False)
    if constant != 1:
        return constant * _limit(varying, variable, end, side)
    if varying.is_Pow and varying.exp.is_positive and not varying.exp.has(variable):
        limit = _limit(varying.base, variable, end, side)
        if limit.is_extended_nonnegative:
            return limit**varying.exp
    if not varying.is_Mul:
        return sp.limit(varying, variable, end, side)
    limits = {factor: _limit(factor, variable, end, side) for factor in varying.args}
    apart = [factor for factor, limit in limits.items() if limit.is_finite and limit.is_nonzero]
    rest = varying / sp.Mul(*apart)
    return sp.Mul(*(limits[factor] for factor in apart)) * sp.limit(rest, variable, end, side)


@dataclass(frozen=True)
class Evaluate(_IntegralStep):
    """Evaluate an integral by an antiderivative, at the two ends.

    Parameters
    ----------
    antiderivative : sympy.Expr
        Of the integrand, without the factor in front of the integral.
    """

    antiderivative: sp.Expr = sp.S.Zero

    def prove(self, previous: sp.Expr) -> None:
        integrand, variable, low, high = self._split(previous)
        (integral,) = previous.atoms(sp.Integral)
        require_smooth(self.antiderivative, variable)
        require_zero(sp.diff(self.antiderivative, variable) - integral.function)
        factor = sp.simplify(integrand / integral.function)
        require_zero(factor * _between(self.antiderivative, variable, low, high) - self.result)


@dataclass(frozen=True)
class Symmetrise(_IntegralStep):
    """Leave out the odd part of an integrand over the line."""

    def prove(self, previous: sp.Expr) -> None:
        before, variable, low, high = self._split(previous)
        after, new, new_low, new_high = self._split(self.result)
        if (low, high, new_low, new_high) != (-sp.oo, sp.oo) * 2:
            raise StepRefused("expected integrals over the whole line, before this step and after it")
        positive = sp.Dummy("a", positive=True)
        left, right = (before.subs(variable, sign * positive) for sign in (1, -1))
        require_zero(left + right - after.subs(new, positive) - after.subs(new, -positive))


@dataclass(frozen=True)
class Parameter(_IntegralStep):
    """Evaluate an integral by its slope in a parameter, and by its value where the parameter is 0.

    The factor in front of the integral is not differentiated.

    Parameters
    ----------
    parameter : sympy.Symbol
        A symbol whose values are at least 0.
    antiderivative : sympy.Expr
        Of the slope of the integrand, in the variable of integration.
    """

    parameter: sp.Symbol = sp.S.NaN
    antiderivative: sp.Expr = sp.S.Zero

    def prove(self, previous: sp.Expr) -> None:
        _, variable, low, high = self._split(previous)
        (integral,) = previous.atoms(sp.Integral)
        if not self.parameter.is_nonnegative:
            raise StepRefused(f"{self.parameter} may be negative: the value at 0 tells nothing there")
        require_smooth(self.antiderivative, variable)
        require_smooth(self.result, self.parameter)
        value = self.result / sp.simplify(previous / integral)
        require_zero(sp.diff(self.antiderivative, variable) - sp.diff(integral.function, self.parameter))
        slope = _between(self.antiderivative, variable, low, high)
        require_zero(slope - sp.diff(value, self.parameter))
        at_zero = sp.integrate(integral.function.subs(self.parameter, 0), (variable, low, high))
        require_zero(at_zero - sp.limit(value, self.parameter, 0, "+"))
