import numpy as np
import pytest

from tests.theory.results.definition import mean, relu
from theory.results.relu_ratios import (
    he_relu_mean_limit,
    relu_mean_ratio_limit,
    relu_mean_square_scatter,
    xavier_relu_mean_square_ratio,
    xavier_relu_variance_decay,
)


def _layers(weights: float, count: int) -> list[tuple[float, float]]:
    """Return mean and variance of x_1, x_2, ... of infinitely wide layers, each from the one below."""
    found = [(0.0, 1.0)]
    for _ in range(count):
        centre, variance = found[-1]
        u = (weights * (variance + centre**2)) ** 0.5
        centre = mean(relu, u)
        found.append((centre, mean(lambda y: relu(y) ** 2, u) - centre**2))
    return found


def test_the_mean_under_he_is_reached_at_once_and_stays() -> None:
    means = [centre for centre, _ in _layers(2.0, 5)][1:]
    assert he_relu_mean_limit()() == pytest.approx(means[0], rel=1e-11)
    assert relu_mean_ratio_limit()() == pytest.approx(means[4] / means[3], rel=1e-11)


def test_the_mean_square_and_the_variance_under_xavier_fall_by_half() -> None:
    layers = _layers(1.0, 7)
    squares = [variance + centre**2 for centre, variance in layers]
    assert xavier_relu_mean_square_ratio()() == pytest.approx(squares[6] / squares[5], rel=1e-11)
    # layers[0] is x_1
    for m in (2, 3, 7):
        expected = layers[m - 1][1] / layers[1][1]
        assert xavier_relu_variance_decay()(m=m) == pytest.approx(expected, rel=1e-11)


def test_the_scatter_of_the_mean_square_over_networks() -> None:
    """Sampled: S = sum relu(Z)^2 of two layers of three units."""
    rng = np.random.default_rng(2)
    lengths = np.prod(
        [(np.maximum(rng.standard_normal((400_000, 3)), 0.0) ** 2).sum(axis=1) for _ in range(2)], axis=0
    )
    scatter = lengths.var() / lengths.mean() ** 2
    assert relu_mean_square_scatter()(N=3, m=3) == pytest.approx(scatter, rel=0.05)
