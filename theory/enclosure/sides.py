"""One bound of a function far out: sign c y^n exp(p(y)) for all y >= Y, with real powers in p."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

__all__ = ["ZERO", "Powers", "Side", "absorbed", "as_ball", "constant", "larger", "sorted_powers"]

Powers = tuple[tuple[Fraction, arb], ...]


@dataclass(frozen=True)
class Side:
    """sign c y^n exp(sum of b y^k), for c at least 0 and powers k above 0."""

    sign: int
    c: arb
    n: Fraction = Fraction(0)
    p: Powers = ()

    def __neg__(self) -> Side:
        return Side(-self.sign, self.c, self.n, self.p)

    def __mul__(self, other: Side) -> Side:
        powers = dict(self.p)
        for k, b in other.p:
            powers[k] = powers[k] + b if k in powers else b
        return Side(self.sign * other.sign, self.c * other.c, self.n + other.n, sorted_powers(powers))

    def power(self, exponent: Fraction) -> Side:
        """Raise the size to a real power."""
        c = self.c ** int(exponent) if exponent.denominator == 1 else self.c ** as_ball(exponent)
        return Side(1, c, self.n * exponent, tuple((k, b * as_ball(exponent)) for k, b in self.p))

    @property
    def zero(self) -> bool:
        """Whether it is 0."""
        return bool(self.c == 0)

    @property
    def grows(self) -> bool:
        """Whether its size never falls."""
        return self.n >= 0 and all(b >= 0 for _, b in self.p)

    def size(self, at: arb) -> arb:
        """Return its size at a point."""
        return self.c * at ** as_ball(self.n) * self.exponent(at).exp()

    def exponent(self, at: arb) -> arb:
        """Return the sum in the exponent at a point."""
        return sum((b * at ** as_ball(k) for k, b in self.p), arb(0))

    def supremum(self, start: arb) -> arb:
        """Return an upper bound of its size; infinity where there is none."""
        if self.zero:
            return arb(0)
        falling = [(k, b) for k, b in self.p if b < 0]
        if any(not b <= 0 for _, b in self.p) or (self.n > 0 and not falling):
            return arb.pos_inf()
        if self.n <= 0:
            return self.size(start).upper()
        k, b = falling[-1]
        # y^n exp(-b y^k) is largest where k b y^k = n, and falls from there on.
        if -as_ball(k) * b * start ** as_ball(k) >= as_ball(self.n):
            return self.size(start).upper()
        ratio = as_ball(self.n / k)
        return (self.c * (ratio / -b / arb.const_e()) ** ratio).upper()

    def infimum(self, start: arb) -> arb:
        """Return a lower bound of its size."""
        return self.size(start).lower() if self.grows and not self.zero else arb(0)

    def below(self, other: Side) -> bool:
        """Whether the quotient by the other one never rises."""
        ours, theirs = dict(self.p), dict(other.p)
        return self.n <= other.n and all(
            ours.get(k, arb(0)) <= theirs.get(k, arb(0)) for k in {*ours, *theirs}
        )


def as_ball(number: Fraction) -> arb:
    """Return a fraction as a ball."""
    return arb(number.numerator) / number.denominator


def sorted_powers(powers: Mapping[Fraction, arb]) -> Powers:
    """Return the powers of an exponent in rising order, without those that vanish."""
    return tuple(sorted(((k, b) for k, b in powers.items() if b != 0), key=lambda pair: pair[0]))


ZERO = Side(1, arb(0))


def constant(value: arb) -> Side:
    """Return the bound that a number is."""
    return Side(-1 if value < 0 else 1, abs(value))


def larger(first: Side, second: Side, together: Callable[[arb, arb], arb]) -> Side:
    """Bound two sizes from above by one; `together` joins the constants."""
    if first.zero or second.zero:
        return Side(1, second.c, second.n, second.p) if first.zero else Side(1, first.c, first.n, first.p)
    ours, theirs, zero = dict(first.p), dict(second.p), arb(0)
    powers = {k: ours.get(k, zero).max(theirs.get(k, zero)) for k in {*ours, *theirs}}
    return Side(1, together(first.c, second.c), max(first.n, second.n), sorted_powers(powers))


def absorbed(powers: Powers, start: arb) -> Powers:
    """Bound a polynomial from above for y >= start: if it falls in the end, without rising powers if it can be had."""
    if not powers or not powers[-1][1] < 0:
        return powers
    top, leading = powers[-1]
    for k, b in powers[:-1]:
        if not b <= 0:
            # y^k is at most y^top start^(k - top).
            leading += b.upper() * start ** as_ball(k - top)
    return (*((k, b) for k, b in powers[:-1] if b <= 0), (top, leading)) if leading < 0 else powers
