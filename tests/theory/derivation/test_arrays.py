"""Matrix expressions as arrays, against NumPy in double precision."""

import numpy as np
import pytest
import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from theory.derivation.arrays import number_of, random_arrays, written_out
from theory.derivation.step import StepRefused
from theory.derivation.traces import Orthonormal, Positive, Unit
from theory.notation import gamma

n, k, i = sp.symbols("n k i", integer=True, positive=True)
A, x, a = sp.MatrixSymbol("A", n, k), sp.MatrixSymbol("x", n, 1), Positive("a", k, 1)
Q = Orthonormal("Q", n, k)
EXPRESSION = (
    gamma * sp.Trace(A * DiagMatrix(HadamardPower(a, -sp.S.Half)) * A.T * (x * x.T + 3 * sp.Identity(n)))
    + sp.sqrt(sp.Trace(a.T * a)) * sp.Trace(Unit(n, i).T * HadamardProduct(x, sp.OneMatrix(n, 1)))
    + sp.Trace((A * A.T) ** 2 + sp.ZeroMatrix(n, n)) + n
)  # fmt: skip


def test_a_number_of_arrays() -> None:
    for arrays, numbers in random_arrays(EXPRESSION):
        A_, x_, a_ = (np.array(arrays[symbol], dtype=float) for symbol in (A, x, a))
        expected = (
            float(numbers[gamma]) * np.trace(A_ @ np.diag(a_[:, 0] ** -0.5) @ A_.T @ (x_ @ x_.T + 3 * np.eye(len(x_))))
            + np.sqrt((a_**2).sum()) * x_[int(numbers[i]) - 1, 0]
            + np.trace(A_ @ A_.T @ A_ @ A_.T) + len(x_)
        )  # fmt: skip
        assert float(number_of(EXPRESSION, arrays, numbers)) == pytest.approx(expected)
        assert numbers[n] != numbers[k]
        assert 1 <= numbers[i] <= numbers[n]
        assert (a_ > 0).all()


def test_there_are_several_shapes_and_orthonormal_columns_are_so_to_many_digits() -> None:
    shapes = set()
    for arrays, numbers in random_arrays(sp.Trace(Q.T * A)):
        shapes.add(arrays[Q].shape)
        assert arrays[Q].shape[0] >= arrays[Q].shape[1]
        assert abs(number_of(sp.Trace(Q.T * Q) - k, arrays, numbers)) < 1e-70
        assert float(number_of(sp.Trace(Q.T * A) ** 2, arrays, numbers)) > 0
    assert len(shapes) >= 3


def test_matrices_written_out() -> None:
    t = sp.Symbol("t", positive=True)
    arrays = written_out({x: sp.Matrix([t, sp.sqrt(t)])}, {t: sp.Rational(1, 4)})
    assert arrays[x].astype(float).tolist() == [[0.25], [0.5]]
    assert number_of(sp.Trace(x.T * x), arrays, {n: 2}) == sp.Float("0.3125", 80)


def _refused(expression: sp.Expr, message: str) -> None:
    arrays = {A: np.ones((2, 3)), x: np.ones((2, 1))}
    with pytest.raises(StepRefused, match=message):
        number_of(expression, arrays, {n: sp.Integer(2), k: sp.Integer(3)})


def test_what_does_not_fit_is_refused() -> None:
    _refused(sp.Trace(sp.MatMul(A, A)), "multiplies arrays|it has no trace")
    _refused(sp.Trace(sp.MatMul(A, x, x.T)), r"multiplies arrays of the shapes \(2, 3\) and \(2, 1\)")
    _refused(sp.Trace(sp.MatMul(x.T, sp.MatAdd(A, A.T), x)), "combines arrays of the shapes|multiplies")
    _refused(sp.Trace(HadamardProduct(A, x)), "combines arrays of the shapes")
    _refused(sp.Trace(A), r"array of shape \(2, 3\): it has no trace")
    _refused(sp.Trace((A * A.T).I), "Inverse, which no array stands for")
    _refused(1 / (sp.Trace(x.T * x) - 2), "not a finite real number")


def test_sizes_that_cannot_be_are_refused() -> None:
    first, second = Orthonormal("P", n, k), Orthonormal("R", k, n)
    with pytest.raises(StepRefused, match="no sizes up to 7 were found for P, R"):
        next(random_arrays(sp.Trace(first * second)))
