"""Gradients of the squared loss, and what a step of gradient descent does to it (lecture on multi-layer perceptrons).

One weight w is told from the rest: its neuron computes w x + r, where r does not depend on w.  A hidden neuron with
tanh passes its output on by a weight v, to an output neuron that computes tanh(v h + c).
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.registry import derived
from theory.notation import h, partial_derivative, t
from theory.results.zero_weights import sigmoid, slope_of_sigmoid

__all__ = [
    "HIDDEN",
    "INPUT",
    "INPUTS",
    "OUTGOING",
    "OUTPUT",
    "REST",
    "RESTS",
    "RESTS_ABOVE",
    "STEP",
    "TARGET",
    "TARGETS",
    "WEIGHT",
    "hidden_gradient",
    "linear_output_by_hidden_weight",
    "linear_output_by_outgoing_weight",
    "mlp_descent_rate",
    "neuron_descent_rate",
    "neuron_gradient",
    "sample_gradient",
    "updated_weight",
]

WEIGHT, INPUT, REST, TARGET = sp.symbols("w_{ij} x_{i} r_{j} y", real=True)
OUTGOING, RESTS_ABOVE = sp.symbols("v_{j} c", real=True)
STEP = sp.Symbol(r"\gamma_s", positive=True)  # the step of gradient descent, which the lecture calls gamma
# Two samples of one neuron.
INPUTS, RESTS, TARGETS = (sp.symbols(f"{letter}_1 {letter}_2", real=True) for letter in "xry")
HIDDEN = sp.tanh(WEIGHT * INPUT + REST)
OUTPUT = sp.tanh(OUTGOING * HIDDEN + RESTS_ABOVE)


def _by(variable: str) -> sp.Symbol:
    return partial_derivative("L", variable)


@derived
def sample_gradient() -> Derivation:
    """-2 (y - o) o (1 - o) x: the derivative of one sample's loss by one weight of a sigmoid neuron."""
    output = sigmoid(WEIGHT * INPUT + REST)
    return Derivation(
        name="sample_gradient",
        lhs=_by("w"),
        start=sp.Derivative((TARGET - output) ** 2, WEIGHT),
        steps=(
            Differentiate(
                (TARGET - output) * output * (1 - output) * INPUT * -2,
                "the chain rule; the sigmoid's slope is o (1 - o)",
            ),
        ),
    )


@derived("mlpslides single neuron")
def neuron_gradient() -> Derivation:
    """The sum over two samples of -2 (y_i - o_i) o_i (1 - o_i) x_i: the derivative of L by one weight of a neuron."""
    losses, slopes = [], []
    for value, rest, target in zip(INPUTS, RESTS, TARGETS, strict=True):
        total = WEIGHT * value + rest
        error = target - sigmoid(total)
        losses.append(error**2)
        slopes.append(error * slope_of_sigmoid(total) * value * -2)
    return Derivation(
        name="neuron_gradient",
        lhs=_by("w"),
        start=sp.Derivative(sp.Add(*losses), WEIGHT),
        steps=(Differentiate(sp.Add(*slopes), "the chain rule, for each sample"),),
    )


@derived("mlpslides single neuron, descent")
def neuron_descent_rate() -> Derivation:
    """-1: the slope of L(w - t grad L) at t = 0, over |grad L|^2; here for two weights and one sample."""
    first, second = sp.symbols("w_1 w_2", real=True)
    by_first, by_second = sp.symbols("L_1 L_2", real=True)
    moved = (first - t * by_first) * INPUTS[0] + (second - t * by_second) * INPUTS[1]
    output = sigmoid(moved)
    along = by_first * INPUTS[0] + by_second * INPUTS[1]
    size = by_first**2 + by_second**2
    slope = 2 * (TARGET - output) * output * (1 - output) * along / size
    return Derivation(
        name="neuron_descent_rate",
        lhs=sp.Symbol(r"L'/|\partial L/\partial w|^2", real=True),
        start=sp.Derivative((TARGET - output) ** 2, t) / size,
        steps=(
            Differentiate(slope, "the chain rule along the line of the step"),
            Equal(slope.subs(t, 0), "where the step begins", given={t: sp.S.Zero}),
            Equal(
                sp.S.NegativeOne,
                "the step follows the gradient by both weights",
                given={
                    by_first: sample_gradient().at(
                        {WEIGHT: first, INPUT: INPUTS[0], REST: second * INPUTS[1]}
                    ),
                    by_second: sample_gradient().at(
                        {WEIGHT: second, INPUT: INPUTS[1], REST: first * INPUTS[0]}
                    ),
                },
            ),
        ),
    )


