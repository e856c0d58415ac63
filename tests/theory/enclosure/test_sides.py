"""Bounds of one side: their algebra, and their extremes beyond the start."""

import random
from fractions import Fraction

from flint import arb

from theory.enclosure.sides import ZERO, Side, absorbed, constant, larger


def _drawn(rng: random.Random) -> Side:
    powers = sorted({Fraction(rng.randint(1, 4), 2) for _ in range(2)})
    return Side(1, arb(rng.uniform(0.1, 3)), Fraction(rng.randint(-4, 4), 2), tuple(
        (k, arb(rng.uniform(-1, 0.5))) for k in powers
    ))  # fmt: skip


def test_products_and_powers_are_those_of_the_sizes():
    rng = random.Random(0)
    for _ in range(30):
        one, two, y = _drawn(rng), _drawn(rng), arb(rng.uniform(1, 5))
        assert (one * two).size(y).overlaps(one.size(y) * two.size(y))
        assert one.power(Fraction(3, 2)).size(y).overlaps(one.size(y) ** arb(1.5))
        assert not larger(one, two, lambda a, b: a.max(b)).size(y) < one.size(y).max(two.size(y))


def test_no_size_is_beyond_the_extremes():
    rng, start = random.Random(1), arb(2)
    for _ in range(40):
        side = _drawn(rng)
        low, high = side.infimum(start), side.supremum(start)
        for _ in range(10):
            size = side.size(arb(rng.uniform(2, 20)))
            assert not size < low
            assert not size > high


def test_beyond_its_maximum_a_size_is_largest_at_the_start():
    side = Side(1, arb(3), Fraction(2), ((Fraction(2), arb(-1)),))  # 3 y^2 exp(-y^2) falls from y = 1 on
    for start in (1.5, 2.0, 7.0):
        assert side.supremum(arb(start)) < 1.000001 * side.size(arb(start))
    assert side.supremum(arb(0.5)) > 3 / arb(1).exp() - arb(2) ** -40


def test_signs_and_zero():
    assert (constant(arb(-2)) * constant(arb(3))).sign == -1
    assert ZERO.zero
    assert ZERO.supremum(arb(1)) == 0


def test_what_is_absorbed_bounds_the_polynomial_and_its_slope():
    rng, start = random.Random(2), arb(3)
    for _ in range(40):
        rising = ((Fraction(k), arb(rng.uniform(-2, 1))) for k in (1, 2, 3))
        powers = (*rising, (Fraction(4), arb(-1)))
        found = absorbed(powers, start)
        assert all(b < 0 for _, b in found)
        for _ in range(5):
            y = arb(rng.uniform(3, 30))
            for degree in (0, 1):  # the slope counts for the tails of integrals
                before, after = (
                    sum((b * (int(k) ** degree) * y ** (int(k) - degree) for k, b in part), arb(0))
                    for part in (powers, found)
                )
                assert not before > after
    never = ((Fraction(1), arb(9)), (Fraction(2), arb(-1)))
    assert absorbed(never, arb(2)) == never
