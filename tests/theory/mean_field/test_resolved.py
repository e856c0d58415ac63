import numpy as np
import pytest

from theory.activation.lookup import get
from theory.mean_field.resolved import Resolved, extrapolated


def test_the_panels_resolve_a_function():
    grid = Resolved.of(get("relu"), 2.0)
    assert grid.second == pytest.approx(2.0, rel=1e-14)
    assert grid.slope == pytest.approx(0.5, rel=1e-14)
    assert grid.unresolved < 1e-13


@pytest.mark.parametrize(
    ("function", "exact"),
    [
        (np.exp, 2 * np.sinh(1)),
        (lambda t: 1 / (1 + 4 * t * t), np.arctan(2)),
        (lambda t: np.abs(t - 0.3), (1.3**2 + 0.7**2) / 2),
    ],
)
def test_the_extrapolated_error_bounds_that_of_the_rule(function, exact):
    nodes, weights = np.polynomial.legendre.leggauss(16)
    error = abs(weights @ function(nodes) - exact)
    assert error <= 2 * extrapolated(function(nodes)[:, None])[0] + 1e-14
