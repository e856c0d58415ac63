"""The activation functions, each against another definition."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.activations import both_sides, value
from paper_checks.ledger.mlpslides.source import slide
from theory.notation import alpha, t
from theory.notation import slope as leak
from theory.results import activations
from theory.results.activations import POSITIVE, SIDE

__all__ = ["CLAIMS", "PLACES", "RELU", "exact"]

_REGULAR = "Regular Activation Functions (φ)"
RELU = "ReLU: Rectified Linear Units"
_SIDES = (
    "Its values at p > 0 and at -p are compared, the second with a free weight c, so that both are judged."
)
_TENTH = sp.Rational(1, 10)
PLACES: tuple[Setting, ...] = ({"at": 0.75, "weight": 0.5}, {"at": 2.5, "weight": -3.0})


def exact(
    name: str,
    title: str,
    words: str,
    reading: str,
    rhs: sp.Expr,
    derivation: Any,
    rivals: tuple[Rival, ...],
    **given: Any,
) -> Claim:
    """Return a claim of the lecture that is meant exactly: its id after the paper's name, and its slide's title."""
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
    return exact(
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
    return exact(
        f"activations.{name}",
        title,
        words,
        _SIDES,
        sides(function),
        derivation,
        tuple(Rival(sides(wrong), reason) for reason, wrong in rivals.items()),
        computation=lambda point: both_sides(activation=activation, **point.setting),
        points=tuple(Point(place | rate) for place in PLACES),
        symbols=lambda point: {POSITIVE: point["at"], SIDE: point["weight"], leak: rate.get("rate", 1.0)},
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
        RELU,
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
    exact(
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
)
