"""Gradients of the squared loss by central differences in NumPy, and a step along them."""

import numpy as np
import pytest
from scipy.special import expit

from theory.results.updates import (
    hidden_gradient,
    linear_output_by_hidden_weight,
    linear_output_by_outgoing_weight,
    mlp_descent_rate,
    neuron_descent_rate,
    neuron_gradient,
    sample_gradient,
    updated_weight,
)

STEP = 1e-6
W, X, R, V, C, Y = 0.7, -1.3, 0.4, 1.6, -0.2, 0.9
MET = {"w_{ij}": W, "x_{i}": X, "r_{j}": R, "y": Y}
ABOVE = {"v_{j}": V, "c": C}


def _slope(loss, at: float) -> float:
    return (loss(at + STEP) - loss(at - STEP)) / (2 * STEP)


def test_the_gradient_of_one_sample() -> None:
    found = _slope(lambda w: (Y - expit(w * X + R)) ** 2, W)
    assert sample_gradient()(**MET) == pytest.approx(found, rel=1e-8)


def test_the_gradients_of_two_samples_add_up() -> None:
    x, r, y = np.array([X, 0.8]), np.array([R, -1.1]), np.array([Y, -0.5])
    found = _slope(lambda w: ((y - expit(w * x + r)) ** 2).sum(), W)
    named = {f"{letter}_{n + 1}": v[n] for letter, v in (("x", x), ("r", r), ("y", y)) for n in (0, 1)}
    assert neuron_gradient()(**named, **{"w_{ij}": W}) == pytest.approx(found, rel=1e-8)


def test_the_gradient_through_a_hidden_neuron() -> None:
    found = _slope(lambda w: (Y - np.tanh(V * np.tanh(w * X + R) + C)) ** 2, W)
    assert hidden_gradient()(**MET, **ABOVE) == pytest.approx(found, rel=1e-8)
    moved = updated_weight()(**MET, **ABOVE, **{r"\gamma_s": 0.3})
    assert moved == pytest.approx(W - 0.3 * found, rel=1e-8)


def test_the_gradients_below_a_linear_output() -> None:
    def loss(w: float, v: float) -> float:
        return (Y - v * np.tanh(w * X + R) - C) ** 2

    by_hidden, by_outgoing = linear_output_by_hidden_weight(), linear_output_by_outgoing_weight()
    assert by_hidden(**MET, **ABOVE) == pytest.approx(_slope(lambda w: loss(w, V), W), rel=1e-8)
    assert by_outgoing(**MET, **ABOVE) == pytest.approx(_slope(lambda v: loss(W, v), V), rel=1e-8)


def test_a_small_step_lowers_the_loss_by_the_squared_length_of_the_gradient() -> None:
    x, weights = np.array([X, 0.6]), np.array([W, -0.4])

    def loss(w: np.ndarray) -> float:
        return (Y - expit(w @ x)) ** 2

    slopes = np.array([_slope(lambda w, e=e: loss(weights + (w - W) * e), W) for e in np.eye(2)])
    rate = _slope(lambda step: loss(weights - step * slopes), 0.0) / (slopes @ slopes)
    assert rate == pytest.approx(float(neuron_descent_rate().rhs), rel=1e-7)
    assert rate == pytest.approx(float(mlp_descent_rate().rhs), rel=1e-7)
