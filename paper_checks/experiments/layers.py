"""Layers h_i = tanh(W_i h_{i-1} + b_i) of small networks: Jacobians and gradients by complex step."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from paper_checks.experiments.complex_step import jacobian

__all__ = [
    "columns_of",
    "entries_of",
    "entries_of_product",
    "entry_by_bias",
    "entry_by_weight",
    "entry_of_jacobian",
    "gradient",
    "jacobians",
    "layer",
    "logit_size_by_mean",
]

Array = NDArray[np.float64]


def layer(*, seed: int, width: int, below: int) -> tuple[Array, Array, Array]:
    """Return the weights, the biases and the input of a layer."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal((width, below)), rng.standard_normal(width), rng.standard_normal(below)


def _derivative(of: str, by: str, *, seed: int, width: int, below: int) -> Array:
    weights, biases, inputs = layer(seed=seed, width=width, below=below)
    place = {"weights": weights, "biases": biases, "inputs": inputs, "z": weights @ inputs + biases}

    def value(moved: NDArray[np.complex128]) -> NDArray[np.complex128]:
        parts = place | {by: moved}
        inner = moved if by == "z" else parts["weights"] @ parts["inputs"] + parts["biases"]
        return np.asarray(inner if of == "z" else np.tanh(inner), dtype=np.complex128)

    return jacobian(value, place[by])


def columns_of(*, of: str, by: str, seed: int, width: int, below: int) -> int:
    """Return how many entries of `by` a row of d of/d by has: "h" or "z" by "z", "weights", "biases", "inputs"."""
    return int(_derivative(of, by, seed=seed, width=width, below=below)[0].size)


def entries_of(*, of: str, by: str, seed: int, width: int, below: int) -> int:
    """Return how many entries d of/d by has."""
    return int(_derivative(of, by, seed=seed, width=width, below=below).size)


def entries_of_product(*, seed: int, width: int, below: int) -> int:
    """Return how many entries the product of the slopes of a layer, a column, and its input, as a row, has."""
    weights, biases, inputs = layer(seed=seed, width=width, below=below)
    return int(np.outer(1 - np.tanh(weights @ inputs + biases) ** 2, inputs).size)


def entry_of_jacobian(*, seed: int, width: int, below: int, row: int, column: int) -> float:
    """Return an entry of dh_i/dh_{i-1}."""
    return float(_derivative("h", "inputs", seed=seed, width=width, below=below)[row, column])


def entry_by_weight(*, seed: int, width: int, below: int, row: int, column: int) -> float:
    """Return the derivative of a unit by one of its own weights."""
    return float(_derivative("h", "weights", seed=seed, width=width, below=below)[row, row, column])


def entry_by_bias(*, seed: int, width: int, below: int, row: int) -> float:
    """Return the derivative of a unit by its own bias."""
    return float(_derivative("h", "biases", seed=seed, width=width, below=below)[row, row])


def _network(seed: int, widths: tuple[int, ...]) -> tuple[list[tuple[Array, Array]], Array, Array]:
    """Return the weights and biases of the layers, the input, and the slope of a loss that is linear in h_L."""
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"widths must be two or more, each 1 or more, got {widths}")
    rng = np.random.default_rng(seed)
    layers = [
        (rng.standard_normal((width, below)), rng.standard_normal(width)) for below, width in pairwise(widths)
    ]
    return layers, rng.standard_normal(widths[0]), rng.standard_normal(widths[-1])


def _activations(weights: Array, biases: Array, below: NDArray[np.complex128]) -> NDArray[np.complex128]:
    return np.asarray(np.tanh(weights @ below + biases), dtype=np.complex128)


def jacobians(*, seed: int, widths: tuple[int, ...]) -> tuple[Array, ...]:
    """Return dh_j/dh_{j-1} of each layer, one after the other, and the derivative of a loss by the last one."""
    layers, h, slope = _network(seed, widths)
    found = []
    for weights, biases in layers:
        found.append(jacobian(partial(_activations, weights, biases), h))
        h = np.tanh(weights @ h + biases)
    return (*found, slope)


def gradient(*, seed: int, widths: tuple[int, ...]) -> float:
    """Return the derivative of that loss by the first entry of h_0, through all layers at once."""
    layers, inputs, slope = _network(seed, widths)

    def loss(h: NDArray[np.complex128]) -> NDArray[np.complex128]:
        for weights, biases in layers:
            h = _activations(weights, biases, h)
        return np.atleast_1d(slope @ h)

    return float(jacobian(loss, inputs)[0, 0])


def logit_size_by_mean(*, seed: int, widths: tuple[int, ...]) -> float:
    """Return the sum of |h_L[k]| over that of h_L[k], where all layers, the last one too, end in max(0, z).

    Raises
    ------
    ValueError
        If there is no layer, or every logit is 0.
    """
    if len(widths) < 2:
        raise ValueError(f"widths must be two or more, of the input and of each layer, got {widths}")
    rng = np.random.default_rng(seed)
    h = rng.standard_normal(widths[0])
    for below, width in pairwise(widths):
        h = np.maximum(0.0, rng.standard_normal((width, below)) @ h + rng.standard_normal(width))
    if not h.any():
        raise ValueError(f"seed must give a logit that is not 0, got {seed}: take another, or more classes")
    return float(np.abs(h).sum() / h.sum())
