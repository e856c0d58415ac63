"""Against the means of logarithms that integrals of Laplace transforms give."""

import numpy as np
import pytest
import sympy as sp

from theory import evaluate
from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.homogeneous_law import homogeneous_law
from theory.notation import N, m, w
from theory.results.gradient_spread import LAYERS
from theory.results.typical_length import (
    FREEDOM,
    chi_square_power,
    log_chi_square,
    log_relu_square,
    typical_gradient,
    typical_length,
    typical_relu_gradient,
    typical_relu_length,
)


@pytest.mark.parametrize("degrees", [1, 2, 5])
def test_a_chi_square_variable(degrees: int) -> None:
    drawn = np.random.default_rng(3).chisquare(degrees, 400_000)
    for power in (0.1, -0.05):
        found = float(chi_square_power().rhs.subs(FREEDOM, degrees).subs(sp.Symbol("tau", real=True), power))
        assert found == pytest.approx((drawn**power).mean(), rel=0.002)
    logarithm = float(log_chi_square().rhs.subs(FREEDOM, degrees))
    assert logarithm == pytest.approx(np.log(drawn).mean(), abs=0.02)


def test_a_relu_layer_that_lives() -> None:
    units = np.maximum(np.random.default_rng(4).standard_normal((300_000, 3)), 0)
    squares = (units**2).sum(axis=1)
    found = float(evaluate(log_relu_square().rhs, {N: sp.S(3)}))
    assert found == pytest.approx(np.log(squares[squares > 0]).mean(), abs=0.01)


@pytest.mark.parametrize(
    ("activation", "forward", "backward"),
    [
        ("abs", typical_length, typical_gradient),
        ("linear", typical_length, typical_gradient),
        ("relu", typical_relu_length, typical_relu_gradient),
    ],
)
@pytest.mark.parametrize(("width", "layers", "variance"), [(3, 4, "3/2"), (24, 7, "9/4")])
def test_both_passes(activation, forward, backward, width: int, layers: int, variance: str) -> None:
    law = homogeneous_law(DenseNetwork(activation, (width,) * (layers + 1), float(sp.Rational(variance))))
    at = {N: sp.S(width), w: sp.Rational(variance), m: sp.S(layers), LAYERS: sp.S(layers)}
    above = law.conditional.mean_log[-1] - np.log(float(at[w]))
    assert float(evaluate(forward().rhs, at)) == pytest.approx(above, rel=1e-10)
    assert float(evaluate(backward().rhs, at)) == pytest.approx(law.gradient.mean_log[0], rel=1e-10)


@pytest.mark.parametrize("layers", [2, 30])
def test_a_typical_relu_gradient_is_so_far_below_the_mean(layers: int) -> None:
    """5(L - 1)/(2N) + 1/N to the leading order: the words of the claim, of which the rest is of order 1/N^2."""
    for width in (256, 1024):
        law = homogeneous_law(DenseNetwork("relu", (width,) * (layers + 1), 2.0))
        leading = 5 * (layers - 1) / (2 * width) + 1 / width
        assert -law.gradient.mean_log[0] == pytest.approx(leading, rel=2 / width)
