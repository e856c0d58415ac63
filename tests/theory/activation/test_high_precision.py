import mpmath
import pytest
import sympy as sp

from theory.activation.high_precision import exact_pair, growth, real, square_integrable
from theory.activation.pieces import Piece
from theory.notation import x


def _whole(expr):
    return Piece(sp.sympify(expr), -sp.oo, sp.oo)


def test_a_pair_is_the_function_and_its_slope():
    with mpmath.workdps(40):
        value, slope = exact_pair(_whole(sp.tanh(x) ** 2))(mpmath.mpf("0.3"))
        tanh = mpmath.tanh(mpmath.mpf("0.3"))
        assert abs(value - tanh**2) < mpmath.mpf(10) ** -38
        assert abs(slope - 2 * tanh * (1 - tanh**2)) < mpmath.mpf(10) ** -38


def test_exponentials_of_exponentials_come_back():
    value, slope = exact_pair(_whole(sp.exp(-sp.exp(x))))(mpmath.mpf(10) ** 12)
    assert 0 <= value < mpmath.mpf(10) ** -300
    assert abs(slope) < mpmath.mpf(10) ** -300
    with pytest.raises(OverflowError, match="phase of a wave"):
        exact_pair(_whole(sp.sin(sp.exp(sp.exp(x)))))(mpmath.mpf(20))


def test_only_real_numbers():
    assert real(2) == 2
    with pytest.raises(TypeError, match="not a real number"):
        real(1j)


@pytest.mark.parametrize(
    ("expr", "rate", "outgrows_powers"),
    [
        (x**3, 0, False), (sp.tanh(x), 0, False), (sp.exp(x), 0, True), (sp.exp(x**2), 1, True),
        (sp.exp(x**2 / 8) * x, sp.Rational(1, 8), True), (sp.exp(-(x**2)), 0, False),
        (sp.exp(x**4), sp.oo, True), (sp.exp(sp.exp(x)), sp.oo, True),
    ],
)  # fmt: skip
def test_growth(expr, rate, outgrows_powers):
    found, fast = growth(_whole(expr))
    assert found == pytest.approx(float(rate), rel=1e-9)
    assert fast == outgrows_powers


@pytest.mark.parametrize(
    ("expr", "value", "slope"),
    [
        (x, True, True), (1 / x, False, False), (sp.log(x), True, False), (sp.sqrt(x), True, False),
        (x ** sp.Rational(3, 4), True, True), (1 / sp.sqrt(x), False, False),
        (x ** sp.Rational(-1, 4), True, False),
    ],
)  # fmt: skip
def test_squares_that_have_an_integral_near_0(expr, value, slope):
    assert square_integrable(Piece(expr, sp.S.Zero, sp.oo), sp.S.Zero, 1) == (value, slope)
