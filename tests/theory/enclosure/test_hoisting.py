"""Hoisting: what it takes out is free of the variable, and put back it is the same expression."""

from __future__ import annotations

from random import Random

import pytest
import sympy as sp

from theory.enclosure.hoisting import hoisted

x, u, v, k = sp.symbols("x u v k")
INTEGRANDS = [
    sp.exp(-(x**2) / (2 * u)) * sp.sqrt(2) / (2 * sp.sqrt(sp.pi) * u),
    (sp.tanh(u * x + sp.log(v)) + v**2) ** 2 * x**u,
    sp.Piecewise((u * x, x > v), (sp.exp(u), True)) + sp.Max(x, u * v),
    u + v + sp.pi,
    sp.Integer(3),
]


@pytest.mark.parametrize("integrand", INTEGRANDS, ids=str)
def test_put_back_it_has_the_same_values(integrand: sp.Expr) -> None:
    rest, constants = hoisted(integrand, x)
    assert not any(part.has(x) for part in constants.values())
    random, back = Random(0), rest.xreplace(constants)
    for _ in range(5):
        at = {symbol: sp.Float(random.uniform(0.2, 2), 20) for symbol in (x, u, v)}
        assert abs(sp.N(integrand.subs(at) - back.subs(at), 20)) < 1e-15


def test_the_largest_parts_are_taken_each_once() -> None:
    scale = sp.sqrt(2) / (2 * sp.sqrt(sp.pi) * u)
    rest, constants = hoisted(scale * sp.exp(-x), x)
    assert list(constants.values()) == [scale]
    rest, constants = hoisted(sp.tanh(sp.log(u) * x) ** 2 + sp.sin(sp.log(u) * x), x)
    assert list(constants.values()) == [sp.log(u)]
    assert rest.free_symbols == {x, *constants}


def test_whole_and_rational_numbers_stay() -> None:
    integrand = x ** sp.Rational(3, 2) / 7 + 2
    assert hoisted(integrand, x) == (integrand, {})


def test_nothing_is_taken_out_of_a_sum_whose_index_it_may_hold() -> None:
    within = sp.Sum(u * k * x**k, (k, 1, 3))
    rest, constants = hoisted(v**2 * within, x)
    assert rest.has(within)
    assert list(constants.values()) == [v**2]
