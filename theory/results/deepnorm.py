"""DeepNorm's constants: where a bound on a step of training is 1, whatever the depth."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import alpha, j, v

__all__ = [
    "DECODERS",
    "ENCODERS",
    "deepnorm_decoder_sum",
    "deepnorm_encoder_alpha",
    "deepnorm_encoder_beta",
    "deepnorm_sum",
]


ENCODERS, DECODERS = sp.symbols("N_e M_d", integer=True, positive=True)
_FIRST = sp.Symbol("alpha_e", positive=True)


def _sublayers(name: str, count: int, weights: sp.Expr, stream: sp.Expr) -> Derivation:
    # Each layer has `count` sublayers, and v = w = beta, which stands as v.
    terms = count * (v**2 + v**2) / alpha**2
    return Derivation(
        name=name,
        lhs=sp.Symbol(r"{\sum (v^2 + w^2)/\alpha^2}", positive=True),
        start=sp.Sum(terms, (j, 1, DECODERS)),
        steps=(
            Index(2 * count * DECODERS * v**2 / alpha**2, "M equal layers", size=DECODERS),
            Equal(sp.S.One, "the two constants", given={v: weights, alpha: stream}),
        ),
        assumptions=("v and w, the scales of values and of outputs, are both beta",),
    )


@derived("Wang et al. 2022, an encoder or a decoder alone")
def deepnorm_sum() -> Derivation:
    """1: the sum over 2M sublayers of (v² + w²)/alpha², for alpha = (2M)^(1/4) and beta = (8M)^(-1/4)."""
    return _sublayers(
        "deepnorm_sum", 2, (8 * DECODERS) ** sp.Rational(-1, 4), (2 * DECODERS) ** sp.Rational(1, 4)
    )


@derived("Wang et al. 2022, the decoder beside an encoder")
def deepnorm_decoder_sum() -> Derivation:
    """1: the sum over 3M sublayers of (v² + w²)/alpha², for alpha = (3M)^(1/4) and beta = (12M)^(-1/4)."""
    return _sublayers(
        "deepnorm_decoder_sum",
        3,
        (12 * DECODERS) ** sp.Rational(-1, 4),
        (3 * DECODERS) ** sp.Rational(1, 4),
    )


_FOURTH_POWER = 2 / (sp.sqrt(12) * sp.root(3, 4))  # of alpha_e/(N⁴ M)^(1/16)


@derived("Wang et al. 2022, the encoder beside a decoder: alpha")
def deepnorm_encoder_alpha() -> Derivation:
    """0.8138: alpha of the encoder over (N⁴ M)^(1/16), at which the encoder's part of the update is 1.

    That part is M beta_d²/alpha_d, of the M attentions to the encoder, times the sum over 2N sublayers of
    (v² + w²)/alpha² with v = w = beta = 1/(sqrt(2) alpha).  It falls with alpha like 1/alpha⁴.
    """
    attention = DECODERS * v**2 / alpha
    return Derivation(
        name="deepnorm_encoder_alpha",
        lhs=sp.Symbol(r"{\alpha/(N^4 M)^{1/16}}", positive=True),
        start=sp.root(2 * ENCODERS * attention, 4) / sp.root(ENCODERS**4 * DECODERS, 16),
        steps=(
            Equal(
                sp.root(_FOURTH_POWER, 4),
                "the decoder's constants",
                given={
                    v: (12 * DECODERS) ** sp.Rational(-1, 4),
                    alpha: (3 * DECODERS) ** sp.Rational(1, 4),
                },
            ),
        ),
        assumptions=("v and w are both beta", "beta = 1/(sqrt(2) alpha), as where a decoder stands alone"),
    )


@derived("Wang et al. 2022, the encoder beside a decoder: beta")
def deepnorm_encoder_beta() -> Derivation:
    """0.8689: beta of the encoder times (N⁴ M)^(1/16)."""
    return Derivation(
        name="deepnorm_encoder_beta",
        lhs=sp.Symbol(r"{\beta (N^4 M)^{1/16}}", positive=True),
        start=1 / (sp.sqrt(2) * _FIRST),
        steps=(
            Equal(
                1 / (sp.sqrt(2) * sp.root(_FOURTH_POWER, 4)),
                "beta = 1/(sqrt(2) alpha)",
                given={_FIRST: deepnorm_encoder_alpha()},
            ),
        ),
    )
