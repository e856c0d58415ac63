"""Kinks: their places are the switches' zeros, and between them the smooth integrand is the integrand."""

from __future__ import annotations

from random import Random

import pytest
import sympy as sp

from theory.enclosure.pieces import smooth, switches

x, u = sp.symbols("x u", real=True)
KINKED = [
    sp.Abs(2 * x - 3) * sp.sign(x),
    sp.Max(x, 1, 3 - x) + sp.Min(x, 2, -x),
    sp.Heaviside(x - 1) * x**2,
    sp.Piecewise((x, x < 1), (sp.exp(x), x <= 2), (sp.sin(x), True)),
    sp.Max(0, x) ** 2 - sp.Abs(sp.Max(0, x) - 1),
]
SMOOTH_AFTER = KINKED[:-1]


@pytest.mark.parametrize("integrand", KINKED, ids=str)
def test_with_the_signs_at_a_point_it_has_the_value_at_the_point(integrand: sp.Expr) -> None:
    random, lines = Random(0), switches(integrand, x)
    for _ in range(20):
        at = sp.Rational(random.randint(-4001, 4001), 1000) + sp.Rational(1, 7919)
        values = {switch: slope * at + offset for switch, (slope, offset, _) in lines.items()}
        positive = frozenset(switch for switch, value in values.items() if value > 0)
        negative = frozenset(switch for switch, value in values.items() if value < 0)
        piece = smooth(integrand, positive, negative)
        assert sp.simplify(piece.subs(x, at) - integrand.subs(x, at)) == 0
        if integrand in SMOOTH_AFTER:
            assert not piece.has(sp.Abs, sp.Max, sp.Min, sp.sign, sp.Heaviside, sp.Piecewise)


def test_a_switch_is_its_line() -> None:
    assert switches(sp.Heaviside(2 * x - u) + x**2, x) == {2 * x - u: (2, -u, u / 2)}
    assert switches(sp.exp(x), x) == {}


def test_a_switch_without_the_variable_has_no_zero() -> None:
    ((slope, offset, zero),) = switches(x * sp.Heaviside(u - 1), x).values()
    assert (slope, offset) == (0, u - 1)
    assert zero is sp.nan


def test_curved_and_nested_switches_and_those_in_an_index_are_left_alone() -> None:
    k = sp.Symbol("k", integer=True)
    for integrand in (sp.Abs(x**2 - 2), sp.Sum(sp.Abs(x - k), (k, 1, 2))):
        assert switches(integrand, x) == {}
        assert smooth(integrand, frozenset(), frozenset()) == integrand
    assert list(switches(sp.Abs(sp.Max(0, x) - 1), x)) in ([x], [-x])


def test_an_unknown_sign_leaves_the_node() -> None:
    both = sp.Abs(x) + sp.Abs(x - 1)
    assert smooth(both, frozenset([x]), frozenset()) == x + sp.Abs(x - 1)
    assert smooth(both, frozenset([x]), frozenset([x - 1])) == 1
