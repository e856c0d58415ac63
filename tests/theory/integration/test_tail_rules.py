"""The bounds of the stable functions far out hold at points drawn at random."""

from fractions import Fraction

import numpy as np
import pytest
from flint import acb, arb
from sympy.codegen.cfunctions import expm1, log1p

from theory.activation.float64 import ErfComplement, SechSquared, Sigmoid, Softplus, SquarePlus, TanhShrink
from theory.enclosure.compiling import compiled
from theory.enclosure.envelopes import Envelopes
from theory.integration import ball_rules, tail_rules  # noqa: F401  # they register their rules
from theory.notation import x


def log1p_of_square(a):
    return log1p(a**2)


def square_plus(a):
    return SquarePlus(a, 3)


@pytest.mark.parametrize(
    "function",
    [Sigmoid, Softplus, SechSquared, TanhShrink, ErfComplement, expm1, square_plus, log1p_of_square],
)
@pytest.mark.parametrize("slope", [-0.7, 1.3])
def test_bounds_hold_beyond_the_start(function, slope):
    start = arb(2)
    line = {Fraction(0): arb(0.25), Fraction(1): arb(slope)}
    envelope = Envelopes({x: line}, start)(function(x))
    value = compiled(function(x), (x,))
    for y in np.random.default_rng(5).uniform(2, 30, 20).tolist():
        exact = value((acb(0.25 + arb(slope) * y),), False).real
        low, high = (side.sign * side.size(arb(y)) for side in (envelope.low, envelope.high))
        assert not low > exact
        assert not exact > high


def test_a_decaying_function_has_a_decaying_bound():
    line = {Fraction(1): arb(1)}
    for function, rate in ((SechSquared(x), 2), (Sigmoid(-x), 1)):
        high = Envelopes({x: line}, arb(2))(function).high
        assert [(k, float(b)) for k, b in high.p] == [(Fraction(1), -rate)]
