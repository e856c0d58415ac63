import numpy as np
import pytest
import sympy as sp

from tests.theory.results.definition import mean
from theory import evaluate
from theory.results.gradient_flow import (
    homogeneous_gradient_ratio,
    relu_gradient_ratio_of_widths,
    sigmoid_gradient_ratio,
    tanh_gradient_ratio,
)
from theory.results.pytorch import tanh_settled_variance
from theory.results.sigmoid import sigmoid_settled_variance
from theory.results.vanishing import relu_slope_square


def _sigmoid(y: float) -> float:
    return 1 / (1 + np.exp(-y))


def _sigmoid_slope_squared(y: float) -> float:
    return (_sigmoid(y) * _sigmoid(-y)) ** 2


def test_the_sigmoid_gives_back_the_settled_variance() -> None:
    q = float(sigmoid_settled_variance(sp.Rational(64, 5))())
    assert 12.8 * mean(lambda y: _sigmoid(y) ** 2, q**0.5) == pytest.approx(q, rel=1e-12)


def test_a_layer_of_the_sigmoid_keeps_a_third_of_the_gradient() -> None:
    q = float(sigmoid_settled_variance(sp.Rational(64, 5))())
    expected = 12.8 * mean(_sigmoid_slope_squared, q**0.5)
    assert float(evaluate(sigmoid_gradient_ratio().rhs)) == pytest.approx(expected, rel=1e-9)
    assert 1 / 3 < expected < 0.36


def test_a_layer_of_tanh_adds_a_fifth_to_the_gradient() -> None:
    q = float(tanh_settled_variance()())
    expected = 25 / 9 * mean(lambda y: np.cosh(y) ** -4.0, q**0.5)
    assert float(evaluate(tanh_gradient_ratio().rhs)) == pytest.approx(expected, rel=1e-9)
    assert 1.2 < expected < 1.22


@pytest.mark.parametrize("slopes", [(1.0, 0.0), (1.0, 0.25), (0.5, -2.0)])
def test_both_passes_of_a_homogeneous_layer_have_one_factor(slopes: tuple[float, float]) -> None:
    up, down = slopes
    forward = mean(lambda y: (up * y if y > 0 else down * y) ** 2, 1.0)
    backward = mean(lambda y: up**2 if y > 0 else down**2, 1.0)
    assert homogeneous_gradient_ratio()() == pytest.approx(backward / forward, rel=1e-12)


def test_the_slope_of_relu_is_1_on_half_of_the_line() -> None:
    assert relu_slope_square()() == pytest.approx(mean(lambda y: float(y > 0), 1.3), rel=1e-12)


@pytest.mark.parametrize(("fan_in", "fan_out"), [(4, 4), (6, 2), (3, 12)])
def test_the_gradient_sums_over_the_weights_that_leave_a_unit(fan_in: int, fan_out: int) -> None:
    """Sampled: W^T d behind a rectifier, with a standard-normal gradient and pre-activation."""
    rng = np.random.default_rng(4)
    weights = rng.standard_normal((40_000, fan_out, fan_in)) * np.sqrt(2 / fan_in)
    above = rng.standard_normal((40_000, fan_out))
    below = np.einsum("koi,ko->ki", weights, above) * (rng.standard_normal((40_000, fan_in)) > 0)
    expected = float(relu_gradient_ratio_of_widths()(N=fan_in, N_out=fan_out))
    assert np.mean(below**2) == pytest.approx(expected, rel=0.04)
