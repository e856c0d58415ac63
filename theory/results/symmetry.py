"""Two hidden neurons on the same inputs: whether a step of gradient descent parts them.

A hidden neuron computes w x + r, where x is one of its inputs, and passes its output on by a weight v.  The output
neuron has the same activation.  The two hidden neurons are told from the others, which add c to the output's sum.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.registry import derived
from theory.notation import N
from theory.results.zero_weights import (
    sigmoid,
    sigmoid_outgoing_gradient,
    sigmoid_slope,
    tanh_outgoing_gradient,
    tanh_slope,
)

__all__ = [
    "ABOVE",
    "INCOMING",
    "INPUT",
    "OUTGOING",
    "REST",
    "STEP",
    "TARGET",
    "kinds_of_sigmoid_units",
    "separation_of_sigmoid_units",
    "separation_of_tanh_units",
    "sigmoid_unit_gradient",
    "sigmoid_units_stay_equal",
    "tanh_unit_gradient",
    "tanh_units_stay_equal",
]

INPUT, REST, ABOVE, TARGET = sp.symbols("x_{i} r c y", real=True)
INCOMING = sp.Symbol("w", real=True)  # the same for both neurons
OUTGOING = sp.symbols("v_1 v_2", real=True)
STEP = sp.Symbol(r"\gamma_s", positive=True)  # the step of gradient descent, which the lecture calls gamma
_WEIGHTS = sp.symbols("w_1 w_2", real=True)
_FIRST, _SECOND, _THIRD = sp.symbols("D_1 D_2 D_3", real=True)

Function = Callable[[sp.Expr], sp.Expr]


def _by(variable: str) -> sp.Symbol:
    return sp.Symbol(rf"\partial L/\partial {variable}", real=True)


# --- two neurons --------------------------------------------------------------------------------------------


def _unit_gradient(name: str, function: Function, slope: Function) -> Derivation:
    """Return the derivative of one sample's loss by a weight of the first neuron."""
    sums = [weight * INPUT + REST for weight in _WEIGHTS]
    above = OUTGOING[0] * function(sums[0]) + OUTGOING[1] * function(sums[1]) + ABOVE
    return Derivation(
        name=name,
        lhs=_by("w_1"),
        start=sp.Derivative((TARGET - function(above)) ** 2, _WEIGHTS[0]),
        steps=(
            Differentiate(
                (TARGET - function(above)) * slope(above) * OUTGOING[0] * slope(sums[0]) * INPUT * -2,
                "the chain rule, through the first neuron",
            ),
        ),
    )


@derived
def tanh_unit_gradient() -> Derivation:
    """-2 (y - o) o' v_1 h_1' x: the derivative by a weight of one of two tanh neurons."""
    return _unit_gradient("tanh_unit_gradient", sp.tanh, tanh_slope)


@derived
def sigmoid_unit_gradient() -> Derivation:
    """-2 (y - o) o' v_1 h_1' x: the derivative by a weight of one of two sigmoid neurons."""
    return _unit_gradient("sigmoid_unit_gradient", sigmoid, sigmoid_slope)


def _separation(name: str, gradient: Derivation, function: Function, slope: Function) -> Derivation:
    """Return the difference of two incoming weights after a step, where they are equal before it."""
    total = INCOMING * INPUT + REST
    above = OUTGOING[0] * function(total) + OUTGOING[1] * function(total) + ABOVE
    equal = dict.fromkeys(_WEIGHTS, INCOMING)
    swapped = equal | dict(zip(OUTGOING, OUTGOING[::-1], strict=True))
    pull = (TARGET - function(above)) * slope(above) * slope(total) * INPUT * STEP * 2
    return Derivation(
        name=name,
        lhs=sp.Symbol("(w_1-w_2)_{new}", real=True),
        start=(INCOMING - STEP * _FIRST) - (INCOMING - STEP * _SECOND),
        steps=(
            Equal(
                pull * OUTGOING[0] - pull * OUTGOING[1],
                "the two gradients differ in the outgoing weight alone",
                given={_FIRST: gradient.at(equal), _SECOND: gradient.at(swapped)},
            ),
        ),
    )


@derived("mlpslides equal incoming weights")
def separation_of_tanh_units() -> Derivation:
    """2 gamma (y - o) o' h' x (v_1 - v_2): how far one step parts two tanh neurons with equal incoming weights."""
    return _separation("separation_of_tanh_units", tanh_unit_gradient(), sp.tanh, tanh_slope)


@derived
def separation_of_sigmoid_units() -> Derivation:
    """2 gamma (y - o) o' h' x (v_1 - v_2): how far one step parts two sigmoid neurons with equal incoming weights."""
    return _separation("separation_of_sigmoid_units", sigmoid_unit_gradient(), sigmoid, sigmoid_slope)


def _stay_equal(name: str, separation: Derivation, outgoing: Derivation) -> Derivation:
    """Return the squared distance of two neurons after a step, where all their weights are equal before it.

    What holds for one step holds for each: after it all weights are equal again.
    """
    shared = {OUTGOING[1]: OUTGOING[0]}
    return Derivation(
        name=name,
        lhs=sp.Symbol("(w_1-w_2)^2 + (v_1-v_2)^2", real=True),
        start=_FIRST**2 + (STEP * _SECOND - STEP * _THIRD) ** 2,
        steps=(
            Equal(
                sp.S.Zero,
                "equal neurons have equal gradients by their incoming weights, and by their outgoing ones",
                given={
                    _FIRST: separation.at(shared),
                    _SECOND: outgoing,
                    _THIRD: outgoing,
                },
            ),
        ),
    )


@derived("mlpslides symmetry, tanh")
def tanh_units_stay_equal() -> Derivation:
    """0: two tanh neurons with equal incoming and outgoing weights have them after a step too."""
    return _stay_equal("tanh_units_stay_equal", separation_of_tanh_units(), tanh_outgoing_gradient())


@derived("mlpslides symmetry, sigmoid")
def sigmoid_units_stay_equal() -> Derivation:
    """0: two sigmoid neurons with equal incoming and outgoing weights have them after a step too."""
    return _stay_equal("sigmoid_units_stay_equal", separation_of_sigmoid_units(), sigmoid_outgoing_gradient())


@derived
def kinds_of_sigmoid_units() -> Derivation:
    """1: how many different sigmoid neurons a hidden layer has after any number of steps from equal ones."""
    distance = sp.Symbol("D^2", real=True)
    return Derivation(
        name="kinds_of_sigmoid_units",
        lhs=sp.Symbol("kinds", real=True),
        start=1 + (N - 1) * sp.sign(distance) ** 2,
        steps=(
            Equal(
                sp.S.One,
                "each of the other neurons stays equal to the first one",
                given={distance: sigmoid_units_stay_equal()},
            ),
        ),
    )
