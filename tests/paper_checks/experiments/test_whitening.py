"""A whitened batch, against SciPy."""

import numpy as np
import pytest

from paper_checks.experiments.whitening import (
    covariance,
    covariance_by_angle,
    whitened,
    whitened_by_centred,
    whitened_by_whitened,
    whitened_sum,
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
