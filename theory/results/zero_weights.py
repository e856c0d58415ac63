"""Weights that are 0: which of them the first step of gradient descent moves.

A hidden neuron computes w x + r, where x is one of its inputs, and passes its output on by a weight v.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.registry import derived
from theory.notation import M, N
from theory.schemes.fan_counts import FAN_OUT

__all__ = [
    "ERROR",
    "INCOMING",
    "INPUT",
    "INPUTS",
    "OUTGOING",
    "OUTPUTS",
    "REST",
    "idle_relu_weights",
    "idle_sigmoid_weights",
    "idle_tanh_weights",
    "relu_incoming_gradient",
    "relu_outgoing_gradient",
    "sigmoid",
    "sigmoid_incoming_gradient",
    "sigmoid_outgoing_gradient",
    "slope_of_sigmoid",
    "slope_of_tanh",
    "tanh_incoming_gradient",
    "tanh_outgoing_gradient",
]

INPUTS, OUTPUTS = M, FAN_OUT
INPUT, REST, INCOMING, OUTGOING = sp.symbols("x_{i} r w v", real=True)
# The loss's derivative by the sum of the neuron above; it is not 0, or else no weight learns.
ERROR = sp.Symbol(r"\delta", real=True, nonzero=True)
_SLOPE = sp.Symbol("kappa_0", real=True)  # of the rectifier: 0 or 1, and at 0 whatever one likes between
_BELOW, _ABOVE = sp.symbols("D_w D_v", real=True)

Function = Callable[[sp.Expr], sp.Expr]


def sigmoid(at: sp.Expr) -> sp.Expr:
    """Return the logistic function."""
    return 1 / (1 + sp.exp(-at))


def slope_of_sigmoid(at: sp.Expr) -> sp.Expr:
    """Return its derivative, in the form that SymPy finds."""
    return sp.exp(-at) / (1 + sp.exp(-at)) ** 2


def slope_of_tanh(at: sp.Expr) -> sp.Expr:
    """Return the derivative of tanh, in the form that SymPy finds."""
    return 1 - sp.tanh(at) ** 2


def _gradient(name: str, by: sp.Symbol, function: Function, result: sp.Expr) -> Derivation:
    """Return the derivative of a loss by a weight below or above one hidden neuron."""
    return Derivation(
        name=name,
        lhs=sp.Symbol(rf"\partial L/\partial {by}", real=True),
        start=sp.Derivative(ERROR * OUTGOING * function(INCOMING * INPUT + REST), by),
        steps=(Differentiate(result, "to first order the loss changes by δ times the sum above"),),
    )


def _incoming(name: str, function: Function, slope: Function) -> Derivation:
    result = ERROR * OUTGOING * slope(INCOMING * INPUT + REST) * INPUT
    return _gradient(name, INCOMING, function, result)


def _outgoing(name: str, function: Function) -> Derivation:
    return _gradient(name, OUTGOING, function, ERROR * function(INCOMING * INPUT + REST))


@derived
def tanh_incoming_gradient() -> Derivation:
    """delta v h' x: the derivative of any loss by a weight of a tanh neuron."""
    return _incoming("tanh_incoming_gradient", sp.tanh, slope_of_tanh)


@derived
def tanh_outgoing_gradient() -> Derivation:
    """delta h: the derivative of any loss by the weight that a tanh neuron's output meets."""
    return _outgoing("tanh_outgoing_gradient", sp.tanh)


@derived
def sigmoid_incoming_gradient() -> Derivation:
    """delta v h' x: the derivative of any loss by a weight of a sigmoid neuron."""
    return _incoming("sigmoid_incoming_gradient", sigmoid, slope_of_sigmoid)


@derived
def sigmoid_outgoing_gradient() -> Derivation:
    """delta h: the derivative of any loss by the weight that a sigmoid neuron's output meets."""
    return _outgoing("sigmoid_outgoing_gradient", sigmoid)


def _rectified(at: sp.Expr) -> sp.Expr:
    return _SLOPE * at


@derived
def relu_incoming_gradient() -> Derivation:
    """delta v kappa x: the derivative by a weight of a rectifier, which is kappa z on each side of 0."""
    return _incoming("relu_incoming_gradient", _rectified, lambda _: _SLOPE)


@derived
def relu_outgoing_gradient() -> Derivation:
    """delta kappa z: the derivative by the weight that a rectifier's output meets."""
    return _outgoing("relu_outgoing_gradient", _rectified)


def _idle(name: str, incoming: Derivation, outgoing: Derivation, moving: sp.Expr, reason: str) -> Derivation:
    """Return how many weights of a hidden layer of N neurons have a gradient, where all weights are 0."""
    nothing = {INCOMING: 0, REST: 0}
    return Derivation(
        name=name,
        lhs=sp.Symbol("moving", real=True),
        start=INPUTS * N * sp.sign(_BELOW) ** 2 + N * OUTPUTS * sp.sign(_ABOVE) ** 2,
        steps=(
            Equal(
                moving,
                reason,
                given={_BELOW: incoming.at({OUTGOING: 0}), _ABOVE: outgoing.at(nothing)},
            ),
        ),
    )


@derived("mlpslides zero weights, tanh")
def idle_tanh_weights() -> Derivation:
    """0: how many weights move from 0, for tanh."""
    return _idle(
        "idle_tanh_weights", tanh_incoming_gradient(), tanh_outgoing_gradient(), sp.S.Zero,
        "tanh 0 = 0 stops the weights above, and v = 0 those below",
    )  # fmt: skip


@derived("mlpslides zero weights, ReLU")
def idle_relu_weights() -> Derivation:
    """0: how many weights move from 0, for ReLU, whatever its slope at 0 is taken to be."""
    return _idle(
        "idle_relu_weights", relu_incoming_gradient(), relu_outgoing_gradient(), sp.S.Zero,
        "max(0, 0) = 0 stops the weights above, and v = 0 those below",
    )  # fmt: skip


@derived("mlpslides zero weights, sigmoid")
def idle_sigmoid_weights() -> Derivation:
    """N N_out: how many weights move from 0, for the sigmoid: those of the last layer."""
    return _idle(
        "idle_sigmoid_weights", sigmoid_incoming_gradient(), sigmoid_outgoing_gradient(), N * OUTPUTS,
        "the neurons give out 1/2, which moves the weights above; v = 0 stops those below",
    )  # fmt: skip
