"""Initial scales of wide, deep and gated networks: muP, 1/sqrt(2L), Fixup, DeepNorm, SwiGLU and GEGLU."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.initial_scales import (
    deepnorm_encoder,
    gated_square,
    residual_growth,
    step_of_branches,
    sublayer_sum,
    widened,
)
from paper_checks.printed_number import printed
from theory.results import initial_scales as scales
from theory.results.initial_scales import BASE, BRANCHES, DECODERS, INNER, LAYERS, MULTIPLIER

__all__ = ["CLAIMS"]

_MUP = "Yang et al. 2022, arXiv:2203.03466"
_DEEPNET = "Wang et al. 2022, arXiv:2203.00555"
_SHAZEER = "Shazeer 2020, arXiv:2002.05202"


def _mup(name: str, reading: str, power: float, rhs: sp.Expr, derivation: object, *rivals: Rival) -> Claim:
    return Claim(
        id=f"corollaries.mup-{name}",
        source=Source(_MUP, f"table 3, {name} weights", "", reading),
        kind=Kind.EXACT,
        rhs=rhs,
        derivation=derivation,  # type: ignore[arg-type]
        rivals=rivals,
        experiment=widened,
        points=tuple(
            Point({"base": base, "multiplier": multiplier, "power": power})
            for base, multiplier in ((3, 2), (4, 3))
        ),
        symbols=lambda point: {BASE: point["base"], MULTIPLIER: point["multiplier"]},
        margin=0.02,
    )


def _deepnorm(name: str, locator: str, reading: str, constants: dict[str, int], derivation: object) -> Claim:
    sublayers = constants["sublayers"]
    return Claim(
        id=f"corollaries.deepnorm-{name}",
        source=Source(_DEEPNET, locator, "", reading),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=derivation,  # type: ignore[arg-type]
        rivals=(
            Rival(sp.S.One / 2, "one of the two weight matrices forgotten"),
            Rival(sp.Rational(1, sublayers), "one sublayer a layer"),
            Rival(1 / sp.sqrt(DECODERS), "the roots for the fourth roots, in one of the two constants"),
        ),
        computation=lambda point: sublayer_sum(**point.setting),
        points=tuple(Point({"layers": layers} | constants) for layers in (3, 10)),
        symbols=lambda point: {DECODERS: point["layers"]},
    )


def _encoder(which: str, digits: str, derivation: object, *rivals: Rival) -> Claim:
    return Claim(
        id=f"corollaries.deepnorm-encoder-{which}",
        source=Source(
            _DEEPNET,
            f"an encoder beside a decoder, {which}",
            "",
            f"{which} of the encoder is {digits} times (N⁴ M)^{'' if which == 'alpha' else '-'}1/16. Taken as the "
            "value at which the encoder's part of the bound on a step is 1: M beta_d²/alpha_d for the attentions to "
            "the encoder, times the sum of (v² + w²)/alpha² over its 2N sublayers, v = w = beta = 1/(√2 alpha).",
        ),
        kind=Kind.ROUNDED,
        rhs=printed(digits),
        derivation=derivation,  # type: ignore[arg-type]
        rivals=rivals,
        computation=lambda point: deepnorm_encoder(**point.setting),
        points=tuple(Point({"encoders": n, "decoders": m, "which": which}) for n, m in ((6, 6), (12, 3))),
    )


def _gated(name: str, gate: str, digits: str, derivation: object, *rivals: Rival) -> Claim:
    return Claim(
        id=f"corollaries.{name.casefold()}-second-moment",
        source=Source(
            _SHAZEER,
            name,
            "",
            f"after {gate}(xW) ⊗ xV, whose two products are independent and standard normal, the mean square is "
            f"{digits}. The product of squares has the product of the means, so that it is E g², as without the gate.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed(digits),
        derivation=derivation,  # type: ignore[arg-type]
        rivals=rivals,
        computation=lambda point: gated_square(**point.setting),
        points=(Point({"gate": gate}),),
    )


CLAIMS = (
    _mup(
        "hidden",
        "where a width grows r-fold, the deviation of hidden weights falls by √r: the layer keeps the mean square. "
        "Dividing by r, as a reviewer found in gpt-neox's pull request 1087, leaves 1/r of it.",
        0.5,
        sp.S.One,
        scales.mup_hidden_factor,
        Rival(1 / MULTIPLIER, "divided by r for √r"),
        Rival(MULTIPLIER, "not scaled"),
        Rival(1 / sp.sqrt(MULTIPLIER), "the variance for the deviation, by half"),
    ),
    _mup(
        "output",
        "where a width grows r-fold, the deviation of output weights falls by r: the first outputs have 1/r of the "
        "mean square.",
        1.0,
        1 / MULTIPLIER,
        scales.mup_output_factor,
        Rival(sp.S.One, "as hidden weights, by √r"),
        Rival(1 / MULTIPLIER**2, "the variance of a weight for that of the output"),
        Rival(1 / sp.sqrt(MULTIPLIER), "the deviation for the mean square"),
    ),
    Claim(
        id="corollaries.residual-scaling",
        source=Source(
            "GPT-2, Radford et al. 2019",
            "initial weights of residual layers",
            "",
            "L layers of two branches have 2L residual layers. Weights of 1/√(2L) times the deviation 1/√N, on a "
            "normalised stream, make the mean square 2 after any number of layers. Reported: ‘Scale the weights of "
            "residual layers at initialization by a factor of 1/√N where N is the # of residual layers.’",
        ),
        kind=Kind.EXACT,
        rhs=sp.S(2),
        derivation=scales.residual_growth,
        rivals=(
            Rival(1 + 2 * LAYERS, "not scaled"),
            Rival(sp.S(3), "1/√L: one branch a layer"),
            Rival(1 + 1 / (2 * LAYERS), "1/(2L) for its root"),
            Rival(sp.S.One, "the branches forgotten"),
            Rival((1 + 1 / (2 * LAYERS)) ** (2 * LAYERS), "branches that grow with the stream"),
        ),
        computation=lambda point: residual_growth(**point.setting),
        points=tuple(Point({"width": width, "layers": layers}) for width, layers in ((1, 1), (1, 4), (2, 1))),
        symbols=lambda point: {LAYERS: point["layers"]},
    ),
    Claim(
        id="corollaries.fixup-scale",
        source=Source(
            "Zhang et al. 2019, arXiv:1901.09321",
            "the scale of residual branches",
            "",
            "L^(-1/(2m-2)) for all but the last of the m layers of each of L branches, and 0 for the last: a step of "
            "gradient descent of size η moves the output by η, at any L and m, here with one unit a layer. Summaries "
            "of the method print L^(1/(2m-2)), without the sign.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=scales.fixup_update,
        rivals=(
            Rival(BRANCHES, "not scaled"),
            Rival(BRANCHES**2, "the sign of the exponent lost"),
            Rival(BRANCHES ** (1 / (INNER + 1)), "L^(-1/(2m)): the last layer counted"),
            Rival(BRANCHES ** (1 - INNER), "L^(-1/2) whatever the depth of a branch"),
        ),
        computation=lambda point: step_of_branches(**point.setting),
        points=tuple(
            Point({"branches": branches, "depth": depth, "seed": 53}) for branches, depth in ((4, 2), (5, 3), (9, 4))
        ),
        symbols=lambda point: {BRANCHES: point["branches"], INNER: point["depth"] - 1},
    ),
    _deepnorm(
        "alone",
        "an encoder or a decoder alone",
        "alpha = (2M)^(1/4) and beta = (8M)^(-1/4) for M layers: the sum of (v² + w²)/alpha² over the 2M sublayers, "
        "which bounds a step, is 1, v = w = beta being the gains of values and outputs.",
        {"sublayers": 2, "stream": 2, "weights": 8},
        scales.deepnorm_sum,
    ),
    _deepnorm(
        "decoder",
        "a decoder beside an encoder",
        "alpha = (3M)^(1/4) and beta = (12M)^(-1/4) for M layers: the sum of (v² + w²)/alpha² over the 3M sublayers, "
        "which bounds a step, is 1, v = w = beta being the gains of values and outputs.",
        {"sublayers": 3, "stream": 3, "weights": 12},
        scales.deepnorm_decoder_sum,
    ),
    _encoder(
        "alpha",
        "0.81",
        scales.deepnorm_encoder_alpha,
        Rival(printed("0.87"), "beta's"),
        Rival(printed("0.76"), "3^(-1/4): the power of 1/16 forgotten"),
        Rival(sp.root(2, 4), "as where the encoder stands alone"),
    ),
    _encoder(
        "beta",
        "0.87",
        scales.deepnorm_encoder_beta,
        Rival(printed("0.81"), "alpha's"),
        Rival(printed("0.93"), "3^(1/4)/√2: the power of 1/16 forgotten"),
        Rival(sp.root(8, 4) ** -1, "as where the encoder stands alone"),
    ),
    _gated(
        "SwiGLU",
        "silu",
        "0.355776",
        scales.swiglu_second_moment,
        Rival(printed("0.425221"), "GELU for SiLU"),
        Rival(sp.Rational(1, 2), "ReLU for SiLU"),
        Rival(printed("0.293379"), "the sigmoid, without its factor z"),
        Rival(sp.S.One, "as if nothing were lost"),
    ),
    _gated(
        "GEGLU",
        "gelu",
        "0.425221",
        scales.geglu_second_moment,
        Rival(printed("0.355776"), "SiLU for GELU"),
        Rival(sp.Rational(1, 2), "ReLU for GELU"),
        Rival(sp.Rational(1, 4) + 1 / (4 * sp.sqrt(3)), "a part of the closed form lost"),
    ),
)  # fmt: skip
