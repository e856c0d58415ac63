from itertools import product

import numpy as np
import pytest
from scipy.stats import norm

from tests.theory.results.definition import mean
from theory.results.tanh_saturation import (
    tanh_excess_kurtosis,
    tanh_fourth_moment,
    tanh_zero_mean,
    uniform_first_preactivation,
    uniform_preactivation_ratio,
    uniform_tanh_distribution,
    uniform_tanh_modes,
)


def _moment(power: int, u: float) -> float:
    return mean(lambda y: np.tanh(y) ** power, u)


def test_the_mean_behind_inputs_that_are_not_centred() -> None:
    inputs = np.array([0.3, 1.1, -0.2])
    units = [np.tanh(np.array(signs) @ inputs) for signs in product((-0.8, 0.8), repeat=3)]
    assert tanh_zero_mean()() == pytest.approx(np.mean(units), abs=1e-15)


@pytest.mark.parametrize("u", [0.02, 0.6, 3.0])
def test_the_ratio_of_preactivations_stays_below_its_bound(u: float) -> None:
    weights = np.var(np.linspace(-1, 1, 2_000_001))  # N times the variance of U[±1/sqrt(N)]
    ratio = weights * _moment(2, u) / u**2
    assert ratio < uniform_preactivation_ratio()()


def test_small_preactivations_come_near_to_the_bound() -> None:
    assert uniform_preactivation_ratio()() == pytest.approx(_moment(2, 1e-5) / 1e-10 / 3, rel=1e-9)


@pytest.mark.parametrize("u", [0.01, 0.02])
def test_two_orders_of_the_fourth_moment(u: float) -> None:
    """What is left is of order u^4: half of u leaves its coefficient."""
    left = (_moment(4, u) / u**4 - tanh_fourth_moment()(u=u)) / u**4
    half = (_moment(4, u / 2) / (u / 2) ** 4 - tanh_fourth_moment()(u=u / 2)) / (u / 2) ** 4
    assert 50 < left < 200
    assert half == pytest.approx(left, rel=0.02)


def test_the_excess_kurtosis_vanishes_like_8_u_squared() -> None:
    """The distance to -8 is of order u^2: two u take it out."""
    near, far = ((_moment(4, u) / _moment(2, u) ** 2 - 3) / u**2 for u in (0.01, 0.02))
    assert tanh_excess_kurtosis()() == pytest.approx((4 * near - far) / 3, rel=1e-4)


def test_the_first_preactivation_of_glorot_and_bengio() -> None:
    rng = np.random.default_rng(5)
    sums = (rng.uniform(-0.5, 0.5, (200_000, 4)) * rng.choice([-1.0, 1.0], (200_000, 4))).sum(axis=1)
    error = sums.var() * np.sqrt(2 / 200_000)
    assert abs(sums.var() - uniform_first_preactivation()()) < 4 * error < 0.01


def test_the_first_layer_has_one_mode() -> None:
    """The density of tanh(y) on a grid, u² = 1/3: exp(-3 t²/2) cosh(t)²."""
    t = np.linspace(-4, 4, 4001)
    density = np.exp(-1.5 * t**2) * np.cosh(t) ** 2
    inner = density[1:-1]
    assert uniform_tanh_modes()() == ((inner > density[:-2]) & (inner > density[2:])).sum()


@pytest.mark.parametrize("height", [-0.9, 0.0, 0.4])
def test_the_distribution_in_the_first_layer(height: float) -> None:
    expected = norm.cdf(np.arctanh(height), scale=3**-0.5)
    assert uniform_tanh_distribution()(h=height) == pytest.approx(expected, rel=1e-12)
