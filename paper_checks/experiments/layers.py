"""Layers h_i = tanh(W_i h_{i-1} + b_i) of small networks: Jacobians and gradients by complex step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "columns_of",
    "entries_of",
    "entries_of_product",
    "entry_of_jacobian",
    "gradient",
    "jacobians",
    "layer",
]

Array = NDArray[np.float64]
_STEP = 2.0**-300


def layer(*, seed: int, width: int, below: int) -> tuple[Array, Array, Array]:
    """Return the weights, the biases and the input of a layer."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal((width, below)), rng.standard_normal(width), rng.standard_normal(below)


def _jacobian(function: Callable[[NDArray[np.complex128]], NDArray[np.complex128]], at: Array) -> Array:
    """Return the derivative of a vector by an array: a row for each entry of the vector, then the array's axes."""
    columns = []
    for entry in range(at.size):
        moved = at.astype(np.complex128)
        moved.flat[entry] += 1j * _STEP
        columns.append(np.imag(function(moved)) / _STEP)
    return np.stack(columns, axis=-1).reshape(-1, *at.shape)


def _derivative(of: str, by: str, *, seed: int, width: int, below: int) -> Array:
    weights, biases, inputs = layer(seed=seed, width=width, below=below)
    place = {"weights": weights, "biases": biases, "inputs": inputs, "z": weights @ inputs + biases}

    def value(moved: NDArray[np.complex128]) -> NDArray[np.complex128]:
        parts = place | {by: moved}
        inner = moved if by == "z" else parts["weights"] @ parts["inputs"] + parts["biases"]
        return np.asarray(inner if of == "z" else np.tanh(inner), dtype=np.complex128)

    return _jacobian(value, place[by])


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


def jacobians(*, seed: int) -> tuple[Array, Array, Array]:
    """Return dh_1/dh_0 and dh_2/dh_1 of two layers of two units, and the derivative of a loss by h_2."""
    first, second = layer(seed=seed, width=2, below=2), layer(seed=seed + 1, width=2, below=2)
    middle = np.tanh(first[0] @ first[2] + first[1])
    by_input = _jacobian(lambda h: np.tanh(first[0] @ h + first[1]), first[2])
    by_middle = _jacobian(lambda h: np.tanh(second[0] @ h + second[1]), middle)
    return by_input, by_middle, second[2]


def gradient(*, seed: int) -> float:
    """Return the derivative of that loss by the first entry of h_0, through both layers at once."""
    first, second = layer(seed=seed, width=2, below=2), layer(seed=seed + 1, width=2, below=2)

    def loss(h: NDArray[np.complex128]) -> NDArray[np.complex128]:
        middle = np.tanh(first[0] @ h + first[1])
        return np.atleast_1d(second[2] @ np.tanh(second[0] @ middle + second[1]))

    return float(_jacobian(loss, first[2])[0, 0])
