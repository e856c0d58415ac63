"""Tails: the bound is above mpmath's integral and not far above, and what does not fall is refused."""

from __future__ import annotations

from random import Random

import mpmath
import pytest
from flint import arb

from theory.enclosure.refusal import CannotTell
from theory.enclosure.tails import Term, tail


def _integral(c: float, n: float, a: float, b: float, start: float) -> mpmath.mpf:
    def value(at: mpmath.mpf) -> mpmath.mpf:
        return c * at**n * mpmath.exp(-a * at**2 - b * at)

    # What lies farther out is below all digits; mpmath loses half of them on a range that does not end.
    return mpmath.quad(value, [start + 2 * at for at in range(31)])


def test_the_bound_is_above_the_integral_and_within_four_times_it_far_out() -> None:
    random = Random(0)
    for _ in range(12):
        c, n, a, b = (
            random.uniform(0.1, 9),
            random.randint(0, 6),
            random.uniform(0.1, 2),
            random.uniform(0, 3),
        )
        term, start = Term(*map(arb, (c, n, a, b))), random.uniform(6, 12)
        exact = _integral(c, n, a, b, start)
        bound = mpmath.mpf(str(term.after(arb(start)).str(20, radius=False)))
        assert exact < bound < 4 * exact


def test_a_plain_exponential_is_bounded_by_its_integral() -> None:
    bound = Term(arb(2), b=arb(3)).after(arb(5))
    exact = 2 * (-arb(15)).exp() / 3
    assert exact < bound * (1 + arb(2) ** -40)
    assert bound < exact * (1 + arb(2) ** -40)


def test_a_term_that_still_rises_or_never_falls_has_no_bound() -> None:
    assert Term(arb(1), arb(10), b=arb(1)).after(arb(9)) == arb.pos_inf()
    assert Term(arb(1), arb(10), b=arb(1)).after(arb(11)).is_finite()
    assert Term(arb(1), a=arb(-1)).after(arb(9)) == arb.pos_inf()
    assert Term(arb(0), a=arb(-1)).after(arb(9)) == 0


def test_products_and_powers_of_terms_are_those_of_their_values() -> None:
    random = Random(1)
    for _ in range(10):
        first, second = (Term(*(arb(random.randint(1, 9)) for _ in range(4))) for _ in range(2))
        at = arb(random.uniform(1, 2))

        def value(term: Term, at: arb = at) -> arb:
            return term.c * at**term.n * (-term.a * at**2 - term.b * at).exp()

        assert value(first * second).overlaps(value(first) * value(second))
        assert value(first ** arb(3)).overlaps(value(first) ** 3)


@pytest.mark.parametrize("start", [-4, 0.5, 30])
def test_beyond_the_cut_all_terms_together_are_below_what_is_asked(start: float) -> None:
    parts = [(3.0, 2.0, 0.5, 0.0), (1.0, 0.0, 0.0, 1.5), (0.2, 5.0, 1.0, -3.0)]
    below = arb(2) ** -80
    cut, rest = tail([Term(*map(arb, part)) for part in parts], arb(start), below)
    assert cut >= max(1, start)
    assert rest < 2 * below
    with mpmath.workdps(30):
        exact = sum(_integral(*part, mpmath.mpf(float(cut))) for part in parts)
        assert exact <= mpmath.mpf(float(rest.upper())) * (1 + mpmath.mpf(10) ** -14)
    # The cut is no farther out than the slowest term needs: exp(-1.5 x) is 2^-82 near 38.
    assert cut < 42


def test_no_terms_leave_nothing() -> None:
    assert tail([], arb(3), arb(2) ** -50)[1] == 0


@pytest.mark.parametrize("term", [Term(arb(1)), Term(arb(1), b=arb(0, 1)), Term(arb(1), a=arb(-1), b=arb(9))])
def test_a_term_that_does_not_fall_is_refused(term: Term) -> None:
    assert not term.falls
    with pytest.raises(CannotTell, match="no bound of the integrand falls far out"):
        tail([term], arb(1), arb(1))