@derived
def hidden_gradient() -> Derivation:
    """-2 (y - o) (1 - o^2) v (1 - h^2) x: the derivative of one sample's loss by a weight of the hidden layer."""
    return Derivation(
        name="hidden_gradient",
        lhs=_by("w"),
        start=sp.Derivative((TARGET - OUTPUT) ** 2, WEIGHT),
        steps=(
            Differentiate(
                (TARGET - OUTPUT) * (1 - OUTPUT**2) * OUTGOING * (1 - HIDDEN**2) * INPUT * -2,
                "the chain rule, through the one path from the weight to the output",
            ),
        ),
    )


@derived("mlpslides update")
def updated_weight() -> Derivation:
    """w + 2 gamma (y - o) (1 - o^2) v (1 - h^2) x: a weight of the hidden layer after one step."""
    slope = sp.Symbol("L_w", real=True)
    gradient = hidden_gradient()
    return Derivation(
        name="updated_weight",
        lhs=sp.Symbol(r"w_{new}", real=True),
        start=WEIGHT - STEP * slope,
        steps=(
            Equal(
                WEIGHT - STEP * gradient.rhs,
                "every derivative is taken before any weight changes",
                given={slope: gradient},
            ),
        ),
    )


def _of_linear_output(name: str, weight: sp.Symbol, along: sp.Expr, reason: str) -> Derivation:
    """Return the derivative of one sample's loss by a weight, where the output neuron is linear."""
    error = TARGET - OUTGOING * HIDDEN - RESTS_ABOVE
    return Derivation(
        name=name,
        lhs=_by(str(weight)),
        start=sp.Derivative(error**2, weight),
        steps=(Differentiate(error * along * -2, reason),),
    )


@derived
def linear_output_by_hidden_weight() -> Derivation:
    """-2 (y - o) v (1 - h^2) x: the derivative by a weight of the hidden layer, below a linear output."""
    along = OUTGOING * (1 - HIDDEN**2) * INPUT
    return _of_linear_output(
        "linear_output_by_hidden_weight", WEIGHT, along, "the chain rule, through the hidden neuron"
    )


@derived
def linear_output_by_outgoing_weight() -> Derivation:
    """-2 (y - o) h: the derivative by the weight between a hidden neuron and a linear output."""
    return _of_linear_output("linear_output_by_outgoing_weight", OUTGOING, HIDDEN, "a square of a sum")


@derived("mlpslides update, descent")
def mlp_descent_rate() -> Derivation:
    """-1: the slope of L(w - t grad L) at t = 0, over |grad L|^2.

    Here for one weight in each of two layers, tanh below and an output neuron that is linear.  The rest of the hidden
    sum is atanh(h) - w x, so that the hidden neuron gives out h before the step.
    """
    by_hidden, by_outgoing = sp.symbols("L_w L_v", real=True)
    rest = sp.atanh(h) - WEIGHT * INPUT
    hidden = sp.tanh((WEIGHT - t * by_hidden) * INPUT + rest)
    output = (OUTGOING - t * by_outgoing) * hidden + RESTS_ABOVE
    size = by_hidden**2 + by_outgoing**2
    along = by_outgoing * hidden + (OUTGOING - t * by_outgoing) * (1 - hidden**2) * by_hidden * INPUT
    slope = (TARGET - output) * along / size * 2
    return Derivation(
        name="mlp_descent_rate",
        lhs=sp.Symbol(r"L'/|\partial L/\partial w|^2", real=True),
        start=sp.Derivative((TARGET - output) ** 2, t) / size,
        steps=(
            Differentiate(slope, "the chain rule along the line of the step, through both layers"),
            Equal(slope.subs(t, 0), "where the step begins", given={t: sp.S.Zero}),
            Equal(
                sp.S.NegativeOne,
                "the step follows the gradient by both weights",
                given={
                    by_hidden: linear_output_by_hidden_weight().at({REST: rest}),
                    by_outgoing: linear_output_by_outgoing_weight().at({REST: rest}),
                },
            ),
        ),
    )
