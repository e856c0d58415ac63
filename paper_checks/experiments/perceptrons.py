"""Small multi-layer perceptrons without biases: squared loss, gradients by complex step, and gradient descent.

Every neuron has the activation, those of the last layer too.  The loss is summed over samples and outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from paper_checks.experiments.complex_step import COMPLEX_STEP, complex_slope

__all__ = [
    "Hidden",
    "Perceptron",
    "descended",
    "descent_rate",
    "gradients",
    "hidden_weight",
    "layers",
    "neuron",
    "perceptron",
    "slope_of_neuron",
    "updated_hidden_weight",
]

Array = NDArray[Any]


class Perceptron(NamedTuple):
    """The weights of each layer, of shape (neurons, inputs), and the data, with a row for each sample."""

    weights: tuple[Array, ...]
    inputs: Array
    targets: Array
    activation: str


def _rectified(z: Array) -> Array:
    return np.where(z.real > 0, z, 0 * z)


def _rectified_from_the_right(z: Array) -> Array:
    """Return the rectifier that counts 0 as above 0: its derivative there is 1."""
    return np.where(z.real >= 0, z, 0 * z)


_ACTIVATIONS: Mapping[str, Callable[[Array], Array]] = {
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "relu": _rectified,
    "relu, slope 1 at 0": _rectified_from_the_right,
}


def perceptron(*, seed: int, widths: tuple[int, ...], samples: int, activation: str) -> Perceptron:
    """Return a perceptron whose weights, inputs and targets are standard normal.

    Parameters
    ----------
    seed : int
    widths : tuple of int
        Of the input, and of each layer: two or more.
    samples : int
    activation : str
        "tanh", "sigmoid", "relu", or "relu, slope 1 at 0".

    Raises
    ------
    ValueError
        If a width or the number of samples is below 1, there is no layer, or the activation is unknown.
    """
    if len(widths) < 2 or min(*widths, samples) < 1:
        raise ValueError(
            f"widths = {widths}, samples = {samples}: give two widths or more, and each number 1 or above"
        )
    if activation not in _ACTIVATIONS:
        raise ValueError(f"activation = {activation!r}: give one of {', '.join(_ACTIVATIONS)}")
    rng = np.random.default_rng(seed)
    weights = tuple(rng.standard_normal((above, below)) for below, above in pairwise(widths))
    inputs, targets = (rng.standard_normal((samples, width)) for width in (widths[0], widths[-1]))
    return Perceptron(weights, inputs, targets, activation)


def layers(net: Perceptron) -> list[Array]:
    """Return the input and what each layer gives out, a row for each sample."""
    units = [net.inputs]
    for matrix in net.weights:
        # Summed neuron by neuron, and not by BLAS, so that equal neurons are equal to the last bit.
        sums = (units[-1][:, np.newaxis, :] * matrix).sum(axis=-1)
        units.append(_ACTIVATIONS[net.activation](sums))
    return units


def _loss(net: Perceptron) -> Any:
    return ((net.targets - layers(net)[-1]) ** 2).sum()


def gradients(net: Perceptron) -> tuple[Array, ...]:
    """Return the derivative of the loss by each weight, by complex step, in the shapes of the weights."""
    found = []
    for layer, matrix in enumerate(net.weights):
        slopes = np.empty(matrix.shape)
        for place in np.ndindex(matrix.shape):
            moved = matrix.astype(np.complex128)
            moved[place] += COMPLEX_STEP
            weights = (*net.weights[:layer], moved, *net.weights[layer + 1 :])
            slopes[place] = complex_slope(_loss(net._replace(weights=weights)))
        found.append(slopes)
    return tuple(found)


def descended(net: Perceptron, step: float, steps: int = 1) -> Perceptron:
    """Return the perceptron after steps of gradient descent, each with all gradients at the old weights.

    Raises
    ------
    ValueError
        If the step is not above 0, or there are no steps.
    """
    if not step > 0 or steps < 1:
        raise ValueError(f"step = {step}, steps = {steps}: give a step above 0, and 1 or more of them")
    for _ in range(steps):
        slopes = gradients(net)
        weights = tuple(matrix - step * slope for matrix, slope in zip(net.weights, slopes, strict=True))
        net = net._replace(weights=weights)
    return net


def descent_rate(**setting: Any) -> float:
    """Return the slope of the loss along a step of descent, where it begins, over the gradient's squared length.

    Raises
    ------
    ValueError
        If the gradient is 0, so that there is no step.
    """
    net = perceptron(**setting)
    slopes = gradients(net)
    if not any(slope.any() for slope in slopes):
        raise ValueError(f"{setting}: the gradient is 0, and no step leads anywhere; give another seed")
    moved = tuple(matrix - COMPLEX_STEP * slope for matrix, slope in zip(net.weights, slopes, strict=True))
    size = sum(float((slope**2).sum()) for slope in slopes)
    return float(complex_slope(_loss(net._replace(weights=moved))) / size)


def slope_of_neuron(*, weight: int, **setting: Any) -> float:
    """Return the derivative of the loss of one neuron by one of its weights."""
    return float(gradients(perceptron(**setting))[0][0, weight])


def neuron(*, weight: int, **setting: Any) -> tuple[float, Array, Array, Array]:
    """Return a weight of one neuron, and for each sample its input, the rest of the sum, and the target."""
    net = perceptron(**setting)
    value, inputs = float(net.weights[0][0, weight]), net.inputs[:, weight]
    rests = (net.inputs * net.weights[0][0]).sum(axis=1) - value * inputs
    return value, inputs, rests, net.targets[:, 0]


class Hidden(NamedTuple):
    """What one weight of the hidden layer meets, in a perceptron with one hidden layer, one output and one sample."""

    weight: float
    input: float
    rest: float
    outgoing: float
    rest_above: float
    target: float


def hidden_weight(net: Perceptron, row: int, column: int) -> Hidden:
    """Return what a weight of the hidden layer meets.

    Raises
    ------
    ValueError
        If the perceptron has another number of layers, outputs or samples than two, one and one.
    """
    shape = (len(net.weights), len(net.weights[-1]), len(net.inputs))
    if shape != (2, 1, 1):
        raise ValueError(f"layers, outputs, samples = {shape}: give a perceptron with 2, 1 and 1 of them")
    inputs, units, _ = layers(net)
    weight, value = float(net.weights[0][row, column]), float(inputs[0, column])
    outgoing = float(net.weights[1][0, row])
    total = float((inputs[0] * net.weights[0][row]).sum())
    above = float((units[0] * net.weights[1][0]).sum())
    return Hidden(
        weight, value, total - weight * value, outgoing, above - outgoing * float(units[0, row]),
        float(net.targets[0, 0]),
    )  # fmt: skip


def updated_hidden_weight(*, step: float, row: int, column: int, **setting: Any) -> float:
    """Return a weight of the hidden layer after one step of descent."""
    return float(descended(perceptron(**setting), step).weights[0][row, column])
