"""Integrals: closed forms lie in their balls, kinks and roots cost nothing, and tails are bounded."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.enclosure.balls import CannotTell, agree, enclose, midpoint

x, t, u, k, a = sp.symbols("x t u k a")
NORMAL = sp.exp(-(t**2) / 2) / sp.sqrt(2 * sp.pi)
LINE = (t, -sp.oo, sp.oo)
HALF = sp.Rational(1, 2)


def mean(expression: sp.Expr) -> sp.Integral:
    return sp.Integral(expression * NORMAL, LINE)


@pytest.mark.parametrize("power", range(9))
def test_gaussian_moments(power: int) -> None:
    exact = sp.factorial2(power - 1) if power % 2 == 0 else 0
    scale = sp.Rational(7, 5)
    assert agree(enclose(mean((u * t) ** power), {u: scale}), enclose(exact * scale**power))
    absolute = 2 ** (sp.Rational(power) / 2) * sp.gamma(sp.Rational(power + 1, 2)) / sp.sqrt(sp.pi)
    assert agree(enclose(mean(sp.Abs(t) ** power)), enclose(absolute))


@given(st.integers(0, 12))
def test_gamma_integrals_of_half_integer_powers(size: int) -> None:
    integral = sp.Integral(t ** ((k - 1) / 2) * sp.exp(-t), (t, 0, sp.oo))
    assert agree(enclose(integral, {k: size}), enclose(sp.gamma(sp.Rational(size + 1, 2))))


@pytest.mark.parametrize("order", [sp.Rational(1, 3), sp.Rational(7, 4), sp.Rational(13, 2)])
def test_gamma_integrals_of_other_powers(order: sp.Rational) -> None:
    assert agree(enclose(sp.Integral(t ** (order - 1) * sp.exp(-t), (t, 0, sp.oo))), enclose(sp.gamma(order)))


@pytest.mark.parametrize("size", range(8))
def test_the_chi_density(size: int) -> None:
    density = 2 ** (1 - k / 2) * x ** (k - 1) * sp.exp(-(x**2) / 2) / sp.gamma(k / 2)
    exact = sp.sqrt(2) * sp.gamma(sp.Rational(size + 1, 2)) / sp.gamma(sp.Rational(size, 2)) if size else 0
    assert agree(enclose(sp.Integral(x * density, (x, 0, sp.oo)), {k: size}), enclose(exact))


@pytest.mark.parametrize("deviation", ["0.01", "0.3", "1", "7", "100"])
def test_the_second_moment_of_tanh_is_mpmaths(deviation: str) -> None:
    ball = enclose(mean(sp.tanh(u * t) ** 2), {u: sp.Rational(deviation)}, 40)
    with mpmath.workdps(50):
        scale = mpmath.mpf(deviation)
        nodes = [0, *sorted({part / scale for part in (0.5, 1, 2, 5)} | {0.5, 1, 2, 4, 8, 16}), mpmath.inf]
        value = 2 * mpmath.quad(lambda z: mpmath.tanh(scale * z) ** 2 * mpmath.npdf(z), nodes)
        assert abs(mpmath.mpf(midpoint(ball, 50)._mpf_) - value) < mpmath.mpf(10) ** -40 * value


CLOSED_FORMS = [
    (mean(sp.erf(t) ** 2), 2 * sp.asin(sp.Rational(2, 3)) / sp.pi),
    (mean(sp.Max(0, t)), 1 / sp.sqrt(2 * sp.pi)),
    (mean(sp.Max(0, t) ** 4), sp.Rational(3, 2)),
    (mean((a * sp.Min(0, t) + sp.Max(0, t)) ** 2).subs(a, sp.Rational(1, 100)), (1 + sp.Rational(1, 10**4)) / 2),
    (mean(sp.Heaviside(t) + sp.sign(t)), HALF),
    (mean(1 / (1 + sp.exp(-3 * t))), HALF),
    (mean(sp.log(1 + sp.exp(t)) - sp.log(1 + sp.exp(-t)) + 1), 1),
    (mean(sp.Piecewise((t, t > 0), (sp.exp(t) - 1, True))), 1 / sp.sqrt(2 * sp.pi) - HALF
        + sp.exp(HALF) * sp.erfc(1 / sp.sqrt(2)) / 2),
    (mean(sp.cos(t)), sp.exp(-HALF)),
    (mean(sp.cosh(t)), sp.exp(HALF)),
    (mean(sp.tanh(t) ** 2 + sp.sech(t) ** 2), 1),
    (mean(t**2) + 2 * mean(t**4), 7),
    (mean(t) + sp.Integral(1 / (1 - x**2), (x, 0, HALF)), sp.log(3) / 2),
    (sp.Integral(sp.exp(-sp.Abs(x - 3)), (x, -sp.oo, sp.oo)), 2),
    (sp.Integral(sp.exp(x), (x, -sp.oo, 2)), sp.exp(2)),
    (sp.Integral(sp.exp(-x), (x, 1000, sp.oo)) * sp.exp(1000), 1),
    (sp.Integral(sp.sech(x), (x, -sp.oo, sp.oo)), sp.pi),
    (sp.Integral(sp.Abs(x - sp.pi / 10), (x, 0, 1)), (sp.pi**2 / 100 + (1 - sp.pi / 10) ** 2) / 2),
    (sp.Integral(sp.sqrt(x), (x, 0, 4)), sp.Rational(16, 3)),
    (sp.Integral(1 / sp.sqrt(x), (x, 0, 4)), 4),
    (sp.Integral(sp.Abs(x), (x, 2, -1)), -sp.Rational(5, 2)),
    (sp.Integral(sp.Max(x, sp.sqrt(2)), (x, 3, 0)), -sp.Rational(11, 2)),
    (sp.Integral(sp.Sum(a * x**k, (k, 1, 2)), (x, 0, 1)).subs(a, sp.pi), 5 * sp.pi / 6),
    (sp.Integral(x**2, (x, 1, -1)), -sp.Rational(2, 3)),
    (sp.Sum(sp.Integral(x**k, (x, 0, 1)), (k, 1, 3)), sp.Rational(13, 12)),
    (sp.Integral(x * mean(t**2), (x, 0, 1)), HALF),
]  # fmt: skip


@pytest.mark.parametrize(("integral", "exact"), CLOSED_FORMS, ids=map(str, range(len(CLOSED_FORMS))))
def test_closed_forms(integral: sp.Expr, exact: sp.Expr) -> None:
    ball = enclose(integral)
    assert agree(ball, enclose(sp.sympify(exact)))
    assert not agree(ball, enclose(sp.sympify(exact) * (1 + sp.Rational(1, 10**25))))


@settings(max_examples=10)
@given(st.fractions(-3, 3, max_denominator=100), st.fractions(-3, 3, max_denominator=100))
def test_kinks_anywhere(kink: sp.Rational, end: sp.Rational) -> None:
    kink, end = sp.Rational(kink.numerator, kink.denominator), sp.Rational(end.numerator, end.denominator)
    integral = sp.Integral(sp.Max(x - a, 0) + sp.Min(2 * x, 2 * a), (x, end, 4))
    above = sp.Max(kink, end)
    exact = (4 - kink) ** 2 / 2 - (above - kink) ** 2 / 2 + above**2 - end**2 + 2 * kink * (4 - above)
    assert agree(enclose(integral, {a: kink}), enclose(exact))


def test_a_parameter_within_a_sum_within_an_integral() -> None:
    integral = sp.Integral(sp.Sum(a * x**k, (k, 1, 2)) * u, (x, 0, 1))
    assert agree(enclose(integral, {a: 3, u: 2}), arb(5))
    kinked = sp.Integral(sp.Sum(sp.Abs(x - k / 4), (k, 1, 2)), (x, 0, 1))
    assert agree(enclose(kinked, digits=12), enclose(sp.Rational(9, 16)), 12)


@pytest.mark.parametrize("power", range(1, 6))
def test_near_divergence(power: int) -> None:
    left = sp.Rational(1, 10**power)
    integral = sp.Integral(sp.exp(-(x**2) / 2) * sp.exp((1 - left) * x**2 / 2), (x, -sp.oo, sp.oo))
    assert agree(enclose(integral), enclose(sp.sqrt(2 * sp.pi / left)))


@pytest.mark.parametrize(
    ("integral", "message"),
    [
        (mean(sp.exp(t**2 / 2)), "falls far out"),
        (mean(sp.exp(t**2)), "falls far out"),
        (sp.Integral(1 / (1 + x**2), (x, 0, sp.oo)), "falls far out"),
        (sp.Integral(sp.exp(-x), (x, -sp.oo, 0)), "falls far out"),
        (sp.Integral(sp.exp(-(x**4)), (x, 0, sp.oo)), "degree 2 or less"),
        (mean(sp.gamma(t)), "no rule bounds gamma"),
        (mean(1 / sp.sin(t)), "not shown to stay away from 0"),
        (sp.Integral(1 / x, (x, 0, 1)), "pole"),
        (sp.Integral(1 / x, (x, -1, 1)), "pole"),
        (sp.Integral(sp.sqrt(x - 2), (x, 0, 1)), "not real"),
        (sp.Integral(sp.Integral(sp.exp(x * t), (x, 0, 1)) + t, (t, 0, 1)), "integral within an integral"),
        (sp.Integral(x * t, (x, 0, 1), (t, 0, 1)), "over one variable"),
    ],
    ids=str,
)
def test_what_is_not_bounded_is_refused(integral: sp.Expr, message: str) -> None:
    with pytest.raises(CannotTell, match=message):
        enclose(integral)


def test_an_odd_integrand_without_an_integral_is_not_zero() -> None:
    with pytest.raises(CannotTell, match="falls far out"):
        enclose(sp.Integral(x, (x, -sp.oo, sp.oo)))
    assert enclose(mean(t**3)) == arb(0)
