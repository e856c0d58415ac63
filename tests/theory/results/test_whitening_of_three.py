"""Whitening of three units by SciPy's matrix powers."""

import numpy as np
import pytest
import sympy as sp
from scipy.linalg import fractional_matrix_power
from scipy.spatial.transform import Rotation

from theory.results.whitening_of_three import (
    axis_product,
    coordinate,
    rotation,
    whitened_sum_of_three,
)

NAMED = {"t_1": 0.3, "t_2": -0.7, "t_3": 1.1, "r_1": 0.4, "r_2": 1.3, "r_3": 2.0}
TURN = Rotation.from_quat([0.3, -0.7, 1.1, 1.0]).as_matrix()
COVARIANCE = TURN @ np.diag([0.16, 1.69, 4.0]) @ TURN.T
WEIGHTS = np.array([1.0, 0.6, -1.5])


def _numbers(matrix: sp.Matrix) -> np.ndarray:
    values = {symbol: NAMED[str(symbol)] for symbol in matrix.free_symbols}
    return np.array(matrix.subs(values), dtype=float)


def test_the_rotation_is_scipys() -> None:
    np.testing.assert_allclose(_numbers(rotation()), TURN, rtol=1e-12)


def test_axes() -> None:
    products = [[float(axis_product(one, other).rhs) for other in range(3)] for one in range(3)]
    np.testing.assert_allclose(products, TURN.T @ TURN, atol=1e-12)
    turned = {name: NAMED[name] for name in ("t_1", "t_2", "t_3")}
    found = [float(coordinate(axis)(b=0.6, c=-1.5, **turned)) for axis in range(3)]
    np.testing.assert_allclose(found, TURN.T @ WEIGHTS, rtol=1e-12)


def test_the_variance_of_a_sum() -> None:
    inverse_root = fractional_matrix_power(COVARIANCE, -0.5)
    found = WEIGHTS @ inverse_root @ COVARIANCE @ inverse_root @ WEIGHTS
    assert whitened_sum_of_three()(b=0.6, c=-1.5) == pytest.approx(found, rel=1e-9)
