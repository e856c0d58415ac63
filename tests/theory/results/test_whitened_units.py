"""Whitening by NumPy: eigenvalues, condition numbers, and the corners of a square."""

import numpy as np
import pytest

from theory.results.whitened_units import (
    covariance_means,
    rectified_covariance,
    rectified_variance,
    square_batch_variance,
    whitened_directions,
    whitening_condition,
)


@pytest.mark.parametrize("rho", [0.1, 0.5, 0.97])
def test_condition_numbers(rho: float) -> None:
    covariance = 2.5 * np.array([[1, rho], [rho, 1]])
    assert np.linalg.cond(covariance) == pytest.approx(whitening_condition()(rho=rho))


def test_two_samples_have_one_direction() -> None:
    batch = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, 0.25]])
    eigenvalues = np.linalg.eigvalsh(np.cov(batch, rowvar=False, ddof=0))
    assert (eigenvalues > 1e-12).sum() == float(whitened_directions().rhs)


@pytest.mark.parametrize("ratio", [0.2, 1.0, 4.0])
def test_the_corners_of_a_square(ratio: float) -> None:
    angle = np.arctan(ratio) + np.arange(4) * np.pi / 2
    corners = np.sqrt(2) * np.array([np.cos(angle), np.sin(angle)])
    assert np.var(corners[0] + 0.7 * corners[1]) == pytest.approx(square_batch_variance()(b=0.7))
    units = np.cov(np.maximum(0, corners), ddof=0)
    assert units[0, 1] == pytest.approx(rectified_covariance()(r=ratio), abs=1e-12)
    assert units[0, 0] == pytest.approx(rectified_variance()(r=ratio))


def test_the_entries_up_to_the_diagonal() -> None:
    assert covariance_means()(M=5) == len(np.triu_indices(5)[0])
