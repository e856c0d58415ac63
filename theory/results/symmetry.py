"""Two hidden neurons on the same inputs: whether a step of gradient descent parts them.

A hidden neuron computes w x + r, where x is one of its inputs, and passes its output on by a weight v to a neuron
above.  The loss's derivative by the sum of that neuron is delta, whatever the loss and the layers above are.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.expectation import forward_law
from theory.derivation.identities import Equal
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, N, W, j, mu, s, v
from theory.results.preactivation import preactivation_variance
from theory.results.updates import STEP
from theory.results.zero_weights import (
    ERROR,
    INCOMING,
    INPUT,
    OUTGOING,
    REST,
    sigmoid_incoming_gradient,
    sigmoid_outgoing_gradient,
    slope_of_sigmoid,
    slope_of_tanh,
    tanh_incoming_gradient,
    tanh_outgoing_gradient,
)

__all__ = [
    "PAIR",
    "STEP",
    "distance_of_random_units",
    "kinds_of_sigmoid_units",
    "random_weight_distance",
    "separation_of_sigmoid_units",
    "separation_of_tanh_units",
    "sigmoid_units_stay_equal",
    "tanh_units_stay_equal",
]

PAIR = sp.symbols("v_1 v_2", real=True)  # the outgoing weights of the two neurons
_FIRST, _SECOND, _THIRD = sp.symbols("D_1 D_2 D_3", real=True)


def _separation(name: str, gradient: Derivation, slope: Callable[[sp.Expr], sp.Expr]) -> Derivation:
    """Return the difference of two incoming weights after a step, where they are equal before it."""
    first, second = (gradient.at({OUTGOING: outgoing}) for outgoing in PAIR)
    return Derivation(
        name=name,
        lhs=sp.Symbol("(w_1-w_2)_{new}", real=True),
        start=(INCOMING - STEP * _FIRST) - (INCOMING - STEP * _SECOND),
        steps=(
            Equal(
                STEP * ERROR * slope(INCOMING * INPUT + REST) * INPUT * (PAIR[1] - PAIR[0]),
                "the two gradients differ in the outgoing weight alone",
                given={_FIRST: first, _SECOND: second},
            ),
        ),
    )


@derived("mlpslides equal incoming weights")
def separation_of_tanh_units() -> Derivation:
    """gamma delta h' x (v_2 - v_1): how far one step parts two tanh neurons with equal incoming weights."""
    return _separation("separation_of_tanh_units", tanh_incoming_gradient(), slope_of_tanh)


@derived
def separation_of_sigmoid_units() -> Derivation:
    """gamma delta h' x (v_2 - v_1): how far one step parts two sigmoid neurons with equal incoming weights."""
    return _separation("separation_of_sigmoid_units", sigmoid_incoming_gradient(), slope_of_sigmoid)


def _stay_equal(name: str, separation: Derivation, outgoing: Derivation) -> Derivation:
    """Return the squared distance of two neurons after a step, where all their weights are equal before it.

    What holds for one step holds for each: after it all weights are equal again.
    """
    same = separation.at(dict.fromkeys(PAIR, OUTGOING))
    return Derivation(
        name=name,
        lhs=sp.Symbol("(w_1-w_2)^2 + (v_1-v_2)^2", real=True),
        start=_FIRST**2 + (STEP * _SECOND - STEP * _THIRD) ** 2,
        steps=(
            Equal(
                sp.S.Zero,
                "equal neurons have equal gradients by their incoming weights, and by their outgoing ones",
                given={_FIRST: same, _SECOND: outgoing, _THIRD: outgoing},
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


@derived
def random_weight_distance() -> Derivation:
    """2 v^2: the mean square of the difference of two weights."""
    return Derivation(
        name="random_weight_distance",
        lhs=sp.Symbol("E(W_i-W_k)^2", positive=True),
        start=E((W[1, j] - W[2, j]) ** 2),
        steps=(Index(2 * v**2, "independent weights of mean 0", size=N, sizes=(2, 3, 4), law=forward_law()),),
    )


@derived("mlpslides larger weights")
def distance_of_random_units() -> Derivation:
    """2 N v^2 (s^2 + mu^2): the mean square of the difference of two units' sums on the same inputs.

    The difference is a sum on these inputs too, whose weights are differences of two weights.
    """
    deviation = sp.Symbol("D_v", positive=True)
    variance = preactivation_variance().at({v: deviation})
    total = sp.Symbol("T", positive=True)
    return Derivation(
        name="distance_of_random_units",
        lhs=sp.Symbol("E(y_1-y_2)^2", positive=True),
        start=total,
        steps=(
            Equal(
                N * deviation**2 * (s**2 + mu**2),
                "equation (6) of Kumar 2017, for the differences of weights",
                given={total: variance},
            ),
            Equal(
                2 * N * v**2 * (s**2 + mu**2),
                "they have twice the variance",
                given={deviation**2: random_weight_distance()},
            ),
        ),
    )
