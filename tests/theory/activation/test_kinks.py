import numpy as np
import pytest
import sympy as sp

from theory.activation.activation import Activation
from theory.activation.lookup import get
from theory.activation.parsing import parse
from theory.notation import x


def test_kinks_are_found_inside_one_another():
    y = sp.Symbol("y")
    own = Activation.from_expr(y * sp.Min(sp.Max(y + 3, 0), 6) / 6 + sp.Abs(sp.Abs(y) - 1))
    assert own.kinks == (-3, -1, 0, 1, 3)
    assert [
        piece.expr.subs(x, point) for piece, point in zip(own.pieces, (-4, -2, -1, 1, 2, 4), strict=True)
    ] == [own.expr.subs(x, point) for point in (-4, -2, -1, 1, 2, 4)]


def test_a_smooth_point_is_not_a_kink():
    assert Activation.from_expr(sp.Abs(x) ** 2).kinks == ()
    assert get("threshold", threshold=0, value=0).jumps == ()


def test_a_jump_of_any_size_is_a_jump():
    for power, place in np.random.default_rng(4).integers(1, 10**5, (20, 2)).tolist():
        own = Activation.from_expr(parse(f"tanh(x) + exp(-{power})*sign(x + {place})"))
        assert own.jumps == ((-place, 2 * sp.exp(-power)),)
        assert own.slope_diverges


@pytest.mark.parametrize(
    "zero", [sp.sqrt(sp.sqrt(8) + 3) - 1 - sp.sqrt(2), sp.sin(1) ** 2 + sp.cos(1) ** 2 - 1]
)
def test_a_jump_that_is_0_is_none(zero):
    assert Activation.from_expr(sp.Piecewise((x, x < 1), (x + zero, True))).jumps == ()


@pytest.mark.parametrize(
    ("text", "everywhere"),
    [
        ("x if abs(x) > 0 else 0", x),  # hardshrink(0)
        ("x if x > 0 else x if x < 0 else 0", x),
        ("x*sign(x)**2", x),
        ("sign(x)**2", sp.S.One),
        ("x*sign(abs(3*x))", x),
        ("tanh(x) if x > 0 else tanh(x) if x < 0 else 1", sp.tanh(x)),
    ],
)
def test_a_value_at_one_point_is_not_the_function(text, everywhere):
    own = Activation.from_expr(parse(text))
    assert [piece.expr for piece in own.pieces] == [everywhere]


def test_kinks_that_cannot_be_found_are_asked_for():
    with pytest.raises(ValueError, match="give all kinks"):
        Activation.from_expr(sp.Max(sp.sin(x), x / 10))
    root = sp.LambertW(1)  # x = exp(-x)
    assert Activation.from_expr(sp.Max(x, sp.exp(-x)), kinks=(root,)).kinks == (root,)
    assert Activation.from_expr(sp.Max(x, 0), kinks=(0,)).kinks == (0,)
    assert Activation.from_expr(sp.Max(x, sp.Float(0.1)), kinks=(0.1,)).kinks == (sp.Rational(1, 10),)


def test_roots_of_polynomials_are_isolated_not_solved():
    own = Activation.from_expr(parse("abs(x**4 + x**3 - 3*x + 0.1)"))
    assert [float(kink) for kink in own.kinks] == pytest.approx([0.03334611, 1.16116053], rel=1e-6)
    assert all(len(str(kink)) < 60 for kink in own.kinks)


@pytest.mark.parametrize(
    ("text", "pole"),
    [("abs(sin(x)/cos(x))", "pi/2"), ("1/sin(x)", "0"), ("tan(x)", "pi/2"), ("1/sin(x - 1)**2", "1")],
)
def test_waves_with_poles_have_no_second_moment(text, pole):
    with pytest.raises(ValueError, match=f"E g² diverges for .*: at x = {pole}, and many"):
        Activation.from_expr(parse(text))


def test_too_many_kinks_are_said():
    for text in ("abs(sin(x))", "log(abs(sin(x)))", "max(cos(x), 0.1)"):
        with pytest.raises(ValueError, match="more than 20 points"):
            Activation.from_expr(parse(text))
    assert Activation.from_expr(parse("abs(sin(3*tanh(x)))")).kinks == (0,)


def test_a_branch_that_is_infinite_everywhere_is_named():
    for text in ("x/max(0, x)", "log(x if x > 0 else 0)"):
        with pytest.raises(ValueError, match=r"is infinite, or not a real number, near x = -"):
            Activation.from_expr(parse(text))
