"""Variances through ReLU layers: Kumar 2017, equations (23) to (30), with unrounded coefficients.

The mean-field limit N -> oo; `finite_width` has the exact values at every N.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from theory.derivation import Derivation
from theory.gaussian import NORMAL, relu_mean, relu_second_moment, relu_variance
from theory.notation import N, j, m, mu, s, u, v
from theory.propagation import preactivation_variance
from theory.steps import Equal, Index

__all__ = [
    "he_weight_variance", "unit_preactivation_variance", "unit_variance_mean", "unit_variance_mean_square",
    "unit_variance_weights", "xavier_mean_square", "xavier_preactivation_variance", "xavier_relu_mean_recursion",
    "xavier_relu_mean_squared", "xavier_relu_variance", "xavier_relu_variance_22", "xavier_relu_variance_30",
    "xavier_relu_variance_ratio", "xavier_relu_variance_recursion",
]  # fmt: skip

XAVIER = "v² = 1/N"
_LARGE = "N -> oo, where a layer's mean square is not random"


@cache
def unit_preactivation_variance() -> Derivation:
    """u^2 = 2 pi/(pi - 1) = 2.934 keeps s^2 = 1 through a ReLU layer: Kumar 2017, equation (23)."""
    variance = sp.Symbol("s_next", positive=True)
    coefficient = relu_variance().rhs / u**2
    return Derivation(
        name="unit_preactivation_variance",
        lhs=sp.Symbol("u_m^2"),
        start=variance**2 / sp.expand(coefficient),
        steps=(Equal(2 * sp.pi / (sp.pi - 1), "(22) solved for u² with s² = 1", given={variance: 1}),),
        source="kumar2017 (23)",
        premises=(relu_variance(),),
        assumptions=(NORMAL,),
    )


@cache
def unit_variance_mean() -> Derivation:
    """Mu = 1/sqrt(pi - 1) = 0.683 where s^2 = 1: Kumar 2017, (23) in (20), printed as 0.7."""
    return Derivation(
        name="unit_variance_mean",
        lhs=sp.Symbol(r"\mu_{m+1}"),
        start=relu_mean().rhs,
        steps=(
            Equal(
                1 / sp.sqrt(sp.pi - 1),
                "(23), unrounded, in (20)",
                given={u: sp.sqrt(unit_preactivation_variance().rhs)},
            ),
        ),
        source="kumar2017 (20), (23)",
        assumptions=(NORMAL,),
    )


@cache
def unit_variance_mean_square() -> Derivation:
    """s^2 + mu^2 = 1 + 1/(pi - 1) = 1.467 where s^2 = 1: Kumar 2017, the bracket of (24), printed as 1 + 0.49."""
    return Derivation(
        name="unit_variance_mean_square",
        lhs=sp.Symbol("s_m^2") + sp.Symbol(r"\mu_m^2"),
        start=s**2 + mu**2,
        steps=(
            Equal(1 + mu**2, "the variance is to be 1", given={s: sp.S.One}),
            Equal(
                1 + 1 / (sp.pi - 1),
                "the mean that (23) gives, squared before it is rounded",
                given={mu: unit_variance_mean().rhs},
            ),
        ),
        source="kumar2017 (24)",
        assumptions=(NORMAL,),
    )


@cache
def unit_variance_weights() -> Derivation:
    """N v^2 = 2, exactly, where s^2 = 1: Kumar 2017, (24) with nothing rounded."""
    square = sp.Symbol("q", positive=True)
    return Derivation(
        name="unit_variance_weights",
        lhs=sp.Symbol("N v^2"),
        start=N * v**2,
        steps=(
            Equal(
                u**2 / square,
                "(6) solved for v², with q = s² + mu²",
                given={v: u / sp.sqrt(N * square)},
            ),
            Equal(
                2 * sp.pi / (sp.pi - 1) / (1 + 1 / (sp.pi - 1)),
                "(23) above, the bracket of (24) below, neither rounded",
                given={
                    u: sp.sqrt(unit_preactivation_variance().rhs),
                    square: unit_variance_mean_square().rhs,
                },
            ),
            Equal(sp.S(2), "1 + 1/(pi - 1) = pi/(pi - 1): the two pi cancel"),
        ),
        source="kumar2017 (24), unrounded",
        assumptions=(NORMAL,),
    )


@cache
def he_weight_variance() -> Derivation:
    """v^2 = 2/N keeps the variance of ReLU's pre-activations, exactly: Kumar 2017, equations (24) and (25)."""
    below = sp.Symbol("u_below", positive=True)
    variance, mean = relu_variance().rhs.subs(u, below), relu_mean().rhs.subs(u, below)
    return Derivation(
        name="he_weight_variance",
        lhs=sp.Symbol("v^2"),
        start=u**2 / sp.expand(preactivation_variance().rhs / v**2),
        steps=(
            Equal(
                u**2 / (N * (variance + mean**2)),
                "the inputs are ReLU outputs: (22) and (20) at the layer below",
                given={s: sp.sqrt(variance), mu: mean},
            ),
            Equal(2 * u**2 / (N * below**2), "the mean's square is what the variance subtracts"),
            Equal(2 / N, "u is to be the same at both layers", given={below: u}),
        ),
        source="kumar2017 (24)-(25)",
        premises=(preactivation_variance(), relu_mean(), relu_variance()),
        assumptions=(NORMAL,),
    )


