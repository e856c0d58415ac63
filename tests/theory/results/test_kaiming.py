"""Kaiming's weights through one ReLU layer, by quadrature."""

import numpy as np
import pytest
import scipy.integrate
from scipy.stats import norm

from theory.results.kaiming import (
    half_the_variance,
    kaiming_ratio,
    kaiming_ratio_at_the_input,
    variance_by_mean_square,
)


@pytest.mark.parametrize("deviation", [0.3, 1.0, 2.5])
def test_the_variance_of_a_preactivation_is_kept(deviation: float) -> None:
    square, _ = scipy.integrate.quad(lambda z: (deviation * z) ** 2 * norm.pdf(z), 0, np.inf)
    assert 2 * square / deviation**2 == pytest.approx(float(kaiming_ratio().rhs))


def test_the_first_layer_doubles_it() -> None:
    inputs = np.array([1.0, -1.0, 1.0, -1.0])  # mean 0, variance 1
    assert 2 / 4 * np.sum(inputs**2) == float(kaiming_ratio_at_the_input().rhs)


def test_the_steps() -> None:
    square, _ = scipy.integrate.quad(lambda z: (0.7 * z) ** 2 * norm.pdf(z), 0, np.inf)
    assert square / 0.7**2 == pytest.approx(float(half_the_variance().rhs))
    # Weights of signs, over all rows: inputs whose mean is not 0 count by their mean square.
    inputs = np.array([1.0, 2.0, -0.5])
    signs = np.array(np.meshgrid(*[(-0.3, 0.3)] * 3)).reshape(3, -1)
    found = (inputs @ signs).var() / (inputs**2).mean()
    assert found == pytest.approx(float(variance_by_mean_square()(N=3, v=0.3)))
