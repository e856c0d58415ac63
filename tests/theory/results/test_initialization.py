"""Laws of weights by SciPy, and what they do to a layer by quadrature and by enumeration."""

import itertools

import numpy as np
import pytest
from scipy import stats

from tests.theory.results.definition import mean
from theory.results.initialization import (
    cut_normal_mass,
    cut_normal_square,
    default_weights_decay,
    he_keeps_the_mean_square,
    he_uniform_bound,
    he_uniform_variance,
    rectified_mean_square,
    sigmoid_gradient_under_xavier,
    traditional_uniform_bound,
    truncated_normal_deviation,
    uniform_mean_size,
    uniform_second_moment,
    xavier_forward_factor,
    xavier_uniform_bound,
    xavier_uniform_variance,
)

FANS = [(3, 5), (8, 2), (500, 300)]


def _variance(bound: float) -> float:
    return float(stats.uniform(-bound, 2 * bound).var())


def test_a_uniform_variable_between_minus_1_and_1() -> None:
    assert float(uniform_mean_size().rhs) == pytest.approx(stats.uniform(0, 1).mean())
    assert float(uniform_second_moment().rhs) == pytest.approx(_variance(1.0))


@pytest.mark.parametrize(("fan_in", "fan_out"), FANS)
def test_bounds_and_variances_belong_together(fan_in: int, fan_out: int) -> None:
    fans = {"N": fan_in, "N_out": fan_out}
    assert _variance(traditional_uniform_bound()(N=fan_in)) == pytest.approx(1 / (3 * fan_in))
    assert _variance(xavier_uniform_bound()(**fans)) == pytest.approx(2 / (fan_in + fan_out))
    assert xavier_uniform_variance()(**fans) == pytest.approx(2 / (fan_in + fan_out))
    assert _variance(he_uniform_bound()(N=fan_in)) == pytest.approx(2 / fan_in)
    assert he_uniform_variance()(N=fan_in) == pytest.approx(2 / fan_in)


def _rectified(inputs: np.ndarray, deviation: float) -> float:
    """Return E relu(w x)^2 for weights of two signs, over all their outcomes."""
    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=inputs.size)))
    return float((np.maximum(signs @ inputs * deviation, 0.0) ** 2).mean())


def test_the_rectifier_halves_the_mean_square_of_any_symmetric_sum() -> None:
    inputs = np.array([0.3, 1.2, -0.7])
    mu, s = inputs.mean(), inputs.std()
    assert rectified_mean_square()(N=3, v=0.8, mu=mu, s=s) == pytest.approx(_rectified(inputs, 0.8))
    square = (inputs**2).mean()
    he, default = np.sqrt(2 / 3), np.sqrt(1 / (3 * 3))
    assert float(he_keeps_the_mean_square().rhs) == pytest.approx(_rectified(inputs, he) / square)
    assert float(default_weights_decay().rhs) == pytest.approx(_rectified(inputs, default) / square)


@pytest.mark.parametrize(("fan_in", "fan_out"), FANS[:2])
def test_xavier_at_unequal_fans(fan_in: int, fan_out: int) -> None:
    rng = np.random.default_rng(0)
    bound = np.sqrt(6 / (fan_in + fan_out))
    sums = rng.uniform(-bound, bound, size=(400_000, fan_in)).sum(axis=1)  # of inputs 1
    factor = xavier_forward_factor()(N=fan_in, N_out=fan_out)
    assert factor == pytest.approx((sums**2).mean(), rel=0.01)


@pytest.mark.parametrize("u", [0.1, 1.0, 3.0])
def test_a_sigmoid_layer_leaves_less_than_the_bound(u: float) -> None:
    left = mean(lambda y: (1 / (4 * np.cosh(y / 2) ** 2)) ** 2, u)
    bound = float(sigmoid_gradient_under_xavier().rhs)
    assert left < bound
    assert left == pytest.approx(bound, rel=u**2)  # at small u it is near


@pytest.mark.parametrize("cut", [0.5, 2.0, 3.0])
def test_a_normal_law_that_is_cut(cut: float) -> None:
    law = stats.truncnorm(-cut, cut)
    assert cut_normal_mass()(c=cut) == pytest.approx(stats.norm.cdf(cut) - stats.norm.cdf(-cut))
    assert cut_normal_square()(c=cut) == pytest.approx(law.var() * cut_normal_mass()(c=cut))
    assert truncated_normal_deviation()(c=cut) == pytest.approx(law.std(), rel=1e-10)


def test_the_factor_that_keras_prints() -> None:
    assert truncated_normal_deviation()(c=2.0) == pytest.approx(0.87962566103423978, rel=1e-14)
