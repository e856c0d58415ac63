"""The first layer, whose input has mean 0 and not g(0), and activations with g'(0) = 0."""

import math

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.networks import forward_pass, shrinking
from paper_checks.ledger.kumar2017.linearised import VARIANCE, weight_variance
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.verdict import Status
from theory import get
from theory.notation import G0, G1, N, s, v
from theory.results.linearised import (
    LATER_LAYER,
    first_layer_variance,
    first_layer_variance_under_preserving_weights,
    square_weight_variance,
)

__all__ = ["CLAIMS"]

# The stated input: mean 0 and variance 1, of signs, so that y_1 ~ N(0, N v^2) at every width.
_FIRST_VARIANCE = Point({
    "width": 2, "depth": 1, "outputs": 8, "activation": "softplus", "weight_variance": 0.4, "record": ("x2", "x2^2"),
})  # fmt: skip


def _unit_input(point: Point) -> dict[sp.Symbol, sp.Expr]:
    activation, width = get(point["activation"]), point["width"]
    return {G0: activation.at_zero(), G1: activation.at_zero(1), N: width, v: 1 / sp.sqrt(width), s: sp.S.One}


def _preserving(activation: str, variance: float) -> Point:
    """Return the linear map g(0) + g'(0) y of a first layer under weights of a given N v^2."""
    width = 2
    setting: Setting = {
        "width": width, "depth": 1, "activation": "linear", "weight_variance": variance, "record": ("y1", "y1^2"),
    }  # fmt: skip
    return Point(setting, map=activation)


# N v^2 of (12): 64/5 for the sigmoid; g(0) = ln 2 and g'(0) = 1/2 for softplus.
_PRESERVING = (_preserving("sigmoid", 12.8), _preserving("softplus", 4 / (1 + math.log(2) ** 2)))


def _map_at_zero(point: Point) -> dict[sp.Symbol, sp.Expr]:
    activation = get(point["map"])
    return {G0: activation.at_zero(), G1: activation.at_zero(1)}


def _square_layer(point: Point) -> dict[sp.Symbol, sp.Expr]:
    variance = sp.Rational(str(point["weight_variance"]))
    return {N: point["width"], v: sp.sqrt(variance / point["width"])}


_SQUARE = Point({
    "width": 2, "depth": 1, "activation": "square", "weight_variance": 0.7, "record": ("x2", "x2^2"),
})  # fmt: skip


