"""Whitened batches, against other ways to compute the same."""

import numpy as np
import pytest

from paper_checks.experiments.whitened_units import (
    condition_of_whitening,
    correlation,
    different_entries,
    rank,
    rectified_covariance,
    rectified_variance,
    variance_of_sum,
)


@pytest.mark.parametrize(("size", "units", "expected"), [(2, 3, 1), (3, 5, 2), (4, 3, 3), (9, 3, 3)])
def test_the_rank_is_that_of_the_centred_samples(size: int, units: int, expected: int) -> None:
    assert rank(seed=1, size=size, units=units) == expected


def test_a_covariance_is_symmetric() -> None:
    assert different_entries(seed=1, size=12, units=5) == 15


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_condition_number_is_the_root_of_that_of_the_correlations(seed: int) -> None:
    rho = correlation(seed=seed, size=12)
    assert 0 < rho < 1
    expected = np.linalg.cond([[1, rho], [rho, 1]])
    assert condition_of_whitening(seed=seed, size=12) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("ratio", [0.2, 1.0, 4.0])
def test_the_corners_of_a_square(ratio: float) -> None:
    angle = np.arctan(ratio) + np.arange(4) * np.pi / 2
    corners = np.sqrt(2) * np.array([np.cos(angle), np.sin(angle)])
    np.testing.assert_allclose(np.cov(corners, ddof=0), np.eye(2), atol=1e-12)
    units = np.cov(np.maximum(0, corners), ddof=0)
    assert rectified_covariance(ratio=ratio) == pytest.approx(units[0, 1], abs=1e-12)
    assert rectified_variance(ratio=ratio) == pytest.approx(units[0, 0])
    assert variance_of_sum(ratio=ratio, weight=0.5) == pytest.approx(1.25)


def test_what_has_no_variance_is_refused() -> None:
    with pytest.raises(ValueError, match="size must be 2 or more, got 1"):
        rank(seed=1, size=1, units=3)
    with pytest.raises(ValueError, match="ratio must be above 0, got 0"):
        rectified_covariance(ratio=0.0)
