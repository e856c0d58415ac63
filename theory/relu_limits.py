"""ReLU layers by depth: exact at every width N, then the limit that Kumar 2017, (27) to (29), states."""

from __future__ import annotations

from functools import cache

import sympy as sp

from theory.derivation import Derivation
from theory.finite_width import (
    HOMOGENEOUS,
    SIGNS,
    SLOPES,
    WEIGHT_VARIANCE,
    mean_square,
    norm_ratio,
    norm_ratio_limit,
    ratio_tends_to_one,
    relu_mean_at_width,
)
from theory.gaussian import relu_mean
from theory.notation import N, m, mu, s
from theory.steps import Equal, Limit

__all__ = ["he_relu_variance_limit", "relu_mean_limit", "relu_mean_recursion_limit", "relu_mean_squared_limit",
           "relu_variance_recursion_limit"]  # fmt: skip

_A, _B = SLOPES
_XAVIER_RELU = {_A: 1, _B: 0, WEIGHT_VARIANCE: 1}
_TO_ONE = "the ratio of norms tends to 1 (norm_ratio_limit)"
_INPUTS = s**2 + mu**2  # E x_m^2, which is exact at every width
_XAVIER_ASSUMPTIONS = ("v² = 1/N", SIGNS, HOMOGENEOUS)


def _limit(result: sp.Expr) -> Limit:
    return Limit(result, _TO_ONE, variable=N, order=1, parts=ratio_tends_to_one())


def _next_over_mean_square(moment: sp.Expr) -> sp.Expr:
    """Return a moment of x_{m+1}, as a multiple of E x_m^2 = s_m^2 + mu_m^2."""
    return moment.subs(m, m + 1) / mean_square().rhs * _INPUTS


@cache
def relu_mean_recursion_limit() -> Derivation:
    """mu_{m+1}^2 -> (s_m^2 + mu_m^2)/(2 pi) for v^2 = 1/N: Kumar 2017, equation (27).

    At finite N it is smaller: the mean takes E |x_m|, which is below sqrt(E |x_m|^2).
    """
    return Derivation(
        name="relu_mean_recursion_limit",
        lhs=sp.Symbol(r"\mu_{m+1}^2"),
        start=_next_over_mean_square(relu_mean_at_width() ** 2),
        steps=(
            Equal(
                _INPUTS * norm_ratio() ** (2 * m - 2) / (2 * sp.pi),
                "ReLU, N v² = 1: the mean and the mean square below it are exact at every N",
                given=_XAVIER_RELU,
            ),
            _limit(_INPUTS / (2 * sp.pi)),
        ),
        source="kumar2017 (27)",
        premises=(mean_square(), norm_ratio_limit(), relu_mean()),
        assumptions=_XAVIER_ASSUMPTIONS,
    )


@cache
def relu_variance_recursion_limit() -> Derivation:
    """s_{m+1}^2 -> (1/2 - 1/(2 pi)) (s_m^2 + mu_m^2) for v^2 = 1/N: Kumar 2017, equation (28)."""
    return Derivation(
        name="relu_variance_recursion_limit",
        lhs=sp.Symbol("s_{m+1}^2"),
        start=_next_over_mean_square(mean_square().rhs - relu_mean_at_width() ** 2),
        steps=(
            Equal(
                _INPUTS * (sp.Rational(1, 2) - norm_ratio() ** (2 * m - 2) / (2 * sp.pi)),
                "ReLU, N v² = 1: half of the mean square, less the squared mean of (27)",
                given=_XAVIER_RELU,
            ),
            _limit(_INPUTS * (sp.Rational(1, 2) - 1 / (2 * sp.pi))),
        ),
        source="kumar2017 (28)",
        premises=(mean_square(), norm_ratio_limit(), relu_mean()),
        assumptions=_XAVIER_ASSUMPTIONS,
    )


@cache
def relu_mean_squared_limit() -> Derivation:
    """mu_m^2 -> (1/(2 pi)) 2^-(m-2) for v^2 = 1/N and m >= 2, from the exact value at every N."""
    return Derivation(
        name="relu_mean_squared_limit",
        lhs=sp.Symbol(r"\mu_m^2"),
        start=relu_mean_at_width() ** 2,
        steps=(
            Equal(
                sp.Rational(1, 2) ** (m - 1) * norm_ratio() ** (2 * m - 4) / sp.pi,
                "N v² = 1: each layer halves the mean square, and no layer keeps 0.51 of it",
                given={WEIGHT_VARIANCE: 1},
            ),
            _limit(sp.Rational(1, 2) ** (m - 1) / sp.pi),
            Equal(
                sp.Rational(1, 2) ** (m - 2) / (2 * sp.pi),
                "m - 2 halvings: x_2 is the first ReLU output",
            ),
        ),
        source="kumar2017 (29), mended",
        premises=(mean_square(), norm_ratio_limit(), relu_mean()),
        assumptions=("m >= 2", *_XAVIER_ASSUMPTIONS),
    )


@cache
def relu_mean_limit() -> Derivation:
    """mu_m -> 2^(-(m-2)/2)/sqrt(2 pi) for v^2 = 1/N and m >= 2: the means that Kumar 2017, figure 4, plots."""
    return Derivation(
        name="relu_mean_limit",
        lhs=sp.Symbol(r"\mu_m"),
        start=relu_mean_at_width(),
        steps=(
            Equal(
                sp.sqrt(sp.Rational(1, 2) ** (m - 1) / sp.pi) * norm_ratio() ** (m - 2),
                "N v² = 1: the mean of ReLU's outputs is exact at every N",
                given={WEIGHT_VARIANCE: 1},
            ),
            _limit(sp.sqrt(sp.Rational(1, 2) ** (m - 1) / sp.pi)),
            Equal(
                sp.sqrt(sp.Rational(1, 2) ** (m - 2) / (2 * sp.pi)),
                "the root of (29), mended: m - 2 halvings",
            ),
        ),
        source="kumar2017, figure 4",
        premises=(mean_square(), norm_ratio_limit(), relu_mean()),
        assumptions=("m >= 2", *_XAVIER_ASSUMPTIONS),
    )


@cache
def he_relu_variance_limit() -> Derivation:
    """Var x_m -> 1 - 1/pi for v^2 = 2/N, m >= 2 and an input of variance 1: the mean square is kept, not the variance.

    At finite N the variance over networks is 1 - norm_ratio^(2m-4)/pi: it creeps back towards 1 with depth,
    as the layers' common scale spreads over networks.
    """
    return Derivation(
        name="he_relu_variance_limit",
        lhs=sp.Symbol("s_m^2"),
        start=mean_square().rhs - relu_mean_at_width() ** 2,
        steps=(
            Equal(
                1 - norm_ratio() ** (2 * m - 4) / sp.pi,
                "ReLU, N v² = 2: the mean square stays 1 at every layer and N, and the mean is not 0",
                given={_A: 1, _B: 0, WEIGHT_VARIANCE: 2},
            ),
            _limit(1 - 1 / sp.pi),
        ),
        source="kumar2017 (25), on variances",
        premises=(mean_square(), norm_ratio_limit(), relu_mean()),
        assumptions=("m >= 2", "v² = 2/N", SIGNS, HOMOGENEOUS),
    )
