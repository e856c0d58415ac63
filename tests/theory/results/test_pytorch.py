import numpy as np
import pytest
from scipy import optimize
from scipy.special import expit

from tests.theory.results.definition import CLOSE, mean, relu
from theory import evaluate
from theory.results.pytorch import (
    elu_gain,
    leaky_relu_gain,
    leaky_relu_second_moment,
    linear_gain,
    relu_gain,
    selu_settled_variance,
    sigmoid_gain,
    tanh_gain,
    tanh_settled_chi,
    tanh_settled_variance,
)

SELU = 1.6732632423543772, 1.0507009873554805  # alpha and lambda, of Klambauer et al. 2017


def _gain(activation, u: float) -> float:
    return u / np.sqrt(mean(lambda y: activation(y) ** 2, u))


def _leaky(slope: float):
    return lambda y: y if y > 0 else slope * y


def _selu(y: float) -> float:
    return SELU[1] * (y if y > 0 else SELU[0] * np.expm1(y))


@pytest.mark.parametrize("u", [0.3, 4.0])
def test_gains_that_are_the_same_at_every_deviation(u: float) -> None:
    assert relu_gain()() == pytest.approx(_gain(relu, u), rel=CLOSE)
    assert linear_gain()() == pytest.approx(_gain(lambda y: y, u), rel=CLOSE)
    for slope in (0.01, 0.4, 2.0):
        assert leaky_relu_gain()(a=slope) == pytest.approx(_gain(_leaky(slope), u), rel=CLOSE)
        second = mean(lambda y, slope=slope: _leaky(slope)(y) ** 2, u)
        assert leaky_relu_second_moment()(a=slope, u=u) == pytest.approx(second, rel=CLOSE)


def test_gains_at_deviation_1() -> None:
    assert elu_gain()() == pytest.approx(_gain(lambda y: y if y > 0 else np.expm1(y), 1.0), rel=CLOSE)
    assert float(evaluate(tanh_gain().rhs)) == pytest.approx(_gain(np.tanh, 1.0), rel=CLOSE)
    assert float(evaluate(sigmoid_gain().rhs)) == pytest.approx(_gain(expit, 1.0), rel=CLOSE)


def _settled(activation, gain: float, low: float, high: float) -> float:
    """Return the variance that a layer of this gain gives back, by bisection."""

    def growth(q: float) -> float:
        return gain**2 * mean(lambda y: activation(y) ** 2, np.sqrt(q)) - q

    return optimize.brentq(growth, low, high, xtol=1e-15, rtol=1e-13)


def test_where_tanh_settles_under_pytorchs_gain() -> None:
    q = _settled(np.tanh, 5 / 3, 1.0, 1.5)
    assert float(evaluate(tanh_settled_variance().rhs)) == pytest.approx(q, rel=1e-11)
    chi = 25 / 9 * mean(lambda y: np.cosh(y) ** -4, np.sqrt(q))
    assert float(evaluate(tanh_settled_chi().rhs)) == pytest.approx(chi, rel=1e-10)


def test_where_selu_settles_under_pytorchs_gain() -> None:
    q = _settled(_selu, 3 / 4, 0.01, 0.05)
    assert float(evaluate(selu_settled_variance().rhs)) == pytest.approx(q, rel=1e-10)
