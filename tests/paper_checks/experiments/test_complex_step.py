"""Derivatives by complex step, against those of known functions."""

import numpy as np
import pytest

from paper_checks.experiments.complex_step import COMPLEX_STEP, complex_slope, jacobian


@pytest.mark.parametrize("at", [-1.3, 0.7, 12.0])
def test_a_slope_has_all_digits(at: float) -> None:
    assert complex_slope(np.sin(at + COMPLEX_STEP)) == pytest.approx(np.cos(at), rel=1e-15)
    assert complex_slope(3.0 * (at + COMPLEX_STEP)) == 3.0


def test_a_jacobian_has_a_row_for_each_entry_and_the_axes_of_the_argument() -> None:
    weights, inputs = np.random.default_rng(1).standard_normal((3, 2)), np.array([0.4, -1.1])
    np.testing.assert_array_equal(jacobian(lambda x: weights @ x, inputs), weights)
    by_weights = jacobian(lambda w: w @ inputs, weights)
    assert by_weights.shape == (3, 3, 2)
    np.testing.assert_array_equal(by_weights, np.einsum("ij,k->ijk", np.eye(3), inputs))
