"""The integrands at a law, the panels of one segment, and the tail beyond them."""

import pytest
from flint import acb, arb, ctx

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.enclosure.simultaneous import Integrals
from theory.integration.laws import Law
from theory.integration.segments import segments


@pytest.mark.parametrize(("text", "second"), [("x", 1), ("x**2", 3), ("sin(x)", None)])
def test_panels_and_tails_add_up(text, second):
    with ctx.workprec(128):
        law = Law(arb(1), arb(0), 5)
        (part,) = segments(Activation.from_expr(parse(text)))
        integrals = Integrals(5, 60, 2000)
        assert all(rest == 0 for rest in law.add(integrals, part, arb(-8), arb(8), [0.0]))
        integrals.run()
        exact = (1 - arb(-2).exp()) / 2 if second is None else arb(second)
        tail = law.tail(part, 1, 8.0)[1] + law.tail(part, -1, 8.0)[1]
        assert abs(integrals.totals[1] - exact) < tail + arb(2) ** -50
        assert tail < 1e-10


def test_the_weights_are_those_of_the_moments():
    law = Law(arb(2), arb(1), 5, arb(0.5))
    values = law.weighted(acb(3), (acb(4), acb(7)), acb(1))
    assert [float(value.real) for value in values] == [3.5, 12.25, 10.5, 8 * (16 - 0.25), 49]
