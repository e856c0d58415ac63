"""The exponential linear units in closed form, and the constants of SELU.

g(x) = lambda x for x > 0 and lambda alpha (e^x - 1) for x < 0: ELU is lambda = 1, SELU has the lambda and alpha
at which mean 0 and variance 1 are a fixed point (Klambauer et al. 2017, arXiv:1706.02515, equation (14)).
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.quantities import layer_input
from theory.derivation.registry import derived
from theory.notation import E, alpha, m, scale, u, x
from theory.results.normal import NORMAL, normal_density
from theory.results.relu import relu_mean, relu_second_moment

__all__ = [
    "ALPHA",
    "SCALE",
    "SELU_ALPHA",
    "SELU_SCALE",
    "elu_mean",
    "elu_second_moment",
    "elu_tail_mean",
    "elu_tail_second_moment",
    "selu_mean_fixed",
    "selu_variance_fixed",
]


ALPHA, SCALE = alpha, scale
_TAIL = sp.Symbol("T", real=True)
_ROOT_E = sp.exp(sp.Rational(1, 2)) * sp.erfc(1 / sp.sqrt(2))
# The conditions of the fixed point are E g = 0, solved for alpha, and then E g^2 = 1, solved for lambda.
SELU_ALPHA = sp.sqrt(2 / sp.pi) / (1 - _ROOT_E)
SELU_SCALE = 1 / sp.sqrt(
    sp.Rational(1, 2) + SELU_ALPHA**2 * (sp.exp(2) * sp.erfc(sp.sqrt(2)) / 2 - _ROOT_E + sp.Rational(1, 2))
)


def _tilted(rate: int) -> sp.Expr:
    """Return an antiderivative of e^(-rate x) times the density of N(0, u^2), by completing the square."""
    return sp.exp(rate**2 * u**2 / 2) * sp.erf((x + rate * u**2) / (sp.sqrt(2) * u)) / 2


def _tilted_total(rate: int) -> sp.Expr:
    """Return E[e^(-rate y); y > 0]."""
    return sp.exp(rate**2 * u**2 / 2) * sp.erfc(rate * u / sp.sqrt(2)) / 2


@derived
def elu_tail_mean() -> Derivation:
    """E[1 - e^-y; y > 0]: by symmetry, minus the mean of e^y - 1 over the negative half-line."""
    return Derivation(
        name="elu_tail_mean",
        lhs=sp.Symbol("T_1"),
        start=sp.Integral((1 - sp.exp(-x)) * normal_density(x, u), (x, 0, sp.oo)),
        steps=(
            Evaluate(
                sp.Rational(1, 2) - _tilted_total(1),
                "completing the square",
                antiderivative=_tilted(0) - _tilted(1),
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived
def elu_tail_second_moment() -> Derivation:
    """E[(1 - e^-y)^2; y > 0]."""
    return Derivation(
        name="elu_tail_second_moment",
        lhs=sp.Symbol("T_2"),
        start=sp.Integral((1 - sp.exp(-x)) ** 2 * normal_density(x, u), (x, 0, sp.oo)),
        steps=(
            Evaluate(
                sp.Rational(1, 2) - 2 * _tilted_total(1) + _tilted_total(2),
                "completing the square in each term",
                antiderivative=_tilted(0) - 2 * _tilted(1) + _tilted(2),
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived
def elu_mean() -> Derivation:
    """E g = lambda (u/sqrt(2 pi) - alpha E[1 - e^-y; y > 0])."""
    tail = elu_tail_mean()
    return Derivation(
        name="elu_mean",
        lhs=E(layer_input(m + 1)),
        start=SCALE * (relu_mean().rhs - ALPHA * _TAIL),
        steps=(Equal(SCALE * (relu_mean().rhs - ALPHA * tail.rhs), "elu_tail_mean", given={_TAIL: tail}),),
        assumptions=(NORMAL,),
    )


@derived
def elu_second_moment() -> Derivation:
    """E g^2 = lambda^2 (u^2/2 + alpha^2 E[(1 - e^-y)^2; y > 0])."""
    tail = elu_tail_second_moment()
    return Derivation(
        name="elu_second_moment",
        lhs=E(layer_input(m + 1) ** 2),
        start=SCALE**2 * (relu_second_moment().rhs + ALPHA**2 * _TAIL),
        steps=(
            Equal(
                SCALE**2 * (relu_second_moment().rhs + ALPHA**2 * tail.rhs),
                "elu_tail_second_moment",
                given={_TAIL: tail},
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived("Klambauer et al. 2017, fixed mean")
def selu_mean_fixed() -> Derivation:
    """E selu(Z) = 0 at u = 1."""
    return Derivation(
        name="selu_mean_fixed",
        lhs=E(layer_input(m + 1)),
        start=elu_mean().rhs,
        steps=(Equal(sp.S.Zero, "SELU's alpha", given={u: 1, ALPHA: SELU_ALPHA}),),
    )


@derived("Klambauer et al. 2017, fixed variance")
def selu_variance_fixed() -> Derivation:
    """E selu(Z)^2 = 1 at u = 1."""
    return Derivation(
        name="selu_variance_fixed",
        lhs=E(layer_input(m + 1) ** 2),
        start=elu_second_moment().rhs,
        steps=(Equal(sp.S.One, "SELU's lambda", given={u: 1, ALPHA: SELU_ALPHA, SCALE: SELU_SCALE}),),
    )
