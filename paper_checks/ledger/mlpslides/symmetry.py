"""Weight initialisation: units that begin equal, and how far apart random ones are."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.twins import distance, distance_over_signs, met_by_twins, parting, twins
from paper_checks.ledger.mlpslides.source import DESIGN, slide
from paper_checks.verdict import Status
from theory.notation import N, mu, s, v
from theory.results.symmetry import (
    PAIR,
    STEP,
    distance_of_random_units,
    separation_of_sigmoid_units,
    separation_of_tanh_units,
    sigmoid_units_stay_equal,
    tanh_units_stay_equal,
)
from theory.results.zero_weights import (
    ERROR,
    INCOMING,
    INPUT,
    REST,
    slope_of_sigmoid,
    slope_of_tanh,
)

__all__ = ["CLAIMS"]

_MUST_DIFFER = (
    "If two hidden units with the same activation function are connected to the same inputs, then these units must "
    "have different initial parameters."
)
# The loss's derivative by the output's sum after the first of two neurons has moved.
_ERROR_AFTER = sp.Symbol(r"\delta_2", real=True)
# How far a step moves an incoming weight, over the outgoing one.
_TANH, _SIGMOID = (
    -STEP * ERROR * slope(INCOMING * INPUT + REST) * INPUT for slope in (slope_of_tanh, slope_of_sigmoid)
)


def _of_twins(point: Point, *, same_outgoing: bool) -> dict[sp.Symbol, Any]:
    names = ("seed", "widths", "samples", "activation")
    net = twins(same_outgoing=same_outgoing, **{name: point[name] for name in names})
    met = met_by_twins(net, point.setting.get("column", 0), point["step"])
    return {
        INCOMING: met.weight, INPUT: met.input, REST: met.rest, PAIR[0]: met.outgoing[0], PAIR[1]: met.outgoing[1],
        ERROR: met.error, _ERROR_AFTER: met.error_after, STEP: point["step"],
    }  # fmt: skip


def _stay_equal(activation: str, derivation: Any, pull: sp.Expr, **more: Any) -> Claim:
    settings: tuple[Setting, ...] = tuple(
        {
            "seed": seed, "widths": widths, "samples": 1, "activation": activation, "steps": steps, "step": 0.5,
        }
        for seed, widths, steps in ((21, (3, 4, 1), 1), (22, (2, 3, 1), 20))
    )  # fmt: skip
    return Claim(
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=derivation,
        rivals=(
            Rival((pull * PAIR[0]) ** 2, "one of them alone learns"),
            Rival((2 * pull * PAIR[0]) ** 2, "they move apart, each as far as it does"),
            Rival(
                (pull * PAIR[0] * (1 - _ERROR_AFTER / ERROR)) ** 2,
                "the second one learns after the first one has moved",
            ),
        ),
        computation=lambda point: distance(**point.setting),
        points=tuple(Point(setting) for setting in settings),
        symbols=lambda point: _of_twins(point, same_outgoing=True),
        **more,
    )


def _parting(name: str, activation: str, derivation: Any, pull: sp.Expr, **more: Any) -> Claim:
    settings: tuple[Setting, ...] = tuple(
        {"seed": seed, "widths": widths, "samples": 1, "activation": activation, "step": 0.5, "column": 1}
        for seed, widths in ((23, (3, 4, 1)), (24, (2, 3, 1)))
    )
    fields = {
        "rhs": pull * (PAIR[0] - PAIR[1]),
        "rivals": (
            Rival(sp.S.Zero, "as printed: they stay equal"),
            Rival(pull * (PAIR[0] + PAIR[1]), "the sum of the outgoing weights"),
            Rival(pull * PAIR[0], "one of them alone learns"),
            Rival(pull * (PAIR[0] - PAIR[1]) / 2, "the factor 2 of the square lost"),
        ),
    } | more
    return Claim(
        id=f"mlpslides.init.incoming-only{name}",
        kind=Kind.EXACT,
        derivation=derivation,
        computation=lambda point: parting(**point.setting),
        points=tuple(Point(setting) for setting in settings),
        symbols=lambda point: _of_twins(point, same_outgoing=False),
        **fields,
    )


def _of_inputs(point: Point) -> dict[sp.Symbol, Any]:
    inputs = point["inputs"]
    mean = sum(inputs) / len(inputs)
    variance = sum((value - mean) ** 2 for value in inputs) / len(inputs)
    return {N: len(inputs), v: point["deviation"], mu: mean, s: variance**0.5}


CLAIMS = (
    _stay_equal(
        "tanh",
        tanh_units_stay_equal,
        _TANH,
        id="mlpslides.symmetry-breaking",
        source=slide(
            DESIGN,
            _MUST_DIFFER,
            "or else they stay equal: two with equal incoming and equal outgoing weights have them after any number "
            "of steps. The squared distance of their weights is 0; tanh, one output, one sample.",
        ),
    ),
    _stay_equal(
        "sigmoid",
        sigmoid_units_stay_equal,
        _SIGMOID,
        id="mlpslides.symmetry-breaking.sigmoid",
        source=slide(DESIGN, _MUST_DIFFER, "as mlpslides.symmetry-breaking reads it, for the sigmoid."),
    ),
    _parting(
        "",
        "tanh",
        separation_of_tanh_units,
        _TANH,
        source=slide(
            DESIGN,
            _MUST_DIFFER,
            "a unit's parameters are the weights w of its own sum, as the lecture's o = φ(wᵀx) has them: two units "
            "that begin with equal ones would stay equal. The difference of two incoming weights after one step is "
            "0, whatever the outgoing weights are; tanh, one output, one sample.",
        ),
        rhs=sp.S.Zero,
        rivals=(
            Rival(_TANH * (PAIR[0] + PAIR[1]), "the sum of the outgoing weights"),
            Rival(_TANH * PAIR[0], "one of them alone learns"),
        ),
        expected=Status.REFUTED,
        corrected_by="mlpslides.init.incoming-only.corrected",
        reason="The gradient of an incoming weight holds the outgoing one. Two units with equal incoming weights and "
        "different outgoing ones part at the first step. Equal incoming weights are no obstacle as long as the "
        "outgoing ones differ.",
        erratum="units with equal incoming weights part at the first step if their outgoing weights differ",
    ),
    _parting(
        ".corrected",
        "tanh",
        separation_of_tanh_units,
        _TANH,
        source=slide(
            DESIGN,
            "",
            "After one step two units with equal incoming weights differ by γ δ h' x (v_2 - v_1), v_1 and v_2 being "
            "their outgoing weights, h' the slope of tanh, and δ the derivative of the loss by the sum above; one "
            "output, one sample.",
        ),
    ),
    _parting(
        ".corrected.sigmoid",
        "sigmoid",
        separation_of_sigmoid_units,
        _SIGMOID,
        source=slide(DESIGN, "", "The same for the sigmoid, with its slopes."),
    ),
    Claim(
        id="mlpslides.init.larger-breaks-more",
        source=slide(
            "General Rules:",
            "Larger initial weights will yield a stronger symmetry-breaking effect.",
            "the effect is how far apart two units on the same inputs are: the mean square of the difference of their "
            "sums, for independent weights of mean 0. It grows with v². Whether small weights follow is another "
            "matter.",
        ),
        kind=Kind.EXACT,
        rhs=2 * N * v**2 * (s**2 + mu**2),
        derivation=distance_of_random_units,
        rivals=(
            Rival(N * v**2 * (s**2 + mu**2), "of one unit"),
            Rival(4 * N * v**2 * (s**2 + mu**2), "the doubled deviation, squared"),
            Rival(2 * N * v**2 * s**2, "the mean of the inputs forgotten"),
            Rival(2 * N * v * (s**2 + mu**2), "the deviation for the variance"),
            Rival(sp.S.Zero, "the same inputs make the units equal"),
        ),
        computation=lambda point: distance_over_signs(**point.setting),
        points=tuple(
            Point({"inputs": inputs, "deviation": deviation})
            for inputs, deviation in (
                ((0.5, 1.5, -0.75), 0.25),
                ((0.5, 1.5, -0.75), 0.5),
                ((1.25, -0.5), 0.5),
            )
        ),
        symbols=_of_inputs,
    ),
)
