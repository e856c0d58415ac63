"""Steps on an integral, each proved by its own rule and confirmed by quadrature of both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from theory.derivation import Step, StepRefused
from theory.numeric import evaluate
from theory.proofs import points, require_close, require_zero

__all__ = ["Evaluate", "Even", "Substitute", "Support"]


class _IntegralStep(Step):
    """A step on an expression a * Integral(...), confirmed by quadrature of both sides to 20 digits."""

    kind: ClassVar[str] = "integral"

    def confirm(self, previous: sp.Expr) -> None:
        for point in points(previous, self.result):
            require_close(evaluate(previous, point, 22), evaluate(self.result, point, 22), 20, point)

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
        require_zero(before.subs(variable, -positive).doit())
        require_zero(before.subs(variable, positive).doit() - after.subs(new, positive))


@dataclass(frozen=True)
class Even(_IntegralStep):
    """Half the integral of an even function over the line, for the one over the positive half-line."""

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
        require_zero(sp.diff(self.antiderivative, variable) - integral.function)
        ends = sp.limit(self.antiderivative, variable, high, "-") - sp.limit(
            self.antiderivative, variable, low, "+"
        )
        factor = sp.simplify(integrand / integral.function)
        require_zero(factor * ends - self.result)
