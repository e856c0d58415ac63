"""The activations against NumPy's, their slopes against differences, the largest slopes on a grid."""

import numpy as np
import pytest
from scipy import special

from theory.results.activations import (
    elu_below,
    elu_slope_jump,
    leaky_relu_values,
    maximum_of_steep_lines,
    prelu_values,
    relu_slopes,
    relu_values,
    sigmoid_largest_slope,
    sigmoid_of_odds,
    sigmoid_slope,
    sigmoid_slope_far_out,
    tanh_largest_slope,
    tanh_of_sides,
    tanh_slope,
    tanh_slope_far_out,
)

GRID = np.linspace(-3, 3, 13)
AT, WEIGHT = 1.3, -0.7


def test_smooth_ones() -> None:
    np.testing.assert_allclose(sigmoid_of_odds()(t=GRID), special.expit(GRID))
    np.testing.assert_allclose(tanh_of_sides()(t=GRID), np.tanh(GRID))
    np.testing.assert_allclose(elu_below()(p=AT, alpha=0.4), 0.4 * np.expm1(-AT))


@pytest.mark.parametrize(
    ("derive", "function", "given"),
    [
        (relu_values, lambda x: np.maximum(0, x), {}),
        (leaky_relu_values, lambda x: np.where(x > 0, x, 0.1 * x), {}),
        (prelu_values, lambda x: np.where(x > 0, x, 1.75 * x), {"a": 1.75}),
        (maximum_of_steep_lines, lambda x: np.maximum(1.6 * x, x), {"e": 0.6}),
    ],
)
def test_rectifiers_on_both_sides(derive, function, given) -> None:
    derivation = derive()
    values = {"p": AT, "c": WEIGHT} | given
    found = derivation(**{str(symbol): values[str(symbol)] for symbol in derivation.arguments})
    assert found == pytest.approx(function(AT) + WEIGHT * function(-AT))


def test_slopes() -> None:
    for derive, function in ((sigmoid_slope, special.expit), (tanh_slope, np.tanh)):
        np.testing.assert_allclose(
            derive()(t=GRID), (function(GRID + 1e-6) - function(GRID - 1e-6)) / 2e-6, rtol=1e-8
        )
    assert relu_slopes()() == np.heaviside(AT, 0) + WEIGHT * np.heaviside(-AT, 0)
    assert elu_slope_jump()(alpha=0.4) == pytest.approx(1 - 0.4 * np.expm1(-1e-9) / -1e-9)


def test_largest_slopes() -> None:
    fine = np.linspace(-5, 5, 100_001)
    assert sigmoid_largest_slope()() == pytest.approx(np.gradient(special.expit(fine), fine).max(), rel=1e-7)
    assert tanh_largest_slope()() == pytest.approx(np.gradient(np.tanh(fine), fine).max(), rel=1e-7)


def test_saturation() -> None:
    assert sigmoid_slope_far_out()() == tanh_slope_far_out()() == 0
