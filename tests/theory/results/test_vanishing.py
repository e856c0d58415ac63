"""The factor of a gradient per layer against SciPy's quadrature and literal sums."""

import numpy as np
import pytest
from scipy import integrate, stats

from theory import chi
from theory.results.vanishing import (
    example_ratio,
    gradient_factor,
    he_relu_gradient_factor,
    relu_gradient_factor,
    relu_slope_square,
    sigmoid_gradient_bound,
    tanh_gradient_bound,
    weight_kept,
    xavier_relu_gradient_factor,
)


def test_the_factor_of_a_layer() -> None:
    # Weights of two values and gradients of two values, summed over all outcomes; the slope is 0.2 or 1.
    width, deviation = 3, 0.7
    signs = np.array(np.meshgrid(*[(-1.0, 1.0)] * (2 * width))).reshape(2 * width, -1)
    sums = (deviation * signs[:width] * 2.0 * signs[width:]).sum(axis=0)
    squares = np.mean([(slope * sums) ** 2 for slope in (0.2, 1.0)])
    found = gradient_factor()(N=width, v=deviation, **{"E[g'^2]": (0.2**2 + 1) / 2})
    assert found == pytest.approx(squares / 4.0)


def test_relu_halves() -> None:
    assert relu_slope_square()() == 0.5
    assert relu_gradient_factor()(N=6, v=0.5) == pytest.approx(6 * 0.25 / 2)
    assert xavier_relu_gradient_factor()() == 0.5
    assert he_relu_gradient_factor()(N=6, n=4) == pytest.approx(6 * (2 / 4) / 2)


@pytest.mark.parametrize(
    ("derive", "slope"),
    [
        (sigmoid_gradient_bound, lambda y: np.exp(-y) / (1 + np.exp(-y)) ** 2),
        (tanh_gradient_bound, lambda y: np.cosh(y) ** -2.0),
    ],
)
def test_the_bound_is_reached_for_small_preactivations(derive, slope) -> None:
    def mean_square(deviation: float) -> float:
        return integrate.quad(lambda z: slope(deviation * z) ** 2 * stats.norm.pdf(z), -9, 9)[0]

    bound = float(derive()())
    assert mean_square(2.0) < mean_square(0.5) < bound
    assert mean_square(1e-4) == pytest.approx(bound, rel=1e-6)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_the_factor_is_chi(activation: str) -> None:
    q, weight_variance, width = 0.8, 1.7, 5
    slope_square = float(chi(activation, q, 1.0))
    found = gradient_factor()(N=width, v=np.sqrt(weight_variance / width), **{"E[g'^2]": slope_square})
    assert found == pytest.approx(float(chi(activation, q, weight_variance)), rel=1e-12)
    bounds = {"sigmoid": 1 / 16, "tanh": 1.0, "relu": 0.5}
    assert float(chi(activation, q, 1.0)) <= bounds[activation] * (1 + 1e-12)


def test_a_vanished_gradient_leaves_the_weight() -> None:
    assert weight_kept()(w=-0.3) == -0.3


def test_the_example() -> None:
    paths = 0.4 * 0.2 * 0.08 * 0.9 + 0.4 * 0.3 * 0.1 * 0.9
    assert example_ratio()() == pytest.approx(paths / (0.4 * 0.5))
