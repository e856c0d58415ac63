"""A whitened batch, against SciPy."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from paper_checks.experiments.whitening import (
    axes_of_three,
    covariance,
    covariance_by_angle,
    whitened,
    whitened_by_centred,
    whitened_by_whitened,
    whitened_sum,
    whitened_sum_of_three,
)


@pytest.mark.parametrize(("seed", "size"), [(1, 3), (2, 8)])
def test_the_root_of_the_covariance(seed: int, size: int) -> None:
    low, high, angle = covariance_by_angle(seed=seed, size=size)
    assert 0 < low < high
    assert whitened_by_whitened(seed=seed, size=size) == pytest.approx(1, rel=1e-12)
    assert whitened_sum(seed=seed, size=size, weight=-0.5) == pytest.approx(1.25, rel=1e-12)
    root = np.sqrt(low) * np.cos(angle) ** 2 + np.sqrt(high) * np.sin(angle) ** 2
    assert whitened_by_centred(seed=seed, size=size) == pytest.approx(root, rel=1e-12)


def test_any_number_of_units_becomes_white() -> None:
    batch = np.random.default_rng(4).standard_normal((9, 4)) @ np.random.default_rng(5).standard_normal(
        (4, 4)
    )
    white = whitened(batch - batch.mean(axis=0))
    np.testing.assert_allclose(covariance(white), np.eye(4), atol=1e-12)


@pytest.mark.parametrize(
    "batch",
    [
        np.array([[1.0, -2.0, 0.5], [-1.0, 2.0, -0.5]]),  # fewer samples than units
        np.array([[1.0, 0.0], [-2.0, 0.0], [1.0, 0.0]]),  # a constant unit
        np.array([[1.0, 2.0], [-2.0, -4.0], [1.0, 2.0]]),  # multiples
    ],
)
def test_a_singular_covariance_is_refused(batch) -> None:
    with pytest.raises(ValueError, match="centred must have a covariance with an inverse"):
        whitened(batch)


@pytest.mark.parametrize("seed", range(4))
def test_three_units(seed: int) -> None:
    *roots, x, y, z = axes_of_three(seed=seed, size=9)
    turn = Rotation.from_quat([x, y, z, 1.0]).as_matrix()  # normalised there
    batch = np.random.default_rng(seed)
    values = batch.standard_normal((9, 3)) @ batch.standard_normal((3, 3))
    np.testing.assert_allclose(
        turn @ np.diag(np.square(roots)) @ turn.T, np.cov(values, rowvar=False, ddof=0), atol=1e-10
    )
    assert whitened_sum_of_three(seed=seed, size=9, weights=(1.0, -0.5, 2.0)) == pytest.approx(5.25)
