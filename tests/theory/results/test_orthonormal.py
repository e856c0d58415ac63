"""Moments of orthonormal pre-activations, against many normal inputs."""

import numpy as np
import pytest

from theory.results.orthonormal import (
    orthonormal_covariance,
    orthonormal_kurtosis,
    orthonormal_mean,
    orthonormal_squares,
    orthonormal_variance,
)


@pytest.fixture(scope="module")
def z() -> np.ndarray:
    rng = np.random.default_rng(0)
    rows, _ = np.linalg.qr(rng.standard_normal((5, 5)))
    return rng.standard_normal((400_000, 5)) @ rows[:2].T


def test_moments(z: np.ndarray) -> None:
    squares = (z**2).mean(axis=0)
    assert z.var(axis=0)[0] == pytest.approx(float(orthonormal_variance().rhs), rel=0.02)
    assert z.var(axis=0)[0] / squares[0] == pytest.approx(float(orthonormal_mean().rhs), rel=0.001)
    found = z.sum(axis=1).var() / z.var(axis=0).sum()
    assert found == pytest.approx(float(orthonormal_covariance().rhs), rel=0.02)
    found = (z**2).prod(axis=1).mean() / squares.prod()
    assert found == pytest.approx(float(orthonormal_squares().rhs), rel=0.03)
    assert (z[:, 0] ** 4).mean() / squares[0] ** 2 == pytest.approx(
        float(orthonormal_kurtosis().rhs), rel=0.03
    )
