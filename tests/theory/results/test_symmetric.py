import numpy as np
import pytest

from theory.results.symmetric import (
    he_mean_square,
    he_mean_square_of_skewed_weights,
    odd_covariance,
    relu_covariance,
)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(11)


def test_a_symmetric_law_that_is_far_from_normal_keeps_its_mean_square(rng: np.random.Generator) -> None:
    """All signs of three pre-activations of given sizes, and all weights of two values: an exact mean."""
    sizes = np.array([0.1, 2.0, 5.0])
    signs = np.array(np.meshgrid(*[(-1.0, 1.0)] * 6)).reshape(6, -1)
    units = np.maximum(signs[:3] * sizes[:, np.newaxis], 0)
    above = np.sqrt(2 / 3) * np.sum(signs[3:] * units, axis=0)
    assert np.mean(above**2) / np.mean(sizes**2) == pytest.approx(he_mean_square()(), rel=1e-14)


def test_odd_units_do_not_covary_though_their_sizes_do() -> None:
    signs = np.array(np.meshgrid((-1.0, 1.0), (-1.0, 1.0), (0.5, 2.0))).reshape(3, -1)
    first, second = np.tanh(signs[0] * signs[2]), np.tanh(signs[1] * signs[2])
    assert np.mean(first * second) - first.mean() * second.mean() == pytest.approx(
        odd_covariance()(), abs=1e-16
    )
    assert np.mean(np.abs(first * second)) > np.abs(first).mean() * np.abs(second).mean()


@pytest.mark.parametrize("width", [1, 4])
def test_relu_units_covary_by_the_variance_of_the_length(width: int, rng: np.random.Generator) -> None:
    lengths = np.linalg.norm(rng.standard_normal((400_000, width)), axis=1) / np.sqrt(width)
    covariance = relu_covariance()(**{"N": width, "sigma_w^2": 1.7})
    assert covariance == pytest.approx(1.7 * lengths.var() / (2 * np.pi), rel=0.01)


@pytest.mark.parametrize(("high", "low"), [(3.0, 1.0), (0.5, 2.0), (1.0, 1.0)])
def test_a_skewed_weight_keeps_twice_the_share_of_its_positive_value(high: float, low: float) -> None:
    values, chances = np.array([high, -low]), np.array([low, high]) / (high + low)
    share = chances @ np.maximum(values, 0) ** 2 / (chances @ values**2)
    assert he_mean_square_of_skewed_weights()(**{"h_+": high, "h_-": low}) == pytest.approx(
        2 * share, rel=1e-12
    )
