"""The independent definitions of activations against SciPy and NumPy."""

import numpy as np
import pytest
from scipy import special

from paper_checks.experiments.activations import (
    both_sides,
    elu_slope_jump,
    largest_slope,
    relu_slopes,
    slope,
    value,
)

RATED = {
    "leaky_relu": lambda x: np.where(x > 0, x, 0.3 * x),
    "prelu": lambda x: np.where(x > 0, x, 0.3 * x),
    "elu": lambda x: np.where(x > 0, x, 0.3 * np.expm1(x)),
    "maximum of lines": lambda x: np.maximum(x, 0.3 * x),
}


@pytest.mark.parametrize("at", [-2.5, -0.4, 0.0, 0.3, 3.0])
def test_values(at: float) -> None:
    assert value(activation="sigmoid", at=at) == pytest.approx(special.expit(at), rel=1e-13)
    assert value(activation="tanh", at=at) == pytest.approx(np.tanh(at), rel=1e-13)
    assert value(activation="relu", at=at) == max(0.0, at)
    for name, function in RATED.items():
        assert value(activation=name, at=at, rate=0.3) == pytest.approx(function(at), rel=1e-13)


def test_the_maximum_of_lines_is_mirrored_above_slope_1() -> None:
    assert value(activation="maximum of lines", at=2.0, rate=1.5) == 3.0
    assert value(activation="maximum of lines", at=-2.0, rate=1.5) == -2.0


def test_both_sides() -> None:
    assert both_sides(activation="leaky_relu", at=2.0, weight=10.0, rate=0.1) == pytest.approx(2.0 - 2.0)
    assert relu_slopes(at=2.0, weight=10.0) == 1.0
    assert relu_slopes(at=2.0, weight=-3.0) == 1.0
    with pytest.raises(ValueError, match="reaches across 0"):
        relu_slopes(at=0.0, weight=1.0)


def test_slopes() -> None:
    assert slope(activation="sigmoid", at=0.7) == pytest.approx(special.expit(0.7) * special.expit(-0.7))
    assert slope(activation="tanh", at=-0.7) == pytest.approx(1 / np.cosh(0.7) ** 2)
    assert largest_slope(activation="sigmoid") == pytest.approx(0.25, rel=1e-14)
    assert largest_slope(activation="tanh") == pytest.approx(1.0, rel=1e-14)


@pytest.mark.parametrize("rate", [0.3, 1.0, 1.75])
def test_the_kink_of_elu(rate: float) -> None:
    # expm1(x)/x is 1 + x/2 + x²/6: one extrapolation leaves x²/12.
    assert elu_slope_jump(rate=rate) == pytest.approx(1 - rate, abs=1e-12)
