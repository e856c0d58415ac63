"""Terms c x^n exp(-a x^2 - b x) that bound an integrand on [1, oo), and the integral that they leave far out."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from flint import arb

from theory.enclosure.refusal import CannotTell

__all__ = ["Term", "tail"]

_FARTHEST = 1e100


@dataclass(frozen=True)
class Term:
    """c x^n exp(-a x^2 - b x), for c and n at least 0.

    An argument that is a ball stands for its least favourable value.
    """

    c: arb
    n: arb = field(default_factory=arb)
    a: arb = field(default_factory=arb)
    b: arb = field(default_factory=arb)

    def __mul__(self, other: Term) -> Term:
        return Term(self.c * other.c, self.n + other.n, self.a + other.a, self.b + other.b)

    def __pow__(self, power: arb) -> Term:
        return Term(self.c**power, self.n * power, self.a * power, self.b * power)

    @property
    def plain(self) -> bool:
        """Whether it is a power of x alone."""
        return bool(self.a == 0) and bool(self.b == 0)

    def after(self, start: arb) -> arb:
        """Bound the integral of the term over [start, oo); infinity where the term does not fall there.

        The logarithm of the term is concave, so that the term is below the exponential that touches it at
        `start`, with the slope -fall there.
        """
        if self.c == 0:
            return arb(0)
        n, a, b = self.n.upper(), self.a.lower(), self.b.lower()
        fall = 2 * a * start + b - n / start
        if a < 0 or not fall > 0:
            return arb.pos_inf()
        return (self.c * start**n * (-a * start**2 - b * start).exp() / fall).upper()

    def logarithm_after(self, start: float) -> float:
        """Return the logarithm of `after`, in floating point."""
        n, a, b, c = (
            float(part) for part in (self.n.upper(), self.a.lower(), self.b.lower(), self.c.upper())
        )
        fall = 2 * a * start + b - n / start
        if c == 0 or not fall > 0:
            return math.inf if c else -math.inf
        return float(self.c.log()) + n * math.log(start) - a * start**2 - b * start - math.log(fall)

    @property
    def falls(self) -> bool:
        """Whether it falls exponentially."""
        return bool(self.a > 0) or (bool(self.a >= 0) and bool(self.b > 0))


def tail(terms: list[Term], start: arb, below: arb) -> tuple[arb, arb]:
    """Return a cut at or beyond `start`, at least 1, and a bound, below twice `below`, for what lies beyond it.

    Raises
    ------
    CannotTell
        If a term is not shown to fall exponentially.
    """
    for term in terms:
        if not term.falls:
            raise CannotTell(f"no bound of the integrand falls far out: {term}")
    cut = max(1.0, _above(start))
    logarithm = _above(below.log()) - math.log(len(terms) or 1)
    for term in terms:
        while term.logarithm_after(cut) > logarithm and cut < _FARTHEST:
            cut *= 1.0625
    # The search is in floating point; the bound is not.
    rest = sum((term.after(arb(cut)) for term in terms), arb(0))
    if not rest < 2 * below:
        raise CannotTell(f"the integrand's tail falls too slowly: {terms}")
    return arb(cut), rest


def _above(ball: arb) -> float:
    return math.nextafter(float(ball.upper()), math.inf)
