"""Shapes of products, and products that do not exist."""

import pytest
import sympy as sp
from sympy.matrices.expressions.kronecker import KroneckerProduct

from theory.derivation.shapes import Columns, Entries, Shape
from theory.derivation.step import StepRefused

n, k, b = sp.symbols("n k b", integer=True, positive=True)
A, C, H = sp.MatrixSymbol("A", n, k), sp.MatrixSymbol("C", k, b), sp.MatrixSymbol("h", k, 1)


@pytest.mark.parametrize(
    ("number", "result"),
    [
        (Columns(A), k), (Columns(A.T), n), (Columns(A * C), b), (Entries(A * C), n * b), (Entries(H.T), k),
        (Entries(KroneckerProduct(sp.Identity(n), H.T)), n**2 * k), (Columns(sp.Identity(n) * A), k),
        (Columns(sp.MatrixSymbol("v", n, 1)), sp.S.One),
    ],
)  # fmt: skip
def test_a_number_of_a_product(number: sp.Expr, result: sp.Expr) -> None:
    step = Shape(result, "")
    step.prove(number)
    step.confirm(number)
    assert number.in_sizes() == result
    for wrong in (result + 1, n * k * b, 2 * result):
        for check in (Shape(wrong, "").prove, Shape(wrong, "").confirm):
            with pytest.raises(StepRefused):
                check(number)


@pytest.mark.parametrize("product", [C * A, H * A, A.T * C, C * A.T])
def test_a_product_that_does_not_exist_is_refused_by_both_proofs(product: sp.MatrixExpr) -> None:
    """Where sizes are symbols, SymPy lets it pass; at equal sizes it would exist."""
    number = Entries(product)
    step = Shape(number.in_sizes(), "")
    with pytest.raises(StepRefused, match="their product does not exist"):
        step.prove(number)
    with pytest.raises(StepRefused, match="their product does not exist"):
        step.confirm(number)


def test_what_is_no_number_of_a_shape_is_refused() -> None:
    for check in (Shape(n, "").prove, Shape(n, "").confirm):
        with pytest.raises(StepRefused, match="must be the Columns or the Entries of a matrix"):
            check(n * k)
    with pytest.raises(TypeError, match="must be a matrix expression, got Symbol"):
        Columns(n)
    for check in (Shape(k, "").prove, Shape(k, "").confirm):
        for no_product in (2 * A, A + A, A * A):
            with pytest.raises(StepRefused, match="must be a product of matrices"):
                check(Columns(no_product))


def test_it_prints() -> None:
    assert str(Entries(A * C)) == "entries(A*C)"
    assert sp.latex(Columns(A)) == r"\operatorname{columns}\left(A\right)"
