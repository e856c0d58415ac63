import pytest
import sympy as sp

from theory.activation.pieces import Piece, has_no_number, joined, one_sided, parity, split
from theory.notation import x

ZERO = sp.S.Zero


def test_a_function_is_cut_at_its_kinks():
    left, right = split(sp.Max(0, x) + sp.Abs(x), (ZERO,))
    assert (left.expr, right.expr) == (-x, 2 * x)
    assert (left.low, left.high, right.low, right.high) == (-sp.oo, 0, 0, sp.oo)


def test_a_condition_that_no_case_covers_is_an_error():
    with pytest.raises(ValueError, match=r"end a Piecewise with \(value, True\)"):
        split(sp.Piecewise((x, x > 0)), (ZERO,))


def test_a_branch_that_is_not_real_is_an_error():
    with pytest.raises(ValueError, match="is not a real number at x = "):
        split(sp.Max(sp.sqrt(x), 1), (ZERO,))


def test_neighbours_of_one_expression_are_joined_unless_fixed():
    pieces = split(x**2 + sp.Max(0, 0 * x), (sp.S(-1), ZERO))
    assert [piece.expr for piece in joined(pieces, set())] == [x**2]
    assert [piece.low for piece in joined(pieces, {ZERO})] == [-sp.oo, 0]


@pytest.mark.parametrize(
    ("expr", "expected"),
    [(x**2, 1), (x**3, -1), (sp.Abs(x), 1), (sp.sign(x), -1), (sp.Max(0, x), 0), (x + x**2, 0)],
)
def test_parity(expr, expected):
    assert parity(split(expr, (ZERO,))) == expected


def test_limits_from_both_sides():
    assert one_sided(sp.sin(x) / x, ZERO, 1) == 1
    assert one_sided(sp.exp(1 / x), ZERO, -1) == 0
    assert one_sided(1 / x, ZERO, -1) == -sp.oo
    with pytest.raises(ValueError, match="has no limit at x = 0"):
        one_sided(sp.sin(1 / x), ZERO, 1)


@pytest.mark.parametrize("value", [sp.nan, sp.zoo, sp.oo, 1 + sp.oo, sp.AccumBounds(-1, 1)])
def test_what_is_not_a_number(value):
    assert has_no_number(sp.sympify(value))
    assert not has_no_number(sp.pi)


def test_a_piece_is_plain_data():
    assert Piece(x, ZERO, sp.oo) == Piece(x, ZERO, sp.oo)
