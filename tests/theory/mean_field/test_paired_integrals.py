import numpy as np
import pytest
from mpmath import mp, mpf

from theory.activation.lookup import get
from theory.mean_field.paired_integrals import paired
from theory.mean_field.resolved import Resolved


@pytest.mark.parametrize("c", [0.3, 0.97, 1 - 1e-8])
def test_relu_to_relative_accuracy(c):
    found = paired(Resolved.of(get("relu"), 1.3), c)
    with mp.workdps(40):
        angle = mp.acos(mpf(c))
        exact = mpf(1.3) ** 2 * (mp.pi - mp.sin(angle) - (mp.pi - angle) * mpf(c)) / (2 * mp.pi)
        assert abs(found.value - exact) <= found.error < 1e-9 * exact


@pytest.mark.parametrize("c", [-1.0, -0.97, -0.4])
def test_products_of_opposite_sides(c):
    found = paired(Resolved.of(get("relu"), 1.3), c)
    exact = 1.69 * (np.sqrt(1 - c * c) + (np.pi - np.arccos(c)) * c) / (2 * np.pi)
    assert abs(found.value - exact) <= found.error + 1e-16
