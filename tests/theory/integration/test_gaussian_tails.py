"""Tails of Gaussian integrals against FLINT's quadrature, and growth that no Gaussian stops."""

import random
from fractions import Fraction

import pytest
from flint import acb, arb

from theory.enclosure.envelopes import Envelope
from theory.enclosure.sides import Side
from theory.integration.divergence import Divergent
from theory.integration.gaussian_tails import gaussian_tail, require_finite


def test_a_tail_is_never_above_its_bound():
    rng = random.Random(0)
    for _ in range(20):
        n, b, start = rng.randint(0, 3), rng.uniform(-1, 1), rng.uniform(4, 12)
        side = Side(1, arb(2), Fraction(1, 2), ((Fraction(1), arb(b)),))

        def integrand(y, analytic, n=n, b=b):
            return 2 * y.sqrt(analytic) * y**n * (b * y - y * y / 2).exp() / (2 * arb.pi()).sqrt()

        exact = acb.integral(integrand, acb(start), acb(start + 12), abs_tol=arb(2) ** -400).real
        bound = gaussian_tail(side, arb(start), n)
        assert exact < bound < 3 * exact


def test_too_much_growth_has_no_bound_or_is_proved_to_diverge():
    square = Side(1, arb(1), Fraction(0), ((Fraction(2), arb(0.3)),))
    assert not gaussian_tail(square * square, arb(10), 0).is_finite()
    with pytest.raises(Divergent, match="the Gaussian decays"):
        require_finite(Envelope(square, square))
    tame = Side(1, arb(1), Fraction(0), ((Fraction(2), arb(0.2)),))
    require_finite(Envelope(tame, tame))
