"""How far gradients grow where the pre-activations have settled: u^2 E g'^2 against E g^2.

At a fixed point, u^2 = N v^2 E g^2, so that chi = N v^2 E g'^2 is u^2 E g'^2/E g^2.  For any g, Var g <= u^2 E g'^2
(Gauss-Poincare), so that chi is at least s^2/(s^2 + mu^2).  If g(0) = 0, more holds:
u^2 E g'^2 - E g^2 = u^2 E (g' - g/y)^2, since the difference of the integrands is the slope of u^2 g^2/y times the
density.  So chi > 1, unless g is a y for y > 0 and b y for y < 0.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.bounds import Below
from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.quantities import Variance, gradient, layer_input, preactivation
from theory.derivation.registry import derived
from theory.notation import E, m, u, w, x
from theory.results.gelu import gelu_derivative_second_moment, gelu_second_moment
from theory.results.normal import NORMAL, normal_density

__all__ = [
    "COEFFICIENTS",
    "cubic_difference",
    "cubic_excess",
    "cubic_mean",
    "gelu_growth",
    "sigmoid_growth",
    "tanh_growth",
]


COEFFICIENTS = sp.symbols("a_0:4", real=True)
_LINE = (x, -sp.oo, sp.oo)
_FREE = "the gradient at y_{m+1} has variance 1, and does not depend on the network"


def _antiderivative(polynomial: sp.Expr) -> sp.Expr:
    """Return the antiderivative of a polynomial in x times the density of N(0, u^2), by parts."""
    density = normal_density(x, u)
    total = sp.S.Zero
    for (power,), coefficient in sp.Poly(polynomial, x).terms():
        while power > 1:
            total -= coefficient * u**2 * x ** (power - 1) * density
            coefficient, power = coefficient * (power - 1) * u**2, power - 2
        total += coefficient * (-(u**2) * density if power else sp.erf(x / (sp.sqrt(2) * u)) / 2)
    return total


def _cubic() -> sp.Expr:
    return sum(coefficient * x**power for power, coefficient in enumerate(COEFFICIENTS))


@derived
def cubic_mean() -> Derivation:
    """E g = a_0 + a_2 u^2 for the cubic g = a_0 + a_1 y + a_2 y^2 + a_3 y^3."""
    constant, _, square, _ = COEFFICIENTS
    return Derivation(
        name="cubic_mean",
        lhs=sp.Symbol(r"\operatorname{E}g"),
        start=sp.Integral(_cubic() * normal_density(x, u), _LINE),
        steps=(Evaluate(constant + square * u**2, "E y² = u²", antiderivative=_antiderivative(_cubic())),),
        assumptions=(NORMAL,),
    )


@derived
def cubic_difference() -> Derivation:
    """u^2 E g'^2 - E g^2 for the same cubic."""
    constant, _, square, cube = COEFFICIENTS
    difference = u**2 * sp.diff(_cubic(), x) ** 2 - _cubic() ** 2
    result = -((constant + square * u**2) ** 2) + 2 * square**2 * u**4 + 12 * cube**2 * u**6
    return Derivation(
        name="cubic_difference",
        lhs=sp.Symbol(r"u^2\operatorname{E}g'^2-\operatorname{E}g^2"),
        start=sp.Integral(difference * normal_density(x, u), _LINE),
        steps=(Evaluate(result, "by parts", antiderivative=_antiderivative(sp.expand(difference))),),
        assumptions=(NORMAL,),
    )


@derived
def cubic_excess() -> Derivation:
    """u^2 E g'^2 - Var g = 2 a_2^2 u^4 + 12 a_3^2 u^6 for a cubic g: 0 if and only if g is linear.

    Gauss-Poincare, with what it leaves: the Hermite component of degree k counts k - 1 times.
    """
    difference, mean = sp.symbols("D M", real=True)
    _, _, square, cube = COEFFICIENTS
    return Derivation(
        name="cubic_excess",
        lhs=sp.Symbol(r"u^2\operatorname{E}g'^2-\operatorname{Var}g"),
        start=difference + mean**2,
        steps=(
            Equal(
                2 * square**2 * u**4 + 12 * cube**2 * u**6,
                "Var g = E g² - (E g)²",
                given={difference: cubic_difference(), mean: cubic_mean()},
            ),
        ),
        assumptions=(NORMAL,),
    )


