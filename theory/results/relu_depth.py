"""ReLU layers by depth: Kumar 2017, equations (27) to (30), as limits of values that are exact at every width.

The paper goes layer by layer in the limit, by (20) to (22) and (26), which `relu` derives.  Its values for deep layers
are the limits of the exact values of `relu_at_width`.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.quantities import Deviation, Variance, layer_input
from theory.derivation.registry import derived
from theory.notation import E, m, mu, s, u
from theory.results.finite_width import HOMOGENEOUS, RELU, WEIGHT_VARIANCE, mean_square
from theory.results.layer_length import limit_of_norms, norm_ratio
from theory.results.relu import relu_second_moment
from theory.results.relu_at_width import (
    SIGNS,
    relu_mean_at_width,
    relu_variance_at_width,
)

__all__ = [
    "he_relu_variance_limit",
    "relu_deviation_limit",
    "relu_mean_limit",
    "relu_mean_recursion_limit",
    "relu_mean_squared_limit",
    "relu_variance_limit",
    "relu_variance_recursion_limit",
    "xavier_relu_variance_22",
    "xavier_relu_variance_30",
    "xavier_relu_variance_ratio",
]


w = WEIGHT_VARIANCE
_INPUTS = s**2 + mu**2  # E x_m^2, which is exact at every width
_XAVIER = ("m >= 2", "v² = 1/N", SIGNS, HOMOGENEOUS)
_HALF = sp.Rational(1, 2)


@derived("kumar2017 (27)")
def relu_mean_recursion_limit() -> Derivation:
    """mu_{m+1}^2 -> (s_m^2 + mu_m^2)/(2 pi) for v^2 = 1/N: Kumar 2017, equation (27).

    At finite N it is smaller, since the mean depends on E |x_m|, which is below sqrt(E |x_m|^2).
    """
    following, square = sp.symbols("mu_next q_m", positive=True)
    return Derivation(
        name="relu_mean_recursion_limit",
        lhs=E(layer_input(m + 1)) ** 2,
        start=following**2 / square * _INPUTS,
        steps=(
            Equal(
                _INPUTS * norm_ratio().rhs ** (2 * m - 2) / (2 * sp.pi),
                "the mean, and the mean square q_m = s² + mu² below it, are exact at every N",
                given={
                    following: relu_mean_at_width().at({m: m + 1, w: 1}),
                    square: mean_square().at(RELU | {w: 1}),
                },
            ),
            limit_of_norms(_INPUTS / (2 * sp.pi)),
        ),
        assumptions=_XAVIER[1:],
    )


@derived("kumar2017 (28)")
def relu_variance_recursion_limit() -> Derivation:
    """s_{m+1}^2 -> (1/2 - 1/(2 pi)) (s_m^2 + mu_m^2) for v^2 = 1/N: Kumar 2017, equation (28)."""
    mean_squared, share = sp.symbols("mu_next^2 h_2", positive=True)
    return Derivation(
        name="relu_variance_recursion_limit",
        lhs=Variance(layer_input(m + 1)),
        start=share * _INPUTS - mean_squared,
        steps=(
            Equal(
                _INPUTS * (_HALF - norm_ratio().rhs ** (2 * m - 2) / (2 * sp.pi)),
                "half of the mean square, minus the squared mean of (27), at every N",
                given={
                    share: relu_second_moment().at({u: 1}),
                    mean_squared: relu_mean_recursion_limit().before_limit(),
                },
            ),
            limit_of_norms(_INPUTS * (_HALF - 1 / (2 * sp.pi))),
        ),
        assumptions=_XAVIER[1:],
    )


@derived("kumar2017 (29)")
def relu_mean_squared_limit() -> Derivation:
    """mu_m^2 -> (1/(2 pi)) 2^-(m-2) for v^2 = 1/N and m >= 2, from the exact value at every N."""
    return Derivation(
        name="relu_mean_squared_limit",
        lhs=E(layer_input(m)) ** 2,
        start=relu_mean_at_width().rhs ** 2,
        steps=(
            Equal(
                _HALF ** (m - 1) * norm_ratio().rhs ** (2 * m - 4) / sp.pi,
                "N v² = 1: each layer halves the mean square, exactly",
                given={w: sp.S.One},
            ),
            limit_of_norms(_HALF ** (m - 1) / sp.pi),
            Equal(_HALF ** (m - 2) / (2 * sp.pi), "m - 2 halvings: x_2 is the first ReLU output"),
        ),
        assumptions=_XAVIER,
    )


@derived("kumar2017 (30)")
def relu_variance_limit() -> Derivation:
    """Var x_m -> (1/2 - 1/(2 pi)) 2^-(m-2) for v^2 = 1/N, from the exact value at every N."""
    return Derivation(
        name="relu_variance_limit",
        lhs=Variance(layer_input(m)),
        start=relu_variance_at_width().rhs,
        steps=(
            Equal(
                _HALF ** (m - 1) * (1 - norm_ratio().rhs ** (2 * m - 4) / sp.pi),
                "N v² = 1: each layer halves the mean square",
                given={w: sp.S.One},
            ),
            limit_of_norms(_HALF ** (m - 1) * (1 - 1 / sp.pi)),
            Equal((_HALF - 1 / (2 * sp.pi)) * _HALF ** (m - 2), "one factor 1/2 moves into the bracket"),
        ),
        assumptions=_XAVIER,
    )


@derived("kumar2017 figure 4")
def relu_deviation_limit() -> Derivation:
    """sd x_m -> sqrt(1/2 - 1/(2 pi)) 2^(-(m-2)/2) for v^2 = 1/N: what Kumar 2017, figure 4, plots."""
    variance = relu_variance_limit()
    return Derivation(
        name="relu_deviation_limit",
        lhs=Deviation(layer_input(m)),
        start=sp.sqrt(variance.exact),
        steps=(
            limit_of_norms(sp.sqrt(_HALF ** (m - 1) * (1 - 1 / sp.pi))),
            Equal(sp.sqrt(variance.rhs), "one factor 1/2 moves into the bracket"),
        ),
        assumptions=_XAVIER,
    )


@derived("kumar2017 figure 4, means")
def relu_mean_limit() -> Derivation:
    """mu_m -> 2^(-(m-2)/2)/sqrt(2 pi) for v^2 = 1/N and m >= 2: the means that Kumar 2017, figure 4, plots."""
    return Derivation(
        name="relu_mean_limit",
        lhs=E(layer_input(m)),
        start=relu_mean_at_width().rhs,
        steps=(
            Equal(
                sp.sqrt(_HALF ** (m - 1) / sp.pi) * norm_ratio().rhs ** (m - 2),
                "N v² = 1: the mean of ReLU's outputs is exact at every N",
                given={w: sp.S.One},
            ),
            limit_of_norms(sp.sqrt(_HALF ** (m - 1) / sp.pi)),
            Equal(sp.sqrt(_HALF ** (m - 2) / (2 * sp.pi)), "the root of (29), corrected: m - 2 halvings"),
        ),
        assumptions=_XAVIER,
    )


@derived("kumar2017 (25), variance")
def he_relu_variance_limit() -> Derivation:
    """Var x_m -> 1 - 1/pi for v^2 = 2/N, m >= 2 and an input of variance 1: the mean square is kept, not the variance.

    At finite N the variance over networks is 1 - norm_ratio^(2m-4)/pi.  It rises back towards 1 with depth, as the
    scale that a layer's units share spreads over networks.
    """
    return Derivation(
        name="he_relu_variance_limit",
        lhs=Variance(layer_input(m)),
        start=relu_variance_at_width().rhs,
        steps=(
            Equal(
                1 - norm_ratio().rhs ** (2 * m - 4) / sp.pi,
                "N v² = 2: the mean square stays 1 at every layer and N, and the mean is not 0",
                given={w: sp.S(2)},
            ),
            limit_of_norms(1 - 1 / sp.pi),
        ),
        assumptions=("m >= 2", "v² = 2/N", SIGNS, HOMOGENEOUS),
    )


def _at_layer(layer: int) -> Derivation:
    result = sp.Rational(1, 2) - 1 / (2 * sp.pi)
    variance = relu_variance_limit()
    return Derivation(
        name=f"xavier_relu_variance_{layer}",
        lhs=Variance(layer_input(layer)),
        start=variance.rhs,
        steps=(Equal(result / 2 ** (layer - 2), f"m = {layer}", given={m: sp.Integer(layer)}),),
        assumptions=variance.assumptions,
    )


@derived("kumar2017 (30), layer 22")
def xavier_relu_variance_22() -> Derivation:
    """s_22^2 = (1/2 - 1/(2 pi)) 2^-20 = 3.25e-7."""
    return _at_layer(22)


@derived("kumar2017 (30), layer 30")
def xavier_relu_variance_30() -> Derivation:
    """s_30^2 = (1/2 - 1/(2 pi)) 2^-28 = 1.27e-9."""
    return _at_layer(30)


@derived("kumar2017 (30), ratio of the layers")
def xavier_relu_variance_ratio() -> Derivation:
    """s_30^2/s_22^2 = 2^-8 = 3.9e-3."""
    deep, shallow = sp.symbols("s_30^2 s_22^2", positive=True)
    return Derivation(
        name="xavier_relu_variance_ratio",
        lhs=Variance(layer_input(30)) / Variance(layer_input(22)),
        start=deep / shallow,
        steps=(
            Equal(
                sp.Rational(1, 2) ** 8,
                "eight halvings; the coefficient cancels",
                given={deep: xavier_relu_variance_30(), shallow: xavier_relu_variance_22()},
            ),
        ),
        assumptions=relu_variance_limit().assumptions,
    )