CLAIMS = (
    Claim(
        id="kumar2017.eq11.first-layer",
        source=kumar(
            "equations (10) to (11)",
            "for all layers (barring the first), μ_j = g(0) for all j ≥ 1. [...] "
            "s_{m+1}^2 = Var(x_{m+1}(i)) ≈ (g'(0))^2 Var(y_m(i)) = N(g'(0))^2 v^2 (s_m^2 + μ_m^2) = "
            "N(g'(0))^2 v^2 (s_m^2 + g(0)^2).",
            reading="at m = 1, with the stated input of mean 0: s_2^2 = N g'(0)^2 v^2 (s_1^2 + g(0)^2). The paper "
            "may bar the first layer here too, as in (10); but (11) is printed for any m, and (12) takes in s_1^2.",
        ),
        # (11) at leading order in v leaves no room for another coefficient: it is judged exactly.
        kind=Kind.EXACT,
        rhs=VARIANCE,
        derivation=first_layer_variance,
        expected=Status.REFUTED,
        rivals=(
            Rival(N * G1**2 * v**2 * (s**2 + G0), "g(0) not squared"),
            Rival(N * G1 * v**2 * s**2, "g'(0) not squared"),
        ),
        experiment=shrinking,
        small=weight_variance,
        order=1,
        points=(_FIRST_VARIANCE,),
        symbols=_unit_input,
        margin=0.05,
        corrected_by="kumar2017.eq11.first-layer.corrected",
        reason="The stated input has mean 0, not g(0): at m = 1 the printed variance is too large by the factor "
        "1 + g(0)^2, however small the weights are.",
        erratum="at the first layer (11) is too large by the factor 1 + g(0)²: the stated input has mean 0",
    ),
    Claim(
        id="kumar2017.eq11.first-layer.corrected",
        source=kumar("equation (11), corrected for m = 1", reading="s_2^2 ≈ N g'(0)^2 v^2 s_1^2"),
        kind=Kind.APPROXIMATION,
        rhs=N * G1**2 * v**2 * s**2,
        derivation=first_layer_variance,
        rivals=(
            Rival(VARIANCE, "as printed: the mean g(0) at the input"),
            Rival(N * G1**2 * v**2 * (s**2 + G0), "g(0) not squared"),
            Rival(N * G1 * v**2 * s**2, "g'(0) not squared"),
        ),
        experiment=shrinking,
        small=weight_variance,
        order=1,
        points=(_FIRST_VARIANCE,),
        symbols=_unit_input,
        margin=0.05,
    ),
    Claim(
        id="kumar2017.eq12.first-layer",
        source=kumar(
            "equation (12)",
            "Using the condition s_m^2 ≈ s_{m-1}^2 … = s_1^2 = 1 along with (10) and (11) gives "
            "v^2 = 1/(N(g'(0))^2(1 + g(0)^2)),",
            reading="with that v^2 the first layer keeps the variance: s_2^2 = 1, even through the linear map "
            "g(0) + g'(0) y.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=first_layer_variance_under_preserving_weights,
        expected=Status.REFUTED,
        assumes=(LATER_LAYER,),
        rivals=(
            Rival(1 / (1 + G0), "g(0) not squared"),
            Rival(1 + G0**2, "the factor upside down"),
        ),
        experiment=forward_pass,
        points=_PRESERVING,
        symbols=_map_at_zero,
        margin=0.02,
        corrected_by="kumar2017.eq12.first-layer.corrected",
        reason="(12) assumes inputs of mean g(0), but the stated input has mean 0. Even through the linear map "
        "g(0) + g'(0) y the first layer's variance falls to 1/(1 + g(0)^2), which is 4/5 for the "
        "sigmoid.",
        erratum="under (12) the first layer's variance falls to 1/(1 + g(0)²), 4/5 for the sigmoid",
    ),
    Claim(
        id="kumar2017.eq12.first-layer.corrected",
        source=kumar(
            "equation (12) at the first layer, corrected", reading="s_2^2 = 1/(1 + g(0)^2) for g(0) + g'(0) y"
        ),
        kind=Kind.EXACT,
        rhs=1 / (1 + G0**2),
        derivation=first_layer_variance_under_preserving_weights,
        assumes=(LATER_LAYER,),
        rivals=(
            Rival(sp.S.One, "as printed: the variance kept"),
            Rival(1 / (1 + G0), "g(0) not squared"),
            Rival(1 + G0**2, "the factor upside down"),
        ),
        experiment=forward_pass,
        points=_PRESERVING,
        symbols=_map_at_zero,
        margin=0.02,
    ),
    Claim(
        id="kumar2017.eq12.any-differentiable",
        source=kumar(
            "equation (12)",
            "Equation (12) provide a general weight initialization strategy for any arbitrary differentiable "
            "activation function.",
            reading="for g(x) = x^2 too, where it says 1/(N v^2) = g'(0)^2 (1 + g(0)^2) = 0.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=square_weight_variance,
        expected=Status.REFUTED,
        rivals=(Rival(sp.S.One, "as for a linear map"), Rival(sp.S(2), "the variance for the deviation")),
        experiment=forward_pass,
        points=(_SQUARE,),
        symbols=_square_layer,
        margin=0.02,
        corrected_by="kumar2017.eq12.any-differentiable.corrected",
        reason="Where g'(0) = 0, as for x^2, (12) divides by 0 and no v solves (11). A finite v keeps the "
        "variance all the same: the term that (8) drops carries all of it.",
        erratum="where g'(0) = 0, as for x², (12) divides by 0",
    ),
    Claim(
        id="kumar2017.eq12.any-differentiable.corrected",
        source=kumar(
            "equation (12), corrected for x^2",
            reading="for g(x) = x^2 and a normal pre-activation of a unit, centred input, s_2^2 = 1 at 1/(N v^2) = √2",
        ),
        kind=Kind.EXACT,
        rhs=sp.sqrt(2),
        derivation=square_weight_variance,
        rivals=(
            Rival(sp.S.Zero, "as printed: (12) with g'(0) = 0"),
            Rival(sp.S.One, "as for a linear map"),
            Rival(sp.S(2), "the variance for the deviation"),
        ),
        experiment=forward_pass,
        points=(_SQUARE,),
        symbols=_square_layer,
        margin=0.02,
    ),
)
