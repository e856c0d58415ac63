"""Perceptrons whose first two hidden neurons begin equal, or whose weights begin at 0, under gradient descent."""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np

from paper_checks.experiments.perceptrons import (
    Perceptron,
    descended,
    gradients,
    hidden_weight,
    layers,
    perceptron,
)

__all__ = [
    "Twins",
    "distance",
    "distance_over_signs",
    "from_zero",
    "kinds",
    "met_by_twins",
    "moving_weights",
    "parting",
    "twins",
]


def twins(*, same_outgoing: bool, **setting: Any) -> Perceptron:
    """Return a perceptron whose first two hidden neurons have equal incoming weights.

    Parameters
    ----------
    same_outgoing : bool
        Whether their outgoing weights are equal too.
    **setting
        See `perceptron`; three widths or more, and two hidden neurons or more.

    Raises
    ------
    ValueError
        If there are not two hidden neurons.
    """
    net = perceptron(**setting)
    if len(net.weights) < 2 or len(net.weights[0]) < 2:
        raise ValueError(f"widths = {setting['widths']}: give a hidden layer of 2 neurons or more")
    first, second, *others = (matrix.copy() for matrix in net.weights)
    first[1] = first[0]
    if same_outgoing:
        second[:, 1] = second[:, 0]
    return net._replace(weights=(first, second, *others))


def distance(*, steps: int, step: float, **setting: Any) -> float:
    """Return the squared distance of the two neurons' weights, incoming and outgoing, after some steps."""
    first, second, *_ = descended(twins(same_outgoing=True, **setting), step, steps).weights
    return float(((first[0] - first[1]) ** 2).sum() + ((second[:, 0] - second[:, 1]) ** 2).sum())


def parting(*, step: float, column: int, **setting: Any) -> float:
    """Return the difference of two incoming weights after one step, where only the outgoing ones differ before it."""
    first = descended(twins(same_outgoing=False, **setting), step).weights[0]
    return float(first[0, column] - first[1, column])


class Twins(NamedTuple):
    """What one incoming weight of the two neurons meets, in a perceptron with one output and one sample.

    `error` is the derivative of the loss by the sum of the output neuron, and `error_after` the same after the first
    of the two neurons has taken its step in all its incoming weights.
    """

    weight: float
    input: float
    rest: float
    outgoing: tuple[float, float]
    error: float
    error_after: float


def met_by_twins(net: Perceptron, column: int, step: float) -> Twins:
    """Return what an incoming weight of the two neurons meets, in a step of descent.

    Raises
    ------
    ValueError
        If the first neuron gives out 0, which hides the derivative above it.
    """
    one, other = (hidden_weight(net, row, column) for row in (0, 1))
    moved = net.weights[0].copy()
    moved[0] = descended(net, step).weights[0][0]
    after = net._replace(weights=(moved, net.weights[1]))
    return Twins(one.weight, one.input, one.rest, (one.outgoing, other.outgoing), _error(net), _error(after))


def _error(net: Perceptron) -> float:
    """Return the derivative of the loss by the output neuron's sum, from the gradient by a weight of that neuron."""
    unit = layers(net)[1][0, 0]
    if unit == 0:
        raise ValueError("the first hidden neuron gives out 0: give an activation that is not 0 there")
    return float(gradients(net)[1][0, 0] / unit)


def from_zero(**setting: Any) -> Perceptron:
    """Return a perceptron whose weights are all 0."""
    net = perceptron(**setting)
    return net._replace(weights=tuple(np.zeros_like(matrix) for matrix in net.weights))


def moving_weights(**setting: Any) -> int:
    """Return how many weights have a gradient other than 0, where all weights are 0."""
    return sum(int(np.count_nonzero(slope)) for slope in gradients(from_zero(**setting)))


def kinds(*, steps: int, step: float, **setting: Any) -> int:
    """Return how many different neurons the first hidden layer has, after some steps from weights that are 0."""
    first, second, *_ = descended(from_zero(**setting), step, steps).weights
    return len(np.unique(np.hstack([first, second.T]), axis=0))


def distance_over_signs(*, inputs: tuple[float, ...], deviation: float) -> float:
    """Return the mean square of the difference of two units' sums, over all signs of weights of one size.

    Parameters
    ----------
    inputs : tuple of float
        What both units are connected to.
    deviation : float
        The size of each weight.
    """
    signs = np.array(list(product((-1.0, 1.0), repeat=2 * len(inputs)))).reshape(-1, 2, len(inputs))
    sums = deviation * signs @ np.array(inputs)
    return float(((sums[:, 0] - sums[:, 1]) ** 2).mean())
