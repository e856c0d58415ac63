"""Whitening by SciPy's matrix powers."""

import numpy as np
import pytest
from scipy.linalg import fractional_matrix_power, sqrtm

from theory.results.whitening import whitened_by_centred, whitened_by_whitened


@pytest.mark.parametrize("angle", [0.0, 0.4, 2.1])
def test_the_first_entries(angle: float) -> None:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    covariance = turn @ np.diag([0.3, 2.5]) @ turn.T
    inverse_root = fractional_matrix_power(covariance, -0.5)
    assert (inverse_root @ covariance @ inverse_root)[0, 0] == pytest.approx(
        float(whitened_by_whitened().rhs)
    )
    found = whitened_by_centred()(a_1=0.3, a_2=2.5, phi=angle)
    assert (inverse_root @ covariance)[0, 0] == pytest.approx(float(found))
    assert sqrtm(covariance)[0, 0].real == pytest.approx(float(found))
