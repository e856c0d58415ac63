"""The slopes of the activations: their ranges, and which of them saturate."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Point, Relation, Rival
from paper_checks.experiments.activations import largest_slope, relu_slopes, slope
from paper_checks.ledger.mlpslides.activations import PLACES, RELU, exact
from paper_checks.ledger.mlpslides.source import TWO_MOST_USED
from theory.notation import t
from theory.results import activations
from theory.results.activations import FAR, SIDE

__all__ = ["CLAIMS"]

_RANGE = (
    "Sigmoid and Tanh are the two most used traditional activation functions in neural networks [...] "
    "df/(dx) ∈ [0,1] for both functions"
)
_SATURATING = (
    "these saturating nonlinearities are much slower than the non-saturating nonlinearity f(x) = max(0, x)."
)


def _range(name: str, reading: str, activation: str, derivation: Any, rhs: sp.Expr, **given: Any) -> Claim:
    return exact(
        name,
        TWO_MOST_USED,
        _RANGE,
        reading,
        rhs,
        derivation,
        computation=lambda _: largest_slope(activation=activation),
        points=(Point({}),),
        **given,
    )


def _above_0(activation: str, derivation: Any, at: float, rivals: tuple[Rival, ...]) -> Claim:
    return exact(
        f"{activation}-derivative.lower",
        TWO_MOST_USED,
        _RANGE,
        f"the lower end, for {activation}: the slope is above 0 everywhere.",
        sp.S.Zero,
        derivation,
        rivals,
        relation=Relation.GREATER,
        computation=lambda point: slope(activation=activation, at=point["at"]),
        points=tuple(Point({"at": place}) for place in (0.5, at)),
        symbols=lambda point: {t: point["at"]},
    )


def _saturating(activation: str, derivation: Any, rivals: tuple[Rival, ...]) -> Claim:
    return exact(
        f"relu-vs-tanh.saturating-{activation}",
        "ReLU vs Tanh",
        _SATURATING,
        f"of the word “saturating” alone: the slope of {activation} tends to 0 for large x, where that of ReLU stays "
        "1. What trains faster is judged elsewhere.",
        sp.S.Zero,
        derivation,
        rivals,
        computation=lambda point: slope(activation=activation, at=point["at"]),
        points=(Point({"at": 800.0}),),
        symbols=lambda point: {FAR: point["at"]},
    )


CLAIMS = (
    _range(
        "sigmoid-derivative",
        "the upper end, for the sigmoid: its largest slope is below 1. It is a quarter: see the corollary.",
        "sigmoid",
        activations.sigmoid_largest_slope,
        sp.S.One,
        relation=Relation.LESS,
        rivals=(
            Rival(sp.Rational(1, 5), "below a fifth, as at 1"),
            Rival(sp.Rational(1, 8), "half of the slope at 0"),
        ),
    ),
    _above_0(
        "sigmoid",
        activations.sigmoid_slope,
        5.0,
        (Rival(sp.Rational(1, 5), "above a fifth, as near 0"), Rival(sp.Rational(1, 6), "above a sixth")),
    ),
    _range(
        "tanh-derivative",
        "the upper end, for tanh: its largest slope is 1.",
        "tanh",
        activations.tanh_largest_slope,
        sp.S.One,
        rivals=(
            Rival(sp.Rational(1, 4), "that of the sigmoid"),
            Rival(sp.Rational(1, 2), "that of (1 + tanh x)/2"),
            Rival(sp.S(2), "that of tanh 2x"),
        ),
    ),
    _above_0(
        "tanh",
        activations.tanh_slope,
        3.0,
        (Rival(sp.Rational(1, 2), "above a half"), Rival(sp.Rational(1, 4), "the sigmoid's at 0")),
    ),
    exact(
        "relu-derivative",
        RELU,
        "df/(dx) ∈ {0,1} for both functions",
        "away from 0, where ReLU has no slope. The slopes at p > 0 and at -p are compared, the second with a free "
        "weight c. The slide has this one function.",
        sp.S.One,
        activations.relu_slopes,
        (
            Rival(1 + SIDE / 10, "the leaky rectifier"),
            Rival(1 + SIDE, "the identity"),
            Rival(1 - SIDE, "the absolute value"),
            Rival(SIDE, "the sides swapped"),
        ),
        computation=lambda point: relu_slopes(**point.setting),
        points=tuple(Point(place) for place in PLACES),
        symbols=lambda point: {SIDE: point["weight"]},
    ),
    _saturating(
        "sigmoid",
        activations.sigmoid_slope_far_out,
        (Rival(sp.Rational(1, 4), "the slope at 0 kept"), Rival(1 / FAR**2, "it falls like a power")),
    ),
    _saturating(
        "tanh",
        activations.tanh_slope_far_out,
        (Rival(sp.S.One, "the slope at 0 kept"), Rival(1 / FAR**2, "it falls like a power")),
    ),
)
