"""Kaiming initialisation: what weights of variance 2/N do to a pre-activation (CPEN 455, homework 1, question 3.3)."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.quantities import Variance, layer_input, preactivation
from theory.derivation.registry import derived
from theory.notation import E, N, m, mu, s, u, v
from theory.results.normal import NORMAL
from theory.results.preactivation import preactivation_variance
from theory.results.relu import relu_second_moment

__all__ = ["half_the_variance", "kaiming_ratio", "kaiming_ratio_at_the_input", "variance_by_mean_square"]

_KAIMING = {v: sp.sqrt(2 / N)}


@derived("cpen455hw1 3.3")
def kaiming_ratio() -> Derivation:
    """1: N v^2 E relu(y)^2 = Var y at v^2 = 2/N, from the second layer on."""
    square = sp.Symbol("Q", positive=True)
    return Derivation(
        name="kaiming_ratio",
        lhs=Variance(preactivation(m + 1)) / Variance(preactivation(m)),
        start=N * v**2 * square / u**2,
        steps=(
            Equal(N * v**2 / 2, "the rectifier halves the mean square", given={square: relu_second_moment()}),
            Equal(sp.S.One, "the weights have variance 2/N", given=_KAIMING),
        ),
        assumptions=(NORMAL,),
    )


@derived("cpen455hw1 3.3, first layer")
def kaiming_ratio_at_the_input() -> Derivation:
    """2: N v^2 s^2/s^2 at v^2 = 2/N: an input of mean 0 is not halved by a rectifier."""
    variance = sp.Symbol("U", positive=True)
    return Derivation(
        name="kaiming_ratio_at_the_input",
        lhs=Variance(preactivation(1)) / Variance(layer_input(1)),
        start=variance / s**2,
        steps=(
            Equal(
                N * v**2 * (s**2 + mu**2) / s**2,
                "equation (6) of Kumar 2017",
                given={variance: preactivation_variance()},
            ),
            Equal(N * v**2, "the input has mean 0", given={mu: sp.S.Zero}),
            Equal(sp.S(2), "the weights have variance 2/N", given=_KAIMING),
        ),
    )


@derived("cpen455hw1 3.3, variance")
def variance_by_mean_square() -> Derivation:
    """N v^2: the variance of a pre-activation by the mean square of its inputs, whatever their mean."""
    variance = sp.Symbol("U", positive=True)
    return Derivation(
        name="variance_by_mean_square",
        lhs=Variance(preactivation(m)) / E(layer_input(m) ** 2),
        start=variance / (s**2 + mu**2),
        steps=(
            Equal(
                N * v**2,
                "equation (6) of Kumar 2017, in which the mean square is s² + mu²",
                given={variance: preactivation_variance()},
            ),
        ),
    )


@derived("cpen455hw1 3.3, mean square")
def half_the_variance() -> Derivation:
    """1/2: the mean square of a rectified unit by the variance of its pre-activation."""
    square = sp.Symbol("Q", positive=True)
    return Derivation(
        name="half_the_variance",
        lhs=E(layer_input(m + 1) ** 2) / Variance(preactivation(m)),
        start=square / u**2,
        steps=(
            Equal(
                sp.Rational(1, 2),
                "the half-line has half of the mean square",
                given={square: relu_second_moment()},
            ),
        ),
        assumptions=(NORMAL,),
    )
