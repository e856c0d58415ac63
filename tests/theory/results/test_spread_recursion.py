import math

import numpy as np
import pytest
import sympy as sp

from theory import evaluate
from theory.activation.lookup import get
from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.finite_width import finite_width
from theory.mean_field.layer_moments import layer_moments
from theory.notation import G0, G1, G2, N, u, w
from theory.results.spread_recursion import FOURTH, SECOND, layer_noise, mean_recursion, spread_recursion


def test_the_noise_of_a_layer_by_drawing_it() -> None:
    units, weights, rng = 7, 1.3, np.random.default_rng(1)
    squares = np.cos(rng.standard_normal((400_000, units))) ** 2
    second, fourth = squares.mean(), (squares**2).mean()
    at = {N: sp.Integer(units), w: weights, SECOND: float(second), FOURTH: float(fourth)}
    measured = (weights * squares.mean(axis=1)).var()
    assert float(evaluate(layer_noise().rhs, at)) == pytest.approx(measured, rel=0.01)


def test_three_layers_of_the_recursion_are_the_numbers_of_mean_field() -> None:
    """The recursion with the moments of softplus; slope and curvature from differences of the map."""
    units, weights, bias = 40, 1.2, 0.3
    function = get("softplus")

    def variance_map(q: float) -> float:
        return weights * math.exp(layer_moments(function, math.log(q)).log_second) + bias

    q, spread, mean = weights + bias, 0.0, weights + bias
    found = finite_width(DenseNetwork("softplus", (units,) * 5, weights, bias)).conditional
    for layer in (1, 2, 3):
        step, at = 1e-3 * q, layer_moments(function, math.log(q))
        low, here, high = (variance_map(q + k * step) for k in (-1, 0, 1))
        slope, curvature = (high - low) / (2 * step), (high + low - 2 * here) / step**2
        second = math.exp(at.log_second)
        values = {
            N: sp.Integer(units), w: weights, SECOND: second, FOURTH: at.fourth * second**2,
            G0: here + slope * (mean - q), G1: slope, G2: curvature, u: math.sqrt(spread),
        }  # fmt: skip
        mean, spread = (
            float(evaluate(result.rhs, values)) for result in (mean_recursion(), spread_recursion())
        )
        q = here
        assert found.variance[layer] == pytest.approx(spread / q**2, rel=1e-6)
        assert found.relative_mean[layer] == pytest.approx(mean / q, rel=1e-6)
