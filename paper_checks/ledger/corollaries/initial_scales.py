"""Initial scales of wide, residual and gated networks: muP, 1/sqrt(2L), Fixup, SwiGLU and GEGLU."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.initial_scales import (
    gated_square,
    residual_growth,
    step_of_branches,
    widened,
)
from paper_checks.printed_number import printed
from paper_checks.verdict import Status
from theory.results import initial_scales as scales
from theory.results.initial_scales import BASE, BRANCHES, INNER, LAYERS, MULTIPLIER

__all__ = ["CLAIMS"]

_SHAZEER = "Shazeer 2020, arXiv:2002.05202"


def _mup(
    name: str, source: Source, power: float, rhs: sp.Expr, derivation: object, *rivals: Rival, **given: Any
) -> Claim:
    return Claim(
        id=f"corollaries.mup-{name}",
        source=source,
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
        **given,
    )


def _fixup(name: str, source: Source, sign: int, derivation: object, *rivals: Rival, **given: Any) -> Claim:
    return Claim(
        id=f"corollaries.fixup-scale{name}",
        source=source,
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=derivation,  # type: ignore[arg-type]
        rivals=rivals,
        computation=lambda point: step_of_branches(**point.setting),
        points=tuple(
            Point({"branches": branches, "depth": depth, "seed": 53, "sign": sign})
            for branches, depth in ((4, 2), (5, 3), (9, 4))
        ),
        symbols=lambda point: {BRANCHES: point["branches"], INNER: point["depth"] - 1},
        **given,
    )


def _gated(name: str, gate: str, digits: str, derivation: object, *rivals: Rival) -> Claim:
    return Claim(
        id=f"corollaries.{name.casefold()}-second-moment",
        source=Source(
            _SHAZEER,
            name,
            "",
            f"as {name}(x, W, V) = {gate}(xW) ⊗ xV is defined there, without biases. Where the two products are "
            f"independent and standard normal, the mean square is {digits}. The product of squares has the product of "
            "the means, so that it is E g², as without the gate.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed(digits),
        derivation=derivation,  # type: ignore[arg-type]
        rivals=rivals,
        computation=lambda point: gated_square(**point.setting),
        points=(Point({"gate": gate}),),
    )


_LIBRARY = "github.com/flanlabs/mup, a copy of microsoft/mup, commit eb781b6"
_NEOX = "github.com/EleutherAI/gpt-neox, pull request 1087"
_FIXUP = "github.com/hongyi-zhang/Fixup, commit c5a8295"
_STEP = (
    "Zhang et al. 2019, arXiv:1901.09321: all but the last of the m layers of each of L branches are scaled, and the "
    "last is 0. A step of gradient descent of size η then moves the output by η, at any L and m, here with one unit a "
    "layer"
)

CLAIMS = (
    _mup(
        "hidden",
        Source(
            _LIBRARY,
            "mup/init.py, constant_std_init_",
            "elif infshape.ninf() == 2: sampler_(tensor, scale=infshape.width_mult()**-0.5)",
            "Yang et al. 2022, arXiv:2203.03466, table 3: where a width grows r-fold, the deviation of hidden weights "
            "falls by √r, and the layer keeps the mean square.",
        ),
        0.5,
        sp.S.One,
        scales.mup_hidden_factor,
        Rival(1 / MULTIPLIER, "divided by r for √r"),
        Rival(MULTIPLIER, "not scaled"),
        Rival(1 / sp.sqrt(MULTIPLIER), "the variance for the deviation, by half"),
    ),
    _mup(
        "hidden.divided",
        Source(
            _NEOX,
            "megatron/model/init_functions.py",
            "init_weight = torch.nn.init.xavier_uniform_(tensor) [...] init_weight.div_(mup_m_width)",
            "the division alone, taken as muP's of hidden weights that have one deviation at all widths: the layer "
            "keeps the mean square where a width grows r-fold.",
        ),
        1.0,
        sp.S.One,
        scales.mup_output_factor,
        Rival(1 / sp.sqrt(MULTIPLIER), "the deviation for the mean square"),
        Rival(1 / MULTIPLIER**2, "divided twice"),
        expected=Status.REFUTED,
        corrected_by="corollaries.mup-output",
        reason="Weights that are divided by r have a variance that is divided by r², while there are r times as many "
        "of them. 1/r of the mean square is left, as muP has it of output weights alone. A reviewer says there that √r "
        "is meant, which is right for a fixed deviation. Xavier's, to which these lines apply it, falls by √r with the "
        "width already: they leave 1/r² of the mean square, and no division at all would be right.",
        erratum="the weights are divided by r; muP divides their variance by r, and so the weights by √r",
    ),
    _mup(
        "output",
        Source(
            "github.com/microsoft/mup, commit 0518b39",
            "README.md, coord check",
            "the following can shrink to 0 at initialization in μP (at a 1/sqrt(width) rate): - the network output",
            "Yang et al. 2022, arXiv:2203.03466, table 3: where a width grows r-fold, the deviation of output weights "
            "falls by r. The first outputs have 1/r of the mean square, and so shrink by √r.",
        ),
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
            "github.com/huggingface/transformers, commit 0010f60",
            "src/transformers/models/gpt2/modeling_gpt2.py",
            "Scale [...] the weights of residual layers at initialization by a factor of 1/√N where N is the # of "
            "residual layers. [...] std=(self.config.initializer_range / math.sqrt(2 * self.config.n_layer))",
            "Radford et al. 2019, GPT-2, whom these words quote. L layers of two branches have 2L residual layers. "
            "Weights of 1/√(2L) times the deviation 1/√N, on a normalised stream, make the mean square 2 after any "
            "number of layers.",
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
    _fixup(
        "",
        Source(
            _FIXUP,
            "imagenet/models/fixup_resnet_imagenet.py",
            "* self.num_layers ** (-0.5)) nn.init.constant_(m.conv2.weight, 0) [...] "
            "* self.num_layers ** (-0.25)) nn.init.constant_(m.conv3.weight, 0)",
            f"{_STEP}. The scale is L^(-1/(2m-2)): L^(-1/2) for branches of 2 layers, L^(-1/4) for those of 3.",
        ),
        -1,
        scales.fixup_update,
        Rival(BRANCHES, "not scaled"),
        Rival(BRANCHES**2, "the sign of the exponent lost"),
        Rival(BRANCHES ** (1 / (INNER + 1)), "L^(-1/(2m)): the last layer counted"),
        Rival(BRANCHES ** (1 - INNER), "L^(-1/2) whatever the depth of a branch"),
    ),
    _fixup(
        ".without-sign",
        Source(
            "paperswithcode.com/method/fixup-initialization",
            "step 2",
            "Initialize every other layer using a standard method, e.g. Kaiming Initialization, and scale only the "
            "weight layers inside residual branches by L^(1/(2m-2)).",
            f"{_STEP}.",
        ),
        1,
        scales.fixup_update_without_sign,
        Rival(BRANCHES, "not scaled"),
        Rival(BRANCHES ** (1 + 1 / INNER), "one layer of a branch scaled, and not all but the last"),
        Rival(BRANCHES**3, "the last layer scaled as well, as if it were not 0"),
        expected=Status.REFUTED,
        corrected_by="corollaries.fixup-scale",
        reason="The sign of the exponent is lost. Scaled up in place of down, the branches move the output by L² η.",
        erratum="the exponent of L lacks its sign: the scale is L^(-1/(2m-2))",
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
