import numpy as np
import pytest
from scipy import stats

from tests.theory.results.definition import mean
from theory.results.tanh import (
    tanh_decay,
    tanh_mean_square,
    tanh_tangent,
    tanh_weight_deviation,
    uniform_tanh_variance,
    uniform_tanh_variance_bound,
    uniform_weight_variance,
)


def _mean_square(u: float) -> float:
    return mean(lambda y: np.tanh(y) ** 2, u)


def test_the_tangent_has_tanhs_value_and_slope_at_0() -> None:
    slope = np.tanh(1e-30j).imag / 1e-30
    for y in (-1.5, 0.0, 2.0):
        assert tanh_tangent()(y=y) == pytest.approx(np.tanh(0.0) + slope * y, abs=1e-15)


@pytest.mark.parametrize("width", [1, 3, 50])
def test_its_weights_give_a_row_the_variance_of_an_input(width: int) -> None:
    v = tanh_weight_deviation()(N=width)
    assert width * v**2 == pytest.approx(1, rel=1e-14)


@pytest.mark.parametrize("u", [0.01, 0.02])
def test_two_orders_of_the_mean_square(u: float) -> None:
    """What is left is of order u^6: 17/3 u^6, from 17/45 y^6 with E Z^6 = 15."""
    left = _mean_square(u) - tanh_mean_square()(u=u)
    assert left / u**6 == pytest.approx(17 / 3, rel=4 * u**2 + 1e-3)


def test_the_inverse_variances_grow_by_2_a_layer() -> None:
    """The distance to 2 is of order u^2, since 1/(1 - 2u² + 17/3 u⁴) is 1 + 2u² - 5/3 u⁴; two u take it out."""
    near, far = (1 / _mean_square(u) - 1 / u**2 for u in (0.005, 0.01))
    assert (near - 2) / 0.005**2 == pytest.approx(-5 / 3, rel=0.01)
    assert tanh_decay()() == pytest.approx((4 * near - far) / 3, rel=2e-8)


@pytest.mark.parametrize("width", [1, 7, 500])
def test_the_variance_of_uniform_weights(width: int) -> None:
    bound = 1 / np.sqrt(width)
    law = stats.uniform(-bound, 2 * bound)
    assert uniform_weight_variance()(N=width) == pytest.approx(law.var(), rel=1e-14)


@pytest.mark.parametrize("s", [1e-5, 1e-3])
def test_the_variance_behind_small_inputs_and_uniform_weights(s: float) -> None:
    u = s * stats.uniform(-1, 2).std()  # width 1
    assert uniform_tanh_variance()(s=s) == pytest.approx(_mean_square(u), rel=2 * u**2 + 1e-12, abs=0)


@pytest.mark.parametrize("s", [0.03, 1.0, 4.0])
def test_the_share_that_uniform_weights_keep_stays_below_its_bound(s: float) -> None:
    share = _mean_square(s * stats.uniform(-1, 2).std()) / s**2
    assert share < uniform_tanh_variance_bound()()


def test_small_inputs_come_near_to_the_bound() -> None:
    share = _mean_square(1e-5 * stats.uniform(-1, 2).std()) / 1e-5**2
    assert uniform_tanh_variance_bound()() == pytest.approx(share, rel=1e-10)