@cache
def xavier_preactivation_variance() -> Derivation:
    """u^2 = s^2 + mu^2 for v^2 = 1/N: Kumar 2017, equation (26)."""
    return Derivation(
        name="xavier_preactivation_variance",
        lhs=sp.Symbol("u_m^2"),
        start=preactivation_variance().rhs,
        steps=(Equal(s**2 + mu**2, XAVIER, given={v: 1 / sp.sqrt(N)}),),
        source="kumar2017 (26)",
        premises=(preactivation_variance(),),
    )


def _with_xavier(result: Derivation, name: str, lhs: str, source: str) -> Derivation:
    spread = sp.sqrt(xavier_preactivation_variance().rhs)
    return Derivation(
        name=name,
        lhs=sp.Symbol(lhs),
        start=result.rhs,
        steps=(Equal(sp.expand(result.rhs / u**2) * (s**2 + mu**2), "u² from (26)", given={u: spread}),),
        source=source,
        premises=(result, xavier_preactivation_variance()),
        assumptions=(NORMAL, XAVIER, _LARGE),
    )


@cache
def xavier_relu_mean_recursion() -> Derivation:
    """mu_{m+1}^2 = (s^2 + mu^2)/(2 pi) for v^2 = 1/N: Kumar 2017, equation (27)."""
    squared = Derivation(
        name="relu_mean_squared",
        lhs=sp.Symbol(r"\mu_{m+1}^2"),
        start=relu_mean().rhs ** 2,
        steps=(Equal(u**2 / (2 * sp.pi), "(20), squared"),),
    )
    return _with_xavier(squared, "xavier_relu_mean_recursion", r"\mu_{m+1}^2", "kumar2017 (27)")


@cache
def xavier_relu_variance_recursion() -> Derivation:
    """s_{m+1}^2 = (1/2 - 1/(2 pi)) (s^2 + mu^2) for v^2 = 1/N: Kumar 2017, equation (28)."""
    return _with_xavier(relu_variance(), "xavier_relu_variance_recursion", "s_{m+1}^2", "kumar2017 (28)")


