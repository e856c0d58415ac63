"""How ReLU layers follow one another: ratios of layers, and the mean that they reach, Kumar 2017, section 4.1."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.quantities import ExcessKurtosis, Variance, layer_input, preactivation
from theory.derivation.registry import derived
from theory.notation import E, N, m, w
from theory.results.finite_width import HOMOGENEOUS, RELU, mean_square, relu_kurtosis
from theory.results.layer_length import limit_of_norms, norm_ratio
from theory.results.relu_at_width import SIGNS, relu_mean_at_width, relu_variance_at_width

__all__ = [
    "he_relu_mean_limit",
    "relu_mean_ratio_limit",
    "relu_mean_square_scatter",
    "xavier_relu_mean_square_ratio",
    "xavier_relu_variance_decay",
]

_HALF = sp.Rational(1, 2)


@derived("kumar2017 section 4.1, mean reached")
def he_relu_mean_limit() -> Derivation:
    """mu_m -> 1/sqrt(pi) = 0.564 for v^2 = 2/N, m >= 2 and an input of variance 1, from the exact value at every N."""
    return Derivation(
        name="he_relu_mean_limit",
        lhs=E(layer_input(m)),
        start=relu_mean_at_width().rhs,
        steps=(
            Equal(
                norm_ratio().rhs ** (m - 2) / sp.sqrt(sp.pi),
                "N v² = 2: u² stays 2, and not 3",
                given={w: sp.S(2)},
            ),
            limit_of_norms(1 / sp.sqrt(sp.pi)),
        ),
        assumptions=("m >= 2", "v² = 2/N", SIGNS, HOMOGENEOUS),
    )


@derived("kumar2017 section 4.1, stationary mean")
def relu_mean_ratio_limit() -> Derivation:
    """mu_{m+1}/mu_m -> 1 for v^2 = 2/N and m >= 2: the mean of ReLU's outputs is stationary."""
    following, current = sp.symbols("mu_next mu_m", positive=True)
    return Derivation(
        name="relu_mean_ratio_limit",
        lhs=E(layer_input(m + 1)) / E(layer_input(m)),
        start=following / current,
        steps=(
            Equal(
                norm_ratio().rhs,
                "N v² = 2: one more layer has one more factor E sqrt(S)/sqrt(E S)",
                given={
                    following: relu_mean_at_width().at({m: m + 1, w: 2}),
                    current: relu_mean_at_width().at({w: 2}),
                },
            ),
            limit_of_norms(sp.S.One),
        ),
        assumptions=("m >= 2", "v² = 2/N", SIGNS, HOMOGENEOUS),
    )


@derived("kumar2017 (29) and (30), ratio")
def xavier_relu_mean_square_ratio() -> Derivation:
    """E x_{m+1}^2/E x_m^2 = 1/2 for v^2 = 1/N: exact at every N and m, the ratio that (29) and (30) print as 0.51."""
    following, current = sp.symbols("q_next q_m", positive=True)
    return Derivation(
        name="xavier_relu_mean_square_ratio",
        lhs=E(layer_input(m + 1) ** 2) / E(layer_input(m) ** 2),
        start=following / current,
        steps=(
            Equal(
                _HALF,
                "each layer halves the mean square",
                given={
                    following: mean_square().at(RELU | {w: 1, m: m + 1}),
                    current: mean_square().at(RELU | {w: 1}),
                },
            ),
        ),
        assumptions=("v² = 1/N", HOMOGENEOUS),
    )


@derived("kumar2017 section 4.1, exponential")
def xavier_relu_variance_decay() -> Derivation:
    """Var x_m/Var x_2 -> (1/2)^(m-2) for v^2 = 1/N and m >= 2: the variance falls exponentially with depth.

    The variance of x_2, the first ReLU output, is the same at every N.
    """
    deep, first = sp.symbols("s_m^2 s_2^2", positive=True)
    below = norm_ratio().rhs ** (2 * m - 4) / sp.pi
    return Derivation(
        name="xavier_relu_variance_decay",
        lhs=Variance(layer_input(m)) / Variance(layer_input(2)),
        start=deep / first,
        steps=(
            Equal(
                _HALF ** (m - 2) * (1 - below) / (1 - 1 / sp.pi),
                "the variances are exact at every N; each layer halves the mean square",
                given={
                    deep: relu_variance_at_width().at({w: 1}),
                    first: relu_variance_at_width().at({w: 1, m: 2}),
                },
            ),
            limit_of_norms(_HALF ** (m - 2)),
        ),
        assumptions=("m >= 2", "v² = 1/N", SIGNS, HOMOGENEOUS),
    )


@derived("kumar2017 figure 4, scatter of one network")
def relu_mean_square_scatter() -> Derivation:
    """(1 + 5/N)^(m-1) - 1: the relative variance, over networks, of the mean square of a ReLU layer's inputs.

    y_m = v |x_m| Z is a normal of random scale, and its excess kurtosis is 3 times this variance.
    """
    general = relu_kurtosis()
    kurtosis = sp.Symbol("k_m", nonnegative=True)
    return Derivation(
        name="relu_mean_square_scatter",
        lhs=ExcessKurtosis(preactivation(m)) / 3,
        start=kurtosis / 3,
        steps=(Equal((1 + 5 / N) ** (m - 1) - 1, "relu_kurtosis", given={kurtosis: general}),),
        assumptions=general.assumptions,
    )
