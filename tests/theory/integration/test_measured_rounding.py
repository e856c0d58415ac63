import mpmath
import numpy as np
import pytest
import sympy as sp

from theory.activation.high_precision import exact_pair
from theory.activation.pieces import Piece
from theory.integration import measured_rounding
from theory.integration.measured_rounding import rounding_errors
from theory.notation import x


def _measured(function, points, values):
    piece = Piece(function, -sp.oo, sp.oo)
    return rounding_errors((function, function.diff(x)), exact_pair(piece), points, values)


@pytest.mark.parametrize("function", [sp.tanh(x), sp.exp(-(x**2)), x - sp.sin(x), 1 / (1 + sp.exp(-x)), x**3])
def test_errors_are_the_distances_from_the_function(function):
    points = np.random.default_rng(3).normal(0, 3, 20)
    with mpmath.workdps(80):
        parts = [sp.lambdify(x, part, "mpmath") for part in (function, function.diff(x))]
        exact = [[part(mpmath.mpf(point)) for point in points.tolist()] for part in parts]
        values = np.array([[float(value * (1 + mpmath.mpf(1e-13))) for value in row] for row in exact])
        apart = [
            [abs(mpmath.mpf(v) - t) for v, t in zip(*rows, strict=True)]
            for rows in zip(values, exact, strict=True)
        ]
        relative = [
            [a / abs(t) for a, t in zip(*rows, strict=True)] for rows in zip(apart, exact, strict=True)
        ]
    found = _measured(function, points, values)
    np.testing.assert_allclose(found[:, 0], np.array(apart, dtype=float), rtol=1e-12)
    np.testing.assert_allclose(found[:, 1], np.array(relative, dtype=float), rtol=1e-12)


def test_cancelled_digits_are_made_up_for():
    # At 1e-30 the difference is 1e-90/6: 60 digits cancel.
    points = np.array([1e-30])
    found = _measured(x - sp.sin(x), points, np.zeros((2, 1)))
    assert found[0, 0] == pytest.approx(1e-90 / 6, rel=1e-12)
    assert found[0, 1] == pytest.approx(1, rel=1e-12)


def test_where_a_function_is_0_the_relative_error_is_infinite():
    found = _measured(x**2, np.zeros(1), np.zeros((2, 1)))
    assert found[:, 0].tolist() == [[0.0], [0.0]]
    assert np.isinf(found[:, 1]).all()


def test_mpmath_stands_in_where_no_ball_is_known(monkeypatch):
    monkeypatch.setattr(measured_rounding, "_PRECISIONS", ())
    found = _measured(sp.tanh(x), np.array([0.5]), np.array([[0.0], [1.0]]))
    np.testing.assert_allclose(found[:, 0, 0], [np.tanh(0.5), np.tanh(0.5) ** 2], rtol=1e-14)
