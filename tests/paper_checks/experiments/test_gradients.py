"""Vanished gradients against differences, and by hand."""

import numpy as np
import pytest

from paper_checks.experiments.gradients import (
    dead_unit,
    example_ratio,
    loss_by_dead_weight,
    sigmoid_gradients,
    updated_weight,
)

NETWORK = {"seed": 5, "depth": 3, "width": 2}


def test_the_dead_unit_is_below_0() -> None:
    found = dead_unit(seed=1, inputs=3, units=5)
    assert found["weights"][found["unit"]] @ found["example"] < 0
    assert loss_by_dead_weight(seed=1, inputs=3, units=5) == 0.0
    with pytest.raises(ValueError, match="no unit is dead on the example"):
        dead_unit(seed=0, inputs=1, units=1)


def test_the_gradients_of_a_sigmoid_network() -> None:
    rng = np.random.default_rng(5)
    weights = rng.standard_normal((3, 2, 2)) / np.sqrt(2)
    inputs, labels = rng.standard_normal(2), rng.standard_normal(2)

    def loss(layer: int, change: float) -> float:
        values = inputs
        for number, matrix in enumerate(weights):
            moved = matrix + (change * np.array([[1, 0], [0, 0]]) if number == layer else 0)
            values = 1 / (1 + np.exp(-moved @ values))
        return float(((labels - values) ** 2).sum())

    weight, rate, first, last = sigmoid_gradients(**NETWORK)
    assert weight == weights[0, 0, 0]
    for layer, found in ((0, first), (2, last)):
        assert found == pytest.approx((loss(layer, 1e-6) - loss(layer, -1e-6)) / 2e-6, rel=1e-6)
    assert updated_weight(**NETWORK) == weight - rate * first


def test_the_first_layer_of_many_stands_still() -> None:
    weight, _, first, last = sigmoid_gradients(seed=5, depth=30, width=3)
    assert abs(first) < 1e-12 < 1e-4 < abs(last)
    assert updated_weight(seed=5, depth=30, width=3) == pytest.approx(weight, rel=1e-12)


def test_the_example() -> None:
    assert example_ratio(lost=0.0) == pytest.approx(0.00576 / 0.2)
    assert example_ratio(lost=0.1) == pytest.approx((0.00576 + 0.0108) / 0.2)
