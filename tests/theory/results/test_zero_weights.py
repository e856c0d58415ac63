"""Which gradients are 0 where all weights are, by central differences in NumPy."""

import numpy as np
import pytest
from scipy.special import expit

from theory.results.zero_weights import (
    idle_relu_weights,
    idle_sigmoid_weights,
    idle_tanh_weights,
    relu_incoming_gradient,
    relu_outgoing_gradient,
    sigmoid_incoming_gradient,
    sigmoid_outgoing_gradient,
    tanh_incoming_gradient,
    tanh_outgoing_gradient,
)

H, X, R, W, V, DELTA = 1e-6, -1.3, 0.4, 0.7, 1.6, -0.8
MET = {"x_{i}": X, "r": R, "w": W, r"\delta": DELTA}
CASES = [
    (np.tanh, tanh_incoming_gradient, tanh_outgoing_gradient),
    (expit, sigmoid_incoming_gradient, sigmoid_outgoing_gradient),
]


@pytest.mark.parametrize(("function", "incoming", "outgoing"), CASES, ids=["tanh", "sigmoid"])
def test_the_gradients_of_one_neuron(function, incoming, outgoing) -> None:
    def loss(w: float, v: float) -> float:
        return DELTA * v * function(w * X + R)

    assert incoming()(v=V, **MET) == pytest.approx((loss(W + H, V) - loss(W - H, V)) / (2 * H), rel=1e-7)
    assert outgoing()(**MET) == pytest.approx((loss(W, V + H) - loss(W, V - H)) / (2 * H), rel=1e-7)


@pytest.mark.parametrize("slope", [0.0, 1.0])
def test_the_gradients_of_a_rectifier(slope: float) -> None:
    assert relu_incoming_gradient()(v=V, kappa_0=slope, **{"x_{i}": X, r"\delta": DELTA}) == pytest.approx(
        DELTA * V * slope * X
    )
    assert relu_outgoing_gradient()(kappa_0=slope, **MET) == pytest.approx(DELTA * slope * (W * X + R))


@pytest.mark.parametrize(
    ("function", "idle"),
    [
        (np.tanh, idle_tanh_weights),
        (lambda z: np.maximum(z, 0.0), idle_relu_weights),
        (expit, idle_sigmoid_weights),
    ],
    ids=["tanh", "relu", "sigmoid"],
)
def test_how_many_weights_move_from_zero(function, idle) -> None:
    rng = np.random.default_rng(0)
    inputs, targets = rng.standard_normal((3, 3)), rng.standard_normal((3, 2))
    below, above = np.zeros((4, 3)), np.zeros((2, 4))

    def loss(first: np.ndarray, second: np.ndarray) -> float:
        return float(((targets - function(function(inputs @ first.T) @ second.T)) ** 2).sum())

    moving = 0
    for which, matrix in enumerate((below, above)):
        for place in np.ndindex(matrix.shape):
            step = np.zeros_like(matrix)
            step[place] = 1e-3
            ends = [
                loss(*((below + sign * step, above) if which == 0 else (below, above + sign * step)))
                for sign in (1, -1)
            ]
            moving += abs(ends[0] - ends[1]) > 1e-6
    expected = idle()(N=4, N_out=2) if idle().rhs.free_symbols else idle()()
    assert moving == expected
