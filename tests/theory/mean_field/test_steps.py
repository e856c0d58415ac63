import numpy as np
import pytest

from theory.activation.lookup import get
from theory.mean_field.correlation import c_map, c_slope
from theory.mean_field.resolved import Resolved
from theory.mean_field.steps import with_jumps


def test_two_deltas_have_the_joint_density():
    value, error = with_jumps(Resolved.of(get("sign"), 1.0), 0.6)
    assert abs(value - 4 / (2 * np.pi * 0.8)) <= error < 1e-14


def test_the_slope_of_a_function_with_jumps_and_slopes():
    c, step = 0.97, 1e-5
    above, below = c_map("hardshrink", [c + step, c - step], 1.0, 1.0)
    assert c_slope("hardshrink", c, 1.0, 1.0) == pytest.approx((above - below) / (2 * step), rel=1e-6)
