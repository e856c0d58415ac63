"""Weight initialisation: the laws from which weights are drawn."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Setting
from paper_checks.experiments.laws import variance_between
from paper_checks.experiments.networks import backward_pass, forward_pass, row
from paper_checks.ledger.mlpslides.source import slide
from paper_checks.verdict import Status
from theory.notation import N, m, u
from theory.results.initialization import (
    FAN_OUT,
    he_keeps_the_mean_square,
    he_uniform_bound,
    he_uniform_variance,
    sigmoid_gradient_under_xavier,
    traditional_uniform_bound,
    xavier_uniform_bound,
    xavier_uniform_variance,
)

__all__ = ["CLAIMS"]

_UNIFORM = "Uniform Initialization (traditionally for Sigmoid and Tanh units)"
_XAVIER, _HE = "Xavier / Glorot Initialization [1] (for Sigmoid)", "He Initialization [1] (for ReLU)"
_BOTH = N + FAN_OUT
_FANS = ((3, 5), (8, 2))  # fan_in, fan_out
_BETWEEN = (
    "the uniform law between these bounds has the variance of the normal law beside it. Measured: 2E|W|, which is the "
    "bound, of uniform weights of that variance."
)
_BESIDE = (
    "2/({}) is the variance of the normal law, and the variance of the uniform law beside it. Computed: that of the "
    "uniform law between the printed bounds."
)


def _fans(point: Point) -> dict[sp.Symbol, int]:
    return {N: point["width"], FAN_OUT: point["outputs"]}


def _weights(fan_in: int, fan_out: int, weight_variance: float) -> Point:
    """Return a row of uniform weights, which are measured one by one."""
    setting: Setting = {
        "width": fan_in, "depth": 1, "activation": "linear", "weight_law": "uniform",
        "weight_variance": weight_variance, "record": ("|w1|",),
    }  # fmt: skip
    return Point(setting, outputs=fan_out)


def _bound(name: str, source: Any, rhs: sp.Expr, derivation: Any, variance: Any, *rivals: Rival) -> Claim:
    return Claim(
        id=f"mlpslides.{name}",
        source=source,
        kind=Kind.EXACT,
        rhs=rhs,
        derivation=derivation,
        rivals=rivals,
        experiment=row,
        points=tuple(_weights(*fans, variance(*fans)) for fans in _FANS),
        symbols=_fans,
    )


def _variance(name: str, source: Any, rhs: sp.Expr, derivation: Any, fans: Any, *rivals: Rival) -> Claim:
    return Claim(
        id=f"mlpslides.{name}",
        source=source,
        kind=Kind.EXACT,
        rhs=rhs,
        derivation=derivation,
        rivals=rivals,
        computation=lambda point: variance_between(**point.setting),
        points=tuple(
            Point({"numerator": 6, "fans": fans(*pair)}, width=pair[0], outputs=pair[1]) for pair in _FANS
        ),
        symbols=_fans,
    )


def _layers(weight_law: str, width: int, layer: int) -> Point:
    setting: Setting = {
        "width": width, "depth": 3, "activation": "relu", "weight_variance": 2.0, "weight_law": weight_law,
        "record": ("x1^2", "x2^2", "x3^2"),
    }  # fmt: skip
    return Point(setting, layer=layer)


_SIGMOIDS = tuple(
    Point(
        {
            "width": 8, "depth": 2, "activation": "sigmoid", "weight_variance": 1.0,
            "input_deviation": deviation,
        }
    )
    for deviation in (0.5, 1.0)
)  # fmt: skip


def _u(point: Point) -> dict[sp.Symbol, sp.Expr]:
    return {u: sp.Rational(point["input_deviation"]), N: sp.Integer(point["width"])}


CLAIMS = (
    _bound(
        "uniform",
        slide(
            _UNIFORM,
            "w_{ij}^k ∼ U(-1/√(fan_in), 1/√(fan_in))",
            "it is the uniform law of variance 1/(3 fan_in), a third of 1/fan_in. Measured: 2E|W|, which is the bound.",
        ),
        1 / sp.sqrt(N),
        traditional_uniform_bound,
        lambda fan_in, _: 1 / 3,
        Rival(sp.sqrt(3) / sp.sqrt(N), "the bound of the uniform law of variance 1/fan_in"),
        Rival(1 / sp.sqrt(3 * N), "the deviation for the bound"),
        Rival(1 / N, "the root forgotten"),
        Rival(1 / sp.sqrt(FAN_OUT), "fan_out for fan_in"),
    ),
    _bound(
        "xavier-uniform",
        slide(_XAVIER, "w_{ij}^k ∼ U(-√6/√(fan_in + fan_out), √6/√(fan_in + fan_out))", _BETWEEN),
        sp.sqrt(6) / sp.sqrt(_BOTH),
        xavier_uniform_bound,
        lambda fan_in, fan_out: 2 * fan_in / (fan_in + fan_out),
        Rival(sp.sqrt(3) / sp.sqrt(_BOTH), "the bound of the variance 1/(fan_in + fan_out)"),
        Rival(sp.sqrt(2) / sp.sqrt(_BOTH), "the deviation for the bound"),
        Rival(sp.sqrt(6) / _BOTH, "the root forgotten"),
        Rival(sp.sqrt(6) / sp.sqrt(N), "fan_in alone, as He has it"),
        Rival(sp.sqrt(6) / sp.sqrt(2 * FAN_OUT), "fan_out for fan_in"),
    ),
    _variance(
        "xavier-normal",
        slide(_XAVIER, "w_{ij}^k ∼ N(0, 2/(fan_in + fan_out))", _BESIDE.format("fan_in + fan_out")),
        2 / _BOTH,
        xavier_uniform_variance,
        lambda fan_in, fan_out: fan_in + fan_out,
        Rival(1 / _BOTH, "the sum of the fans for their mean"),
        Rival(6 / _BOTH, "the bound for the deviation"),
        Rival(2 / sp.sqrt(_BOTH), "a root too many"),
        Rival(2 / N, "fan_in alone, as He has it"),
        Rival(4 / _BOTH**2, "2/(fan_in + fan_out) as the deviation"),
    ),
    _bound(
        "he-uniform",
        slide(_HE, "w_{ij}^k ∼ U(-√6/√(fan_in), √6/√(fan_in))", _BETWEEN),
        sp.sqrt(6) / sp.sqrt(N),
        he_uniform_bound,
        lambda fan_in, _: 2.0,
        Rival(sp.sqrt(3) / sp.sqrt(N), "the bound of the variance 1/fan_in"),
        Rival(sp.sqrt(2) / sp.sqrt(N), "the deviation for the bound"),
        Rival(sp.sqrt(6) / sp.sqrt(_BOTH), "Xavier's"),
        Rival(sp.sqrt(6) / sp.sqrt(FAN_OUT), "fan_out for fan_in"),
    ),
    _variance(
        "he-normal",
        slide(_HE, "w_{ij}^k ∼ N(0, 2/(fan_in))", _BESIDE.format("fan_in")),
        2 / N,
        he_uniform_variance,
        lambda fan_in, _: fan_in,
        Rival(1 / N, "the rectifier forgotten"),
        Rival(2 / _BOTH, "Xavier's"),
        Rival(2 / FAN_OUT, "fan_out for fan_in"),
        Rival(4 / N**2, "2/fan_in as the deviation"),
    ),
    Claim(
        id="mlpslides.he-for-relu",
        source=slide(
            _HE,
            "He Initialization [1] (for ReLU) [...] w_{ij}^k ∼ U(-√6/√(fan_in), √6/√(fan_in)) w_{ij}^k ∼ "
            "N(0, 2/(fan_in))",
            "with either law a layer of ReLU keeps the mean square of its inputs, at every width.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=he_keeps_the_mean_square,
        rivals=(
            Rival(sp.Rational(1, 2), "Xavier's 1/fan_in"),
            Rival(sp.S(2), "the rectifier forgotten"),
            Rival(1 - 1 / sp.pi, "the variance for the mean square"),
        ),
        experiment=forward_pass,
        points=(_layers("normal", 8, 2), _layers("uniform", 4, 1), _layers("uniform", 8, 2)),
        symbols=lambda point: {m: point["layer"], N: point["width"]},
        margin=0.02,
    ),
    Claim(
        id="mlpslides.xavier-for-sigmoid",
        source=slide(
            _XAVIER,
            f"{_XAVIER} w_{{ij}}^k ∼ U(-√6/√(fan_in + fan_out), √6/√(fan_in + fan_out))",
            "with these weights a sigmoid layer of equal fans does what they are made for: it keeps the mean square of "
            "a gradient. Glorot and Bengio derive them for an activation with g'(0) = 1.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=sigmoid_gradient_under_xavier,
        rivals=(
            Rival(sp.Rational(1, 8), "He's weights, and a slope of 1/4 everywhere"),
            Rival(sp.Rational(1, 4), "the slope not squared"),
        ),
        experiment=backward_pass,
        points=_SIGMOIDS,
        symbols=_u,
        margin=0.02,
        expected=Status.REFUTED,
        corrected_by="mlpslides.xavier-for-sigmoid.corrected",
        reason="The slope of the sigmoid is at most 1/4, so that a layer leaves less than 1/16 of a gradient's mean "
        "square. Nor has it mean 0, which the derivation of these weights supposes. They suit tanh, for which the "
        "lecture does not name them.",
        erratum="with Xavier's weights a sigmoid layer leaves less than 1/16 of a gradient's mean square",
    ),
    Claim(
        id="mlpslides.xavier-for-sigmoid.corrected",
        source=slide(
            _XAVIER, "", "A sigmoid layer of equal fans leaves less than 1/16 of a gradient's mean square."
        ),
        kind=Kind.EXACT,
        rhs=sp.Rational(1, 16),
        relation=Relation.LESS,
        derivation=sigmoid_gradient_under_xavier,
        rivals=(
            Rival(sp.Rational(1, 25), "a slope below 1/5"),
            Rival(sp.Rational(1, 64), "a slope below 1/8"),
        ),
        experiment=backward_pass,
        points=_SIGMOIDS,
        symbols=_u,
        margin=0.02,
    ),
)
