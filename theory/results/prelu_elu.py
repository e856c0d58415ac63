"""The backward gains of PReLU and ELU: the factor on sqrt(1/fan_in) that keeps a gradient's variance.

A gradient comes out of a layer with the variance sigma_w^2 E g'(y)^2 times its own, so that the gain is
1/sqrt(E g'(y)^2).  The forward gains are in `pytorch`.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.quantities import gradient
from theory.derivation.registry import derived
from theory.notation import E, alpha, m, slope, u, x
from theory.results.normal import NORMAL, normal_density
from theory.results.vanishing import relu_slope_square

__all__ = ["elu_backward_gain", "elu_slope_second_moment", "elu_slope_tail", "prelu_backward_gain"]

_OUT = "the layer's weights have variance 1/N, and the gradient above it has variance 1"


@derived
def prelu_backward_gain() -> Derivation:
    """The backward gain of PReLU is sqrt(2/(1 + a^2)), at every u: the forward gain."""
    half = sp.Symbol("h_0", positive=True)  # E relu'(y)^2
    return Derivation(
        name="prelu_backward_gain",
        lhs=1 / sp.sqrt(E(gradient(m) ** 2)),
        start=1 / sp.sqrt(half + slope**2 * half),
        steps=(
            Equal(
                sp.sqrt(2 / (1 + slope**2)),
                "the slope is 1 on one half-line and a on the other",
                given={half: relu_slope_square()},
            ),
        ),
        assumptions=(NORMAL, _OUT),
    )


@derived
def elu_slope_tail() -> Derivation:
    """E[e^-2y; y > 0] = e^(2 u^2) erfc(sqrt(2) u)/2: by symmetry, that of the squared slope e^(2y) below 0."""
    root = sp.sqrt(2) * u
    return Derivation(
        name="elu_slope_tail",
        lhs=sp.Symbol("T_0"),
        start=sp.Integral(sp.exp(-2 * x) * normal_density(x, u), (x, 0, sp.oo)),
        steps=(
            Evaluate(
                sp.exp(2 * u**2) * sp.erfc(root) / 2,
                "completing the square",
                antiderivative=sp.exp(2 * u**2) * sp.erf((x + 2 * u**2) / root) / 2,
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived
def elu_slope_second_moment() -> Derivation:
    """E g'^2 = 1/2 + alpha^2 e^(2 u^2) erfc(sqrt(2) u)/2 for ELU."""
    half, tail = sp.symbols("h_0 T_0", positive=True)
    return Derivation(
        name="elu_slope_second_moment",
        lhs=E(gradient(m) ** 2),
        start=half + alpha**2 * tail,
        steps=(
            Equal(
                sp.Rational(1, 2) + alpha**2 * sp.exp(2 * u**2) * sp.erfc(sp.sqrt(2) * u) / 2,
                "the slope is 1 above 0 and alpha e^y below",
                given={half: relu_slope_square(), tail: elu_slope_tail()},
            ),
        ),
        assumptions=(NORMAL, _OUT),
    )


@derived
def elu_backward_gain() -> Derivation:
    """The backward gain of ELU is 1.2234 at u = 1; the forward one is 1.2452: no gain keeps both."""
    second = sp.Symbol("Q", positive=True)
    slopes = elu_slope_second_moment().at({u: 1, alpha: 1})
    return Derivation(
        name="elu_backward_gain",
        lhs=1 / sp.sqrt(E(gradient(m) ** 2)),
        start=1 / sp.sqrt(second),
        steps=(Equal(1 / sp.sqrt(slopes.value), "elu_slope_second_moment at u = 1", given={second: slopes}),),
        assumptions=(NORMAL, _OUT),
    )
