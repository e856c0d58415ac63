"""Bounds far out hold at random points, and a quotient has those that its denominator allows."""

import random
from fractions import Fraction

import pytest
import sympy as sp
from flint import acb, arb

from theory.enclosure import balls, far_out  # noqa: F401  # they register the rules of SymPy's functions
from theory.enclosure.compiling import compiled
from theory.enclosure.envelopes import Envelopes

t = sp.Symbol("t", real=True)
PARTS = (
    t**3 - 2 * t, sp.exp(-(t**2)) * t, sp.log(1 + t**2), sp.exp(-100 * (sp.tanh(t) - sp.Rational(1, 2)) ** 2),
    t / (1 + sp.exp(t)), sp.asinh(t) * sp.atan(t), sp.cosh(t) / (2 + sp.sin(t)), sp.erfc(t), sp.sqrt(1 + t**2),
    sp.exp(-(t**4) + 5 * t**3 + t), sp.exp(t**3 - 6 * t**2 - t),
)  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_bounds_hold_beyond_the_start(part):
    rng = random.Random(0)
    envelope = Envelopes({t: {Fraction(0): arb(0.3), Fraction(1): arb(1)}}, arb(8))(part)
    value = compiled(part, (t,))
    for _ in range(20):
        y = arb(rng.uniform(8, 60))
        exact = value((acb(y + 0.3),), False).real
        low, high = (side.sign * side.size(y) for side in (envelope.low, envelope.high))
        assert not exact < low
        assert not exact > high
        assert envelope.ball(arb(8)).overlaps(exact) or not envelope.ball(arb(8)).is_finite()


def test_the_ball_of_a_bounded_function_is_finite_and_small():
    envelopes = Envelopes({t: {Fraction(0): arb(0.3), Fraction(1): arb(1)}}, arb(8))
    assert envelopes(sp.exp(-(t**2)) * t).ball(arb(8)).abs_upper() < 1e-25
    assert envelopes(sp.tanh(t) - 2).ball(arb(8)).overlaps(arb(-1))
    assert not envelopes(t**3 - 2 * t).ball(arb(8)).is_finite()


def test_the_exponential_of_a_difference_takes_the_bound_that_falls():
    envelopes = Envelopes({t: {Fraction(1): arb(1)}}, arb(8))
    assert envelopes(sp.exp(t - sp.exp(t))).ball(arb(8)).abs_upper() < 1e-60


def test_a_polynomial_that_falls_in_the_end_has_no_rising_power():
    envelope = Envelopes({t: {Fraction(1): arb(1)}}, arb(8))(sp.exp(-(t**4) + 5 * t**3 - t))
    assert all(b < 0 for _, b in envelope.high.p)
    assert envelope.high.supremum(arb(8)) < 1e-300
