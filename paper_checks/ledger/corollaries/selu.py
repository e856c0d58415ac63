"""SELU's fixed point, and what PyTorch's gain of 3/4 does to it."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting, Source
from paper_checks.experiments.networks import forward_pass
from paper_checks.verdict import Status
from theory.notation import u
from theory.results.elu import (
    ALPHA,
    SCALE,
    SELU_ALPHA,
    SELU_SCALE,
    elu_second_moment,
    selu_mean_fixed,
    selu_variance_fixed,
)

__all__ = ["CLAIMS"]

_KLAMBAUER = "Klambauer et al. 2017, arXiv:1706.02515"
_LAYER: Setting = {"width": 8, "depth": 1, "activation": "selu", "record": ("x2", "x2^2")}
_UNIT = Point(_LAYER | {"weight_variance": 1.0})
_WIDE = Point(_LAYER | {"weight_variance": 6.25})


def _u_at(point: Point) -> dict[sp.Symbol, float]:
    return {u: sp.sqrt(sp.Rational(point["weight_variance"])), ALPHA: SELU_ALPHA, SCALE: SELU_SCALE}


_SECOND_MOMENT = elu_second_moment().rhs
_FIXED_POINT = Source(
    _KLAMBAUER, "equation (14)", "", reading="mean 0 and variance 1 are mapped to themselves."
)
_GAIN = Source(
    "PyTorch, torch.nn.init.calculate_gain",
    "selu",
    "",
    reading="taken as the gain that keeps the variance, E g^2 = 16/9 at pre-activations of variance 1. PyTorch does "
    "not say so: ‘the default gain for SELU sacrifices the normalization effect for more stable gradient flow in "
    "rectangular layers’.",
)

CLAIMS = (
    Claim(
        id="corollaries.elu-second-moment",
        source=Source(
            "corollary",
            "ELU and SELU",
            "",
            reading="E g^2 in closed form for g = lambda x, lambda alpha (e^x - 1)",
        ),
        kind=Kind.EXACT,
        rhs=_SECOND_MOMENT,
        derivation=elu_second_moment,
        rivals=(
            Rival(SCALE**2 * u**2 / 2, "the negative half-line forgotten"),
            Rival(_SECOND_MOMENT / SCALE, "lambda not squared"),
            Rival(SCALE**2 * u**2 * (1 + ALPHA**2) / 2, "a leaky ReLU of slope alpha"),
        ),
        experiment=forward_pass,
        points=(_UNIT, _WIDE),
        symbols=_u_at,
    ),
    Claim(
        id="corollaries.selu-fixed-point",
        source=_FIXED_POINT,
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=selu_variance_fixed,
        rivals=(
            Rival(sp.Rational(9, 16), "PyTorch's gain squared"),
            Rival(SELU_SCALE**2 / 2, "the negative half-line forgotten"),
            Rival(SELU_SCALE, "lambda for 1"),
        ),
        experiment=forward_pass,
        points=(_UNIT,),
    ),
    Claim(
        id="corollaries.selu-zero-mean",
        source=_FIXED_POINT,
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=selu_mean_fixed,
        rivals=(
            Rival(SELU_SCALE / sp.sqrt(2 * sp.pi), "the mean of the positive half-line alone"),
            Rival(SELU_SCALE * (1 - SELU_ALPHA) / sp.sqrt(2 * sp.pi), "a leaky ReLU of slope alpha"),
        ),
        experiment=forward_pass,
        points=(_UNIT,),
    ),
    Claim(
        id="corollaries.pytorch-gain-selu",
        source=_GAIN,
        kind=Kind.EXACT,
        rhs=sp.Rational(16, 9),
        derivation=selu_variance_fixed,
        expected=Status.REFUTED,
        rivals=(
            Rival(sp.Rational(4, 3), "the gain not squared"),
            Rival(sp.Rational(9, 16), "the gain squared, not its inverse"),
        ),
        experiment=forward_pass,
        points=(_UNIT,),
        corrected_by="corollaries.selu-fixed-point",
        reason="The gain that keeps a variance is 1/sqrt(E g^2), which is exactly 1 for SELU at variance 1. "
        "With 3/4 a layer keeps 9/16 of the variance 1, and the variance settles at 0.023. There chi is "
        "1.0037, almost critical, and that is the stable gradient flow that PyTorch means.",
        erratum="PyTorch's gain of 3/4 keeps 9/16 of the variance 1; the gain that keeps it is 1",
    ),
)
