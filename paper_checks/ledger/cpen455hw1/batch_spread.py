"""Question 2.1: what batch normalisation does to a constant column, and to a narrow one."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Setting
from paper_checks.experiments.batch import statistics
from paper_checks.experiments.batch_spread import (
    apart,
    constant_divisor,
    normalized_square,
    slope_of_scaled,
    tanh_slope,
)
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.notation import B, gamma
from theory.results.batch_spread import (
    DISTANCE,
    EPSILON,
    OTHERS,
    REST_VARIANCE,
    WIDENING,
    constant_column_divisor,
    lone_value_square,
    narrow_batch_slope,
    saturation_ratio,
    slope_ratio,
)
from theory.results.batch_spread import normalized_square as derived_square
from theory.results.batchnorm_gradients import BATCH_VARIANCE

__all__ = ["CLAIMS"]

_VALUE = sp.Symbol("a", real=True)
_CONSTANT: tuple[Setting, ...] = (
    {"size": 3, "top": 1, "bottom": 10},  # whose mean in floating point is not 0.1
    {"size": 5, "top": -7, "bottom": 3},
)
# One value lies far from the others, which differ little; the whole batch is very narrow.
_NARROW: tuple[Setting, ...] = (
    {"values": (0.5, -0.25, 4.0), "sample": 2, "spread": 2.0**-30, "scale": 1.5},
    {"values": (0.0, 8.0, 0.25, 0.0, -0.25), "sample": 1, "spread": 2.0**-40, "scale": 0.4},
)
_LONE: tuple[Setting, ...] = tuple(
    {"values": values, "sample": 1, "spread": spread, "scale": 1.5}
    for values, spread in (((0.25, 1.75), 1.0), ((0.5, 1.5, 0.5, 0.5), 2.0**-30))
)
_SLOPES: tuple[Setting, ...] = tuple(
    {"values": values, "sample": 1, "spread": spread, "scale": 1.5}
    for values, spread in (((0.25, 1.75, 3.0), 2.0**-20), ((0.5, -2.0, 1.25, 3.0, 2.25), 2.0**-4))
)
_SATURATED: tuple[Setting, ...] = tuple({**setting, "shift": 0.3} for setting in _NARROW)
_EPSILON = 0.0625
_NARROWEST = 2.0**-26
_SQUARE = gamma**2 * OTHERS
_BOUNDED = _SQUARE * DISTANCE**2 / (DISTANCE**2 + (OTHERS + 1) * REST_VARIANCE)
_EXPLODE = "Given a very small non-zero v[j], our normalized variables can explode in size."


def _divided(point: Point) -> dict[sp.Symbol, Any]:
    return {_VALUE: sp.Rational(point["top"], point["bottom"]), B: point["size"], BATCH_VARIANCE: 1}


def _column(point: Point) -> dict[sp.Symbol, Any]:
    distance, variance = apart(
        **{name: value for name, value in point.setting.items() if name not in ("scale",)}
    )
    found = {DISTANCE: distance, OTHERS: len(point["values"]) - 1, gamma: point["scale"]}
    return found | ({REST_VARIANCE: variance} if variance else {})


def _slope(point: Point) -> float:
    own = {**point.setting, "spread": 1.0}
    return slope_of_scaled(**point.setting, epsilon=0.0) / slope_of_scaled(**own, epsilon=0.0)


def _saturation(point: Point) -> float:
    own = {**point.setting, "spread": 1.0}
    return tanh_slope(**point.setting) / tanh_slope(**own)


def _width(point: Point) -> dict[sp.Symbol, Any]:
    return {WIDENING: point["spread"]}


def _batch(point: Point) -> dict[sp.Symbol, Any]:
    return {
        B: len(point["values"]),
        gamma: point["scale"],
        EPSILON: _EPSILON,
        BATCH_VARIANCE: statistics(point["values"])[1],
    }


CLAIMS = (
    Claim(
        id="cpen455hw1.2.1.zero-variance",
        source=homework(
            "question 2.1",
            "Given a variance v[j] of exactly zero, we get a divide-by-zero error when normalizing and our system "
            "crashes.",
            "without ε, (8) divides by √v[j], which is 0 for a constant column, in exact arithmetic. Floating point "
            "may round the mean of equal values, and many a system goes on with nan: neither is judged.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=constant_column_divisor,
        rivals=(
            Rival(sp.Abs(_VALUE), "not centred: the root of the mean square"),
            Rival(sp.Abs(_VALUE) / sp.sqrt(B), "the deviation of a mean"),
            Rival(sp.Abs(_VALUE) * (1 - 1 / B), "centred by a sum over one value fewer"),
        ),
        computation=lambda point: constant_divisor(**point.setting),
        points=tuple(map(Point, _CONSTANT)),
        symbols=_divided,
    ),
    Claim(
        id="cpen455hw1.2.1.explode",
        source=homework(
            "question 2.1",
            _EXPLODE,
            "without ε: as v falls, a normalised value passes every bound, so also γ√(B-1). Here v is the variance of "
            "the batch that the value belongs to. The squares are compared; R is B - 1, d the distance of Y[i, j] from "
            "the mean r_j of the other values, and v_k the variance of these.",
        ),
        kind=Kind.EXACT,
        relation=Relation.GREATER,
        rhs=_SQUARE,
        derivation=derived_square,
        rivals=(
            Rival(gamma**2 * (OTHERS + 1), "past the square of a whole column"),
            Rival(gamma**2 * OTHERS**2, "past γ(B-1)"),
        ),
        computation=lambda point: normalized_square(**point.setting),
        points=tuple(map(Point, _NARROW)),
        symbols=_column,
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.2.1.explode.corrected",
        reason="The deviations Y - m are as small as √v is. Their ratio does not depend on how narrow the batch is, "
        "and lies between -√(B-1) and √(B-1), however far a value is from the others. It is the "
        "derivative of (8) by Y that explodes, as the inverse of the width.",
        erratum="normalised values stay below γ√(B-1) however small v is; it is their gradient that explodes",
    ),
    Claim(
        id="cpen455hw1.2.1.explode.corrected",
        source=homework(
            "question 2.1",
            "",
            "(Ŷ[i, j] - β[j])² = γ² (B-1) d²/(d² + B v_k), which is below γ² (B-1) and stays as the whole batch "
            "becomes narrow: d is the distance of Y[i, j] from the mean of the other values, v_k is their variance, "
            "and R is B - 1.",
        ),
        kind=Kind.EXACT,
        rhs=_BOUNDED,
        derivation=derived_square,
        rivals=(
            Rival(_SQUARE, "as if the others were equal"),
            Rival(gamma**2 * DISTANCE**2 / REST_VARIANCE, "normalised by the variance of the others"),
            Rival(_BOUNDED * OTHERS / (OTHERS + 1), "with the unbiased variance"),
        ),
        computation=lambda point: normalized_square(**point.setting),
        points=tuple(map(Point, _NARROW)),
        symbols=_column,
    ),
    Claim(
        id="cpen455hw1.2.1.explode.corrected.attained",
        source=homework(
            "question 2.1",
            "",
            "(Ŷ[i, j] - β[j])² = γ² (B-1) where all other values are equal, at any distance from them; R is B - 1.",
        ),
        kind=Kind.EXACT,
        rhs=_SQUARE,
        derivation=lone_value_square,
        rivals=(
            Rival(gamma**2 * OTHERS**2 / (OTHERS + 1), "with the unbiased variance"),
            Rival(gamma**2 * (OTHERS + 1), "the square of a whole column"),
            Rival(gamma**2, "one standard deviation"),
        ),
        computation=lambda point: normalized_square(**point.setting),
        points=tuple(map(Point, _LONE)),
        symbols=_column,
    ),
    Claim(
        id="cpen455hw1.2.1.explode.corrected.gradient",
        source=homework(
            "question 2.1",
            "",
            "∂Ŷ[i, j]/∂Y[i, j], on all paths and without ε, is 1/c times as large at c times Y.",
        ),
        kind=Kind.EXACT,
        rhs=1 / WIDENING,
        derivation=slope_ratio,
        rivals=(
            Rival(sp.S.One, "bounded, as the values are"),
            Rival(WIDENING**-2, "as the inverse of the variance"),
            Rival(1 / sp.sqrt(WIDENING), "as the root of the inverse width"),
        ),
        computation=_slope,
        points=tuple(map(Point, _SLOPES)),
        symbols=_width,
    ),
    Claim(
        id="cpen455hw1.2.1.saturate",
        source=homework(
            "question 2.1",
            "This can saturate our activation functions and make it very difficult to compute the gradient.",
            "“This” is the small v. Without ε, and for σ = tanh, the slope of σ behind a batch that is made narrow, c "
            "times Y, is less than half of that behind Y. A large γ or β saturates units too, at any v: that is not "
            "meant. How steep Ŷ itself becomes is judged under 2.1.explode.corrected.gradient.",
        ),
        kind=Kind.EXACT,
        relation=Relation.LESS,
        rhs=sp.Rational(1, 2),
        derivation=saturation_ratio,
        rivals=(
            Rival(sp.Rational(3, 4), "less than three quarters of it"),
            Rival(WIDENING, "in proportion to the width"),
        ),
        computation=_saturation,
        points=tuple(map(Point, _SATURATED)),
        symbols=_width,
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.2.1.saturate.corrected",
        reason="The normalised values do not depend on how narrow the batch is, and no function of them does. A unit "
        "is as saturated behind a wide batch as behind a narrow one.",
        erratum="a narrow batch saturates no unit more than a wide one: its normalised values are the same",
    ),
    Claim(
        id="cpen455hw1.2.1.saturate.corrected",
        source=homework(
            "question 2.1",
            "",
            "Without ε, and for σ = tanh, the slope of σ behind c times Y is that behind Y, for every c > 0.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=saturation_ratio,
        rivals=(
            Rival(sp.Rational(1, 2), "as printed: less, at least by half"),
            Rival(WIDENING, "in proportion to the width"),
            Rival(1 / WIDENING, "as steep as Ŷ becomes"),
        ),
        computation=_saturation,
        points=tuple(map(Point, _SATURATED)),
        symbols=_width,
    ),
    Claim(
        id="cpen455hw1.2.1.stability",
        source=homework(
            "question 2.1",
            "Epsilon is necessary to ensure numerical stability.",
            "as a batch becomes narrow at a fixed ε > 0, ∂Ŷ[i, j]/∂Y[i, j] stays finite: it tends to "
            "γ(1 - 1/B)/√ε. Without ε it has no bound, as 2.1.explode.corrected.gradient states.",
        ),
        kind=Kind.EXACT,
        rhs=gamma * (1 - 1 / B) / sp.sqrt(EPSILON),
        derivation=narrow_batch_slope,
        rivals=(
            Rival(gamma / sp.sqrt(EPSILON), "the path through the mean forgotten"),
            Rival(gamma * (1 - 1 / B) / EPSILON, "ε for its root"),
            Rival(gamma * (1 - 1 / B) / sp.sqrt(BATCH_VARIANCE + EPSILON), "the batch not narrow"),
        ),
        # The distance from the limit is of the order of the square of the spread.
        computation=lambda point: slope_of_scaled(
            **{**point.setting, "spread": _NARROWEST}, epsilon=_EPSILON
        ),
        points=tuple(map(Point, _SLOPES)),
        symbols=_batch,
    ),
)