def _gap(argument: sp.Expr) -> tuple[sp.Expr, ...]:
    """Return factors of y (1 - tanh^2 y/3) - tanh y, which is above 0 for y > 0: that of cosh^2 y, and the rest."""
    rest = argument * (2 + sp.cosh(2 * argument)) - sp.Rational(3, 2) * sp.sinh(2 * argument)
    return rest, 1 / (3 * sp.cosh(argument) ** 2)


@derived
def tanh_growth() -> Derivation:
    """E y_{m+1}^2 < E y_m^2 E d_m^2 for tanh at every u and N v^2, so that chi > 1 wherever y has settled.

    u² tanh'² is y (tanh y - tanh³ y/3) in the mean, by parts, and tanh² is below that for every y.
    """
    density, value = normal_density(x, u), sp.tanh(x)
    slope = (1 - value**2) ** 2
    return Derivation(
        name="tanh_growth",
        lhs=E(preactivation(m + 1) ** 2) - E(preactivation(m) ** 2) * E(gradient(m) ** 2),
        start=sp.Integral(w * (value**2 - u**2 * slope) * density, _LINE),
        steps=(
            Below(
                sp.Integral(w * (x * (value - value**3 / 3) - u**2 * slope) * density, _LINE),
                "tanh y < y (1 - tanh² y/3) for y > 0",
                gap=(w, value, *_gap(x), density),
            ),
            Evaluate(
                sp.S.Zero,
                "by parts: the slope of tanh - tanh³/3 is tanh'²",
                antiderivative=-w * u**2 * (value - value**3 / 3) * density,
            ),
        ),
        assumptions=(NORMAL, _FREE),
    )


@derived
def sigmoid_growth() -> Derivation:
    """Var x_{m+1} < E y_m^2 E d_m^2/(N v^2) for the sigmoid at every u: chi > s^2/(s^2 + mu^2) where y has settled.

    The sigmoid minus its mean 1/2 is tanh(y/2)/2.
    """
    density, value = normal_density(x, u), sp.tanh(x / 2)
    slope = (1 - value**2) ** 2 / 16
    return Derivation(
        name="sigmoid_growth",
        lhs=Variance(layer_input(m + 1)) - E(preactivation(m) ** 2) * E(gradient(m) ** 2) / w,
        start=sp.Integral((value**2 / 4 - u**2 * slope) * density, _LINE),
        steps=(
            Below(
                sp.Integral((x * (value - value**3 / 3) / 8 - u**2 * slope) * density, _LINE),
                "tanh z < z (1 - tanh² z/3) for z = y/2 > 0",
                gap=(sp.Rational(1, 4), value, *_gap(x / 2), density),
            ),
            Evaluate(
                sp.S.Zero,
                "by parts: the slope of tanh - tanh³/3 is tanh'²",
                antiderivative=-(u**2) * (value - value**3 / 3) / 8 * density,
            ),
        ),
        assumptions=(NORMAL, _FREE),
    )


@derived
def gelu_growth() -> Derivation:
    """E y_m^2 E d_m^2 - E y_{m+1}^2 = N v^2 u^4/(2 pi (1 + 2 u^2)^(3/2)) for GELU, which is not odd, but 0 at 0."""
    second, slope = sp.symbols("q_g q_d", positive=True)
    return Derivation(
        name="gelu_growth",
        lhs=E(preactivation(m) ** 2) * E(gradient(m) ** 2) - E(preactivation(m + 1) ** 2),
        start=w * (u**2 * slope - second),
        steps=(
            Equal(
                w * u**4 / (2 * sp.pi * (1 + 2 * u**2) ** sp.Rational(3, 2)),
                "the closed forms of E g'² and E g²",
                given={slope: gelu_derivative_second_moment(), second: gelu_second_moment()},
            ),
        ),
        assumptions=(NORMAL, _FREE),
    )
