"""DeepNorm's constants, as they are derived, and as libraries have them."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.initial_scales import deepnorm_encoder, sublayer_sum
from paper_checks.printed_number import printed
from paper_checks.verdict import Status
from theory.results import deepnorm
from theory.results.deepnorm import DECODERS

__all__ = ["CLAIMS"]

_TORCHSCALE = "github.com/microsoft/torchscale, commit 0cb9695"
_DEEPNET = "Wang et al. 2022, arXiv:2203.00555"
_ENCODER = "torchscale/architecture/encoder.py"
_DECODER = "torchscale/architecture/decoder.py"
_POWER = "math.pow( math.pow(args.encoder_layers, 4) * args.decoder_layers, 0.0625 )"
_CONDITION = (
    "beside a decoder. Taken as the value at which the encoder's part of the bound on a step is 1: M beta_d²/alpha_d "
    "for the attentions to the encoder, times the sum of (v² + w²)/alpha² over its 2N sublayers, v = w = beta = "
    "1/(√2 alpha)."
)
_BETAS = (
    Rival(printed("0.81"), "alpha's"),
    Rival(printed("0.93"), "3^(1/4)/√2: the power of 1/16 forgotten"),
    Rival(sp.root(8, 4) ** -1, "as where the encoder stands alone"),
)


def _deepnorm(name: str, what: str, constants: dict[str, int], derivation: object) -> Claim:
    sublayers, stream, weights = constants.values()
    return Claim(
        id=f"corollaries.deepnorm-{name}",
        source=Source(
            _TORCHSCALE,
            f"{_DECODER}, {what}",
            f"self.alpha = math.pow({stream}.0 * args.decoder_layers, 0.25) [...] "
            f"init_scale = math.pow({weights}.0 * args.decoder_layers, 0.25) [...] p.data.div_(init_scale)",
            f"{_DEEPNET}: alpha = ({stream}M)^(1/4) and beta = ({weights}M)^(-1/4) for M layers: the sum of "
            f"(v² + w²)/alpha² over the {sublayers}M sublayers, which bounds a step, is 1, v = w = beta being the "
            "gains of values and outputs.",
        ),
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


def _encoder(
    name: str, which: str, digits: str, derivation: object, source: Source, *rivals: Rival, **given: Any
) -> Claim:
    return Claim(
        id=f"corollaries.deepnorm-encoder-{name}",
        source=source,
        kind=Kind.ROUNDED,
        rhs=printed(digits),
        derivation=derivation,  # type: ignore[arg-type]
        rivals=rivals,
        computation=lambda point: deepnorm_encoder(**point.setting),
        points=tuple(Point({"encoders": n, "decoders": m, "which": which}) for n, m in ((6, 6), (12, 3))),
        **given,
    )


CLAIMS = (
    _deepnorm(
        "alone", "without an encoder", {"sublayers": 2, "stream": 2, "weights": 8}, deepnorm.deepnorm_sum
    ),
    _deepnorm(
        "decoder", "beside an encoder", {"sublayers": 3, "stream": 3, "weights": 12}, deepnorm.deepnorm_decoder_sum
    ),
    _encoder(
        "alpha",
        "alpha",
        "0.81",
        deepnorm.deepnorm_encoder_alpha,
        Source(
            _TORCHSCALE,
            _ENCODER,
            f"self.alpha = ( {_POWER} * 0.81 )",
            f"{_DEEPNET}: alpha of the encoder is 0.81 (N⁴ M)^(1/16), {_CONDITION}",
        ),
        Rival(printed("0.87"), "beta's"),
        Rival(printed("0.76"), "3^(-1/4): the power of 1/16 forgotten"),
        Rival(sp.root(2, 4), "as where the encoder stands alone"),
    ),
    _encoder(
        "beta",
        "beta",
        "0.87",
        deepnorm.deepnorm_encoder_beta,
        Source(
            "github.com/facebookresearch/xformers, commit 7e9ef2b",
            "xformers/components/residual.py, get_deepnorm_coefficients",
            "alpha=0.81 * ((N**4) * M) ** 0.0625, beta=0.87 * ((N**4) * M) ** -0.0625",
            f"{_DEEPNET}: beta of the encoder is 0.87 (N⁴ M)^(-1/16), {_CONDITION}",
        ),
        *_BETAS,
    ),
    _encoder(
        "beta.torchscale",
        "beta",
        "1.15",
        deepnorm.deepnorm_encoder_beta,
        Source(
            _TORCHSCALE,
            _ENCODER,
            f"init_scale = ( {_POWER} / 1.15 ) [...] p.data.div_(init_scale)",
            "the weights are divided by (N⁴ M)^(1/16)/1.15, and so have the gain beta = 1.15 (N⁴ M)^(-1/16), "
            f"{_CONDITION}",
        ),
        *_BETAS,
        expected=Status.REFUTED,
        corrected_by="corollaries.deepnorm-encoder-beta",
        reason="1.15 is the reciprocal of 0.87. The weights are divided by the scale, and the scale by 1.15 where it "
        "should be multiplied. The encoder's weights are scaled by 1.32 times the paper's beta.",
        erratum="1.15 is the reciprocal of 0.87, and stands on the wrong side of the fraction",
    ),
)  # fmt: skip
