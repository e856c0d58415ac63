"""Moments integrated over the whole line, against closed forms at random laws."""

import math
import random

import pytest
from flint import arb, ctx

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.enclosure.refusal import CannotTell
from theory.integration import whole_line
from theory.integration.whole_line import integrated


def test_relu_at_random_laws():
    rng, relu = random.Random(0), Activation.from_expr(parse("max(x, 0)"))
    for _ in range(5):
        u, mean = 10 ** rng.uniform(-2, 2), rng.gauss(0, 1)
        with ctx.workprec(128):
            found = integrated(relu, arb(u), arb(mean), 64, False)
            share = (-arb(mean) / arb(u) / arb(2).sqrt()).erfc() / 2
            height = u * (-((arb(mean) / u) ** arb(2)) / 2).exp() / (2 * arb.pi()).sqrt()
            assert found["mean"].overlaps(mean * share + height)
            assert found["second"].overlaps((arb(mean) * mean + arb(u) * u) * share + mean * height)
            assert found["derivative_second"].overlaps(share)
            assert found["second"].rel_accuracy_bits() > 50
    assert math.isinf(float(integrated(relu, arb(1), arb(0), 64, True)["derivative_second"]))


def test_a_refusal_says_that_there_are_too_many_panels(monkeypatch):
    monkeypatch.setattr(whole_line, "_PANELS", 200)
    with ctx.workprec(128), pytest.raises(CannotTell, match="too many panels: the function oscillates"):
        integrated(Activation.from_expr(parse("sin(exp(x))")), arb(1), arb(0), 64, False)
