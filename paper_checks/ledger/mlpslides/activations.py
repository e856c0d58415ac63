"""The activation functions and the ranges of their slopes."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Setting
from paper_checks.experiments.activations import both_sides, largest_slope, relu_slopes, slope, value
from paper_checks.ledger.mlpslides.source import slide
from theory.notation import alpha, t
from theory.notation import slope as leak
from theory.results import activations
from theory.results.activations import FAR, POSITIVE, SIDE

__all__ = ["CLAIMS"]

_REGULAR, _MEMO = "Regular Activation Functions (φ)", "Memoization: Avoid redundant computations"
_RELU = "ReLU: Rectified Linear Units"
_RANGE = (
    "Sigmoid and Tanh are the two most used traditional activation functions in neural networks [...] "
    "df/(dx) ∈ [0,1] for both functions"
)
_SATURATING = (
    "In terms of training time with gradient descent, these saturating nonlinearities are much slower than the "
    "non-saturating nonlinearity f(x) = max(0, x)."
)
_SIDES = (
    "Its values at p > 0 and at -p are compared, the second with a free weight c, so that both are judged."
)
_TENTH = sp.Rational(1, 10)
_PLACES: tuple[Setting, ...] = ({"at": 0.75, "weight": 0.5}, {"at": 2.5, "weight": -3.0})


def _exact(
    name: str,
    title: str,
    words: str,
    reading: str,
    rhs: sp.Expr,
    derivation: Any,
    rivals: tuple[Rival, ...],
    **given: Any,
) -> Claim:
    return Claim(
        id=f"mlpslides.{name}",
        source=slide(title, words, reading),
        kind=Kind.EXACT,
        rhs=sp.sympify(rhs),
        derivation=derivation,
        rivals=rivals,
        **given,
    )


def _smooth(
    name: str, words: str, reading: str, rhs: sp.Expr, derivation: Any, rivals: tuple[Rival, ...]
) -> Claim:
    return _exact(
        f"activations.{name}",
        _REGULAR,
        words,
        reading,
        rhs,
        derivation,
        rivals,
        computation=lambda point: value(activation=name, at=point["at"]),
        points=tuple(Point({"at": at}) for at in (0.7, -1.3)),
        symbols=lambda point: {t: point["at"]},
    )


def _rectifier(
    name: str,
    title: str,
    words: str,
    function: Any,
    derivation: Any,
    rivals: dict[str, Any],
    **rate: float,
) -> Claim:
    """Return a claim on a function of one variable, at p and at -p."""

    def sides(of: Any) -> sp.Expr:
        return of(POSITIVE) + SIDE * of(-POSITIVE)

    activation = name.replace("-", "_")
    return _exact(
        f"activations.{name}",
        title,
        words,
        _SIDES,
        sides(function),
        derivation,
        tuple(Rival(sides(wrong), reason) for reason, wrong in rivals.items()),
        computation=lambda point: both_sides(activation=activation, **point.setting),
        points=tuple(Point(place | rate) for place in _PLACES),
        symbols=lambda point: {POSITIVE: point["at"], SIDE: point["weight"], leak: rate.get("rate", 1.0)},
    )


def _range(name: str, reading: str, activation: str, derivation: Any, rhs: sp.Expr, **given: Any) -> Claim:
    return _exact(
        name,
        _MEMO,
        _RANGE,
        reading,
        rhs,
        derivation,
        computation=lambda _: largest_slope(activation=activation),
        points=(Point({}),),
        **given,
    )


def _above_0(activation: str, derivation: Any, at: float, rivals: tuple[Rival, ...]) -> Claim:
    return _exact(
        f"{activation}-derivative.lower",
        _MEMO,
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
    return _exact(
        f"relu-vs-tanh.saturating-{activation}",
        "ReLU vs Tanh",
        _SATURATING,
        f"{activation} saturates: its slope tends to 0 far out. That of ReLU stays 1.",
        sp.S.Zero,
        derivation,
        rivals,
        computation=lambda point: slope(activation=activation, at=point["at"]),
        points=(Point({"at": 800.0}),),
        symbols=lambda point: {FAR: point["at"]},
    )


CLAIMS = (
    _smooth(
        "sigmoid",
        "σ(x) = 1/(1 + e^{-x})",
        "it is the probability whose odds are eˣ.",
        1 / (1 + sp.exp(-t)),
        activations.sigmoid_of_odds,
        (
            Rival(1 / (1 + sp.exp(t)), "the sign of x"),
            Rival(1 / (1 + sp.exp(-2 * t)), "that of 2x, (1 + tanh x)/2"),
            Rival(sp.exp(-t) / (1 + sp.exp(-t)) ** 2, "the slope for the value"),
        ),
    ),
    _smooth(
        "tanh",
        "tanh tanh(x)",
        "it is (eˣ - e⁻ˣ)/(eˣ + e⁻ˣ).",
        sp.tanh(t),
        activations.tanh_of_sides,
        (
            Rival(sp.tanh(t / 2), "2 σ(x) - 1, for x in place of 2x"),
            Rival(sp.tan(t), "the tangent of the circle"),
            Rival(t, "its tangent at 0"),
        ),
    ),
    _rectifier(
        "relu",
        _RELU,
        "f(x) = max(0, x)",
        lambda x: sp.Max(0, x),
        activations.relu_values,
        {
            "min for max": lambda x: sp.Min(0, x),
            "the leaky rectifier": lambda x: sp.Max(x / 10, x),
            "the absolute value": abs,
        },
    ),
    _rectifier(
        "leaky-relu",
        _REGULAR,
        "Leaky ReLU max(0.1x, x)",
        lambda x: sp.Max(_TENTH * x, x),
        activations.leaky_relu_values,
        {
            "min for max": lambda x: sp.Min(_TENTH * x, x),
            "ReLU": lambda x: sp.Max(0, x),
            "PyTorch's slope of a hundredth": lambda x: sp.Max(x / 100, x),
            "the slope's sign": lambda x: sp.Max(-_TENTH * x, x),
        },
        rate=0.1,
    ),
    _rectifier(
        "prelu",
        "Parameterized ReLU",
        "PReLU, is an activation function that generalizes the traditional rectified unit with a slope for negative "
        "values.",
        lambda y: y if y.is_positive else leak * y,
        activations.prelu_values,
        {
            "ReLU": lambda y: sp.Max(0, y),
            "the slope above 0 too": lambda y: leak * y,
            "the slope's sign": lambda y: y if y.is_positive else -leak * y,
        },
        rate=1.75,
    ),
    _exact(
        "activations.elu",
        _REGULAR,
        "ELU x x ≥ 0 α(e^x - 1) x < 0",
        "below 0, at -p. The slope there is α eˣ, and the value at 0 is 0.",
        alpha * (sp.exp(-POSITIVE) - 1),
        activations.elu_below,
        (
            Rival(sp.exp(-POSITIVE) - 1, "α left out"),
            Rival(alpha * sp.exp(-POSITIVE), "1 not subtracted: a jump at 0"),
            Rival(alpha * (sp.exp(-POSITIVE / alpha) - 1), "CELU, whose slope at 0 is 1"),
            Rival(-alpha * POSITIVE, "a leaky rectifier of slope α"),
        ),
        computation=lambda point: value(activation="elu", at=-point["at"], rate=point["rate"]),
        points=tuple(Point({"at": at, "rate": rate}) for at, rate in ((0.75, 1.5), (2.5, 0.6))),
        symbols=lambda point: {POSITIVE: point["at"], alpha: point["rate"]},
    ),
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
    _exact(
        "relu-derivative",
        _RELU,
        "df/(dx) ∈ {0,1} for both functions",
        "away from 0, where ReLU has no slope. The slopes at p > 0 and at -p are compared, the second with a free "
        "weight c. One function is meant, and not both.",
        sp.S.One,
        activations.relu_slopes,
        (
            Rival(1 + SIDE / 10, "the leaky rectifier"),
            Rival(1 + SIDE, "the identity"),
            Rival(1 - SIDE, "the absolute value"),
            Rival(SIDE, "the sides swapped"),
        ),
        computation=lambda point: relu_slopes(**point.setting),
        points=tuple(Point(place) for place in _PLACES),
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
