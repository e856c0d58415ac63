import numpy as np
import pytest
import sympy as sp

from tests.theory.results.definition import mean
from theory import evaluate
from theory.mean_field.dense_network import DenseNetwork
from theory.mean_field.homogeneous_law import homogeneous_law
from theory.notation import N, m
from theory.results.spread import (
    bottleneck_kurtosis,
    he_relu_mean,
    he_relu_variance,
    homogeneous_kurtosis,
    length_ratio_variance,
)


def _moments(slope: float, width: int) -> tuple[float, float]:
    """Return E S and E S^2 of S = sum of g(Z_i)^2 over a layer, from moments of one unit."""
    second, fourth = (
        mean(lambda z, power=power: (z if z > 0 else slope * z) ** power, 1.0) for power in (2, 4)
    )
    return width * second, width * fourth + width * (width - 1) * second**2


@pytest.mark.parametrize(("slope", "width"), [(0.0, 3), (0.25, 8), (-1.0, 5)])
def test_the_spread_of_a_length_and_of_products_of_them(slope: float, width: int) -> None:
    first, second = _moments(slope, width)
    assert length_ratio_variance()(N=width, a=1.0, b=slope) == pytest.approx(second / first**2 - 1, rel=1e-9)
    for layer in (1, 2, 5):
        kurtosis = 3 * ((second / first**2) ** (layer - 1) - 1)
        assert homogeneous_kurtosis()(N=width, m=layer, a=1.0, b=slope) == pytest.approx(
            kurtosis, rel=1e-9, abs=1e-12
        )


@pytest.mark.parametrize("width", [2, 7])
def test_a_mean_falls_and_a_variance_creeps(width: int) -> None:
    units = np.maximum(np.random.default_rng(2).standard_normal((400_000, width)), 0)
    lengths = np.linalg.norm(units, axis=1)
    ratio = lengths.mean() / np.sqrt(width / 2)
    for layer in (2, 4):
        at = {N: sp.Integer(width), m: sp.Integer(layer)}
        centre = ratio ** (layer - 2) / np.sqrt(np.pi)
        assert float(evaluate(he_relu_mean().rhs, at)) == pytest.approx(centre, rel=0.005)
        assert float(evaluate(he_relu_variance().rhs, at)) == pytest.approx(1 - centre**2, rel=0.005)


def test_a_narrow_layer_has_a_factor_of_its_own() -> None:
    """Here it is the last of three, and the exact law is that of unequal widths."""
    for slope, name in ((0.0, "relu"), (-1.0, "abs")):
        law = homogeneous_law(DenseNetwork(name, (7, 7, 7, 3, 5), 1.5))
        found = bottleneck_kurtosis()(N=7, M=3, m=4, a=1.0, b=slope)
        assert found == pytest.approx(law.excess_kurtosis[3], rel=1e-9)
