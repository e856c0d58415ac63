"""Maxima: value and place are those of closed forms and of scipy, and a jump or a tie is refused."""

from __future__ import annotations

import math
from random import Random

import pytest
import sympy as sp
from flint import arb
from scipy.optimize import minimize_scalar

from theory.enclosure.maxima import enclose_maximum
from theory.enclosure.refusal import CannotTell

x, u = sp.symbols("x u", real=True)


def test_the_maximum_of_a_power_times_an_exponential_is_its_closed_form() -> None:
    random = Random(0)
    for _ in range(6):
        power, rate = random.randint(1, 6), random.randint(1, 5)
        found = enclose_maximum(x**power * sp.exp(-u * x), x, 0, 20, digits=40, point={u: rate})
        where = arb(power) / rate
        assert found.where.overlaps(where)
        assert found.value.overlaps((where / arb(1).exp()) ** power)
        assert found.where.rel_accuracy_bits() > 132
        assert found.value.rel_accuracy_bits() > 132


def test_scipy_finds_the_same_maximum() -> None:
    random = Random(1)
    for _ in range(4):
        a, b = (round(random.uniform(0.5, 2), 3) for _ in range(2))
        found = enclose_maximum(sp.tanh(a * x) - b * x**2 / 4, x, -1, 4, digits=15)
        scipys = minimize_scalar(
            lambda at, a=a, b=b: b * at**2 / 4 - math.tanh(a * at), bounds=(-1, 4), method="bounded"
        )
        assert math.isclose(float(found.value), -scipys.fun, rel_tol=1e-9)
        assert abs(float(found.where) - scipys.x) < 1e-4


def test_a_jump_to_a_larger_value_is_refused() -> None:
    """-x^2 is largest at 0, but 5 - x^2 from 1 on is larger; the slope -2x does not show it."""
    with pytest.raises(CannotTell, match="may jump"):
        enclose_maximum(sp.Piecewise((0, x < 1), (5, True)) - x**2, x, -3, 3)


@pytest.mark.parametrize("function", [x, -x, sp.cos(2 * sp.pi * x), sp.S.One])
def test_a_maximum_at_an_end_or_at_two_places_is_refused(function: sp.Expr) -> None:
    with pytest.raises(CannotTell):
        enclose_maximum(function, x, -1, 1)
