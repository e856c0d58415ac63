"""Kaiming's weights through one ReLU layer, by quadrature."""

import numpy as np
import pytest
import scipy.integrate
from scipy.stats import norm

from theory.results.kaiming import kaiming_ratio, kaiming_ratio_at_the_input


@pytest.mark.parametrize("deviation", [0.3, 1.0, 2.5])
def test_the_variance_of_a_preactivation_is_kept(deviation: float) -> None:
    square, _ = scipy.integrate.quad(lambda z: (deviation * z) ** 2 * norm.pdf(z), 0, np.inf)
    assert 2 * square / deviation**2 == pytest.approx(float(kaiming_ratio().rhs))


def test_the_first_layer_doubles_it() -> None:
    inputs = np.array([1.0, -1.0, 1.0, -1.0])  # mean 0, variance 1
    assert 2 / 4 * np.sum(inputs**2) == float(kaiming_ratio_at_the_input().rhs)
