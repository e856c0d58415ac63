"""Derivatives of graphs by complex step, against differences, and products counted by hand."""

import numpy as np
import pytest

from paper_checks.experiments.graphs import (
    derivative_of_example,
    derivatives_of_paths,
    gradient_and_products,
    loss_by_weight,
    network,
    total_derivative,
)

AT = {"x": -2.0, "y": 5.0, "z": -4.0}


@pytest.mark.parametrize(
    ("of", "by", "value"),
    [("q", "x", 1), ("q", "y", 1), ("f of q", "q", -4), ("f of q", "z", 3), ("f", "x", -4), ("f", "z", 3)],
)
def test_the_example_by_hand(of: str, by: str, value: float) -> None:
    assert derivative_of_example(of=of, by=by, **AT) == value


def test_the_paths_add_up() -> None:
    by_f, by_g, f_by_x, g_by_x = derivatives_of_paths(at=0.3)
    assert (f_by_x, g_by_x) == pytest.approx((1 - np.tanh(0.3) ** 2, 2 * 0.3 - 1))
    assert total_derivative(at=0.3) == pytest.approx(by_f * f_by_x + by_g * g_by_x, rel=1e-13)


@pytest.mark.parametrize(("layer", "source", "target"), [(1, 2, 3), (2, 1, 2), (2, 3, 1), (3, 2, 1)])
def test_the_loss_by_a_weight_against_differences(layer: int, source: int, target: int) -> None:
    weights, entering, label = network(seed=4)

    def loss(change: float) -> float:
        moved = [matrix.copy() for matrix in weights]
        moved[layer - 1][source - 1, target - 1] += change
        values = entering[0]
        for matrix in moved:
            values = np.tanh(values @ matrix)
        return float((label - values[0]) ** 2)

    found = loss_by_weight(seed=4, layer=layer, source=source, target=target)
    assert found == pytest.approx((loss(1e-6) - loss(-1e-6)) / 2e-6, rel=1e-7)


def test_the_network_is_the_lectures() -> None:
    weights, entering, _ = network(seed=1)
    assert [matrix.shape for matrix in weights] == [(2, 3), (3, 2), (2, 1)]
    np.testing.assert_allclose(entering[2], np.tanh(np.tanh(entering[0] @ weights[0]) @ weights[1]))


def test_products() -> None:
    kept, few = gradient_and_products(depth=3, width=2, keep=True)
    written_out, many = gradient_and_products(depth=3, width=2, keep=False)
    assert kept == pytest.approx(written_out)
    # Two last units take one product each, and two layers of two units two products a unit; 8 paths of 3 factors.
    assert (few, many) == (2 + 2 * 4, 8 * 3)
    with pytest.raises(ValueError, match="width = 0: give 1 or more"):
        gradient_and_products(depth=3, width=0, keep=True)
