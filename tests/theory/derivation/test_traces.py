"""Parts of traces: units, and shapes that must fit."""

import pytest
import sympy as sp

from theory.derivation.step import StepRefused
from theory.derivation.traces import (
    Orthonormal,
    Positive,
    Unit,
    require_apart,
    require_fit,
    shape_of,
    with_traces,
)

n, k, i = sp.symbols("n k i", integer=True, positive=True)
A, S, x = sp.MatrixSymbol("A", n, k), sp.MatrixSymbol("S", n, n), sp.MatrixSymbol("x", n, 1)
unit = Unit(n, i)
tr = sp.Trace


def test_traces_within_traces_are_left_to_the_value() -> None:
    seen = []
    found = with_traces(2 * tr(tr(x.T * x) * S) + n, lambda trace: seen.append(trace) or sp.S.One)
    assert found == n + 2
    assert len(seen) == 1


@pytest.mark.parametrize("around", [sp.Sum, sp.Product])
def test_a_trace_stands_under_no_sum(around: type[sp.Expr]) -> None:
    with pytest.raises(StepRefused, match=f"is a {around.__name__} around a trace"):
        with_traces(1 + around(tr(unit.T * x), (i, 1, n)), lambda trace: sp.S.One)
    assert with_traces(around(i, (i, 1, n)) * tr(S), lambda trace: sp.S(3)) == 3 * around(i, (i, 1, n))


def test_symbols_are_told_apart_by_their_names() -> None:
    require_apart(tr(x.T * x) * n, tr(S))
    for other in (sp.Symbol("n"), sp.MatrixSymbol("x", n, n)[0, 0], sp.Symbol("S")):
        with pytest.raises(StepRefused, match="two symbols are called"):
            require_apart(tr(x.T * x) * n, tr(S), other)


def test_a_unit_prints_and_tells_its_index() -> None:
    assert (str(unit), sp.latex(unit), unit.shape, unit.free_symbols) == ("e_i", "e_{i}", (n, 1), {i})
    assert unit == Unit(n, i) != Unit(k, i)
    with pytest.raises(TypeError, match="index = 1: expected a symbol"):
        Unit(n, 1)


def test_a_property_is_part_of_a_matrix() -> None:
    assert len({kind("S", n, n) for kind in (sp.MatrixSymbol, Orthonormal, Positive)}) == 3
    assert isinstance(Positive("a", n, 1).subs(n, 3), Positive)


@pytest.mark.parametrize("fits", [A * A.T, S + A * A.T, S**2, sp.hadamard_product(A, A), A, A.T])
def test_what_fits(fits: sp.MatrixExpr) -> None:
    require_fit(fits)


@pytest.mark.parametrize("fault", [sp.MatMul(A, A), A + A.T, sp.hadamard_product(A, A.T)])
def test_what_does_not_fit_is_refused_by_name(fault: sp.MatrixExpr) -> None:
    with pytest.raises(StepRefused, match=r"n × k.* does not exist|k × n.* does not exist"):
        require_fit(fault)


def test_a_shape_in_words() -> None:
    assert shape_of(A) == "n × k"
