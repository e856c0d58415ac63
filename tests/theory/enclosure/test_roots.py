"""Roots, fixed points and maxima, against mpmath, and the refusals that make them proofs."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from theory.enclosure.balls import CannotTell, agree, enclose, midpoint
from theory.enclosure.roots import NoRoot, enclose_fixed_point, enclose_root

x, q, t, u = sp.symbols("x q t u")
HALF = sp.Rational(1, 2)
NORMAL = sp.exp(-(t**2) / 2) / sp.sqrt(2 * sp.pi)


def mean(expression: sp.Expr) -> sp.Integral:
    return sp.Integral(expression * NORMAL, (t, -sp.oo, sp.oo))


def agrees_with(ball: arb, value: mpmath.mpf, digits: int) -> bool:
    return abs(mpmath.mpf(midpoint(ball, 50)._mpf_) - value) < abs(value) * mpmath.mpf(10) ** -digits


@given(st.fractions("1/1000", 1000, max_denominator=1000))
def test_square_roots(square) -> None:
    value = sp.Rational(square.numerator, square.denominator)
    root = enclose_root(x**2 - u, x, 0, 2000, 40, {u: value})
    assert agree(root, enclose(sp.sqrt(value), digits=40), 40)


def test_the_modes_of_tanh_of_a_normal() -> None:
    """2 u^2 tanh t = t at u = 1: Kumar 2017, figure 1."""
    root = enclose_root(2 * u**2 * sp.tanh(t) - t, t, HALF, 10, point={u: 1})
    with mpmath.workdps(40):
        assert agrees_with(root, mpmath.findroot(lambda a: 2 * mpmath.tanh(a) - a, 1.9), 30)
    with pytest.raises(CannotTell, match="more than one root"):
        enclose_root(2 * u**2 * sp.tanh(t) - t, t, -1, 10, point={u: 1})
    # At u^2 = 1/2 the three roots fall together.
    with pytest.raises(CannotTell, match="double one"):
        enclose_root(sp.tanh(t) - t, t, -1, 2)


def test_pytorchs_gain_for_tanh_settles() -> None:
    fixed = enclose_fixed_point(sp.Rational(25, 9) * mean(sp.tanh(sp.sqrt(q) * t) ** 2), q, HALF, 2)
    with mpmath.workdps(35):
        nodes = [0, 0.5, 1, 2, 4, 8, 13]

        def forward(at: mpmath.mpf) -> mpmath.mpf:
            scale = mpmath.sqrt(at)
            part = mpmath.quad(lambda z: mpmath.tanh(scale * z) ** 2 * mpmath.npdf(z), nodes)
            return mpmath.mpf(50) / 9 * part

        root = mpmath.findroot(lambda at: forward(at) - at, (1.178, 1.179), tol=1e-60)
        assert agrees_with(fixed.value, root, 30)
        assert mpmath.nstr(root, 6) == "1.17848"
        slope = (forward(root + mpmath.mpf(10) ** -12) - forward(root - mpmath.mpf(10) ** -12)) * 10**12 / 2
        assert agrees_with(fixed.slope, slope, 18)
    assert -1 < fixed.slope < 1


def test_selu_under_pytorchs_gain_settles() -> None:
    alpha, scale = sp.Rational("1.6732632423543772"), sp.Rational("1.0507009873554805")
    negative = sp.exp(2 * q) * sp.erfc(sp.sqrt(2 * q)) / 2 - sp.exp(q / 2) * sp.erfc(sp.sqrt(q / 2)) + HALF
    second = scale**2 * (q / 2 + alpha**2 * negative)
    fixed = enclose_fixed_point(sp.Rational(9, 16) * second, q, sp.Rational(1, 1000), 1)
    forward = sp.lambdify(q, sp.Rational(9, 16) * second, "mpmath")
    with mpmath.workdps(45):
        root = mpmath.findroot(lambda at: forward(at) - at, (0.0230, 0.0231), tol=1e-80)
        assert agrees_with(fixed.value, root, 30)
        assert mpmath.nstr(root, 4) == "0.02303"
    assert 0.92 < fixed.slope < 0.93


@pytest.mark.parametrize("variance", ["1", "3.6", "12.8"])
def test_the_second_moment_of_the_sigmoid_settles(variance: str) -> None:
    second = sp.Rational(variance) * mean(1 / (1 + sp.exp(-sp.sqrt(q) * t)) ** 2)
    fixed = enclose_fixed_point(second, q, sp.Rational(1, 10), 20)
    with mpmath.workdps(35):
        nodes = [-13, -8, -4, -2, -1, -0.5, 0, 0.5, 1, 2, 4, 8, 13]

        def forward(at: mpmath.mpf) -> mpmath.mpf:
            scale = mpmath.sqrt(at)
            part = mpmath.quad(lambda z: mpmath.npdf(z) / (1 + mpmath.exp(-scale * z)) ** 2, nodes)
            return mpmath.mpf(variance) * part

        start = float(midpoint(fixed.value))
        root = mpmath.findroot(lambda at: forward(at) - at, (start, start + 1e-3), tol=1e-60)
        assert agrees_with(fixed.value, root, 30)
    assert 0 < fixed.slope < 1


@pytest.mark.parametrize("function", [x**2 + 1, sp.exp(x), sp.tanh(x) - 2, mean(sp.cosh(x * t)) - HALF])
def test_no_root_is_proved(function: sp.Expr) -> None:
    with pytest.raises(NoRoot, match="has no root"):
        enclose_root(function, x, -3, 3)


@pytest.mark.parametrize(
    ("function", "low", "high", "message"),
    [
        ((x - 1) * (x - 2), 0, 3, "more than one root"),
        ((x - 1) ** 2, 0, 3, "double one"),
        ((x - 1) ** 3, 0, 3, "double one"),
        (x**2 - 2, sp.sqrt(2), 2, "end of the range"),
        (sp.Piecewise((x - 1, x < HALF), (x + 1, True)), 0, 1, "may jump"),
        (sp.sign(x - HALF), 0, 1, "may jump"),
        (1 / (x - HALF), 0, 1, "cannot tell"),
    ],
    ids=str,
)
def test_what_is_not_one_simple_root_is_refused(
    function: sp.Expr, low: sp.Expr, high: int, message: str
) -> None:
    with pytest.raises(CannotTell, match=message):
        enclose_root(function, x, low, high)


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match="no value for u"):
        enclose_root(x - u, x, 0, 1)
    with pytest.raises(ValueError, match="give its ends in order"):
        enclose_root(x, x, 1, 0)
    with pytest.raises(ValueError, match=r"not a finite real number|no rule|not a finite number"):
        enclose_root(x, x, 0, sp.oo)


def test_a_root_that_is_zero_or_whole() -> None:
    assert agree(enclose_root(sp.sin(x), x, -1, 2), arb(0))
    assert agree(enclose_root(x - 1, x, 0, 2), arb(1))
