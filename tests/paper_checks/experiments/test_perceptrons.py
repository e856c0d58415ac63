"""Gradients by complex step against back-propagation by hand, in NumPy."""

from itertools import pairwise

import numpy as np
import pytest

from paper_checks.experiments.perceptrons import (
    descended,
    descent_rate,
    gradients,
    hidden_weight,
    neuron,
    perceptron,
    slope_of_neuron,
    updated_hidden_weight,
)

NET = {"seed": 11, "widths": (3, 4, 2), "samples": 3, "activation": "tanh"}
SMALL = {"seed": 12, "widths": (3, 4, 1), "samples": 1, "activation": "tanh"}


def _by_hand(weights, inputs, targets) -> list[np.ndarray]:
    """Return the gradients of a perceptron of tanh by back-propagation."""
    units = [inputs]
    for matrix in weights:
        units.append(np.tanh(units[-1] @ matrix.T))
    delta = -2 * (targets - units[-1]) * (1 - units[-1] ** 2)
    found = []
    for matrix, (below, _) in zip(weights[::-1], list(pairwise(units))[::-1], strict=True):
        found.append(delta.T @ below)
        delta = delta @ matrix * (1 - below**2)
    return found[::-1]


def test_gradients_are_those_of_back_propagation() -> None:
    net = perceptron(**NET)
    for found, expected in zip(gradients(net), _by_hand(*net[:3]), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_a_step_takes_all_gradients_at_the_old_weights() -> None:
    net = perceptron(**NET)
    after = descended(net, 0.1)
    for new, old, slope in zip(after.weights, net.weights, _by_hand(*net[:3]), strict=True):
        np.testing.assert_allclose(new, old - 0.1 * slope, rtol=1e-12)
    twice = descended(after, 0.1)
    np.testing.assert_array_equal(descended(net, 0.1, steps=2).weights[0], twice.weights[0])


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_the_loss_falls_at_the_rate_of_the_squared_gradient(activation: str) -> None:
    assert descent_rate(**NET | {"activation": activation, "samples": 9}) == pytest.approx(-1, rel=1e-12)


def test_where_the_gradient_is_0_there_is_no_step() -> None:
    with pytest.raises(ValueError, match="the gradient is 0"):
        descent_rate(seed=11, widths=(3, 4, 2), samples=3, activation="relu")


def test_what_a_weight_of_a_neuron_meets() -> None:
    setting = {"seed": 13, "widths": (3, 1), "samples": 2, "activation": "sigmoid"}
    net = perceptron(**setting)
    weight, inputs, rests, targets = neuron(weight=1, **setting)
    np.testing.assert_allclose(weight * inputs + rests, net.inputs @ net.weights[0][0], rtol=1e-12)
    np.testing.assert_array_equal(targets, net.targets[:, 0])
    assert slope_of_neuron(weight=1, **setting) == gradients(net)[0][0, 1]


def test_what_a_weight_of_the_hidden_layer_meets() -> None:
    net = perceptron(**SMALL)
    met = hidden_weight(net, 2, 1)
    unit = np.tanh(met.weight * met.input + met.rest)
    np.testing.assert_allclose(unit, np.tanh(net.weights[0] @ net.inputs[0])[2], rtol=1e-12)
    above = net.weights[1][0] @ np.tanh(net.weights[0] @ net.inputs[0])
    assert met.outgoing * unit + met.rest_above == pytest.approx(above, rel=1e-12)
    slope = _by_hand(*net[:3])[0][2, 1]
    assert updated_hidden_weight(step=0.5, row=2, column=1, **SMALL) == pytest.approx(
        met.weight - 0.5 * slope, rel=1e-12
    )


def test_the_rectifier_at_0_has_the_slope_that_is_asked_for() -> None:
    for activation, slope in (("relu", 0.0), ("relu, slope 1 at 0", 1.0)):
        net = perceptron(seed=1, widths=(1, 1), samples=1, activation=activation)
        net = net._replace(weights=(np.zeros((1, 1)),))
        expected = -2 * net.targets[0, 0] * slope * net.inputs[0, 0]
        assert gradients(net)[0][0, 0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"widths": (3,)}, "two widths or more"),
        ({"widths": (3, 0)}, "each number 1 or above"),
        ({"samples": 0}, "samples = 0"),
        ({"activation": "swish"}, "activation = 'swish': give one of tanh"),
    ],
)
def test_bad_parameters_are_named(wrong: dict, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        perceptron(**NET | wrong)


def test_other_shapes_have_no_one_weight_between_the_layers() -> None:
    with pytest.raises(ValueError, match=r"layers, outputs, samples = \(2, 2, 3\)"):
        hidden_weight(perceptron(**NET), 0, 0)


@pytest.mark.parametrize(("step", "steps"), [(0.0, 1), (-0.1, 1), (0.1, 0)])
def test_there_is_a_step(step: float, steps: int) -> None:
    with pytest.raises(ValueError, match="give a step above 0, and 1 or more of them"):
        descended(perceptron(**NET), step, steps)