@cache
def xavier_mean_square() -> Derivation:
    """E x_m^2 = 2^-(m-1) for v^2 = 1/N and a unit input: the sum of (27) and (28), iterated."""
    inputs = s**2 + mu**2
    kept = xavier_relu_mean_recursion().rhs / inputs + xavier_relu_variance_recursion().rhs / inputs
    return Derivation(
        name="xavier_mean_square",
        lhs=sp.Symbol(r"\operatorname{E}x_m^2"),
        start=sp.Product(sp.expand(kept), (j, 1, m - 1)),
        steps=(
            Equal(
                sp.Product(relu_second_moment().rhs / u**2, (j, 1, m - 1)),
                "(27) and (28) add up to (21): each layer keeps one half, not 0.51",
            ),
            Index(sp.Rational(1, 2) ** (m - 1), "m - 1 layers stand before x_m, and E x_1² = 1", size=m),
        ),
        source="kumar2017 (26)-(28)",
        premises=(xavier_relu_mean_recursion(), xavier_relu_variance_recursion(), relu_second_moment()),
        assumptions=("the input has mean 0 and variance 1", XAVIER),
    )


def _share_of_mean_square(recursion: Derivation, name: str, lhs: str, source: str) -> Derivation:
    """Derive a moment of x_m, m >= 2, from the mean square of the layer below."""
    below = xavier_mean_square().rhs.subs(m, m - 1)
    coefficient = recursion.rhs / (s**2 + mu**2)
    square = sp.Symbol("q", positive=True)
    return Derivation(
        name=name,
        lhs=sp.Symbol(lhs),
        start=coefficient * square,
        steps=(
            Equal(coefficient * below, "the mean square one layer below", given={square: below}),
            Equal(coefficient * sp.Rational(1, 2) ** (m - 2), "m - 2 halvings: x_2 is the first ReLU output"),
        ),
        source=source,
        premises=(recursion, xavier_mean_square()),
        assumptions=("m >= 2: x_1 is the input, with mean 0 and variance 1", NORMAL, XAVIER, _LARGE),
    )


@cache
def xavier_relu_mean_squared() -> Derivation:
    """mu_m^2 = (1/(2 pi)) (1/2)^(m-2) for m >= 2: what Kumar 2017, equation (29), should read."""
    return _share_of_mean_square(
        xavier_relu_mean_recursion(), "xavier_relu_mean_squared", r"\mu_m^2", "kumar2017 (29), mended"
    )


@cache
def xavier_relu_variance() -> Derivation:
    """s_m^2 = (1/2 - 1/(2 pi)) (1/2)^(m-2) for m >= 2: what Kumar 2017, equation (30), should read."""
    return _share_of_mean_square(
        xavier_relu_variance_recursion(), "xavier_relu_variance", "s_m^2", "kumar2017 (30), mended"
    )


def _at_layer(layer: int) -> Derivation:
    result = sp.Rational(1, 2) - 1 / (2 * sp.pi)
    return Derivation(
        name=f"xavier_relu_variance_{layer}",
        lhs=sp.Symbol(f"s_{layer}^2"),
        start=xavier_relu_variance().rhs,
        steps=(Equal(result / 2 ** (layer - 2), f"m = {layer}", given={m: sp.Integer(layer)}),),
        source="kumar2017 (30), mended",
        assumptions=xavier_relu_variance().assumptions,
    )


@cache
def xavier_relu_variance_22() -> Derivation:
    """s_22^2 = (1/2 - 1/(2 pi)) 2^-20 = 3.25e-7."""
    return _at_layer(22)


@cache
def xavier_relu_variance_30() -> Derivation:
    """s_30^2 = (1/2 - 1/(2 pi)) 2^-28 = 1.27e-9."""
    return _at_layer(30)


@cache
def xavier_relu_variance_ratio() -> Derivation:
    """s_30^2/s_22^2 = 2^-8 = 3.9e-3."""
    deep, shallow = sp.symbols("s_30^2 s_22^2", positive=True)
    return Derivation(
        name="xavier_relu_variance_ratio",
        lhs=sp.Symbol("s_30^2") / sp.Symbol("s_22^2"),
        start=deep / shallow,
        steps=(
            Equal(
                sp.Rational(1, 2) ** 8,
                "eight halvings; the coefficient cancels",
                given={deep: xavier_relu_variance_30().rhs, shallow: xavier_relu_variance_22().rhs},
            ),
        ),
        source="kumar2017 (30), mended",
        assumptions=xavier_relu_variance().assumptions,
    )
