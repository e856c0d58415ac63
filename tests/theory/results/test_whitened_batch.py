"""Whitening by SciPy's matrix powers, and the rank of NumPy."""

import numpy as np
import pytest
from scipy.linalg import fractional_matrix_power, sqrtm

from theory.results.whitened_batch import (
    rank_of_covariance,
    whitened_by_centred_combination,
    whitened_combination,
)


@pytest.fixture
def covariance() -> np.ndarray:
    parts = np.random.default_rng(0).standard_normal((7, 4))
    return np.cov(parts, rowvar=False, bias=True)


def test_any_combination_of_units(covariance: np.ndarray) -> None:
    combination = np.array([0.4, -1.2, 2.0, 0.7])
    eigenvalues, vectors = np.linalg.eigh(covariance)
    components = {f"e_{i}": part for i, part in enumerate(vectors.T @ combination, start=1)}
    values = {f"a_{i}": value for i, value in enumerate(eigenvalues, start=1)}
    inverse_root = fractional_matrix_power(covariance, -0.5)
    whitened = combination @ inverse_root @ covariance @ inverse_root @ combination
    assert whitened == pytest.approx(float(whitened_combination()(**components)))
    assert whitened == pytest.approx(combination @ combination)
    found = float(whitened_by_centred_combination()(**components, **values))
    assert combination @ inverse_root @ covariance @ combination == pytest.approx(found)
    assert combination @ sqrtm(covariance).real @ combination == pytest.approx(found)


@pytest.mark.parametrize("size", [2, 3, 5])
def test_the_rank_of_a_covariance(size: int) -> None:
    batch = np.random.default_rng(size).standard_normal((size, 6))
    found = np.linalg.matrix_rank(np.cov(batch, rowvar=False))
    assert found == rank_of_covariance()(B=size)
