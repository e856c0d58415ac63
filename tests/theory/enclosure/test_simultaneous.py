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


def test_too_many_nodes_are_refused():
    found = Integrals(1, 64, 10_000, nodes=300)
    found.add(lambda z, analytic: [(3e3 * z).sin()], arb(0), arb(1))
    with pytest.raises(CannotTell, match="too many nodes"):
        found.run()


def test_fast_oscillation_takes_less_than_two_nodes_and_a_half_for_each_period():
    with ctx.workprec(128):
        found = Integrals(1, 64, 1000)
        found.add(lambda z, analytic: [(500 * z).sin()], arb(-1), arb(2))
        before = found.nodes
        found.run()
        assert found.totals[0].overlaps((arb(500).cos() - arb(1000).cos()) / 500)
    assert before - found.nodes < 2.5 * 1500 / (2 * 3.14)


def test_what_is_known_waits_for_the_size_of_the_rest():
    # The first range has no bound over the complex box, so it comes first, when nothing tells what is negligible.
    known = []

    def of_range(low, high):
        known.append((low, high))
        return [(high - low) + arb(0, 2.0**-100)]

    with ctx.workprec(128):
        found = Integrals(1, 64, 50)
        found.add(lambda z, analytic: [z * arb.nan()], arb(1), arb(2), of_range)
        found.add(lambda z, analytic: [z.exp()], arb(0), arb(1))
        found.run()
        assert found.totals[0].overlaps(arb(1).exp())
        assert found.totals[0].rel_accuracy_bits() > 55
    assert [(float(low), float(high)) for low, high in known] == [(1.0, 2.0)] * 2
