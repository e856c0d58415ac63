"""Whitening by SciPy's matrix powers."""

import numpy as np
import pytest
from scipy.linalg import fractional_matrix_power, sqrtm

from theory.results.whitening import correlation, whitened_by_centred, whitened_by_whitened, whitened_sum


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
    white = inverse_root @ covariance @ inverse_root
    assert np.array([1, 0.7]) @ white @ np.array([1, 0.7]) == pytest.approx(float(whitened_sum()(b=0.7)))
    named = {"a_1": 0.3, "a_2": 2.5, "phi": angle}
    values = {symbol: named[str(symbol)] for symbol in correlation().free_symbols}
    deviations = np.sqrt(np.diag(covariance))
    assert float(correlation().subs(values)) == pytest.approx(covariance[0, 1] / deviations.prod(), abs=1e-12)
