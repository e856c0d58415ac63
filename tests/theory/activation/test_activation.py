import pytest
import sympy as sp

from theory.activation.activation import Activation
from theory.activation.lookup import get
from theory.notation import x


def test_text_and_unknown_functions_are_refused():
    with pytest.raises(TypeError, match="parse"):
        Activation.from_expr("x*x")
    y = sp.Symbol("y")
    unevaluated = (
        sp.Integral(sp.exp(-(y**2)), (y, 0, x)),
        sp.Derivative(sp.tanh(x), x),
        sp.Subs(sp.sin(y), y, x),
    )
    for expr in (sp.floor(x), sp.gamma(x), sp.Function("f")(x), *unevaluated):
        with pytest.raises(ValueError, match="known are"):
            Activation.from_expr(expr)
    with pytest.raises(ValueError, match=r"no value at x = .*\(value, True\)"):
        Activation.from_expr(sp.Piecewise((x, x > 0)))


def test_one_symbol():
    with pytest.raises(ValueError, match=r"2 free symbols \(a, x\)"):
        Activation.from_expr(sp.Symbol("a") * x)
    with pytest.raises(ValueError, match=r"0 free symbols \(none\)"):
        Activation.from_expr(sp.Integer(1))


def test_at_zero():
    assert get("sigmoid").at_zero() == sp.Rational(1, 2)
    assert get("sigmoid").at_zero(1) == sp.Rational(1, 4)
    assert get("softsign").at_zero(1) == 1  # once differentiable, not twice
    assert get("elu").at_zero(1) == 1
    for name, order in (("relu", 1), ("softsign", 2), ("elu", 2), ("heaviside", 1)):
        with pytest.raises(ValueError, match="at 0"):
            get(name).at_zero(order)


def test_kinks_are_several_points() -> None:
    with pytest.raises(TypeError, match=r"kinks = 5: expected the points, such as \(0, 1\)"):
        Activation.from_expr(sp.Abs(x), kinks=5)
