"""Shapes counted in arrays: rows, columns and entries of what NumPy multiplies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from paper_checks.experiments.complex_step import jacobian

__all__ = [
    "entries_of_batch",
    "entries_of_mean",
    "entries_of_square",
    "entries_of_unit_variance",
    "entries_of_variance",
    "needed_columns",
    "width_of_mean",
]

_EPSILON = 0.1


def _batch(seed: int, batch: int, units: int) -> NDArray[np.float64]:
    """Return a batch with a row for each sample."""
    for name, size in (("batch", batch), ("units", units)):
        if size < 1:
            raise ValueError(f"{name} must be 1 or more, got {size}")
    return np.random.default_rng(seed).standard_normal((batch, units))


def entries_of_unit_variance(*, seed: int, inputs: int, units: int) -> int:
    """Return how many entries the variance of the first unit of W x has: its row of W on both sides of COV(x)."""
    row = _batch(seed, units, inputs)[:1]
    return int((row @ np.eye(inputs) @ row.T).size)


def entries_of_batch(*, seed: int, batch: int, inputs: int, units: int) -> int:
    """Return how many entries X W^T + b^T has."""
    weights, biases = _batch(seed + 1, units, inputs), _batch(seed + 2, units, 1)
    return int((_batch(seed, batch, inputs) @ weights.T + biases.T).size)


def width_of_mean(*, seed: int, batch: int, units: int) -> int:
    """Return how many columns the mean of the rows of a batch has, each row being a matrix of one row."""
    values = _batch(seed, batch, units)
    mean = sum(values[sample : sample + 1] for sample in range(batch)) / batch
    return int(np.shape(mean)[1])


def entries_of_mean(*, seed: int, batch: int, units: int) -> int:
    """Return how many entries the mean of the numbers Y[i, j] of the last column has."""
    return int(np.size(np.mean([row[units - 1] for row in _batch(seed, batch, units)])))


def entries_of_square(*, seed: int, batch: int, units: int) -> int:
    """Return how many entries the diagonal of the mean of (Y[i, j] - m[j]) (Y[i, j] - m[j])^T has."""
    values = _batch(seed, batch, units)
    centred = values - values.mean(axis=0)
    entries = [centred[sample : sample + 1, units - 1 :] for sample in range(batch)]
    return int(np.diag(sum(entry @ entry.T for entry in entries) / batch).size)


def entries_of_variance(*, seed: int, batch: int, units: int) -> int:
    """Return how many entries the diagonal of the mean of (Y[i, :] - m)^T (Y[i, :] - m) has."""
    values = _batch(seed, batch, units)
    rows = [row[np.newaxis] for row in values - values.mean(axis=0)]
    return int(np.diag(sum(row.T @ row for row in rows) / batch).size)


def needed_columns(*, seed: int, batch: int, units: int) -> int:
    """Return by how many entries of Y, m, v, gamma and beta, as (8) has them, some normalised value changes."""
    arguments = np.concatenate([_batch(seed, batch, units), 1 + _batch(seed + 1, 4, units) ** 2])

    def normalized(rows: NDArray[np.complex128]) -> NDArray[np.complex128]:
        values, (mean, variance, scale, shift) = rows[:batch], rows[batch:]
        found = scale * (values - mean) / np.sqrt(variance + _EPSILON) + shift
        return np.asarray(found.ravel())

    derivatives = jacobian(normalized, arguments).reshape(batch * units, -1)
    return int((derivatives != 0).any(axis=0).sum())
