"""The error function and the GELU in closed form.

g(y) = erf(y), and g(y) = y Phi(y) = y (1 + erf(y/sqrt 2))/2 with Phi the normal distribution function
(Hendrycks and Gimpel 2016, arXiv:1606.08415); y = u t, t standard normal.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.integrals import Evaluate, Parameter
from theory.derivation.quantities import gradient, layer_input
from theory.derivation.registry import derived
from theory.notation import E, m, t, u
from theory.results.normal import LINE, NORMAL, STANDARD_DENSITY, normal_density

__all__ = [
    "erf_derivative_second_moment",
    "erf_second_moment",
    "gelu_derivative_second_moment",
    "gelu_mean",
    "gelu_second_moment",
]


_TWICE_PHI = 1 + sp.erf(u * t / sp.sqrt(2))
_PRICE = "both sides are equal at u = 0, and so are their slopes in u, by parts (Price's theorem)"
_NARROWING = 1 + 2 * u**2
_ARCSINE = sp.asin(u**2 / (1 + u**2))


def _gelu_slope(phi_part: sp.Expr, narrow_part: sp.Expr, erf_part: sp.Expr) -> sp.Expr:
    """Return an antiderivative, in t, of the slope in u of an integrand with GELU.

    The three arguments are the factors of 2 Phi(u t) times the product of two Gaussians, of the narrower Gaussian that
    comes from erf', and of the error function that is the integral of the narrower Gaussian.
    """
    return (
        phi_part * sp.exp(-(1 + u**2) * t**2 / 2) * _TWICE_PHI
        + narrow_part * sp.exp(-_NARROWING * t**2 / 2)
        + erf_part * sp.erf(sp.sqrt(_NARROWING / 2) * t)
    )


@derived("Williams 1997 (11)")
def erf_second_moment() -> Derivation:
    """E erf(y)^2 = (2/pi) asin(2u^2/(1 + 2u^2)): Williams 1997, equation (11), at correlation 1."""
    narrowed = sp.exp(-_NARROWING * t**2 / 2) * sp.erf(u * t)
    return Derivation(
        name="erf_second_moment",
        lhs=E(layer_input(m + 1) ** 2),
        start=sp.Integral(sp.erf(u * t) ** 2 * STANDARD_DENSITY, LINE),
        steps=(
            Parameter(
                2 / sp.pi * sp.asin(2 * u**2 / _NARROWING),
                _PRICE,
                parameter=u,
                antiderivative=-2 * sp.sqrt(2) / (sp.pi * _NARROWING) * narrowed
                + 4
                * u
                / (sp.pi * _NARROWING * sp.sqrt(1 + 4 * u**2))
                * sp.erf(sp.sqrt((1 + 4 * u**2) / 2) * t),
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived
def erf_derivative_second_moment() -> Derivation:
    """E erf'(y)^2 = 4/(pi sqrt(1 + 4u^2))."""
    rate = sp.sqrt(1 + 4 * u**2)
    return Derivation(
        name="erf_derivative_second_moment",
        lhs=E(gradient(m) ** 2),
        start=sp.Integral(4 / sp.pi * sp.exp(-2 * (u * t) ** 2) * STANDARD_DENSITY, LINE),
        steps=(
            Evaluate(
                4 / (sp.pi * rate),
                "a Gaussian, narrowed",
                antiderivative=2 / (sp.pi * rate) * sp.erf(rate * t / sp.sqrt(2)),
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived
def gelu_mean() -> Derivation:
    """E g = u^2/sqrt(2 pi (1 + u^2))."""
    rest = u / sp.sqrt(1 + u**2) * sp.erf(sp.sqrt((1 + u**2) / 2) * t)
    return Derivation(
        name="gelu_mean",
        lhs=E(layer_input(m + 1)),
        start=sp.Integral(u * t * _TWICE_PHI / 2 * STANDARD_DENSITY, LINE),
        steps=(
            Evaluate(
                u**2 / sp.sqrt(2 * sp.pi * (1 + u**2)),
                "by parts: t times the density is its slope",
                antiderivative=u / sp.sqrt(8 * sp.pi) * (rest - sp.exp(-(t**2) / 2) * _TWICE_PHI),
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived
def gelu_second_moment() -> Derivation:
    """E g^2 = u^2/4 + u^2/(2 pi) (asin(u^2/(1 + u^2)) + 2u^2/((1 + u^2) sqrt(1 + 2u^2)))."""
    return Derivation(
        name="gelu_second_moment",
        lhs=E(layer_input(m + 1) ** 2),
        start=u**2 * sp.Integral((t * _TWICE_PHI / 2) ** 2 * STANDARD_DENSITY, LINE),
        steps=(
            Parameter(
                u**2 / 4 + u**2 / (2 * sp.pi) * (_ARCSINE + 2 * u**2 / ((1 + u**2) * sp.sqrt(_NARROWING))),
                _PRICE,
                parameter=u,
                antiderivative=_gelu_slope(
                    -((1 + u**2) * t**2 + 2) / (2 * sp.pi * (1 + u**2) ** 2),
                    -t * u / (sp.sqrt(2) * sp.pi ** sp.Rational(3, 2) * (1 + u**2) * _NARROWING),
                    u * (5 * u**2 + 3) / (2 * sp.pi * (1 + u**2) ** 2 * _NARROWING ** sp.Rational(3, 2)),
                ),
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived
def gelu_derivative_second_moment() -> Derivation:
    """E g'^2 = 1/4 + (asin(u^2/(1 + u^2)) + u^2 (3 + 5u^2)/((1 + u^2) (1 + 2u^2)^(3/2)))/(2 pi)."""
    slope = _TWICE_PHI / 2 + u * t * normal_density(u * t, sp.S.One)
    return Derivation(
        name="gelu_derivative_second_moment",
        lhs=E(gradient(m) ** 2),
        start=sp.Integral(slope**2 * STANDARD_DENSITY, LINE),
        steps=(
            Parameter(
                sp.Rational(1, 4)
                + (_ARCSINE + u**2 * (3 + 5 * u**2) / ((1 + u**2) * _NARROWING ** sp.Rational(3, 2)))
                / (2 * sp.pi),
                _PRICE,
                parameter=u,
                antiderivative=_gelu_slope(
                    ((1 + u**2) * t**2 * u**2 - 2) / (2 * sp.pi * (1 + u**2) ** 2),
                    t
                    * u
                    * ((1 + u**2) * _NARROWING * t**2 * u**2 + u**4 - 2 * u**2 - 2)
                    / (sp.sqrt(2) * sp.pi ** sp.Rational(3, 2) * (1 + u**2) * _NARROWING**2),
                    u
                    * ((2 + 3 * u**2) ** 2 - u**6)
                    / (2 * sp.pi * (1 + u**2) ** 2 * _NARROWING ** sp.Rational(5, 2)),
                ),
            ),
        ),
        assumptions=(NORMAL,),
    )
