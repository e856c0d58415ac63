"""Vanishing gradients, ReLU's in their place, and dead activations."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Setting
from paper_checks.experiments.gradients import (
    dead_unit,
    example_ratio,
    loss_by_dead_weight,
    sigmoid_gradients,
    updated_weight,
)
from paper_checks.experiments.networks import backward_pass
from paper_checks.ledger.mlpslides.source import TWO_MOST_USED, slide
from paper_checks.printed_number import printed
from paper_checks.verdict import Status
from theory.notation import N, v
from theory.results import dead_units, vanishing
from theory.results.pytorch import tanh_settled_chi

__all__ = ["CLAIMS"]

_PROBLEM, _RELU = "What's the problem with the vanishing gradients?", "ReLU: Rectified Linear Units"
_SMALLER = (
    "As we move backward the input, the values of the partial derivatives become smaller. "
    "This is called Vanishing Gradients"
)
_RANGE = "df/(dx) ∈ [0,1] for both functions"
_MEASURED = "The mean square of a gradient is compared with that of the layer above."


def _pass(activation: str, weight_variance: float, deviation: float = 1.0) -> Point:
    setting: Setting = {"width": 8, "depth": 2, "activation": activation}
    return Point(setting | {"weight_variance": weight_variance, "input_deviation": deviation})


def _smaller(name: str, activation: str, derivation: Any, *rivals: Rival) -> Claim:
    return Claim(
        id=f"mlpslides.vanishing-gradients{name}",
        source=slide(
            TWO_MOST_USED,
            _SMALLER,
            f"with {activation} and Xavier's weights, of variance 1/N at equal widths. {_MEASURED} One layer is "
            "derived, at any size of its pre-activations, and measured.",
        ),
        kind=Kind.EXACT,
        relation=Relation.LESS,
        rhs=sp.S.One,
        derivation=derivation,
        rivals=rivals,
        experiment=backward_pass,
        points=tuple(_pass(activation, 1.0, deviation) for deviation in (0.5, 1.5)),
    )


def _dead_symbols(point: Point) -> dict[sp.Symbol, float]:
    found = dead_unit(**point.setting)
    row, example, unit = found["weights"][found["unit"]], found["example"], found["unit"]
    others = [max(0.0, other @ example) for other in found["weights"]]  # the dead unit adds 0
    return {
        dead_units.WEIGHT: row[0],
        dead_units.INPUT: example[0],
        dead_units.OTHERS: row[1:] @ example[1:],
        dead_units.ABOVE: found["above"][unit],
        dead_units.REST: float(found["above"] @ others),
        dead_units.LABEL: found["label"],
    }


_ALIVE = -2 * (dead_units.LABEL - dead_units.REST) * dead_units.ABOVE * dead_units.INPUT

_SETTLED: Setting = {
    "width": 8,
    "depth": 2,
    "activation": "tanh",
    "weight_variance": float(sp.Rational(25, 9)),
    # The pre-activations of the first layer have the variance that a layer gives back.
    "input_deviation": float(sp.sqrt(sp.Rational("1.1785") * sp.Rational(9, 25))),
}


def _update_symbols(point: Point) -> dict[sp.Symbol, float]:
    weight, rate, _, last = sigmoid_gradients(**point.setting)
    return {vanishing.WEIGHT: weight, vanishing.RATE: rate, vanishing.GRADIENT: last}


CLAIMS = (
    _smaller(
        "",
        "sigmoid",
        vanishing.sigmoid_gradient_bound,
        Rival(sp.Rational(1, 20), "less than a twentieth is left"),
        Rival(sp.Rational(1, 32), "the slope at 0 squared, and half of the units at rest"),
        Rival(sp.Rational(1, 64), "the slope 1/4 cubed"),
    ),
    _smaller(
        ".tanh",
        "tanh",
        vanishing.tanh_gradient_bound,
        Rival(sp.Rational(1, 2), "at least halved"),
        Rival(sp.Rational(1, 4), "the sigmoid's slope for tanh's"),
        Rival(sp.Rational(1, 16), "the sigmoid's slope squared"),
    ),
    Claim(
        id="mlpslides.vanishing.because-derivative",
        source=slide(
            TWO_MOST_USED,
            f"{_RANGE} [...] {_SMALLER}",
            "for tanh, the range of whose slope is the only reason that the slides give. The mean square "
            "of the gradient is 1 above a layer, and what it is below that layer is judged.",
        ),
        kind=Kind.EXACT,
        relation=Relation.LESS,
        rhs=sp.S.One,
        derivation=tanh_settled_chi,
        rivals=(
            Rival(sp.Rational(1, 4), "the sigmoid's slope for tanh's"),
            Rival(sp.Rational(9, 10), "a tenth lost"),
        ),
        experiment=backward_pass,
        points=(Point(_SETTLED),),
        margin=0.03,
        expected=Status.REFUTED,
        corrected_by="mlpslides.vanishing.because-derivative.corrected",
        reason="Each factor of a path is a slope times a weight, and the weights count too. From layer to layer the "
        "mean square of a gradient is multiplied by N v² E g'². With tanh and PyTorch's gain of five thirds, as "
        "good as any since the slide has no condition on the weights, the pre-activations settle. From there on the "
        "mean square of a gradient grows by 21 % a layer, although no slope is above 1.",
        erratum="a slope in [0, 1] is not enough: with tanh and N v² above 1 gradients grow",
    ),
    Claim(
        id="mlpslides.vanishing.because-derivative.corrected",
        source=slide(
            TWO_MOST_USED,
            "",
            "with tanh and N v² = 25/9 the mean square of a gradient grows by 1.2098 a layer, where the variance of "
            "the pre-activations has settled at 1.1785.",
        ),
        kind=Kind.ROUNDED,
        rhs=printed("1.2098"),
        derivation=tanh_settled_chi,
        rivals=(
            Rival(sp.S.One, "neither smaller nor larger"),
            Rival(sp.Rational(25, 9), "no unit saturated"),
            Rival(printed("1.2098") * sp.Rational(9, 25), "the weights forgotten"),
        ),
        experiment=backward_pass,
        points=(Point(_SETTLED),),
        margin=0.03,
    ),
    Claim(
        id="mlpslides.vanishing.example",
        source=slide(
            TWO_MOST_USED,
            "0.4 0.2 0.08 0.9 0.4 0.3 0.9 0.0 ∂L/(∂w_{11}^3) = ∂L/(∂o_{31}) × ∂o_{31}/(∂w_{11}^3) 0.5 "
            "∂L/(∂w_{11}^3) ≫ ∂L/(∂w_{11}^1)",
            "the numbers are the factors of the printed paths, in their order: 0.4 and 0.9 stand twice, as the factors "
            "that both paths share do. The missing one is the 0.0 that stands apart, whose next digit is lost; it is "
            "taken as large as it can be, 0.1. 0.5 belongs to the other formula. ≫ is read as ten times.",
        ),
        kind=Kind.EXACT,
        relation=Relation.LESS,
        rhs=sp.Rational(1, 10),
        derivation=vanishing.example_ratio,
        rivals=(
            Rival(sp.Rational(18, 625), "the path through o_22 forgotten"),
            Rival(sp.Rational(1, 20), "twenty times"),
        ),
        computation=lambda point: example_ratio(**point.setting),
        points=(Point({"lost": 0.1}),),
    ),
    Claim(
        id="mlpslides.vanishing.no-update",
        source=slide(
            _PROBLEM,
            "If the gradient is vanished (∂L/(∂w_{ij}^k) ≈ 0), (w_{ij}^k)_{new} ≈ (w_{ij}^k)_{old} This happens in "
            "early layers of a large neural network",
            "as the gradient tends to 0; computed for a weight of the first of many layers of the sigmoid.",
        ),
        kind=Kind.EXACT,
        rhs=vanishing.WEIGHT,
        derivation=vanishing.weight_kept,
        rivals=(
            Rival(vanishing.WEIGHT - vanishing.RATE * vanishing.GRADIENT, "updated as in the last layer"),
            Rival(sp.S.Zero, "the weight itself vanishes"),
        ),
        computation=lambda point: updated_weight(**point.setting),
        points=tuple(Point({"seed": seed, "depth": 30, "width": 3}) for seed in (1, 2)),
        symbols=_update_symbols,
    ),
    Claim(
        id="mlpslides.relu.no-shrinking",
        source=slide(
            _RELU,
            "df/(dx) ∈ {0,1} for both functions [...] Consider computing ∂L/(∂w_{11}^1)",
            "what the slide leaves to the reader, who comes from the vanishing gradients of the sigmoid and tanh: with "
            "ReLU gradients do not shrink on their way back. It says so in no word, and it has no condition on the "
            "weights; those of the lecture's Xavier slide are taken, of "
            "variance 1/N at equal widths, as in the example of 30 layers that it shows. Under those of its He slide "
            "the statement holds: see the correction at N v² = 2. " + _MEASURED,
        ),
        kind=Kind.EXACT,
        relation=Relation.GREATER,
        rhs=sp.S.One,
        derivation=vanishing.xavier_relu_gradient_factor,
        rivals=(
            Rival(sp.Rational(3, 4), "a quarter lost"),
            Rival(sp.S(2), "the weights doubled and no slope 0"),
        ),
        experiment=backward_pass,
        points=(_pass("relu", 1.0),),
        margin=0.03,
        expected=Status.REFUTED,
        corrected_by="mlpslides.relu.no-shrinking.corrected",
        reason="Half of the units have the slope 0. Under Xavier's weights the mean square of a gradient is halved in "
        "each layer, as with an activation of slope √½ everywhere. He's weights, of twice the variance, keep it.",
        erratum="under Xavier's weights ReLU halves the mean square of a gradient in each layer",
    ),
    Claim(
        id="mlpslides.relu.no-shrinking.corrected",
        source=slide(
            _RELU,
            "",
            "a layer of ReLU multiplies the mean square of a gradient by N v²/2: half under Xavier's weights, one "
            "under He's.",
        ),
        kind=Kind.EXACT,
        rhs=N * v**2 / 2,
        derivation=vanishing.relu_gradient_factor,
        rivals=(
            Rival(sp.S.One, "as printed: kept under any weights"),
            Rival(N * v**2, "no slope is 0"),
            Rival(N * v**2 / 4, "the mean slope squared, for the mean square"),
            Rival(N * v / 2, "the deviation for the variance"),
        ),
        experiment=backward_pass,
        points=tuple(_pass("relu", variance) for variance in (1.0, 2.0)),
        margin=0.03,
        symbols=lambda point: {
            N: point["width"],
            v: sp.sqrt(sp.Rational(point["weight_variance"]) / point["width"]),
        },
    ),
    Claim(
        id="mlpslides.dead-relu",
        source=slide(
            _RELU,
            "ReLU neurons cannot learn on examples for which their activation is zero (Dead Activations).",
            "where its pre-activation is below 0, the loss on the example has the derivative 0 by each of its weights.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=dead_units.dead_unit_gradient,
        rivals=(
            Rival(_ALIVE, "the gradient passed, as it is above 0"),
            Rival(_ALIVE / 10, "the slope of the leaky rectifier"),
            Rival(_ALIVE / 2, "the slope at 0 taken as a half"),
        ),
        computation=lambda point: loss_by_dead_weight(**point.setting),
        points=tuple(Point({"seed": seed, "inputs": 3, "units": 5}) for seed in (1, 2)),
        symbols=_dead_symbols,
    ),
)
