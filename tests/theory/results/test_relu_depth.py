"""Infinitely wide ReLU layers, layer by layer by quadrature; and finite ones by binomial and chi laws."""

import numpy as np
import pytest
import sympy as sp
from scipy import stats

from tests.theory.results.definition import CLOSE, mean, relu, variance
from theory import evaluate
from theory.notation import N, m
from theory.results.relu_depth import (
    he_relu_variance_limit,
    relu_deviation_limit,
    relu_mean_limit,
    relu_mean_recursion_limit,
    relu_mean_squared_limit,
    relu_variance_limit,
    relu_variance_recursion_limit,
    xavier_relu_variance_22,
    xavier_relu_variance_30,
    xavier_relu_variance_ratio,
)

LAYERS = [2, 3, 6]


def _layer(number: int, weight_variance: float) -> tuple[float, float]:
    """Return mean and variance of x_number behind an input of mean 0 and variance 1."""
    # A normal law of another deviation is the standard one, scaled.
    unit_mean, unit_variance = mean(relu, 1.0), variance(relu, 1.0)
    centre, spread = 0.0, 1.0
    for _ in range(number - 1):
        u = np.sqrt(weight_variance * (spread + centre**2))
        centre, spread = u * unit_mean, u**2 * unit_variance
    return centre, spread


@pytest.mark.parametrize(("s", "mu"), [(0.6, 0.9), (1.4, -0.2)])
def test_one_layer(s: float, mu: float) -> None:
    u = np.sqrt(s**2 + mu**2)
    assert relu_mean_recursion_limit()(s=s, mu=mu) == pytest.approx(mean(relu, u) ** 2, rel=CLOSE)
    assert relu_variance_recursion_limit()(s=s, mu=mu) == pytest.approx(variance(relu, u), rel=CLOSE)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_under_xavier(layer: int) -> None:
    centre, spread = _layer(layer, 1.0)
    assert relu_mean_limit()(m=layer) == pytest.approx(centre, rel=CLOSE)
    assert relu_mean_squared_limit()(m=layer) == pytest.approx(centre**2, rel=CLOSE)
    assert relu_variance_limit()(m=layer) == pytest.approx(spread, rel=CLOSE)
    assert relu_deviation_limit()(m=layer) == pytest.approx(np.sqrt(spread), rel=CLOSE)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_under_he(layer: int) -> None:
    assert he_relu_variance_limit()() == pytest.approx(_layer(layer, 2.0)[1], rel=CLOSE)


def test_the_deep_layers_of_the_paper() -> None:
    shallow, deep = _layer(22, 1.0)[1], _layer(30, 1.0)[1]
    assert xavier_relu_variance_22()() == pytest.approx(shallow, rel=CLOSE, abs=0)
    assert xavier_relu_variance_30()() == pytest.approx(deep, rel=CLOSE, abs=0)
    assert xavier_relu_variance_ratio()() == pytest.approx(deep / shallow, rel=CLOSE)


@pytest.mark.parametrize(("width", "layer"), [(1, 2), (3, 4), (40, 6)])
def test_before_the_limit(width: int, layer: int) -> None:
    """Of `width` units k ~ Bin(width, 1/2) are positive, and their length is a chi variable."""
    counts = np.arange(1, width + 1)
    lengths = [stats.chi.mean(count) for count in counts]
    ratio = stats.binom.pmf(counts, width, 0.5) @ lengths / np.sqrt(width / 2)
    squared_mean = 0.5 ** (layer - 1) * ratio ** (2 * layer - 4) / np.pi
    at = {N: sp.Integer(width), m: sp.Integer(layer)}
    found = {result: float(evaluate(result().exact, at)) for result in (relu_mean_limit, relu_variance_limit)}
    assert found[relu_mean_limit] == pytest.approx(np.sqrt(squared_mean), rel=1e-12)
    assert found[relu_variance_limit] == pytest.approx(0.5 ** (layer - 1) - squared_mean, rel=1e-12)
