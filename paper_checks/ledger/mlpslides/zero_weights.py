"""Weight initialisation: weights that begin at 0."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments.twins import moving_weights
from paper_checks.ledger.mlpslides.source import slide
from paper_checks.verdict import Status
from theory.notation import N
from theory.results.zero_weights import (
    INPUTS,
    OUTPUTS,
    idle_relu_weights,
    idle_sigmoid_weights,
    idle_tanh_weights,
)

__all__ = ["CLAIMS"]

_NOT_ZERO = "The initial weights should not be zero to avoid dead activation phenomenon"
_ONE_HIDDEN = (
    "with a hidden layer or more, no biases, and targets that differ from the output. "
    "Derived for one hidden layer."
)


def _sizes(point: Point) -> dict[sp.Symbol, int]:
    """Return the numbers of inputs and outputs, and of the units of the last hidden layer."""
    inputs, *_, hidden, outputs = point["widths"]
    return {INPUTS: inputs, N: hidden, OUTPUTS: outputs}


def _idle(name: str, activation: str, derivation: Any, **more: Any) -> Claim:
    fields = {
        "points": tuple(
            Point({"seed": seed, "widths": widths, "samples": 3, "activation": activation})
            for seed, widths in ((25, (3, 4, 2)), (26, (2, 5, 1)), (28, (2, 3, 4, 2)))
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
        symbols=_sizes,
        **fields,
    )


CLAIMS = (
    _idle(
        "",
        "tanh",
        idle_tanh_weights,
        source=slide(
            "General Rules:",
            _NOT_ZERO,
            f"from weights that are all 0, every weight has the gradient 0; tanh, {_ONE_HIDDEN}",
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
            "General Rules:",
            _NOT_ZERO,
            "from weights that are all 0, every weight has the gradient 0; ReLU, whatever its slope at 0 is "
            f"taken to be, {_ONE_HIDDEN}",
        ),
    ),
    _idle(
        ".sigmoid",
        "sigmoid",
        idle_sigmoid_weights,
        source=slide(
            "General Rules:",
            _NOT_ZERO,
            "of the sigmoid too, which the lecture lists first and gives an initialisation of its own; dead means that "
            "a unit cannot learn, as the lecture says of ReLU. From weights that are all 0, every weight has the "
            f"gradient 0; {_ONE_HIDDEN}",
        ),
        rivals=(
            Rival(N * (INPUTS + OUTPUTS), "every weight moves"),
            Rival(N * INPUTS, "those of the first layer move"),
        ),
        expected=Status.REFUTED,
        corrected_by="mlpslides.zero-init.sigmoid.corrected",
        reason="At 0 the sigmoid gives out one half, so that nothing is dead: the weights of the last layer have a "
        "gradient, and the layers below follow, one more at each step. The advice stands for another reason: the "
        "hidden units stay equal to one another.",
        erratum="with the sigmoid, zero weights are not dead: the last layer's learn at once",
    ),
    _idle(
        ".sigmoid.corrected",
        "sigmoid",
        idle_sigmoid_weights,
        source=slide(
            "General Rules:",
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
