"""Balls hold the true value, and are small; what they cannot tell is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from flint import acb, arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.enclosure.balls import FLOOR, CannotTell, agree, enclose, midpoint, separated
from theory.enclosure.compiling import compiled

x, y, k = sp.symbols("x y k")
THIRD = sp.Rational(1, 3)

# Each function with the range of its argument, and mpmath's function of the same name as the independent value.
FUNCTIONS: list[tuple[sp.Expr, float, float, Callable[[mpmath.mpf], mpmath.mpf]]] = [
    (sp.exp(x), -50, 50, mpmath.exp),
    (sp.log(x), 0.001, 100, mpmath.log),
    (sp.sqrt(x), 0, 100, mpmath.sqrt),
    (1 / sp.sqrt(x), 0.001, 100, lambda a: 1 / mpmath.sqrt(a)),
    (x**sp.Rational(2, 7), 0.001, 100, lambda a: a ** (mpmath.mpf(2) / 7)),
    (x**-3, -5, -0.01, lambda a: a**-3),
    (2**x, -9, 9, lambda a: mpmath.mpf(2) ** a),
    (sp.sin(x), -30, 30, mpmath.sin),
    (sp.cos(x), -30, 30, mpmath.cos),
    (sp.tan(x), -1.5, 1.5, mpmath.tan),
    (sp.asin(x), -1, 1, mpmath.asin),
    (sp.acos(x), -1, 1, mpmath.acos),
    (sp.atan(x), -30, 30, mpmath.atan),
    (sp.sinh(x), -30, 30, mpmath.sinh),
    (sp.cosh(x), -30, 30, mpmath.cosh),
    (sp.tanh(x), -30, 30, mpmath.tanh),
    (sp.sech(x), -30, 30, mpmath.sech),
    (sp.asinh(x), -30, 30, mpmath.asinh),
    (sp.acosh(x), 1.01, 30, mpmath.acosh),
    (sp.atanh(x), -0.99, 0.99, mpmath.atanh),
    (sp.erf(x), -9, 9, mpmath.erf),
    (sp.erfc(x), -9, 20, mpmath.erfc),
    (sp.gamma(x), 0.01, 40, mpmath.gamma),
    (sp.loggamma(x), 0.01, 40, mpmath.loggamma),
    (sp.digamma(x), 0.01, 40, mpmath.digamma),
    (sp.polygamma(1, x), 0.01, 40, lambda a: mpmath.psi(1, a)),
    (sp.factorial(x), 0, 20, mpmath.factorial),
    (sp.uppergamma(THIRD, x), 0.01, 40, lambda a: mpmath.gammainc(mpmath.mpf(1) / 3, a)),
    (sp.lowergamma(THIRD, x), 0.01, 40, lambda a: mpmath.gammainc(mpmath.mpf(1) / 3, 0, a)),
    (sp.binomial(x, 7), 0.1, 40, lambda a: mpmath.binomial(a, 7)),
    (sp.binomial(30, x), 0.1, 30, lambda a: mpmath.binomial(30, a)),
    (sp.Abs(sp.sin(x)), -30, 30, lambda a: abs(mpmath.sin(a))),
    (sp.Max(x, sp.sin(x), THIRD), -3, 3, lambda a: max(a, mpmath.sin(a), mpmath.mpf(1) / 3)),
    (sp.Min(x, sp.sin(x), THIRD), -3, 3, lambda a: min(a, mpmath.sin(a), mpmath.mpf(1) / 3)),
    (sp.sign(x) + sp.Heaviside(x), 0.1, 3, lambda a: mpmath.mpf(2)),
    (sp.Piecewise((x, (x < 1) & (x >= -1)), (sp.exp(x), True)), 0, 3, lambda a: a if a < 1 else mpmath.exp(a)),
]  # fmt: skip


def holds(ball: arb, value: mpmath.mpf, digits: int) -> bool:
    """Tell whether a ball holds an mpmath value known to 60 digits, and is as small as was asked for."""
    with ctx.workprec(300):
        sign, man, exp, _ = value._mpf_
        exact = (-1) ** sign * arb(int(man)) * arb(2) ** int(exp)
        near = arb(exact.mid(), abs(exact) * arb(10) ** -55 + arb(FLOOR))
        small = ball.rad() <= abs(exact).upper() * arb(10) ** -digits or ball.rad() < FLOOR
        return bool(ball.overlaps(near)) and bool(small)


@pytest.mark.parametrize(
    ("expression", "low", "high", "function"), FUNCTIONS, ids=[str(row[0]) for row in FUNCTIONS]
)
@settings(max_examples=15)
@given(data=st.data())
def test_every_function_is_mpmaths(
    expression: sp.Expr, low: float, high: float, function: Callable[..., mpmath.mpf], data: st.DataObject
) -> None:
    at = data.draw(st.fractions(Fraction(str(low)), Fraction(str(high)), max_denominator=10**6))
    with mpmath.workdps(90):
        expected = mpmath.mpf(function(mpmath.mpf(at.numerator) / at.denominator))
    ball = enclose(expression, {x: sp.Rational(at.numerator, at.denominator)}, 30)
    assert holds(ball, expected, 30)


@given(st.integers(-6, 6), st.fractions(-5, 5, max_denominator=1000), st.integers(10, 60))
def test_digits_are_delivered(power: int, base: Fraction, digits: int) -> None:
    if base == 0 and power < 0:
        return
    exact = base**power
    ball = enclose(x**y + sp.log(7), {x: sp.Rational(base.numerator, base.denominator), y: power}, digits)
    with mpmath.workdps(90):
        assert holds(ball, mpmath.mpf(exact.numerator) / exact.denominator + mpmath.log(7), digits)


def test_digits_that_cancel_are_found_again() -> None:
    ball = enclose(sp.exp(sp.pi * sp.sqrt(163)) - 262537412640768744, digits=25)
    with mpmath.workdps(90):
        assert holds(ball, mpmath.exp(mpmath.pi * mpmath.sqrt(163)) - 262537412640768744, 25)


@pytest.mark.parametrize(
    "zero", [sp.S.Zero, sp.sin(1) ** 2 + sp.cos(1) ** 2 - 1, sp.Float("0.51") - sp.Rational(51, 100)]
)
def test_what_is_zero_is_a_tiny_ball_about_zero(zero: sp.Expr) -> None:
    ball = enclose(zero)
    assert ball.contains(0)
    assert ball.abs_upper() < FLOOR
    assert agree(ball, enclose(sp.S.Zero))


def test_a_small_value_keeps_its_relative_accuracy() -> None:
    ball = enclose(sp.erfc(9), digits=30)
    with mpmath.workdps(90):
        assert holds(ball, mpmath.erfc(9), 30)


def test_printed_numbers_are_decimals() -> None:
    assert separated(enclose(sp.Float(0.1)), arb(0.1))
    for printed in (0.1, sp.Float("3.578"), sp.Float("0.51", 40)):
        assert agree(enclose(x, {x: printed}), enclose(sp.Rational(str(printed))))


def test_powers_of_negative_numbers() -> None:
    assert agree(enclose(x**y, {x: -8, y: 3}), arb(-512))
    assert agree(enclose(x**y, {x: -8, y: -1}), arb(-1) / 8)
    with pytest.raises(ValueError, match="no finite real value"):
        enclose(x**y, {x: -8, y: THIRD})


def test_sums_and_products_are_taken_term_by_term() -> None:
    m = sp.Symbol("m", integer=True, positive=True)
    nested = sp.Sum(sp.Sum(sp.binomial(k, y), (y, 0, k)), (k, 0, m))
    assert agree(enclose(nested, {m: 10}), arb(2**11 - 1))
    assert agree(enclose(sp.Product(1 + 1 / k, (k, 1, m)), {m: 40}), arb(41))
    assert agree(enclose(sp.Sum(k, (k, 1, m - 1)), {m: 1}), arb(0))
    with pytest.raises(CannotTell, match="needs integers for its limits"):
        enclose(sp.Sum(k, (k, 1, x)), {x: sp.Rational(3, 2)})


def test_a_bound_symbol_hides_a_free_one_of_the_same_name() -> None:
    at = {k: 100}
    assert agree(enclose(k + sp.Sum(k, (k, 1, 3)), at), arb(106))
    assert agree(enclose(k + sp.Product(k, (k, 1, 3)), at), arb(106))
    assert agree(enclose(k * sp.Integral(k, (k, 0, 1)), at), arb(50))
    assert agree(enclose(sp.Sum(k, (k, 1, k)), {k: 4}), arb(10))
    series = sp.Sum(1 / sp.factorial(k), (k, 0, sp.oo))
    assert agree(enclose(k * series, at), enclose(100 * sp.E))


def test_a_pole_of_gamma_in_a_denominator_is_zero() -> None:
    assert enclose(1 / sp.gamma(x), {x: -2}) == 0


@pytest.mark.parametrize(
    ("expression", "error", "message"),
    [
        (sp.log(x - 2), ValueError, "no finite real value"),
        (sp.sqrt(x - 2), ValueError, "no finite real value"),
        (1 / (x - 1), CannotTell, "no finite real value"),
        (sp.gamma(x - 1), CannotTell, "no finite real value"),
        (sp.Function("f")(x), CannotTell, "no rule encloses f"),
        (sp.I * x, CannotTell, "no rule encloses ImaginaryUnit"),
        (x + y, ValueError, "no value for y"),
        (sp.oo * x, CannotTell, "not a finite number|no rule"),
        (
            sp.Piecewise((1, x - 1 < (sp.sqrt(2) + 1) * (sp.sqrt(2) - 1) - 1), (2, True)),
            CannotTell,
            "condition",
        ),
    ],
    ids=str,
)
def test_what_cannot_be_told_is_refused(expression: sp.Expr, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        enclose(expression, {x: 1})


def test_a_difference_that_shows_is_told_from_one_that_does_not() -> None:
    """The negative control: a check that cannot fail proves nothing."""
    value = enclose(sp.pi, digits=30)
    near, nearer = (enclose(sp.pi * (1 + sp.Rational(1, 10**power)), digits=30) for power in (25, 40))
    assert separated(value, near)
    assert not agree(value, near)
    assert not separated(value, nearer)
    assert agree(value, nearer)


def test_wide_balls_that_overlap_do_not_agree() -> None:
    wide = arb(1, 1e-10)
    with pytest.raises(CannotTell, match="too large"):
        agree(wide, arb(1))
    assert agree(wide, arb(1), 9)
    assert separated(wide, arb(2))
    assert not separated(arb.nan(), arb(2))
    with pytest.raises(CannotTell):
        agree(arb.nan(), arb(2))


def test_the_midpoint_is_a_number_of_sympy() -> None:
    assert midpoint(enclose(sp.pi, digits=30)) == sp.pi.evalf(30)
    assert midpoint(arb(0)) == 0
    assert math.isclose(float(midpoint(enclose(-sp.pi), 20)), -math.pi)


def test_the_precision_is_given_back() -> None:
    before = ctx.prec
    enclose(sp.pi, digits=50)
    with pytest.raises(CannotTell):
        enclose(1 / x, {x: 0})
    assert ctx.prec == before


def test_more_digits_than_the_bits_allow_are_refused_with_the_number_that_is_allowed():
    with pytest.raises(CannotTell, match="ask for 1226 digits at most"):
        enclose(sp.pi, digits=1300)
    assert enclose(sp.pi, digits=1200).rel_accuracy_bits() > 3986


def test_whole_powers_of_small_balls_about_0_are_finite():
    """The power of a real ball about 0 is not, in python-flint: ours are those of complex balls."""
    for exponent in (2, 3, 4):
        ball = compiled(x**exponent, (x,))((acb(arb(0, 1e-30)),), False)
        assert ball.is_finite()
        assert ball.contains(0)
        assert ball.real.abs_upper() < 1.1e-30**exponent
