"""Several integrals at once agree with closed forms, and an integrand that is too rough is refused."""

import pytest
from flint import arb, ctx

from theory.enclosure.refusal import CannotTell
from theory.enclosure.simultaneous import Integrals


def test_integrals_hold_their_closed_forms():
    with ctx.workprec(128):
        found = Integrals(2, 64, 1000)
        found.add(lambda z, analytic: [z.exp(), 1 / (1 + z * z)], arb(-1), arb(3))
        found.run()
        exact = arb(3).exp() - arb(-1).exp(), arb(3).atan() + arb.pi() / 4
        for ball, value in zip(found.totals, exact, strict=True):
            assert ball.overlaps(value)
            assert ball.rel_accuracy_bits() > 55


def test_too_many_panels_are_refused():
    found = Integrals(1, 64, 20)
    found.add(lambda z, analytic: [(1e6 * z).sin()], arb(0), arb(1))
    with pytest.raises(CannotTell, match="too many panels"):
        found.run()
