import numpy as np
import pytest
import sympy as sp

from theory import evaluate
from theory.notation import N, a, b
from theory.results.gradient_spread import LAYERS, gradient_kurtosis, slope_fluctuation


def test_slopes_are_fair_coins() -> None:
    for slope in (0.0, 0.5, -1.0):
        coins = np.array([1.0, slope])
        ratio = (coins**4).mean() / (coins**2).mean() ** 2
        assert slope_fluctuation()(a=1.0, b=slope) == pytest.approx(ratio, rel=1e-14)


@pytest.mark.parametrize(("slope", "layers"), [(0.5, 2), (0.5, 4), (-1.0, 3)])
def test_networks_with_all_their_weights(slope: float, layers: int) -> None:
    """The slopes come from signals that the same weights made."""
    width, count, rng = 6, 60_000, np.random.default_rng(11)
    x, drawn = np.ones((count, width, 1)), []
    for _ in range(layers):
        matrix = rng.standard_normal((count, width, width))
        y = matrix @ x
        x = np.where(y > 0, y, slope * y)
        drawn.append((matrix, np.where(y > 0, 1.0, slope)))
    d = rng.standard_normal(y.shape)
    for layer in range(layers - 1, 0, -1):
        d = drawn[layer - 1][1] * (drawn[layer][0].transpose(0, 2, 1) @ d)
    measured = (d**4).mean() / (d**2).mean() ** 2
    at = {N: sp.Integer(width), LAYERS: sp.Integer(layers), a: sp.S.One, b: sp.sympify(slope)}
    assert float(evaluate(gradient_kurtosis().rhs, at)) + 3 == pytest.approx(measured, rel=0.05)
