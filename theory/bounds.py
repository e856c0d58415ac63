"""Strict bounds on the variance of a saturating activation, for pre-activations of any size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from theory.derivation import Derivation, Step, StepRefused, derived
from theory.differentiable import uniform_weight_variance
from theory.gaussian import NORMAL, normal_density
from theory.integrals import Evaluate
from theory.notation import N, s, u, x
from theory.numeric import evaluate
from theory.proofs import points, require_close, require_zero

__all__ = ["Below", "sigmoid_variance_bound", "uniform_tanh_variance_bound"]


@dataclass(frozen=True)
class Below(Step):
    """A larger integrand over the line: both are even, and differ by positive factors beside 0.

    Parameters
    ----------
    gap : tuple of sympy.Expr
        The factors, in the variable of integration: each is positive on the positive half-line, or 0 at 0
        with such a derivative.
    """

    gap: tuple[sp.Expr, ...] = ()
    kind: ClassVar[str] = "bound"
    relation: ClassVar[str] = "<"
    sign: ClassVar[str] = "<"

    def prove(self, previous: sp.Expr) -> None:
        if not (isinstance(previous, sp.Integral) and isinstance(self.result, sp.Integral)):
            raise StepRefused("a bound takes one integral to another")
        if previous.limits != self.result.limits or previous.limits[0][1:] != (-sp.oo, sp.oo):
            raise StepRefused("expected integrals over the line, in one variable")
        variable = previous.limits[0][0]
        difference = self.result.function - previous.function
        require_zero(difference - sp.Mul(*self.gap))
        require_zero(difference - difference.subs(variable, -variable))
        positive = sp.Dummy("a", positive=True)
        for factor in self.gap:
            at = factor.subs(variable, positive)
            grows = factor.subs(variable, 0) == 0 and sp.simplify(sp.diff(at, positive)).is_positive
            if not (at.is_positive or grows):
                raise StepRefused(f"{factor} is not shown to be positive where {variable} is")

    def confirm(self, previous: sp.Expr) -> None:
        for point in points(previous, self.result):
            low, high = evaluate(previous, point, 22), evaluate(self.result, point, 22)
            between = evaluate(sp.Integral(sp.Mul(*self.gap), *previous.limits), point, 22)
            require_close(high - low, between, 15, point)
            if not low < high:
                raise StepRefused(f"at {point}, {low} < {high} fails")


@derived
def uniform_tanh_variance_bound() -> Derivation:
    """s_{m+1}^2 < s_m^2/3 for tanh and U[±1/sqrt(N)], at every s_m: Kumar 2017, (15), the inequality."""
    deviation = s * sp.sqrt(N * uniform_weight_variance().rhs)
    density, line = normal_density(x, deviation), (x, -sp.oo, sp.oo)
    antiderivative = deviation**2 * (sp.erf(x / (sp.sqrt(2) * deviation)) / 2 - x * density)
    return Derivation(
        name="uniform_tanh_variance_bound",
        lhs=sp.Symbol("s_{m+1}^2"),
        start=sp.Integral(sp.tanh(x) ** 2 * density, line),
        steps=(
            Below(
                sp.Integral(x**2 * density, line),
                "|tanh y| < |y| beside 0: their difference has the slope tanh²",
                gap=(x - sp.tanh(x), x + sp.tanh(x), density),
            ),
            Evaluate(s**2 / 3, "the variance of y, N v² s² with v² = 1/(3N)", antiderivative=antiderivative),
        ),
        source="kumar2017 (15)",
        assumptions=("tanh is odd and y symmetric: the mean is 0", NORMAL),
    )


@derived
def sigmoid_variance_bound() -> Derivation:
    """Var sigmoid(y) < 1/4, at every u: no weights give the sigmoid's outputs the variance 1."""
    density, line = normal_density(x, u), (x, -sp.oo, sp.oo)
    return Derivation(
        name="sigmoid_variance_bound",
        lhs=sp.Symbol("s_{m+1}^2"),
        start=sp.Integral(sp.tanh(x / 2) ** 2 / 4 * density, line),
        steps=(
            Below(
                sp.Integral(density / 4, line),
                "the sigmoid less its mean 1/2 is tanh(y/2)/2, below 1/2",
                gap=(sp.sech(x / 2) ** 2 / 4, density),
            ),
            Evaluate(
                sp.Rational(1, 4),
                "the density integrates to 1",
                antiderivative=sp.erf(x / (sp.sqrt(2) * u)) / 8,
            ),
        ),
        source="kumar2017 (12), mended for the sigmoid",
        assumptions=("the sigmoid less 1/2 is odd and y symmetric: the mean is 1/2",),
    )
