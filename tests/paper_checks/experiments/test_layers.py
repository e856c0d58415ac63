"""Jacobians of a layer of tanh, by complex step, against the formulas in NumPy."""

import numpy as np
import pytest

from paper_checks.experiments.layers import (
    columns_of,
    entries_of,
    entries_of_product,
    entry_by_bias,
    entry_by_weight,
    entry_of_jacobian,
    gradient,
    jacobians,
    layer,
    logit_size_by_mean,
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


@pytest.mark.parametrize("widths", [(2, 2, 2), (3, 2, 2, 4), (5, 1, 3)])
def test_the_gradient_is_the_product_of_transposes(widths: tuple[int, ...]) -> None:
    *found, last = jacobians(seed=1, widths=widths)
    assert [matrix.shape for matrix in found] == list(zip(widths[1:], widths, strict=False))
    for matrix in reversed(found):
        last = matrix.T @ last
    assert gradient(seed=1, widths=widths) == pytest.approx(last[0], rel=1e-12)
    with pytest.raises(ValueError, match="widths must be two or more"):
        gradient(seed=1, widths=widths[:1])


def test_logits_behind_a_rectifier_are_their_size() -> None:
    assert logit_size_by_mean(seed=1, widths=(4, 6, 5)) == 1.0
    with pytest.raises(ValueError, match="widths must be two or more"):
        logit_size_by_mean(seed=1, widths=(4,))
    with pytest.raises(ValueError, match="seed must give a logit that is not 0"):
        # One logit is 0 every other time.
        [logit_size_by_mean(seed=seed, widths=(4, 1)) for seed in range(9)]


def test_a_unit_by_its_own_weights_and_bias() -> None:
    weights, biases, inputs = layer(**SHAPE)
    slopes = 1 - np.tanh(weights @ inputs + biases) ** 2
    for row in range(3):
        assert entry_by_bias(**SHAPE, row=row) == pytest.approx(slopes[row], rel=1e-12)
        found = [entry_by_weight(**SHAPE, row=row, column=column) for column in range(5)]
        np.testing.assert_allclose(found, slopes[row] * inputs, rtol=1e-12)
