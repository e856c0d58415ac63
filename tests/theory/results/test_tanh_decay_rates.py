import numpy as np
import pytest

from tests.theory.results.definition import mean
from theory.results.tanh_decay_rates import (
    tanh_fourth_share,
    tanh_gradient_decay,
    tanh_gradient_factor,
    tanh_kurtosis_rate,
    tanh_second_share,
    tanh_signal_bound,
)

SMALL = 0.02


def _power(power: int, u: float) -> float:
    return mean(lambda y: np.tanh(y) ** power, u)


def test_two_terms_of_the_moments() -> None:
    """What is left is of order u^4: 17/3 u^4 and 497/5 u^4 or so."""
    assert tanh_second_share()(u=SMALL) == pytest.approx(_power(2, SMALL) / SMALL**2, abs=7 * SMALL**4)
    assert tanh_fourth_share()(u=SMALL) == pytest.approx(_power(4, SMALL) / SMALL**4, abs=130 * SMALL**4)
    slope = mean(lambda y: (1 - np.tanh(y) ** 2) ** 2, SMALL)
    assert tanh_gradient_factor()(u=SMALL) == pytest.approx(slope, abs=8 * SMALL**4)
    assert tanh_gradient_decay()() == pytest.approx((1 - slope) / SMALL**2, abs=8 * SMALL**2)


def test_the_kurtosis_of_small_outputs() -> None:
    found = (_power(4, SMALL) / _power(2, SMALL) ** 2 - 3) / SMALL**2
    assert tanh_kurtosis_rate()() == pytest.approx(found, abs=60 * SMALL**2)


@pytest.mark.parametrize("u", [0.2, 1.0, 6.0])
def test_the_inverse_variance_grows_by_less_than_2(u: float) -> None:
    found = u**2 - (1 + 2 * u**2) * _power(2, u)
    assert found == pytest.approx(-mean(lambda y: (y - np.tanh(y)) ** 2, u), rel=1e-6)
    assert found < tanh_signal_bound()() == 0


def test_the_bound_holds_through_many_layers() -> None:
    first = variance = 2.0
    for layer in range(2, 200):
        variance = mean(lambda y: np.tanh(y) ** 2, np.sqrt(variance))
        assert 1 / (2 * (layer - 1) + 1 / first) < variance
    assert 2 * 199 * variance == pytest.approx(1, rel=0.03)
