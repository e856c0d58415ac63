"""Derivatives along graphs against central differences of NumPy programs, and counts of paths by enumeration."""

from itertools import product

import numpy as np
import pytest

from theory.results.graphs import (
    chain_of_two_paths,
    chain_through_sum,
    loss_by_first_layer,
    loss_by_output_layer,
    loss_by_second_layer,
    memoized_products,
    product_by_factor,
    product_by_sum,
    products_of_all_paths,
    sum_by_first,
    sum_by_second,
)

STEP = 1e-6
VALUES = {
    "w": 0.7, "a": -1.3, "t": 0.4, "r_{11}": 0.2, "r_{21}": -0.5, "r_{22}": 0.3, "r_{31}": 0.1, "w_{11}^2": 1.1,
    "w_{12}^2": -0.6, "w_{11}^3": 0.8, "w_{21}^3": 1.7, "r_{2j}": 0.3, "w_{j1}^3": 1.7,
}  # fmt: skip


def _loss(layer: int, w: float) -> float:
    entered = np.tanh(w * VALUES["a"] + VALUES[{1: "r_{11}", 2: "r_{22}", 3: "r_{31}"}[layer]])
    if layer == 1:
        first = np.tanh(VALUES["w_{11}^2"] * entered + VALUES["r_{21}"])
        second = np.tanh(VALUES["w_{12}^2"] * entered + VALUES["r_{22}"])
        output = np.tanh(VALUES["w_{11}^3"] * first + VALUES["w_{21}^3"] * second + VALUES["r_{31}"])
    elif layer == 2:
        output = np.tanh(VALUES["w_{21}^3"] * entered + VALUES["r_{31}"])
    else:
        output = entered
    return (VALUES["t"] - output) ** 2


@pytest.mark.parametrize(
    ("layer", "derive"), [(1, loss_by_first_layer), (2, loss_by_second_layer), (3, loss_by_output_layer)]
)
def test_the_loss_by_a_weight(layer: int, derive) -> None:
    derivation = derive()
    found = derivation(**{str(symbol): VALUES[str(symbol)] for symbol in derivation.arguments})
    expected = (_loss(layer, VALUES["w"] + STEP) - _loss(layer, VALUES["w"] - STEP)) / (2 * STEP)
    assert found == pytest.approx(expected, rel=1e-8)


def test_two_paths_add_up() -> None:
    def h(x: float) -> float:
        return np.sin(x) * np.exp(x**3)

    at = 0.6
    f, g = np.sin(at), at**3
    slopes = {"df": np.exp(g), "dg": f * np.exp(g), "fx": np.cos(at), "gx": 3 * at**2}
    names = {"df": r"\partial h/\partial f", "dg": r"\partial h/\partial g", "fx": r"\partial f/\partial x",
             "gx": r"\partial g/\partial x"}  # fmt: skip
    found = chain_of_two_paths()(**{names[key]: slope for key, slope in slopes.items()})
    assert found == pytest.approx((h(at + STEP) - h(at - STEP)) / (2 * STEP), rel=1e-8)


def test_the_example() -> None:
    assert sum_by_first()() == sum_by_second()() == 1.0
    assert product_by_sum()(z=-4.0) == chain_through_sum()(z=-4.0) == -4.0
    assert product_by_factor()(q=3.0) == 3.0


@pytest.mark.parametrize(("depth", "width"), [(1, 3), (2, 2), (3, 4)])
def test_products_are_counted(depth: int, width: int) -> None:
    paths = list(product(range(width), repeat=depth))
    assert products_of_all_paths()(d=depth, N=width) == sum(len(path) for path in paths)
    edges = width + sum(width * width for _ in range(depth - 1))
    assert memoized_products()(d=depth, N=width) == edges
