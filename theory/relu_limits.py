"""ReLU layers by depth: exact at every width N, then the limits that Kumar 2017, (27) to (30), states.

The paper's own route, layer by layer in the limit, is (20) to (22) and (26), with which `relu` ends; what it
gives for deep layers is the limit of the exact values here.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation import Derivation, derived
from theory.finite_width import HOMOGENEOUS, RELU, WEIGHT_VARIANCE, mean_square
from theory.gaussian import relu_mean, relu_second_moment
from theory.norms import RATIO, input_norm, norm_ratio, norm_ratio_limit
from theory.notation import N, j, m, mu, s, u
from theory.steps import Equal, Index, Limit

__all__ = [
    "he_relu_variance_limit", "relu_deviation_limit", "relu_mean_at_width", "relu_mean_limit",
    "relu_mean_recursion_limit", "relu_mean_squared_limit", "relu_variance_at_width", "relu_variance_limit",
    "relu_variance_recursion_limit", "relu_within_layer_variance",
]  # fmt: skip

w = WEIGHT_VARIANCE
SIGNS = "the input's components are independent signs, so that |x_1|² = N"
_INPUTS = s**2 + mu**2  # E x_m^2, which is exact at every width
_XAVIER = ("m >= 2", "v² = 1/N", SIGNS, HOMOGENEOUS)
_HALF = sp.Rational(1, 2)


def _limit(result: sp.Expr) -> Limit:
    ratio = norm_ratio_limit()
    return Limit(result, "the ratio of norms tends to 1", variable=N, order=1, parts={ratio.start: ratio})


@derived
def relu_mean_at_width(law: str = "rademacher") -> Derivation:
    """E x_m, m >= 2, through ReLU layers of N units with weight variance sigma_w^2/N: exact at every N.

    x_m = v |x_{m-1}| relu(Z), and |x_{j+1}| = v |x_j| sqrt(S_j) with independent S_j of mean N/2.

    Parameters
    ----------
    law : str
        Of the input's components, of unit variance: "rademacher" (signs) or "normal".

    Raises
    ------
    ValueError
        If the law is neither.
    """
    first, unit = input_norm(law) * sp.sqrt(N), sp.Symbol("h_1", positive=True)
    weight = sp.sqrt(w / N)
    general = input_norm(law) * sp.sqrt(w) * unit * (sp.sqrt(w / 2) * RATIO) ** (m - 2)
    return Derivation(
        name="relu_mean_at_width",
        lhs=sp.Symbol(r"\mu_m"),
        start=weight * unit * first * sp.Product(weight * sp.sqrt(N / 2) * RATIO, (j, 1, m - 2)),
        steps=(
            Index(general, "m - 2 independent factors v E sqrt(S)", size=m, sizes=(2, 3, 4, 5)),
            Equal(
                general.subs({RATIO: norm_ratio().rhs, unit: 1 / sp.sqrt(2 * sp.pi)}),
                "norm_ratio, and E relu(Z) = 1/sqrt(2 pi)",
                given={RATIO: norm_ratio().rhs, unit: relu_mean().rhs.subs(u, 1)},
            ),
        ),
        source="corollary",
        assumptions=(SIGNS if law == "rademacher" else "a standard-normal input", HOMOGENEOUS),
    )


@derived
def relu_variance_at_width(law: str = "rademacher") -> Derivation:
    """Var x_m, m >= 2, over networks and inputs, through ReLU layers of N units: exact at every N."""
    square, mean = sp.symbols("q_m mu_m", positive=True)
    relu, below = mean_square().rhs.subs(RELU), relu_mean_at_width(law)
    return Derivation(
        name="relu_variance_at_width",
        lhs=sp.Symbol("s_m^2"),
        start=square - mean**2,
        steps=(
            Equal(
                (w / 2) ** (m - 1) - below.rhs**2,
                "mean square and mean are exact at every N",
                given={square: relu, mean: below.rhs},
            ),
        ),
        source="corollary",
        assumptions=below.assumptions,
    )


@derived
def relu_mean_recursion_limit() -> Derivation:
    """mu_{m+1}^2 -> (s_m^2 + mu_m^2)/(2 pi) for v^2 = 1/N: Kumar 2017, equation (27).

    At finite N it is smaller: the mean takes E |x_m|, which is below sqrt(E |x_m|^2).
    """
    following, square = sp.symbols("mu_next q_m", positive=True)
    return Derivation(
        name="relu_mean_recursion_limit",
        lhs=sp.Symbol(r"\mu_{m+1}^2"),
        start=following**2 / square * _INPUTS,
        steps=(
            Equal(
                _INPUTS * norm_ratio().rhs ** (2 * m - 2) / (2 * sp.pi),
                "the mean, and the mean square q_m = s² + mu² below it, are exact at every N",
                given={
                    following: relu_mean_at_width().rhs.subs({m: m + 1, w: 1}),
                    square: mean_square().rhs.subs(RELU | {w: sp.S.One}),
                },
            ),
            _limit(_INPUTS / (2 * sp.pi)),
        ),
        source="kumar2017 (27)",
        assumptions=_XAVIER[1:],
    )


@derived
def relu_variance_recursion_limit() -> Derivation:
    """s_{m+1}^2 -> (1/2 - 1/(2 pi)) (s_m^2 + mu_m^2) for v^2 = 1/N: Kumar 2017, equation (28)."""
    mean_squared, share = sp.symbols("mu_next^2 h_2", positive=True)
    exact = relu_mean_recursion_limit().exact
    return Derivation(
        name="relu_variance_recursion_limit",
        lhs=sp.Symbol("s_{m+1}^2"),
        start=share * _INPUTS - mean_squared,
        steps=(
            Equal(
                _INPUTS * (_HALF - norm_ratio().rhs ** (2 * m - 2) / (2 * sp.pi)),
                "half of the mean square, less the squared mean of (27), at every N",
                given={share: relu_second_moment().rhs.subs(u, 1), mean_squared: exact},
            ),
            _limit(_INPUTS * (_HALF - 1 / (2 * sp.pi))),
        ),
        source="kumar2017 (28)",
        assumptions=_XAVIER[1:],
    )


@derived
def relu_mean_squared_limit() -> Derivation:
    """mu_m^2 -> (1/(2 pi)) 2^-(m-2) for v^2 = 1/N and m >= 2, from the exact value at every N."""
    return Derivation(
        name="relu_mean_squared_limit",
        lhs=sp.Symbol(r"\mu_m^2"),
        start=relu_mean_at_width().rhs ** 2,
        steps=(
            Equal(
                _HALF ** (m - 1) * norm_ratio().rhs ** (2 * m - 4) / sp.pi,
                "N v² = 1: each layer halves the mean square, and no layer keeps 0.51 of it",
                given={w: sp.S.One},
            ),
            _limit(_HALF ** (m - 1) / sp.pi),
            Equal(_HALF ** (m - 2) / (2 * sp.pi), "m - 2 halvings: x_2 is the first ReLU output"),
        ),
        source="kumar2017 (29), mended",
        assumptions=_XAVIER,
    )


@derived
def relu_variance_limit() -> Derivation:
    """Var x_m -> (1/2 - 1/(2 pi)) 2^-(m-2) for v^2 = 1/N, from the exact value at every N."""
    return Derivation(
        name="relu_variance_limit",
        lhs=sp.Symbol("s_m^2"),
        start=relu_variance_at_width().rhs,
        steps=(
            Equal(
                _HALF ** (m - 1) * (1 - norm_ratio().rhs ** (2 * m - 4) / sp.pi),
                "N v² = 1: each layer halves the mean square",
                given={w: sp.S.One},
            ),
            _limit(_HALF ** (m - 1) * (1 - 1 / sp.pi)),
            Equal((_HALF - 1 / (2 * sp.pi)) * _HALF ** (m - 2), "one halving taken inside"),
        ),
        source="kumar2017 (30), mended",
        assumptions=_XAVIER,
    )


@derived
def relu_deviation_limit() -> Derivation:
    """Sd x_m -> sqrt(1/2 - 1/(2 pi)) 2^(-(m-2)/2) for v^2 = 1/N: what Kumar 2017, figure 4, plots."""
    variance = relu_variance_limit()
    return Derivation(
        name="relu_deviation_limit",
        lhs=sp.Symbol("s_m"),
        start=sp.sqrt(variance.exact),
        steps=(
            _limit(sp.sqrt(_HALF ** (m - 1) * (1 - 1 / sp.pi))),
            Equal(sp.sqrt(variance.rhs), "one halving taken inside"),
        ),
        source="kumar2017, figure 4",
        assumptions=_XAVIER,
    )


@derived
def relu_mean_limit() -> Derivation:
    """mu_m -> 2^(-(m-2)/2)/sqrt(2 pi) for v^2 = 1/N and m >= 2: the means that Kumar 2017, figure 4, plots."""
    return Derivation(
        name="relu_mean_limit",
        lhs=sp.Symbol(r"\mu_m"),
        start=relu_mean_at_width().rhs,
        steps=(
            Equal(
                sp.sqrt(_HALF ** (m - 1) / sp.pi) * norm_ratio().rhs ** (m - 2),
                "N v² = 1: the mean of ReLU's outputs is exact at every N",
                given={w: sp.S.One},
            ),
            _limit(sp.sqrt(_HALF ** (m - 1) / sp.pi)),
            Equal(sp.sqrt(_HALF ** (m - 2) / (2 * sp.pi)), "the root of (29), mended: m - 2 halvings"),
        ),
        source="kumar2017, figure 4",
        assumptions=_XAVIER,
    )


@derived
def he_relu_variance_limit() -> Derivation:
    """Var x_m -> 1 - 1/pi for v^2 = 2/N, m >= 2 and an input of variance 1: the mean square is kept, not the variance.

    At finite N the variance over networks is 1 - norm_ratio^(2m-4)/pi: it creeps back towards 1 with depth,
    as the layers' common scale spreads over networks.
    """
    return Derivation(
        name="he_relu_variance_limit",
        lhs=sp.Symbol("s_m^2"),
        start=relu_variance_at_width().rhs,
        steps=(
            Equal(
                1 - norm_ratio().rhs ** (2 * m - 4) / sp.pi,
                "N v² = 2: the mean square stays 1 at every layer and N, and the mean is not 0",
                given={w: sp.S(2)},
            ),
            _limit(1 - 1 / sp.pi),
        ),
        source="kumar2017 (25), on variances",
        assumptions=("m >= 2", "v² = 2/N", SIGNS, HOMOGENEOUS),
    )


@derived
def relu_within_layer_variance() -> Derivation:
    """E x_m(i)^2 - E x_m(i) x_m(k) = 1 - 1/pi for v^2 = 2/N, at every N and m >= 2.

    It is the mean of the unbiased variance inside a layer.  Given |x_{m-1}| the units are independent, of mean
    square v^2 |x_{m-1}|^2 E relu(Z)^2 and of mean v |x_{m-1}| E relu(Z).
    """
    below, second, mean = sp.symbols("q_below h_2 h_1", positive=True)  # E x_{m-1}^2, E relu(Z)^2, E relu(Z)
    return Derivation(
        name="relu_within_layer_variance",
        lhs=sp.Symbol(r"\operatorname{E}x_m(i)^2-\operatorname{E}x_m(i)x_m(k)"),
        start=w * below * second - w * below * mean**2,
        steps=(
            Equal(
                (w / 2) ** (m - 2) * w * (_HALF - 1 / (2 * sp.pi)),
                "both carry the same mean square of the layer below, whatever its spread over networks",
                given={
                    below: mean_square().rhs.subs(RELU).subs(m, m - 1),
                    second: relu_second_moment().rhs.subs(u, 1),
                    mean: relu_mean().rhs.subs(u, 1),
                },
            ),
            Equal(1 - 1 / sp.pi, "N v² = 2", given={w: sp.S(2)}),
        ),
        source="kumar2017 (25), on variances",
        assumptions=("m >= 2", "v² = 2/N", "an input of mean square 1", HOMOGENEOUS),
    )
