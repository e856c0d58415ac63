"""What bounds of a function far out say about its Gaussian integral: that it is infinite, or how large its tail is."""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from theory.enclosure.envelopes import Envelope
from theory.enclosure.sides import Side, absorbed, as_ball
from theory.integration.divergence import Divergent

__all__ = ["gaussian_tail", "require_finite"]


def require_finite(envelope: Envelope) -> None:
    """Raise Divergent where g^2 outgrows the Gaussian for certain."""
    least = envelope.low if envelope.positive else envelope.high if envelope.negative else None
    if least is None or least.zero:
        return
    powers = dict(least.p)
    if any(k > 2 and b > 0 for k, b in powers.items()) and all(b >= 0 for b in powers.values()):
        raise Divergent("g grows faster than any Gaussian decays")
    square = powers.get(Fraction(2), arb(0))
    if 4 * square > 1 and all(b >= 0 for b in powers.values()):
        raise Divergent("g² grows faster than the Gaussian decays")


def gaussian_tail(side: Side, start: arb, n: int) -> arb:
    """Bound the integral of y^n times a size times the density over [start, oo)."""
    if side.zero:
        return arb(0)
    if not side.c.is_finite():
        return arb.pos_inf()
    # The logarithm of the integrand falls at least as fast as fall*y.
    fall = 1 - as_ball(max(side.n + n, Fraction(0))) / start**2
    for k, b in absorbed(side.p, start):
        if not b <= 0:
            if k > 2:
                return arb.pos_inf()
            fall -= as_ball(k) * b * start ** as_ball(k - 2)
    if not fall > 0:
        return arb.pos_inf()
    top = side.size(start) * start**n * (-(start**2) / 2).exp() * (2 * arb.pi()).rsqrt()
    return (top / (fall * start)).upper()
