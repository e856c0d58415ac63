"""Expansions at 0 as steps of a derivation, for an activation that is left open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import sympy as sp

from theory.derivation.checks import DIGITS, points
from theory.derivation.evaluation import evaluate
from theory.derivation.step import Step, StepRefused
from theory.notation import G0, G1, G2, G3, G4, G5, g, z

__all__ = ["SMOOTH", "Approx", "with_activation"]


def with_activation(expression: sp.Expr, activation: sp.Expr) -> sp.Expr:
    """Replace the open activation g by an expression in the symbol z."""
    return expression.replace(g, lambda argument: activation.subs(z, argument))


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
        if self.order < 1:
            raise StepRefused(f"order = {self.order}: an error of this order need not vanish, give 1 or more")
        remainder = sp.expand(self._taylor(previous) - self.result)
        polynomial = sp.Poly(remainder, self.variable)
        lowest = min(
            (power for (power,), coefficient in polynomial.terms() if sp.simplify(coefficient) != 0),
            default=None,
        )
        if lowest is not None and lowest < self.order:
            raise StepRefused(f"the remainder {remainder} is not O({self.variable}**{self.order})")

    def confirm(self, previous: sp.Expr) -> None:
        for activation in SMOOTH:
            coefficients = {name: activation.diff(z, n).subs(z, 0) for n, name in enumerate(_TAYLOR)}
            left, right = (
                with_activation(side, activation).subs(coefficients) for side in (previous, self.result)
            )
            for point in points(left, right, omit={self.variable}):
                small = [sp.Rational(1, 2**exponent) for exponent in (5, 7)]
                first, second = (
                    abs(evaluate(left, at, DIGITS // 2) - evaluate(right, at, DIGITS // 2))
                    for at in ({**point, self.variable: value} for value in small)
                )
                # At a quarter of the size the error falls by 4^order; higher orders may still add a quarter.
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
        for applied in expression.atoms(sp.core.function.AppliedUndef):
            if any(argument.subs(self.variable, 0) != 0 for argument in applied.args):
                raise StepRefused(
                    f"{applied} is not expanded at 0: its argument must vanish with {self.variable}"
                )
        terms = _TAYLOR[: max(self.order, 4)]
        polynomial = sum(c * z**n / sp.factorial(n) for n, c in enumerate(terms))
        replaced = with_activation(expression, polynomial)
        return replaced.xreplace({part: _integrated(part) for part in replaced.atoms(sp.Integral)})


# A step that is proved again, for another result perhaps, has the same integrals: each is worth a search.
@lru_cache(maxsize=256)
def _integrated(integral: sp.Integral) -> sp.Expr:
    return integral.doit()


_TAYLOR = (G0, G1, G2, G3, G4, G5)
# Where an expansion is confirmed: an activation whose coefficients differ from 0 and from each other, an odd one, one
# with g(0) != 0 and g''(0) = 0, and one with neither.
SMOOTH = (sp.exp(z / 2) + sp.sin(z) / 3, sp.tanh(z), 1 / (1 + sp.exp(-z)), sp.log(1 + sp.exp(z)))
