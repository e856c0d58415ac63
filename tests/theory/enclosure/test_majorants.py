"""Majorants bound the integrand at every point beyond 1, and their tails bound what is cut off."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp
from flint import acb, arb
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.enclosure import balls  # noqa: F401  # it registers all rules
from theory.enclosure.compiling import compiled
from theory.enclosure.majorants import Majorant
from theory.enclosure.tails import Term, tail

t, u = sp.symbols("t u")
NORMAL = sp.exp(-(t**2) / 2)
INTEGRANDS = [
    t**3 * NORMAL, (1 - sp.tanh(u * t) ** 2) ** 2 * NORMAL, sp.erf(u * t) ** 2 * t**2 * NORMAL,
    sp.log(1 + sp.exp(u * t)) ** 2 * NORMAL, NORMAL / (1 + sp.exp(-u * t)) ** 2, sp.exp(3 * t + 2) * NORMAL,
    (t - sp.tanh(t)) * (t + sp.tanh(t)) * NORMAL, (1 - sp.exp(-t)) ** 2 * NORMAL, sp.sech(u * t + 1) ** 2,
    (t * NORMAL + sp.erf(t) / 2 + sp.Rational(1, 2)) ** 5 * NORMAL, sp.sqrt(1 + t**2) * NORMAL,
    sp.exp(-u * t**2) * sp.cosh(t - 3), sp.asinh(t) * NORMAL, t**sp.Rational(-3, 2) * sp.exp(-t),
    sp.Piecewise((t, u > 1), (sp.exp(t), True)) * NORMAL, sp.Max(t, -u, t**2) * NORMAL / sp.cosh(t),
    (t + sp.log(2 + t**2)) ** sp.Rational(5, 2) * NORMAL, NORMAL / (t**2 + t**4 + 1), sp.atan(t) * NORMAL,
    sp.erfc(t) * sp.sin(t) * sp.sinh(u * t) * NORMAL,
]  # fmt: skip


@pytest.mark.parametrize("integrand", INTEGRANDS, ids=str)
@pytest.mark.parametrize("sign", [1, -1])
@settings(max_examples=8)
@given(place=st.fractions(1, 40, max_denominator=50), scale=st.fractions("1/10", 3, max_denominator=10))
def test_the_terms_bound_the_integrand(integrand: sp.Expr, sign: int, place, scale) -> None:
    if sign < 0 and integrand.has(sp.Rational(-3, 2)):
        return  # not real on the negative half-line
    ball = acb(arb(scale.numerator) / scale.denominator)
    at = arb(place.numerator) / place.denominator
    value = compiled(integrand, (t, u))((acb(sign * at), ball), False)
    terms = Majorant(t, sign, {u: ball}).terms(integrand)
    bound = sum((s.c * at**s.n * (-s.a * at**2 - s.b * at).exp() for s in terms), arb(0))
    assert not abs(value.real) > bound


@settings(max_examples=25)
@given(st.integers(0, 6), st.integers(1, 40), st.integers(-20, 40), st.integers(5, 150))
def test_the_tail_is_bounded_and_below_what_was_asked(n: int, a: int, b: int, bits: int) -> None:
    below = arb(2) ** -bits
    cut, rest = tail([Term(arb(3), arb(n), arb(a) / 20, arb(b) / 10)], arb(2), below)
    with mpmath.workdps(30):
        exact = mpmath.quad(
            lambda z: 3 * z**n * mpmath.exp(-mpmath.mpf(a) / 20 * z**2 - mpmath.mpf(b) / 10 * z),
            [*mpmath.linspace(float(cut), float(cut) + 20, 9), mpmath.inf],
        )
        assert exact <= mpmath.mpf(rest.mid()._mpf_) * (1 + mpmath.mpf(10) ** -9)
    assert rest < 2 * below
    assert cut >= 2


def test_a_ball_stands_for_its_least_favourable_value() -> None:
    wide = Term(arb(1), a=arb(1, 0.5))
    assert wide.after(arb(3)) > Term(arb(1), a=arb("0.51")).after(arb(3))
    assert not wide.after(arb(3)) < Term(arb(1), a=arb("0.5")).after(arb(3))
    assert not Term(arb(1), a=arb(0, 1)).falls
