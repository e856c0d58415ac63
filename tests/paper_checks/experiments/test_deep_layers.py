"""Gradients of deep networks by complex step, against differences and against back-propagation in NumPy."""

from dataclasses import replace

import numpy as np
import pytest

from paper_checks.experiments.deep_layers import (
    Network,
    delta,
    gradient,
    gradient_by_input,
    jacobian,
    last_slopes,
    network,
    preactivations,
    units,
)

WIDTHS = (2, 4, 3, 5)
STEP = 1e-6


def _loss(net: Network) -> float:
    h = units(net, len(net.weights))
    return float(np.sum(np.sin(h * np.arange(1, len(h) + 1)) + h))


def _moved(net: Network, by: str, layer: int, place: tuple[int, ...], step: float) -> Network:
    parts = [part.copy() for part in getattr(net, by)]
    parts[layer - 1][place] += step
    return replace(net, **{by: tuple(parts)})


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_gradients_against_differences(layer: int) -> None:
    net = network(seed=7, widths=WIDTHS)
    for by in ("weights", "biases"):
        shape = getattr(net, by)[layer - 1].shape
        for place in np.ndindex(shape):
            ends = [_loss(_moved(net, by, layer, place, side * STEP)) for side in (1, -1)]
            row, column = (*place, 0)[:2]
            found = gradient(by=by, seed=7, widths=WIDTHS, layer=layer, row=row, column=column)
            assert found == pytest.approx((ends[0] - ends[1]) / (2 * STEP), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("layer", [1, 2])
def test_delta_is_that_of_back_propagation(layer: int) -> None:
    net = network(seed=7, widths=WIDTHS)
    slope = 1 - np.tanh(preactivations(net, layer)) ** 2
    np.testing.assert_allclose(
        delta(net, layer), slope * (net.weights[layer].T @ delta(net, layer + 1)), rtol=1e-12
    )
    by_biases = [
        gradient(by="biases", seed=7, widths=WIDTHS, layer=layer, row=row) for row in range(WIDTHS[layer])
    ]
    np.testing.assert_allclose(by_biases, delta(net, layer), rtol=1e-12)


@pytest.mark.parametrize("row", [0, 1])
def test_the_gradient_by_an_input_goes_through_all_jacobians(row: int) -> None:
    net = network(seed=7, widths=WIDTHS)
    found = gradient_by_input(seed=7, widths=WIDTHS, row=row)
    back = last_slopes(net)
    for layer in (3, 2, 1):
        assert jacobian(net, layer).shape == (WIDTHS[layer], WIDTHS[layer - 1])
        back = jacobian(net, layer).T @ back
    assert found == pytest.approx(back[row], rel=1e-12)
    ends = [_loss(replace(net, inputs=net.inputs + side * STEP * np.eye(2)[row])) for side in (1, -1)]
    assert found == pytest.approx((ends[0] - ends[1]) / (2 * STEP), rel=1e-6)


def test_the_units_of_layer_0_are_the_input() -> None:
    net = network(seed=7, widths=WIDTHS)
    assert units(net, 0) is net.inputs
    assert units(net, 3).shape == (5,)


def test_widths_that_do_not_chain_are_refused() -> None:
    weights = (np.ones((3, 2)), np.ones((4, 2)))
    with pytest.raises(
        ValueError, match=r"weights of layer 2: shape \(4, 2\) does not take the \(3,\) below"
    ):
        Network(weights, (np.ones(3), np.ones(4)), np.ones(2))
    with pytest.raises(
        ValueError, match=r"biases of layer 1: shape \(2,\); give one for each of its 3 units"
    ):
        Network(weights[:1], (np.ones(2),), np.ones(2))


@pytest.mark.parametrize("widths", [(3,), (), (2, 0, 1)])
def test_widths_that_are_none_are_refused(widths: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"widths = .*: give two or more, each 1 or more"):
        network(seed=1, widths=widths)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"by": "units", "layer": 1, "row": 0}, "by = 'units', layer = 1: give weights or biases"),
        ({"by": "weights", "layer": 4, "row": 0}, "a layer from 1 to 3"),
        (
            {"by": "weights", "layer": 1, "row": 4},
            r"weights of layer 1 have the shape \(4, 2\): \(4, 0\) is outside",
        ),
        ({"by": "biases", "layer": 1, "row": 4}, r"biases of layer 1 have the shape \(4,\)"),
    ],
)
def test_a_parameter_that_is_not_there_is_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        gradient(seed=7, widths=WIDTHS, **given)
