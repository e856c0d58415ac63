import numpy as np
import pytest
from scipy import optimize

from tests.theory.results.definition import CLOSE, mean, outcomes, relu, variance
from theory.results.relu import (
    he_weight_variance,
    relu_fourth_moment,
    relu_mean,
    relu_second_moment,
    relu_variance,
    unit_preactivation_variance,
    unit_variance_mean,
    unit_variance_mean_square,
    unit_variance_weights,
    xavier_preactivation_variance,
)


@pytest.mark.parametrize("u", [0.3, 1.3, 4.0])
def test_moments_of_a_rectified_normal(u: float) -> None:
    assert relu_mean()(u=u) == pytest.approx(mean(relu, u), rel=CLOSE)
    assert relu_second_moment()(u=u) == pytest.approx(mean(lambda y: relu(y) ** 2, u), rel=CLOSE)
    assert relu_fourth_moment()(u=u) == pytest.approx(mean(lambda y: relu(y) ** 4, u), rel=CLOSE)
    assert relu_variance()(u=u) == pytest.approx(variance(relu, u), rel=CLOSE)


@pytest.fixture(scope="module")
def u_of_unit_variance() -> float:
    """The deviation of y at which relu(y) has variance 1, by bisection."""
    return optimize.brentq(lambda u: variance(relu, u) - 1, 1.0, 3.0, xtol=1e-14, rtol=1e-14)


def test_where_the_variance_behind_a_layer_is_1(u_of_unit_variance: float) -> None:
    u = u_of_unit_variance
    centre = mean(relu, u)
    assert unit_preactivation_variance()() == pytest.approx(u**2, rel=CLOSE)
    assert unit_variance_mean()() == pytest.approx(centre, rel=CLOSE)
    assert unit_variance_mean_square()() == pytest.approx(1 + centre**2, rel=CLOSE)
    # The next layer has u^2 = N v^2 (s^2 + mu^2), and s^2 = 1.
    assert unit_variance_weights()() == pytest.approx(u**2 / (1 + centre**2), rel=CLOSE)


@pytest.mark.parametrize(("width", "u"), [(1, 0.3), (7, 1.3), (500, 4.0)])
def test_hes_weights_keep_the_variance_of_pre_activations(width: int, u: float) -> None:
    following = width * he_weight_variance()(N=width) * mean(lambda y: relu(y) ** 2, u)
    assert following == pytest.approx(u**2, rel=CLOSE)


@pytest.mark.parametrize("width", [1, 3])
def test_xaviers_weights_by_every_outcome(width: int) -> None:
    s, mu = 0.6, 0.9
    rows = [
        (weights @ (mu + s * signs), chance * other)
        for weights, chance in outcomes((-(width**-0.5), width**-0.5), (0.5, 0.5), width)
        for signs, other in outcomes((-1.0, 1.0), (0.5, 0.5), width)
    ]
    values, chances = map(np.array, zip(*rows, strict=True))
    assert xavier_preactivation_variance()(s=s, mu=mu) == pytest.approx(chances @ values**2, rel=1e-12)
