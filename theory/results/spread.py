"""How much networks of one width differ: the spread of a layer's length over networks, and what it does to variances.

Exact at every N, for positively homogeneous activations: products over layers, of `finite_width` and `relu_at_width`.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.quantities import ExcessKurtosis, Variance, layer_input, preactivation
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, M, N, a, b, j, kappa, m, w
from theory.results.finite_width import (
    HOMOGENEOUS,
    mean_square_second_moment,
    preactivation_kurtosis,
    relative_fluctuation,
)
from theory.results.layer_length import norm_ratio
from theory.results.relu_at_width import SIGNS, relu_mean_at_width, relu_variance_at_width

__all__ = [
    "bottleneck_kurtosis",
    "bottleneck_second_moment",
    "he_relu_mean",
    "he_relu_variance",
    "homogeneous_kurtosis",
    "length_ratio_variance",
]


@derived
def length_ratio_variance() -> Derivation:
    """(6 (a^4 + b^4)/(a^2 + b^2)^2 - 1)/N, the variance of |x_2|^2/|x_1|^2 over its squared mean: 5/N for ReLU.

    Given x_1 and x_2, y_2 is a normal of variance v^2 |x_2|^2, so that its fourth moment tells E |x_2|^4.
    """
    ratio = sp.Symbol("r_m", positive=True)  # E q_2^2/(E q_2)^2
    layer = mean_square_second_moment().at({kappa: sp.S.One, m: sp.S(2)})
    return Derivation(
        name="length_ratio_variance",
        lhs=E(preactivation(2) ** 4) / (3 * E(preactivation(2) ** 2) ** 2) - 1,
        start=ratio - 1,
        steps=(
            Equal(
                (6 * (a**4 + b**4) / (a**2 + b**2) ** 2 - 1) / N,
                "E y_2⁴ = 3 v⁴ E |x_2|⁴, and an input of signs has one length",
                given={ratio: layer},
            ),
        ),
        assumptions=layer.derivation.assumptions,
    )


@derived
def homogeneous_kurtosis() -> Derivation:
    """3((1 + (6 (a^4 + b^4)/(a^2 + b^2)^2 - 1)/N)^(m-1) - 1): the excess kurtosis of y_m for slopes a and b."""
    general, layer = preactivation_kurtosis(), length_ratio_variance()
    return Derivation(
        name="homogeneous_kurtosis",
        lhs=general.lhs,
        start=general.exact,
        steps=(Equal(3 * ((1 + layer.rhs) ** (m - 1) - 1), "an input of signs", given={kappa: sp.S.One}),),
        assumptions=general.assumptions,
    )


@derived
def bottleneck_second_moment() -> Derivation:
    """(1 + k/N)^(m-2) (1 + k/M) = E q_m^2/(E q_m)^2, where one of the layers below has M units and the others N.

    k is 6 (a^4 + b^4)/(a^2 + b^2)^2 - 1.  Which of the layers it is makes no difference.
    """
    wide, narrow = sp.symbols("r_N r_M", positive=True)
    layer = relative_fluctuation()
    return Derivation(
        name="bottleneck_second_moment",
        lhs=sp.Symbol(r"\operatorname{E}q_m^2/(\operatorname{E}q_m)^2"),
        start=narrow * sp.Product(wide, (j, 1, m - 2)),
        steps=(
            Index(
                narrow * wide ** (m - 2),
                "the layers' factors are independent",
                size=m,
                sizes=(2, 3, 4, 5),
            ),
            Equal(
                layer.rhs ** (m - 2) * layer.rhs.subs(N, M),
                "the factors of a layer of N units, and of M",
                given={wide: layer, narrow: layer.at({N: M})},
            ),
        ),
        assumptions=(HOMOGENEOUS, SIGNS),
    )


@derived
def bottleneck_kurtosis() -> Derivation:
    """3((1 + k/N)^(m-2) (1 + k/M) - 1): excess kurtosis of y_m where one layer below has M units, the rest N."""
    ratio, moment = sp.Symbol("r_m", positive=True), bottleneck_second_moment()
    return Derivation(
        name="bottleneck_kurtosis",
        lhs=ExcessKurtosis(preactivation(m)),
        start=3 * ratio - 3,
        steps=(
            Equal(3 * (moment.rhs - 1), "E Z⁴ = 3, and Z is independent of |x_m|", given={ratio: moment}),
        ),
        assumptions=moment.assumptions,
    )


@derived
def he_relu_mean() -> Derivation:
    """E x_m = rho_N^(m-2)/sqrt(pi) for v^2 = 2/N and m >= 2, rho_N = E sqrt(S)/sqrt(E S) < 1: it falls with depth."""
    mean = relu_mean_at_width()
    return Derivation(
        name="he_relu_mean",
        lhs=E(layer_input(m)),
        start=mean.rhs,
        steps=(Equal(norm_ratio().rhs ** (m - 2) / sp.sqrt(sp.pi), "N v² = 2", given={w: sp.S(2)}),),
        assumptions=mean.assumptions,
    )


@derived
def he_relu_variance() -> Derivation:
    """Var x_m = 1 - rho_N^(2m-4)/pi for v^2 = 2/N and m >= 2, over networks: at fixed N it creeps back to 1."""
    variance = relu_variance_at_width()
    return Derivation(
        name="he_relu_variance",
        lhs=Variance(layer_input(m)),
        start=variance.rhs,
        steps=(Equal(1 - norm_ratio().rhs ** (2 * m - 4) / sp.pi, "N v² = 2", given={w: sp.S(2)}),),
        assumptions=variance.assumptions,
    )
