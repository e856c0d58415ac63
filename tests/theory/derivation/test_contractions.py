"""Traces as sums over indices: what is equal has one form, and what differs has two."""

import numpy as np
import pytest
import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from theory.derivation.contractions import contracted
from theory.derivation.step import StepRefused
from theory.derivation.traces import Orthonormal, Positive, Unit

n, k, b, i, j = sp.symbols("n k b i j", integer=True, positive=True)
A, C, S = sp.MatrixSymbol("A", n, k), sp.MatrixSymbol("C", k, b), sp.MatrixSymbol("S", n, n)
Z = sp.MatrixSymbol("Z", k, n)
x, y, z = sp.MatrixSymbol("x", n, 1), sp.MatrixSymbol("y", k, 1), sp.MatrixSymbol("z", n, 1)
ones, unit, other = sp.OneMatrix(n, 1), Unit(n, i), Unit(n, j)
U, Q, a = Orthonormal("U", n, n), Orthonormal("Q", n, k), Positive("a", n, 1)
half = sp.Rational(1, 2)
tr = sp.Trace

EQUAL = [
    (tr(x.T * A * y), tr(y.T * A.T * x)),
    (tr(A * C * C.T * A.T), tr(C.T * A.T * A * C)),
    (tr(DiagMatrix(x) * S * DiagMatrix(z)), tr(HadamardProduct(x, z).T * HadamardProduct(S, sp.Identity(n)) * ones)),
    (tr(x.T * DiagMatrix(z) * x), tr(z.T * HadamardPower(x, 2))),
    (tr((sp.Identity(n) - ones * ones.T / n) ** 2), n - 1),
    (tr(sp.Identity(n)), n), (tr(ones * ones.T), n), (tr(ones.T * ones), n), (tr(sp.ZeroMatrix(n, n)), 0),
    (tr(unit.T * unit), 1), (tr(unit.T * ones), 1), (tr(unit * unit.T * S), tr(unit.T * S * unit)),
    (tr(U.T * U), n), (tr(U * U.T * S), tr(S)), (tr(Q.T * Q), k), (tr(Q.T * S * Q * Q.T * Q), tr(Q.T * S * Q)),
    (tr(U * DiagMatrix(HadamardPower(a, -half)) * U.T * U * DiagMatrix(a) * U.T), tr(ones.T * HadamardPower(a, half))),
    (tr(HadamardProduct(a, HadamardPower(a, -half), HadamardPower(a, -half)).T * x), tr(ones.T * x)),
    (tr(2 * A * A.T / n), 2 * tr(A.T * A) / n), (tr(tr(x.T * x) * x.T * z), tr(x.T * z) * tr(x.T * x)),
    (tr((S + S.T) * S), tr(S**2) + tr(S.T * S)),
]  # fmt: skip
DIFFERENT = [
    (tr(S * S), tr(S * S.T)), (tr(x.T * S * z), tr(z.T * S * x)), (tr(S * S * S.T), tr(S * S.T * S * S.T)),
    (tr(x.T * x), tr(x.T * x) ** 2), (tr(x.T * unit), tr(x.T * other)), (tr(unit.T * other), sp.S.One),
    (tr(unit.T * other), sp.S.Zero), (tr(Q * Q.T), n), (tr(U), n), (tr(Q * Q.T * S), tr(S)),
    (tr(ones.T * HadamardPower(x, 3)), tr(ones.T * x) ** 3), (tr(A * A.T), tr(S * S.T)),
    (tr(x.T * HadamardPower(a, half)), tr(x.T * a)), (tr(S**2), tr(S) ** 2),
    (tr(S * DiagMatrix(x)), tr(S * DiagMatrix(z))),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_what_is_equal_has_one_form(left: sp.Expr, right: sp.Expr) -> None:
    assert sp.expand(contracted(left) - contracted(sp.sympify(right))) == 0


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_what_differs_has_two_forms(left: sp.Expr, right: sp.Expr) -> None:
    assert sp.simplify(contracted(left) - contracted(right)) != 0


def test_random_relabellings_of_a_long_product_have_one_form() -> None:
    """A cycle through six matrices, from each of its ends and backwards."""
    factors = [sp.MatrixSymbol(f"F{at}", n, n) for at in range(3)] * 2
    rng = np.random.default_rng(0)
    found = set()
    for _ in range(4):
        at = int(rng.integers(6))
        cycle = factors[at:] + factors[:at]
        if rng.random() < 0.5:
            cycle = [part.T for part in reversed(cycle)]
        found.add(contracted(tr(sp.MatMul(*cycle))))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (A * A, r"A.* n × k.*: it has no trace"),
        (A * C * A * A.T, "C has the shape k × b and A has n × k: their product"),
        (sp.MatMul(A, A, A.T), "A has the shape n × k and A has n × k: their product does not exist"),
        (S + Z, "S has the shape n × n and Z has k × n: their sum does not exist"),
        (HadamardProduct(x, y) * x.T, "their entrywise product does not exist"),
        (DiagMatrix(A), "their diagonal matrix does not exist|DiagMatrix"), (S.I, "Inverse: write it by sums"),
        (DiagMatrix(HadamardPower(x, half)), "HadamardPower: write it"), (S ** -2, "write it by sums"),
        (S**n, "MatPow: write it"), (DiagMatrix(HadamardPower(x, -1)), "HadamardPower: write it"),
    ],
)  # fmt: skip
def test_what_does_not_fit_or_has_no_entries_is_refused_by_name(matrix: sp.MatrixExpr, message: str) -> None:
    with pytest.raises(StepRefused, match=message):
        contracted(tr(matrix))


def test_too_many_indices_that_look_alike_are_refused() -> None:
    everyone = sp.MatMul(*[S] * 8)
    with pytest.raises(StepRefused, match="too many indices that look alike"):
        contracted(tr(everyone))
