"""ReLU layers: Kumar 2017, equations (23) to (26), with nothing rounded, and the paper's numbers for deep layers.

`relu_limits` has (27) to (30), as limits of what is exact at every width.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation import Derivation, derived
from theory.gaussian import NORMAL, relu_mean, relu_variance
from theory.notation import N, m, mu, s, u, v
from theory.propagation import preactivation_variance
from theory.relu_limits import relu_variance_limit
from theory.steps import Equal

__all__ = [
    "he_weight_variance", "unit_preactivation_variance", "unit_variance_mean", "unit_variance_mean_square",
    "unit_variance_weights", "xavier_preactivation_variance", "xavier_relu_variance_22", "xavier_relu_variance_30",
    "xavier_relu_variance_ratio",
]  # fmt: skip

XAVIER = "v² = 1/N"


@derived
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
        assumptions=(NORMAL,),
    )


@derived
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


@derived
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


@derived
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


@derived
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
        assumptions=(NORMAL,),
    )


@derived
def xavier_preactivation_variance() -> Derivation:
    """u^2 = s^2 + mu^2 for v^2 = 1/N: Kumar 2017, equation (26)."""
    return Derivation(
        name="xavier_preactivation_variance",
        lhs=sp.Symbol("u_m^2"),
        start=preactivation_variance().rhs,
        steps=(Equal(s**2 + mu**2, XAVIER, given={v: 1 / sp.sqrt(N)}),),
        source="kumar2017 (26)",
    )


def _at_layer(layer: int) -> Derivation:
    result = sp.Rational(1, 2) - 1 / (2 * sp.pi)
    variance = relu_variance_limit()
    return Derivation(
        name=f"xavier_relu_variance_{layer}",
        lhs=sp.Symbol(f"s_{layer}^2"),
        start=variance.rhs,
        steps=(Equal(result / 2 ** (layer - 2), f"m = {layer}", given={m: sp.Integer(layer)}),),
        source="kumar2017 (30), mended",
        assumptions=variance.assumptions,
    )


@derived
def xavier_relu_variance_22() -> Derivation:
    """s_22^2 = (1/2 - 1/(2 pi)) 2^-20 = 3.25e-7."""
    return _at_layer(22)


@derived
def xavier_relu_variance_30() -> Derivation:
    """s_30^2 = (1/2 - 1/(2 pi)) 2^-28 = 1.27e-9."""
    return _at_layer(30)


@derived
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
        assumptions=relu_variance_limit().assumptions,
    )
