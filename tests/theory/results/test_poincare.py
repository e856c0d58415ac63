import numpy as np
import pytest
from scipy.special import expit, ndtr

from tests.theory.results.definition import mean
from theory.results.poincare import (
    cubic_difference,
    cubic_excess,
    cubic_mean,
    gelu_growth,
    sigmoid_growth,
    tanh_growth,
)

CUBIC = np.polynomial.Polynomial([0.4, -1.2, 0.7, 0.3])
NAMES = {f"a_{power}": coefficient for power, coefficient in enumerate(CUBIC.coef)}


@pytest.mark.parametrize("u", [0.5, 1.4])
def test_what_a_cubic_leaves_of_the_poincare_bound(u: float) -> None:
    first, second = mean(CUBIC, u), mean(lambda y: CUBIC(y) ** 2, u)
    slope = mean(lambda y: CUBIC.deriv()(y) ** 2, u)
    named = {name: value for name, value in NAMES.items() if name in ("a_2", "a_3")}
    assert cubic_excess()(u=u, **named) == pytest.approx(u**2 * slope - (second - first**2), rel=1e-9)
    assert cubic_mean()(u=u, a_0=0.4, a_2=0.7) == pytest.approx(first, rel=1e-9)
    assert cubic_difference()(u=u, a_0=0.4, **named) == pytest.approx(u**2 * slope - second, rel=1e-9)


@pytest.mark.parametrize("u", [0.3, 1.0, 3.0])
def test_gelu_grows_gradients_by_more_than_signals(u: float) -> None:
    def density(y: float) -> float:
        return np.exp(-y * y / 2) / np.sqrt(2 * np.pi)

    slope = mean(lambda y: (ndtr(y) + y * density(y)) ** 2, u)
    excess = u**2 * slope - mean(lambda y: (y * ndtr(y)) ** 2, u)
    assert gelu_growth()(**{"u": u, "sigma_w^2": 2.0}) == pytest.approx(2 * excess, rel=1e-9)


@pytest.mark.parametrize("u", [0.3, 1.0, 3.0])
def test_tanh_does_too(u: float) -> None:
    excess = u**2 * mean(lambda y: np.cosh(y) ** -4, u) - mean(lambda y: np.tanh(y) ** 2, u)

    def difference(y: float) -> float:
        """Return g' - g/y, by its series where it would cancel."""
        if abs(y) < 0.01:
            return -2 / 3 * y**2 + 8 / 15 * y**4
        return 1 - np.tanh(y) ** 2 - np.tanh(y) / y

    ends = np.linspace(-13, 13, 20_001)
    squares = [difference(u * z) ** 2 * np.exp(-(z**2) / 2) for z in ends]
    assert excess == pytest.approx(u**2 * np.trapezoid(squares, ends) / np.sqrt(2 * np.pi), rel=1e-7)
    assert excess > tanh_growth()() == 0


@pytest.mark.parametrize("u", [0.5, 2.0, 10.0])
def test_the_sigmoid_is_above_the_bound_too(u: float) -> None:
    slope = mean(lambda y: (expit(y) * expit(-y)) ** 2, u)
    variance = mean(lambda y: np.tanh(y / 2) ** 2 / 4, u)
    assert variance - u**2 * slope < sigmoid_growth()() == 0
    # Its own scale: half the argument and half the value of tanh.
    half = u**2 / 4 * mean(lambda y: np.cosh(y) ** -4, u / 2) - mean(lambda y: np.tanh(y) ** 2, u / 2)
    assert u**2 * slope - variance == pytest.approx(half / 4, rel=1e-6)
