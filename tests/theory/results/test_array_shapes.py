"""Shapes against those of NumPy's arrays, at unequal sizes."""

import numpy as np

from theory.results.array_shapes import (
    batch_entries,
    jacobian_columns,
    layer_entries,
    mean_columns,
    mean_entries,
    normalized_arguments,
    one_square_entries,
    unit_variance_entries,
    variance_entries,
    weight_columns,
)

SAMPLES, UNITS, INPUTS = 4, 3, 7
VALUES, WEIGHTS = np.ones((SAMPLES, UNITS)), np.ones((UNITS, INPUTS))


def test_batches() -> None:
    assert (np.ones((SAMPLES, INPUTS)) @ WEIGHTS.T).size == batch_entries()(B=SAMPLES, M=UNITS)
    assert VALUES.mean(axis=0, keepdims=True).shape[1] == mean_columns()(M=UNITS)
    assert VALUES[:, 1].mean().size == mean_entries().rhs
    assert np.diag(VALUES.T @ VALUES).size == variance_entries()(M=UNITS)
    assert np.diag(VALUES[:1, :1] @ VALUES[:1, :1].T).size == one_square_entries().rhs
    assert np.kron(np.eye(UNITS), np.ones((SAMPLES, SAMPLES + 4))).shape[1] == normalized_arguments()(
        B=SAMPLES, M=UNITS
    )


def test_layers() -> None:
    assert (WEIGHTS[:1] @ np.eye(INPUTS) @ WEIGHTS[:1].T).size == unit_variance_entries().rhs
    assert (np.eye(UNITS) @ WEIGHTS).shape[1] == jacobian_columns()(**{"D_{i-1}": INPUTS})
    assert (WEIGHTS @ np.ones((INPUTS, 1))).size == layer_entries()(D_i=UNITS)
    assert WEIGHTS.shape[1] == weight_columns()(**{"D_{i-1}": INPUTS})
