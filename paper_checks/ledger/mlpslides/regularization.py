"""Regularisation: L1, L2, and dropout at test time."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.masks import expected_output, ratio_to_test_time
from paper_checks.experiments.penalties import added_to_gradient, weight_of
from paper_checks.experiments.units import dropped_layer
from paper_checks.ledger.mlpslides.source import slide
from paper_checks.verdict import Status
from theory.notation import p
from theory.results.dropout import unscaled_dropout_ratio
from theory.results.regularization import (
    HOLD,
    KEEP,
    SIGN,
    STRENGTH,
    SURPLUS,
    absolute_penalty_gradient,
    masked_sum_ratio,
    rectified_masked_sum,
    squared_penalty_gradient,
)
from theory.results.updates import WEIGHT

__all__ = ["CLAIMS"]

_NETS: tuple[Setting, ...] = (
    {"seed": 41, "widths": (3, 4, 2), "samples": 3, "activation": "tanh", "layer": 0, "row": 2, "column": 1},
    {
        "seed": 42,
        "widths": (2, 3, 1),
        "samples": 2,
        "activation": "sigmoid",
        "layer": 1,
        "row": 0,
        "column": 1,
    },
    {
        "seed": 43,
        "widths": (2, 3, 4, 1),
        "samples": 2,
        "activation": "tanh",
        "layer": 1,
        "row": 3,
        "column": 0,
    },
)
_ADDS = (
    "what the penalty adds to ∂L/∂w, for a weight w that is not 0, in any layer. The lecture prints the penalty alone; "
    "the gradient follows from it. Derived for a sigmoid neuron and one sample."
)


def _penalised(name: str, penalty: str, words: str, rhs: sp.Expr, derivation: Any, *rivals: Rival) -> Claim:
    def added(point: Point) -> float:
        return added_to_gradient(penalty=penalty, **point.setting)

    return Claim(
        id=f"mlpslides.{name}",
        source=slide("Regularization", words, _ADDS),
        kind=Kind.EXACT,
        rhs=rhs,
        derivation=derivation,
        rivals=rivals,
        computation=added,
        points=tuple(Point(net | {"strength": 0.3}) for net in _NETS),
        symbols=_of_weight,
    )


def _of_weight(point: Point) -> dict[sp.Symbol, Any]:
    weight = weight_of(**{name: value for name, value in point.setting.items() if name != "strength"})
    return {WEIGHT: weight, SIGN: 1 if weight > 0 else -1, STRENGTH: point["strength"]}


_CAPTION = (
    "Left: A unit at training time that is present with probability p and is connected to units in the next layer "
    "with weights w. Right: At test time, the unit is always present and the weights are multiplied by p. The output "
    "at test time is same as the expected output at training time."
)
_TWO_UNITS = tuple(
    # The first unit adds 2.4 to the sum, and the second one takes 1.5 from it; then 0.9 and 0.4.
    Point({"weights": weights, "units": units, "keep": keep})
    for weights, units, keep in (((2.0, -1.5), (1.2, 1.0), 0.8), ((0.6, -0.2), (1.5, 2.0), 0.3))
)


def _sums(point: Point) -> dict[sp.Symbol, Any]:
    first, second = (w * h for w, h in zip(point["weights"], point["units"], strict=True))
    return {SURPLUS: first + second, HOLD: -second, KEEP: point["keep"]}


CLAIMS = (
    _penalised(
        "l1",
        "absolute",
        "L1-Regularization L = ∑_{i=1}^N l_i + λ ∑_{i,j,k} |w_{ij}^k|",
        STRENGTH * SIGN,
        absolute_penalty_gradient,
        Rival(STRENGTH, "the sign lost"),
        Rival(-STRENGTH * SIGN, "away from 0: the sign wrong"),
        Rival(STRENGTH * SIGN / 2, "halved, as L2 often is"),
        Rival(STRENGTH * WEIGHT, "the weight for its sign"),
        Rival(STRENGTH * SIGN * WEIGHT, "the penalty for its slope"),
    ),
    _penalised(
        "l2",
        "squared",
        "L2-Regularization L = ∑_{i=1}^N l_i + λ ∑_{i,j,k} (w_{ij}^k)²",
        2 * STRENGTH * WEIGHT,
        squared_penalty_gradient,
        Rival(STRENGTH * WEIGHT, "the factor 2 lost, as with λ/2 before the sum"),
        Rival(2 * STRENGTH * SIGN * WEIGHT, "the sign lost"),
        Rival(STRENGTH * WEIGHT**2, "the penalty for its slope"),
        Rival(2 * STRENGTH * SIGN, "the sign for the weight, as with L1"),
    ),
    Claim(
        id="mlpslides.dropout-test-scaling",
        source=slide(
            "Regularization",
            _CAPTION,
            "of the sum z in a unit of the next layer, which is linear in the units: its mean over the masks, over its "
            "value at test time. Here p is the probability that a unit is present.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=masked_sum_ratio,
        rivals=(
            Rival(KEEP / (1 - KEEP), "weights times 1 - p: p as the probability of dropping"),
            Rival(KEEP, "the weights not multiplied at test time"),
            Rival(1 / KEEP, "multiplied by p twice at test time"),
            Rival(KEEP**2, "divided by p at test time"),
        ),
        computation=lambda point: ratio_to_test_time(**point.setting),
        points=(
            Point({"weights": (2.0, -1.5, 0.3), "units": (1.2, 0.4, -0.7), "keep": 0.8}),
            Point({"weights": (0.6, 1.1, -0.2, 0.9, -1.3), "units": (1.5, 0.0, 2.0, 0.3, 0.1), "keep": 0.3}),
        ),
        symbols=lambda point: {KEEP: point["keep"]},
    ),
    Claim(
        id="mlpslides.dropout-test-scaling.unit",
        source=slide(
            "Regularization",
            _CAPTION,
            "of what the unit passes on, its mean in training over its value at test time before the weights are "
            "multiplied. It is the lecture's p, which is 1 - p here: p is the probability that a unit is dropped.",
        ),
        kind=Kind.EXACT,
        rhs=1 - p,
        derivation=unscaled_dropout_ratio,
        rivals=(
            Rival(p, "the probability of dropping"),
            Rival(sp.S.One, "no effect of dropout"),
            Rival(1 / (1 - p), "scaled up in training, and not at test time"),
            Rival((1 - p) ** 2, "masked twice"),
        ),
        experiment=dropped_layer,
        points=(Point({"inputs": 8, "units": 8, "drop": 0.2, "activation": "relu", "rescale": False}),),
        symbols=lambda point: {p: point["drop"]},
        margin=0.02,
    ),
    Claim(
        id="mlpslides.dropout-test.nonlinear",
        source=slide(
            "Regularization",
            "The output at test time is same as the expected output at training time.",
            "of the output of a unit that is not linear: E relu(z) over the masks is relu of the sum with weights "
            "times p. Two units add b + d to z and take b from it, so that the right-hand side is p d.",
        ),
        kind=Kind.EXACT,
        rhs=KEEP * SURPLUS,
        derivation=rectified_masked_sum,
        rivals=(
            Rival((1 - KEEP) * SURPLUS, "weights times 1 - p"),
            Rival(SURPLUS, "the weights not multiplied at test time"),
            Rival(KEEP * (SURPLUS + HOLD), "the second unit always absent"),
        ),
        computation=lambda point: expected_output(**point.setting),
        points=_TWO_UNITS,
        symbols=_sums,
        expected=Status.REFUTED,
        corrected_by="mlpslides.dropout-test.nonlinear.corrected",
        reason="The mean of a rectified sum is not the rectified mean. Where a mask drops the second unit and keeps "
        "the first, the rectifier passes b more, and where it does the reverse the rectifier takes nothing off. The "
        "statement holds for the sum z alone, and for a network that is linear above the mask.",
        erratum="scaled weights give the expected sum, but not the expected output of a nonlinear unit",
    ),
    Claim(
        id="mlpslides.dropout-test.nonlinear.corrected",
        source=slide(
            "Regularization",
            "",
            "E relu(z) = p (d + (1 - p) b), where one unit adds b + d to z and another one takes b from it.",
        ),
        kind=Kind.EXACT,
        rhs=KEEP * (SURPLUS + (1 - KEEP) * HOLD),
        derivation=rectified_masked_sum,
        rivals=(
            Rival(KEEP * SURPLUS, "as printed: the output at test time"),
            Rival((1 - KEEP) * (SURPLUS + KEEP * HOLD), "p as the probability of dropping"),
            Rival(KEEP * (SURPLUS + HOLD), "the second unit always absent"),
            Rival(KEEP**2 * SURPLUS, "both units present, or none"),
        ),
        computation=lambda point: expected_output(**point.setting),
        points=_TWO_UNITS,
        symbols=_sums,
    ),
)
