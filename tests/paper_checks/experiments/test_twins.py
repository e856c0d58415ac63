"""Perceptrons that begin equal or at 0."""

import numpy as np
import pytest

from paper_checks.experiments.perceptrons import descended, perceptron
from paper_checks.experiments.twins import (
    distance,
    distance_over_signs,
    from_zero,
    kinds,
    met_by_twins,
    moving_weights,
    parting,
    twins,
)

NET = {"seed": 3, "widths": (3, 4, 1), "samples": 1, "activation": "tanh"}


def test_twins_differ_where_they_are_asked_to() -> None:
    same, different = twins(same_outgoing=True, **NET), twins(same_outgoing=False, **NET)
    np.testing.assert_array_equal(same.weights[0][0], same.weights[0][1])
    assert same.weights[1][0, 0] == same.weights[1][0, 1]
    assert different.weights[1][0, 0] != different.weights[1][0, 1]
    np.testing.assert_array_equal(different.weights[0][2:], perceptron(**NET).weights[0][2:])


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_twins_stay_together_and_move(activation: str) -> None:
    setting = NET | {"activation": activation, "widths": (3, 4, 2), "samples": 3}
    assert distance(steps=5, step=0.1, **setting) == 0
    before = twins(same_outgoing=True, **setting)
    assert not np.allclose(descended(before, 0.1, 5).weights[0][0], before.weights[0][0])


def test_different_outgoing_weights_part_them() -> None:
    net = twins(same_outgoing=False, **NET)
    after = descended(net, 0.5).weights[0]
    assert parting(step=0.5, column=2, **NET) == after[0, 2] - after[1, 2] != 0


def test_what_they_meet() -> None:
    net = twins(same_outgoing=False, **NET)
    met = met_by_twins(net, 1, 0.5)
    assert (met.weight, met.outgoing) == (net.weights[0][1, 1], tuple(net.weights[1][0, :2]))
    assert met.weight * met.input + met.rest == pytest.approx(net.weights[0][0] @ net.inputs[0], rel=1e-12)
    output = np.tanh(net.weights[1][0] @ np.tanh(net.weights[0] @ net.inputs[0]))
    assert met.error == pytest.approx(-2 * (net.targets[0, 0] - output) * (1 - output**2), rel=1e-12)
    moved = net.weights[0].copy()
    moved[0] = descended(net, 0.5).weights[0][0]
    output = np.tanh(net.weights[1][0] @ np.tanh(moved @ net.inputs[0]))
    assert met.error_after == pytest.approx(-2 * (net.targets[0, 0] - output) * (1 - output**2), rel=1e-12)


@pytest.mark.parametrize(("activation", "moving"), [("tanh", 0), ("relu", 0), ("sigmoid", 4 * 2)])
def test_how_many_weights_move_from_zero(activation: str, moving: int) -> None:
    setting = NET | {"activation": activation, "widths": (3, 4, 2), "samples": 3}
    assert moving_weights(**setting) == moving
    assert all(not matrix.any() for matrix in from_zero(**setting).weights)


def test_from_zero_all_hidden_neurons_are_of_one_kind() -> None:
    setting = NET | {"activation": "sigmoid", "samples": 3}
    assert kinds(steps=4, step=0.5, **setting) == 1
    assert descended(from_zero(**setting), 0.5, 4).weights[0].any()


def test_one_hidden_neuron_has_no_twin() -> None:
    for widths in ((3, 1), (3, 1, 1)):
        with pytest.raises(ValueError, match="give a hidden layer of 2 neurons or more"):
            twins(same_outgoing=True, **NET | {"widths": widths})


def test_the_distance_over_signs_is_the_mean_over_many() -> None:
    signs = np.random.default_rng(1).choice([-1.0, 1.0], size=(200_000, 2, 3))
    apart = (0.4 * signs[:, 0] - 0.4 * signs[:, 1]) @ np.array([1.0, -0.5, 2.0])
    found = distance_over_signs(inputs=(1.0, -0.5, 2.0), deviation=0.4)
    assert found == pytest.approx((apart**2).mean(), rel=0.02)


def test_a_neuron_that_gives_out_0_hides_what_is_above_it() -> None:
    net = twins(same_outgoing=True, **NET)
    net = net._replace(weights=(np.zeros_like(net.weights[0]), net.weights[1]))
    with pytest.raises(ValueError, match="gives out 0"):
        met_by_twins(net, 0, 0.5)
