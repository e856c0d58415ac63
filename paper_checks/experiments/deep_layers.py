"""Networks h_i = tanh(W_i h_{i-1} + b_i) of any depth and any widths: gradients of a loss by complex step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paper_checks.experiments.complex_step import COMPLEX_STEP, complex_slope

__all__ = [
    "Network",
    "delta",
    "gradient",
    "gradient_by_input",
    "jacobian",
    "last_slopes",
    "network",
    "preactivations",
    "units",
]

Array = NDArray[Any]


@dataclass(frozen=True)
class Network:
    """The parameters of each layer, and the input.

    Parameters
    ----------
    weights : tuple of array
        One of shape (units of the layer, units of the layer below) for each layer.
    biases : tuple of array
        One of shape (units of the layer,) for each layer.
    inputs : array
        Of shape (units,).

    Raises
    ------
    ValueError
        If the widths do not chain.
    """

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    inputs: Array

    def __post_init__(self) -> None:
        below = np.shape(self.inputs)
        for number, (weights, biases) in enumerate(zip(self.weights, self.biases, strict=True), start=1):
            if np.ndim(weights) != 2 or (weights.shape[1],) != below:
                raise ValueError(
                    f"weights of layer {number}: shape {np.shape(weights)} does not take the {below} below; give it a "
                    "column for each unit of the layer below"
                )
            if biases.shape != (weights.shape[0],):
                raise ValueError(
                    f"biases of layer {number}: shape {np.shape(biases)}; give one for each of its {len(weights)} units"
                )
            below = biases.shape


def network(*, seed: int, widths: Sequence[int]) -> Network:
    """Return a network with random parameters and input.

    Parameters
    ----------
    seed : int
        Of NumPy's default generator.
    widths : sequence of int
        Of the input and of each layer: two or more, all positive.

    Raises
    ------
    ValueError
        If they are not.
    """
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"widths = {tuple(widths)}: give two or more, each 1 or more")
    rng = np.random.default_rng(seed)
    pairs = list(zip(widths[1:], widths[:-1], strict=True))
    return Network(
        tuple(rng.standard_normal(shape) for shape in pairs),
        tuple(rng.standard_normal(width) for width in widths[1:]),
        rng.standard_normal(widths[0]),
    )


def preactivations(net: Network, layer: int) -> Array:
    """Return z of a layer, counted from 1."""
    return np.asarray(net.weights[layer - 1] @ units(net, layer - 1) + net.biases[layer - 1])


def units(net: Network, layer: int) -> Array:
    """Return h of a layer; layer 0 is the input."""
    return net.inputs if layer == 0 else np.asarray(np.tanh(preactivations(net, layer)))


def _loss_from(net: Network, layer: int, z: Array) -> Any:
    """Return the loss as a function of z of a layer."""
    h = np.tanh(z)
    for weights, biases in zip(net.weights[layer:], net.biases[layer:], strict=True):
        h = np.tanh(weights @ h + biases)
    return _loss(h)


def _loss(last: Array) -> Any:
    """Return the loss of the last units, each with another slope."""
    return np.sum(np.sin(last * np.arange(1, len(last) + 1)) + last)


def delta(net: Network, layer: int) -> NDArray[np.float64]:
    """Return the derivatives of the loss by z of a layer."""
    z = preactivations(net, layer)
    moves = COMPLEX_STEP * np.eye(len(z))
    return np.array([complex_slope(_loss_from(net, layer, z + move)) for move in moves])


def jacobian(net: Network, layer: int) -> NDArray[np.float64]:
    """Return the derivatives of h of a layer by h of the layer below: a row for each unit of the layer."""
    below = units(net, layer - 1)
    weights, biases = net.weights[layer - 1], net.biases[layer - 1]
    moves = COMPLEX_STEP * np.eye(len(below))
    return np.stack([complex_slope(np.tanh(weights @ (below + move) + biases)) for move in moves], axis=-1)


def last_slopes(net: Network) -> NDArray[np.float64]:
    """Return the derivatives of the loss by the last units."""
    h = units(net, len(net.weights))
    return np.array([complex_slope(_loss(h + move)) for move in COMPLEX_STEP * np.eye(len(h))])


def gradient(*, by: str, seed: int, widths: Sequence[int], layer: int, row: int, column: int = 0) -> float:
    """Return the derivative of the loss by one parameter, through the whole network.

    Parameters
    ----------
    by : str
        "weights" or "biases".
    seed, widths
        As in `network`.
    layer : int
        Counted from 1.
    row, column : int
        Which of its weights, or which of its biases (row), counted from 0.

    Raises
    ------
    ValueError
        If the network has no such parameter.
    """
    net = network(seed=seed, widths=widths)
    place = (row, column) if by == "weights" else (row,)
    if by not in ("weights", "biases") or not 1 <= layer <= len(net.weights):
        raise ValueError(
            f"by = {by!r}, layer = {layer}: give weights or biases, and a layer from 1 to {len(net.weights)}"
        )
    parameters = [part.astype(np.complex128) for part in getattr(net, by)]
    if any(at >= size for at, size in zip(place, parameters[layer - 1].shape, strict=True)):
        raise ValueError(
            f"{by} of layer {layer} have the shape {parameters[layer - 1].shape}: {place} is outside"
        )
    parameters[layer - 1][place] += COMPLEX_STEP
    moved = (
        replace(net, weights=tuple(parameters)) if by == "weights" else replace(net, biases=tuple(parameters))
    )
    return float(complex_slope(_loss_from(moved, 1, preactivations(moved, 1))))


def gradient_by_input(*, seed: int, widths: Sequence[int], row: int = 0) -> float:
    """Return the derivative of the loss by one input, through the whole network.

    Parameters
    ----------
    seed, widths
        As in `network`.
    row : int
        Which input, counted from 0.
    """
    net = network(seed=seed, widths=widths)
    moved = replace(net, inputs=net.inputs + COMPLEX_STEP * np.eye(widths[0])[row])
    return float(complex_slope(_loss(units(moved, len(net.weights)))))
