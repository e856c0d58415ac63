"""Weight initialisation: neurons that begin equal, and weights that begin at 0."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.twins import distance, met_by_twins, moving_weights, parting, twins
from paper_checks.ledger.mlpslides.source import slide
from paper_checks.verdict import Status
from theory.notation import N
from theory.results.symmetry import (
    PAIR,
    STEP,
    separation_of_sigmoid_units,
    separation_of_tanh_units,
    sigmoid_units_stay_equal,
    tanh_units_stay_equal,
)
from theory.results.zero_weights import (
    ERROR,
    INCOMING,
    INPUT,
    INPUTS,
    OUTPUTS,
    REST,
    idle_relu_weights,
    idle_sigmoid_weights,
    idle_tanh_weights,
    sigmoid_slope,
    tanh_slope,
)

__all__ = ["CLAIMS"]

_MUST_DIFFER = (
    "If two hidden units with the same activation function are connected to the same inputs, then these units must "
    "have different initial parameters."
)
_NOT_ZERO = "The initial weights should not be zero to avoid dead activation phenomenon"
# The loss's derivative by the output's sum after the first of two neurons has moved.
_ERROR_AFTER = sp.Symbol(r"\delta_2", real=True)
# How far a step moves an incoming weight, over the outgoing one.
_TANH, _SIGMOID = (
    -STEP * ERROR * slope(INCOMING * INPUT + REST) * INPUT for slope in (tanh_slope, sigmoid_slope)
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


def _idle(name: str, activation: str, derivation: Any, **more: Any) -> Claim:
    fields = {
        "points": tuple(
            Point({"seed": seed, "widths": widths, "samples": 3, "activation": activation})
            for seed, widths in ((25, (3, 4, 2)), (26, (2, 5, 1)))
        ),
        "rhs": sp.S.Zero,
        "rivals": (
            Rival(N * (INPUTS + OUTPUTS), "every weight moves"),
            Rival(N * OUTPUTS, "those of the last layer move, as with the sigmoid"),
            Rival(N * INPUTS, "those of the first layer move"),
        ),
    } | more
    return Claim(
        id=f"mlpslides.zero-init{name}",
        kind=Kind.EXACT,
        derivation=derivation,
        computation=lambda point: float(moving_weights(**point.setting)),
        symbols=lambda point: dict(zip((INPUTS, N, OUTPUTS), point["widths"], strict=True)),
        **fields,
    )


_ONE_HIDDEN = "with one hidden layer, no biases, and targets that differ from the output."

CLAIMS = (
    _stay_equal(
        "tanh",
        tanh_units_stay_equal,
        _TANH,
        id="mlpslides.symmetry-breaking",
        source=slide(
            "Regularization",
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
        source=slide(
            "Regularization", _MUST_DIFFER, "as mlpslides.symmetry-breaking reads it, for the sigmoid."
        ),
    ),
    _parting(
        "",
        "tanh",
        separation_of_tanh_units,
        _TANH,
        source=slide(
            "Regularization",
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
            "Regularization",
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
        source=slide("Regularization", "", "The same for the sigmoid, with its slopes."),
    ),
    _idle(
        "",
        "tanh",
        idle_tanh_weights,
        source=slide(
            "O General Rules:",
            _NOT_ZERO,
            f"from weights that are all 0, no weight has a gradient other than 0; tanh, {_ONE_HIDDEN}",
        ),
    ),
    _idle(
        ".relu",
        "relu",
        idle_relu_weights,
        points=tuple(
            Point({"seed": 27, "widths": (3, 4, 2), "samples": 3, "activation": activation})
            for activation in ("relu", "relu, slope 1 at 0")
        ),
        source=slide(
            "O General Rules:",
            _NOT_ZERO,
            "from weights that are all 0, no weight has a gradient other than 0; ReLU, whatever its slope at 0 is "
            f"taken to be, {_ONE_HIDDEN}",
        ),
    ),
    _idle(
        ".sigmoid",
        "sigmoid",
        idle_sigmoid_weights,
        source=slide(
            "O General Rules:",
            _NOT_ZERO,
            "of the sigmoid too, which the lecture lists first and gives an initialisation of its own: from weights "
            f"that are all 0, no weight has a gradient other than 0; {_ONE_HIDDEN}",
        ),
        rivals=(
            Rival(N * (INPUTS + OUTPUTS), "every weight moves"),
            Rival(N * INPUTS, "those of the first layer move"),
        ),
        expected=Status.REFUTED,
        corrected_by="mlpslides.zero-init.sigmoid.corrected",
        reason="At 0 the sigmoid gives out one half, so that nothing is dead: the weights of the last layer have a "
        "gradient, and those below from the second step on. What is wrong with such weights is that the hidden units "
        "stay equal to one another.",
        erratum="with the sigmoid, zero weights are not dead: those of the last layer learn at once, in lockstep",
    ),
    _idle(
        ".sigmoid.corrected",
        "sigmoid",
        idle_sigmoid_weights,
        source=slide(
            "O General Rules:",
            "",
            "From weights that are all 0, the weights of the last layer have a gradient other than 0, and no others; "
            f"the sigmoid, {_ONE_HIDDEN}",
        ),
        rhs=N * OUTPUTS,
        rivals=(
            Rival(sp.S.Zero, "as printed: none moves"),
            Rival(N * (INPUTS + OUTPUTS), "every weight moves"),
            Rival(N * INPUTS, "those of the first layer move"),
            Rival(N, "one for each hidden unit"),
        ),
    ),
)
