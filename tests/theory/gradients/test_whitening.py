"""The whitening matrix: what it makes of a batch, and what SciPy says of it."""

import numpy as np
import pytest
from scipy.linalg import fractional_matrix_power

from theory.gradients.whitening import whitening_matrix


@pytest.mark.parametrize("shape", [(3, 2), (6, 5), (9, 1), (40, 3)])
def test_the_whitened_batch_has_the_covariance_1(shape):
    rng = np.random.default_rng(shape[0])
    batch = rng.standard_normal(shape) @ rng.standard_normal((shape[1], shape[1])) + 3.0
    centred = batch - batch.mean(axis=0)
    found = whitening_matrix(batch)
    whitened = centred @ found
    np.testing.assert_allclose(whitened.T @ whitened / shape[0], np.eye(shape[1]), atol=1e-9)
    np.testing.assert_allclose(
        found, fractional_matrix_power(centred.T @ centred / shape[0], -0.5), rtol=1e-6
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            np.eye(3),
            "3 samples of 3 units; their covariance has rank 2 at most and is singular, give 4 samples",
        ),
        (np.ones((1, 2)), "rank 0 at most"),
        (np.outer(np.arange(5.0), [1.0, 2.0]), "the covariance is singular, .* leave out units"),
        (np.ones((5, 2)), "the covariance is singular"),
        (np.arange(4.0), r"values: shape \(4,\)"),
        ([[1.0], [np.nan], [2.0]], "give finite numbers"),
    ],
)
def test_bad_input_is_refused(values, message):
    with pytest.raises(ValueError, match=message):
        whitening_matrix(values)
