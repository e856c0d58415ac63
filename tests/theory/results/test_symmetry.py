"""Two hidden neurons, stepped by hand with central differences."""

import numpy as np
import pytest
from scipy.special import expit

from theory.results.symmetry import (
    distance_of_random_units,
    kinds_of_sigmoid_units,
    random_weight_distance,
    separation_of_sigmoid_units,
    separation_of_tanh_units,
    sigmoid_units_stay_equal,
    tanh_units_stay_equal,
)

H = 1e-6
X, R, C, Y = -1.3, 0.4, 0.2, 0.9
CASES = [
    (np.tanh, separation_of_tanh_units, tanh_units_stay_equal),
    (expit, separation_of_sigmoid_units, sigmoid_units_stay_equal),
]


def _loss(function, w: np.ndarray, v: np.ndarray) -> float:
    return float((Y - function(v @ function(w * X + R) + C)) ** 2)


def _slopes(function, w: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    by_w = [(_loss(function, w + H * e, v) - _loss(function, w - H * e, v)) / (2 * H) for e in np.eye(2)]
    by_v = [(_loss(function, w, v + H * e) - _loss(function, w, v - H * e)) / (2 * H) for e in np.eye(2)]
    return np.array(by_w), np.array(by_v)


@pytest.mark.parametrize(("function", "separation", "_"), CASES, ids=["tanh", "sigmoid"])
def test_equal_incoming_and_different_outgoing_weights(function, separation, _) -> None:
    w, v = np.array([0.7, 0.7]), np.array([1.1, -0.5])
    by_w, _ = _slopes(function, w, v)
    above = v @ function(w * X + R) + C
    error = ((Y - function(above + H)) ** 2 - (Y - function(above - H)) ** 2) / (2 * H)
    met = {"x_{i}": X, "r": R, r"\delta": error, "v_1": v[0], "v_2": v[1], "w": w[0], r"\gamma_s": 0.4}
    assert separation()(**met) == pytest.approx(-0.4 * (by_w[0] - by_w[1]), rel=1e-7)


@pytest.mark.parametrize(("function", "separation", "equal"), CASES, ids=["tanh", "sigmoid"])
def test_equal_neurons(function, separation, equal) -> None:
    w, v = np.array([0.7, 0.7]), np.array([1.1, 1.1])
    for _ in range(3):
        by_w, by_v = _slopes(function, w, v)
        w, v = w - 0.4 * by_w, v - 0.4 * by_v
    assert (w[0] - w[1]) ** 2 + (v[0] - v[1]) ** 2 == pytest.approx(float(equal().rhs), abs=1e-15)


def test_equal_neurons_are_of_one_kind() -> None:
    assert kinds_of_sigmoid_units().rhs == 1


def test_two_random_units_are_as_far_apart_as_their_weights_are_large() -> None:
    rng = np.random.default_rng(2)
    inputs = np.array([0.3, -1.2, 2.0])
    weights = 0.7 * rng.standard_normal((400_000, 2, 3))
    apart = ((weights[:, 0] - weights[:, 1]) @ inputs) ** 2
    expected = distance_of_random_units()(N=3, v=0.7, mu=inputs.mean(), s=inputs.std())
    assert expected == pytest.approx(apart.mean(), rel=0.01)
    between = (weights[:, 0, 0] - weights[:, 1, 0]) ** 2
    assert random_weight_distance()(v=0.7) == pytest.approx(between.mean(), rel=0.01)
