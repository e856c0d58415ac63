"""Moments of activations of a normal variable, in closed form and in the papers' own steps.

Throughout, y ~ N(0, u^2) is a pre-activation.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation import Derivation, derived
from theory.integrals import Evaluate, Even, Substitute, Support
from theory.notation import t, u, x
from theory.steps import Equal

__all__ = ["normal_density", "relu_fourth_moment", "relu_mean", "relu_second_moment", "relu_variance"]

NORMAL = "y_m(i) ~ N(0, u²) (proposition 2)"


def normal_density(variable: sp.Symbol, deviation: sp.Expr) -> sp.Expr:
    """Return the density of N(0, deviation^2) at `variable`."""
    return sp.exp(-(variable**2) / (2 * deviation**2)) / (deviation * sp.sqrt(2 * sp.pi))


@derived
def relu_mean() -> Derivation:
    """E max(0, y) = u / sqrt(2 pi): Kumar 2017, equation (20)."""
    density = normal_density(x, u)
    half = sp.Integral(x * density, (x, 0, sp.oo))
    exponential = u / sp.sqrt(2 * sp.pi) * sp.Integral(sp.exp(-t), (t, 0, sp.oo))
    return Derivation(
        name="relu_mean",
        lhs=sp.Symbol(r"\mu_{m+1}"),
        start=sp.Integral(sp.Max(0, x) * density, (x, -sp.oo, sp.oo)),
        steps=(
            Support(half, "the rectifier is 0 on the negative half-line"),
            Substitute(exponential, "x² = 2u²t, so x dx = u² dt", old_of_new=u * sp.sqrt(2 * t)),
            Evaluate(
                u / sp.sqrt(2 * sp.pi), "e⁻ᵗ integrates to 1 over the half-line", antiderivative=-sp.exp(-t)
            ),
        ),
        source="kumar2017 (20)",
        assumptions=(NORMAL,),
    )


@derived
def relu_second_moment() -> Derivation:
    """E max(0, y)^2 = u^2 / 2: Kumar 2017, equation (21)."""
    density = normal_density(x, u)
    line = (x, -sp.oo, sp.oo)
    antiderivative = u**2 * (sp.erf(x / (sp.sqrt(2) * u)) / 2 - x * density)
    return Derivation(
        name="relu_second_moment",
        lhs=sp.Symbol(r"\operatorname{E}x_{m+1}^2"),
        start=sp.Integral(sp.Max(0, x) ** 2 * density, line),
        steps=(
            Support(
                sp.Integral(x**2 * density, (x, 0, sp.oo)), "the rectifier is 0 on the negative half-line"
            ),
            Even(
                sp.Integral(x**2 * density, line) / 2, "x² and the density are even: half of the whole line"
            ),
            Evaluate(u**2 / 2, "the integral is the variance of N(0, u²)", antiderivative=antiderivative),
        ),
        source="kumar2017 (21)",
        assumptions=(NORMAL,),
    )


@derived
def relu_fourth_moment() -> Derivation:
    """E max(0, y)^4 = 3 u^4/2: it spreads a layer's mean square over networks."""
    density = normal_density(x, u)
    antiderivative = u**2 * (3 * u**2 * sp.erf(x / (sp.sqrt(2) * u)) / 2 - (x**3 + 3 * u**2 * x) * density)
    return Derivation(
        name="relu_fourth_moment",
        lhs=sp.Symbol(r"\operatorname{E}x_{m+1}^4"),
        start=sp.Integral(sp.Max(0, x) ** 4 * density, (x, -sp.oo, sp.oo)),
        steps=(
            Support(
                sp.Integral(x**4 * density, (x, 0, sp.oo)), "the rectifier is 0 on the negative half-line"
            ),
            Evaluate(3 * u**4 / 2, "by parts, twice", antiderivative=antiderivative),
        ),
        source="corollary",
        assumptions=(NORMAL,),
    )


@derived
def relu_variance() -> Derivation:
    """Var max(0, y) = u^2/2 - u^2/(2 pi): Kumar 2017, equation (22)."""
    second, mean = sp.Symbol("q", positive=True), sp.Symbol("mu_next", positive=True)
    return Derivation(
        name="relu_variance",
        lhs=sp.Symbol(r"s_{m+1}^2"),
        start=second - mean**2,
        steps=(
            Equal(
                relu_second_moment().rhs - relu_mean().rhs ** 2,
                "the second moment is (21) and the mean is (20)",
                given={second: relu_second_moment().rhs, mean: relu_mean().rhs},
            ),
            Equal(u**2 / 2 - u**2 / (2 * sp.pi), "squaring the mean"),
        ),
        source="kumar2017 (22)",
        assumptions=(NORMAL,),
    )
