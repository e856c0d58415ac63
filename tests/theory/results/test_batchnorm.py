"""A batch normalised by NumPy."""

import numpy as np
import pytest

from theory.results.batchnorm import normalized_deviation, normalized_mean, normalized_variance

GAMMA, BETA = 1.7, -0.6


@pytest.fixture(params=[2, 3, 8])
def normalized(request: pytest.FixtureRequest) -> np.ndarray:
    batch = np.random.default_rng(request.param).exponential(3.0, size=(request.param, 4))
    return GAMMA * (batch - batch.mean(axis=0)) / batch.std(axis=0) + BETA


def test_the_batch_mean_is_beta(normalized: np.ndarray) -> None:
    np.testing.assert_allclose(normalized.mean(axis=0), normalized_mean()(beta=BETA), rtol=1e-12)


def test_the_batch_variance_is_gamma_squared(normalized: np.ndarray) -> None:
    np.testing.assert_allclose(normalized.var(axis=0), normalized_variance()(gamma=GAMMA), rtol=1e-12)


def test_it_is_the_variance_that_divides_by_the_batch_size(normalized: np.ndarray) -> None:
    assert not np.allclose(normalized.var(axis=0, ddof=1), normalized_variance()(gamma=GAMMA), rtol=0.05)


def test_the_deviation_is_the_scale(normalized: np.ndarray) -> None:
    np.testing.assert_allclose(normalized.std(axis=0), normalized_deviation()(gamma=GAMMA), rtol=1e-12)
