import numpy as np
import pytest
import sympy as sp

from theory import evaluate
from theory.notation import N, m
from theory.results.finite_width import (
    WEIGHT_VARIANCE,
)
from theory.results.relu_at_width import relu_mean_at_width, relu_variance_at_width


def test_the_mean_behind_two_units_in_closed_form() -> None:
    """At N = 2, v = 1: E |x_2| over the quadrants of two normals, both positive or one."""
    norm = np.sqrt(2) * (np.sqrt(np.pi / 2) / 4 + np.sqrt(2 / np.pi) / 2)
    mean = float(
        evaluate(relu_mean_at_width().rhs.subs(WEIGHT_VARIANCE, 2), {N: sp.Integer(2), m: sp.Integer(3)})
    )
    assert mean == pytest.approx(norm / np.sqrt(2 * np.pi), rel=1e-12)


def test_variance_creeps_above_its_limit_with_depth_at_fixed_width() -> None:
    ratio = relu_variance_at_width().rhs.subs({WEIGHT_VARIANCE: 2, N: 16})
    values = [float(evaluate(ratio, {m: sp.Integer(layer)})) for layer in (2, 5, 10, 20)]
    assert values == sorted(values)
    assert values[0] == pytest.approx(1 - 1 / np.pi, rel=1e-12)
    assert values[-1] < 1
