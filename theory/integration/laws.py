"""The integrands of the moments at one law N(mean, u^2), their panels, and bounds of what the panels leave out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

import sympy as sp
from flint import acb, arb, ctx

from theory.enclosure.envelopes import Envelope, Envelopes
from theory.enclosure.refusal import CannotTell
from theory.enclosure.sides import Side, as_ball
from theory.enclosure.simultaneous import Integrals
from theory.integration import tail_rules  # noqa: F401  # it registers its rules
from theory.integration.gaussian_tails import gaussian_tail, require_finite
from theory.integration.segments import Segment, real_number
from theory.integration.towers import bounded, enclosed_from

__all__ = ["Law"]

_MINUS_HALF = arb(-1) / 2


@dataclass
class Law:
    """The integrands at one law: the first `count` of d w, d^2 w, z d w, (z^2 - 1) g^2 w and g'^2 w."""

    u: arb
    mean: arb
    count: int
    centre: arb = field(default_factory=arb)
    reason: str = ""
    _norm: arb = field(
        default_factory=lambda: (2 * arb.pi()).rsqrt()
    )  # at the precision of all that is done here

    def weighted(self, z: acb, pair: tuple[acb, acb], factor: acb) -> list[acb]:
        """Return the integrands at z, given g and g' there."""
        apart, c = pair[0] - self.centre, self.centre
        first = apart * factor
        square = apart * first
        result = [first, square, z * first, (z * z - 1) * (square + 2 * c * first if c != 0 else square)]
        if self.count == 5:
            result.append(pair[1] * pair[1] * factor)
        return result

    def density(self, z: acb) -> acb:
        """Return the standard normal density."""
        return (z * z * _MINUS_HALF).exp() * self._norm

    def add(
        self, integrals: Integrals, part: Segment, low: arb, high: arb, ends: Sequence[float]
    ) -> list[arb]:
        """Add the panels of a segment between two values of z; return bounds of what they leave out."""
        if low >= high:
            return [arb(0)] * self.count
        left_out = [arb(0)] * self.count
        if part.side:
            edge = (real_number(part.centre) - self.mean) / self.u
            if edge.overlaps(low if part.side > 0 else high):
                distance = min((high - low).mid(), arb(1))
                left_out = self._add_singular(integrals, part, edge, distance)
                low, high = (edge + distance, high) if part.side > 0 else (low, edge - distance)
        offset = self.mean - real_number(part.centre)

        def integrand(z: acb, analytic: bool) -> list[acb]:
            return self.weighted(z, part.values(offset + self.u * z, analytic), self.density(z))

        def known_on(step: arb) -> Callable[[arb, arb], list[arb]]:
            def known(left: arb, right: arb) -> list[arb]:
                over = part.values(offset + self.u * acb(left.union(right)), False)
                found = self._of_constant(over, left, right)
                # Once, over the whole step: a tower of exponentials would be halved into thousands of panels.
                if right - left > step / 2 and (far := self._far_range(part, left, right)) is not None:
                    return [
                        one if one.is_finite() and not one.rad() > other.rad() else other
                        for one, other in zip(found, far, strict=True)
                    ]
                return found

            return known

        inside = [arb(end) for end in ends if low < end and end < high]
        steps = [low, *inside, high]
        for left, right in pairwise(steps):
            integrals.add(integrand, left, right, known_on(right - left))
        return left_out

    def _far_range(self, part: Segment, left: arb, right: arb) -> list[arb] | None:
        """Return the integrals over a range away from the mean, from bounds that hold from there on."""
        side = 1 if left >= 1 else -1
        begin = left if side > 0 else -right
        # Bounds far out hold for all larger distances, so the segment must go on for ever.
        if not begin >= 1 or (part.high != sp.oo if side > 0 else part.low != -sp.oo):
            return None
        value, slope = (
            enclosed_from(one, Segment.offset, self._far_out(part, side, begin)) for one in part.pair
        )
        return self._of_constant((acb(value), acb(slope)), left, right)

    def _of_constant(self, pair: tuple[acb, acb], left: arb, right: arb) -> list[arb]:
        """Return the integrals between two values of z over which g and g' keep within balls."""
        if not (pair[0].imag == 0 and pair[1].imag == 0):
            return [arb.nan()] * self.count
        apart, c, root = pair[0].real - self.centre, self.centre, arb(2).sqrt()
        low, high = (self.density(acb(end)).real for end in (left, right))
        share = ((left / root).erfc() - (right / root).erfc()) / 2
        if right < 0:
            share = ((-right / root).erfc() - (-left / root).erfc()) / 2
        square = apart * apart
        result = [
            apart * share,
            square * share,
            apart * (low - high),
            (square + 2 * c * apart) * (left * low - right * high),
        ]
        return [*result, pair[1].real * pair[1].real * share][: self.count]

    def _add_singular(self, integrals: Integrals, part: Segment, edge: arb, distance: arb) -> list[arb]:
        """Add the panels of z = edge +- exp(-s), s from -log distance on; return a bound of the rest."""
        near, scale = part.near, self.u.log()
        assert near is not None

        def integrand(s: acb, analytic: bool) -> list[acb]:
            e = (-s).exp()
            z = edge + part.side * e
            return self.weighted(z, near(self.u * e, scale - s, analytic), self.density(z) * e)

        start, length = -distance.log(), arb(2)
        small = arb(2) ** -(ctx.prec // 2 + 10)
        while True:
            integrals.add(integrand, start, start + length)
            start, length = start + length, 2 * length
            rest = self._rest(part, edge, start.exp())
            if all(bound < small for bound in rest):
                return rest
            if start > 2.0**20:
                raise CannotTell(
                    self.reason
                    or f"it grows too fast near x = {part.centre}, or that it does not is not shown"
                )

    def _rest(self, part: Segment, edge: arb, start: arb) -> list[arb]:
        """Bound the integrals over the distances below 1/start."""
        z = edge + part.side * arb(0).union(1 / start)
        weight, size = self.density(acb(z)).real.abs_upper(), abs(z).upper()
        assert part.near_pair is not None
        sides = self._sides(
            part.near_pair, Envelopes({Segment.distance: {Fraction(-1): self.u}}, start), False
        )
        result = []
        for at, integrand in enumerate(sides):
            n = integrand.n
            if not n < 1 or any(not b <= 0 for _, b in integrand.p):
                result.append(arb.pos_inf())
                continue
            factor = weight * (size if at == 2 else size * size + 1 if at == 3 else 1)
            # y = 1/|z - edge|, dz = dy/y^2
            result.append((factor * integrand.size(start) / start / as_ball(1 - n)).upper())
        return result

    def tail(self, part: Segment, side: int, start: float) -> list[arb]:
        """Bound the integrals over z >= start (side 1) or z <= -start."""
        begin = arb(start)
        sides = self._sides(part.pair, self._far_out(part, side, begin), True)
        return [
            gaussian_tail(integrand, begin, n) for integrand, n in zip(sides, (0, 0, 1, 2, 0), strict=False)
        ]

    def _far_out(self, part: Segment, side: int, begin: arb) -> Envelopes:
        offset = self.mean - real_number(part.centre)
        return Envelopes({Segment.offset: {Fraction(0): offset, Fraction(1): side * self.u}}, begin)

    def _sides(self, pair: tuple[sp.Expr, sp.Expr], envelopes: Envelopes, far_out: bool) -> list[Side]:
        """Bound the sizes of the integrands, without their weights in z."""
        try:
            envelope = bounded(pair[0], Segment.offset, envelopes) if far_out else envelopes(pair[0])
            found = envelopes.add(envelope, envelopes.constant(-self.centre)).size
            whole = envelope.size
        except CannotTell as error:
            self.reason = str(error)
            return [Side(1, arb.pos_inf())] * self.count
        if far_out:
            require_finite(envelope)
        # (g - c)^2 + 2 c (g - c) = g^2 - c^2
        squares = envelopes.add(
            Envelope(whole * whole, whole * whole), envelopes.constant(self.centre * self.centre)
        )
        result = [found, found * found, found, squares.high]
        if self.count == 5:
            try:
                bounds = bounded(pair[1], Segment.offset, envelopes) if far_out else envelopes(pair[1])
                slope = bounds.size
                result.append(slope * slope)
            except CannotTell as error:
                self.reason = str(error)
                result.append(Side(1, arb.pos_inf()))
        return result
