from itertools import product

import numpy as np
import pytest
from scipy import integrate
from scipy.stats import norm

from theory.results.linear_layers import (
    linear_mean_square_ratio,
    linearised_variance_by_moments,
    preactivation_square_ratio,
)

SIGNS = np.array(list(product((-1.0, 1.0), repeat=4)))


def test_a_linear_layer_keeps_the_mean_square_of_two_units() -> None:
    """All weights are signs of variance 1/2; summed over their outcomes, for one input."""
    inputs = np.array([0.3, -1.4])
    outputs = [(signs.reshape(2, 2) / 2**0.5) @ inputs for signs in SIGNS]
    ratio = np.mean(np.square(outputs)) / np.mean(inputs**2)
    assert linear_mean_square_ratio()() == pytest.approx(ratio, rel=1e-12)


def test_the_variance_of_a_preactivation_is_its_mean_square() -> None:
    rows = SIGNS @ np.array([0.4, 1.0, -0.2, 2.0])
    assert preactivation_square_ratio()() == pytest.approx(rows.var() / np.mean(rows**2), rel=1e-12)


@pytest.mark.parametrize(("s", "mu"), [(0.5, 0.8), (1.3, -0.4)])
def test_the_leading_order_of_the_variance(s: float, mu: float) -> None:
    """Softplus behind three inputs, of which v takes the third order away."""

    def variance(v: float) -> float:
        u = (3 * v**2 * (s**2 + mu**2)) ** 0.5
        moments = [
            integrate.quad(lambda z, k=k: np.logaddexp(0, u * z) ** k * norm.pdf(z), -12, 12, epsabs=1e-14)[0]
            for k in (1, 2)
        ]
        return moments[1] - moments[0] ** 2

    values = {"N": 3, "s": s, "mu": mu, "g'(0)": 0.5}
    near, far = (variance(v) / v**2 for v in (0.01, 0.02))
    expected = (4 * near - far) / 3
    assert linearised_variance_by_moments()(**values, v=1.0) == pytest.approx(expected, rel=1e-5)
