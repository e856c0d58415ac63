import numpy as np
import pytest
import sympy as sp
from scipy.special import expit

from tests.theory.results.definition import mean, outcomes, variance
from theory import evaluate
from theory.results.sigmoid import (
    sigmoid_settled_chi,
    sigmoid_settled_variance,
    sigmoid_tangent,
    sigmoid_variance_bound,
    sigmoid_weight_deviation,
)

STEP = 1e-30  # of the complex step, which has no rounding error


def test_the_tangent_has_the_sigmoids_value_and_slope_at_0() -> None:
    slope = (1 / (1 + np.exp(-1j * STEP))).imag / STEP
    for y in (-1.5, 0.0, 2.0):
        assert sigmoid_tangent()(y=y) == pytest.approx(expit(0.0) + slope * y, rel=1e-14)


@pytest.mark.parametrize("width", [1, 2, 4])
def test_its_weights_keep_a_variance_of_1_through_the_linearised_layer(width: int) -> None:
    """Inputs of mean g(0) and variance 1; both weights and inputs take two values, and all outcomes count."""
    v = sigmoid_weight_deviation()(N=width)
    rows = [
        (0.5 + (v * signs) @ (0.5 + inputs) / 4, chance * other)
        for signs, chance in outcomes((-1.0, 1.0), (0.5, 0.5), width)
        for inputs, other in outcomes((-1.0, 1.0), (0.5, 0.5), width)
    ]
    outputs, chances = map(np.array, zip(*rows, strict=True))
    centre = chances @ outputs
    assert chances @ (outputs - centre) ** 2 == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize("u", [0.5, 3.0, 30.0])
def test_the_variance_stays_below_its_bound(u: float) -> None:
    assert variance(expit, u) < sigmoid_variance_bound()()


def test_the_bound_is_what_large_pre_activations_come_near_to() -> None:
    """1/4 - Var is E f(y) with f = sech(y/2)^2/4, whose integral is 1 and whose second moment is pi^2/3."""
    u = 300.0
    gap = float(sigmoid_variance_bound()()) - variance(expit, u)
    assert gap == pytest.approx((1 - np.pi**2 / (6 * u**2)) / (u * np.sqrt(2 * np.pi)), rel=1e-8)


@pytest.mark.parametrize("weights", ["1", "18/5", "64/5"])
def test_where_a_layer_settles_and_what_a_gradient_does_there(weights: str) -> None:
    scale = sp.Rational(weights)
    q = float(sigmoid_settled_variance(scale).rhs)
    assert float(scale) * mean(lambda y: expit(y) ** 2, np.sqrt(q)) == pytest.approx(q, rel=1e-9)
    slope = float(scale) * mean(lambda y: (expit(y) * expit(-y)) ** 2, np.sqrt(q))
    assert float(evaluate(sigmoid_settled_chi(scale).rhs)) == pytest.approx(slope, rel=1e-9)
