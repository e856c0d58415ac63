"""Jacobians of a layer of tanh, by complex step, against the formulas in NumPy."""

import numpy as np
import pytest

from paper_checks.experiments.layers import (
    columns_of,
    entries_of,
    entries_of_product,
    entry_of_jacobian,
    gradient,
    jacobians,
    layer,
)

SHAPE = {"seed": 3, "width": 3, "below": 5}


def test_the_jacobian_is_the_slopes_times_the_weights() -> None:
    weights, biases, inputs = layer(**SHAPE)
    expected = (1 - np.tanh(weights @ inputs + biases) ** 2)[:, np.newaxis] * weights
    found = [[entry_of_jacobian(**SHAPE, row=row, column=column) for column in range(5)] for row in range(3)]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("of", "by", "columns"),
    [("h", "inputs", 5), ("h", "z", 3), ("z", "weights", 15), ("h", "weights", 15), ("z", "biases", 3)],
)
def test_shapes(of: str, by: str, columns: int) -> None:
    assert columns_of(of=of, by=by, **SHAPE) == columns
    assert entries_of(of=of, by=by, **SHAPE) == 3 * columns


def test_the_product_of_the_printed_vectors() -> None:
    assert entries_of_product(**SHAPE) == 15


@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_through_two_layers_is_the_product_of_transposes(seed: int) -> None:
    first, second, last = jacobians(seed=seed)
    assert gradient(seed=seed) == pytest.approx((first.T @ second.T @ last)[0], rel=1e-12)
