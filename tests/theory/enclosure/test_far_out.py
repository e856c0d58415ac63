"""The bounds of each elementary function hold at random points far out, for arguments of either sign and of none."""

import random
from fractions import Fraction

import pytest
import sympy as sp
from flint import acb, arb

from theory.enclosure import balls, far_out  # noqa: F401  # they register their rules
from theory.enclosure.compiling import compiled
from theory.enclosure.envelopes import Envelopes

t = sp.Symbol("t", real=True)
ARGUMENTS = (t, -t, sp.sin(t), 1 / t, -2 / t, sp.log(t), 2 + sp.cos(t), sp.tanh(t) - 2)


@pytest.mark.parametrize(
    "function",
    [sp.exp, sp.sinh, sp.cosh, sp.sin, sp.cos, sp.tanh, sp.erf, sp.erfc, sp.atan, sp.asinh, sp.Abs],
)
def test_bounds_hold(function):
    rng = random.Random(0)
    for argument in ARGUMENTS:
        part = function(argument, evaluate=False)
        envelope = Envelopes({t: {Fraction(1): arb(1)}}, arb(2))(part)
        value = compiled(part, (t,))
        for _ in range(5):
            y = arb(rng.uniform(2, 30))
            exact = value((acb(y),), False).real
            low, high = (side.sign * side.size(y) for side in (envelope.low, envelope.high))
            assert not exact < low, part
            assert not exact > high, part
