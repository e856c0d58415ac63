"""Moments of an activation that ball arithmetic proves, at one deviation and mean.

Everything that is summed is a ball: panels by `theory.enclosure.simultaneous`, the line beyond them by
`theory.enclosure.envelopes`, sums of exponentials and sines in closed form.  The bounds cover the conversion to
float64 too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

import sympy as sp
from flint import acb, arb, ctx

from theory.activation.activation import Activation
from theory.enclosure.compiling import compiled
from theory.enclosure.envelopes import Envelope, Envelopes, Side
from theory.enclosure.refusal import CannotTell
from theory.enclosure.simultaneous import Integrals
from theory.integration.divergence import Divergent
from theory.integration.exponential_sums import ExponentialSum, exponential_sum
from theory.integration.segments import Segment, segments

__all__ = ["FIELDS", "Certified", "certified"]

FIELDS = ("mean", "second", "variance", "derivative_second", "second_slope", "derivative")
_BITS = 64  # of the integrals, relative to the integral of the absolute value
_WANTED = 57  # of the moments: 4 more than float64 has
_MOST_BITS = 1100
_FIRST_CUTS = (0.0, 1.2, 2.4, 4.8, 10.0)  # in |z|
_FARTHEST = 2.0**60
_PANELS = 6000


@dataclass(frozen=True)
class Certified:
    """Balls of the moments, by the names in `FIELDS`; for those without one, the sentence that says why."""

    balls: dict[str, arb]
    missing: dict[str, str] = field(default_factory=dict)

    def rounded(self, name: str) -> tuple[float, float]:
        """Return a moment as a float, with a bound on its error that covers the rounding.

        The bound is at least one unit in the last place, and that of a mean 0 is 2^-60 of the size of g: nobody who
        compares with a closed form in floating point, or with another quadrature, can check a smaller one.
        """
        ball = self.balls[name]
        if not ball.is_finite():
            return math.inf, math.inf
        value = _float(ball.mid())
        if not math.isfinite(value):
            return value, math.inf
        error = _float((ball - arb(value)).abs_upper())
        size = _float(self.balls["second"].abs_upper())
        least = math.sqrt(size) * 2.0**-60 if value == 0 and name == "mean" else abs(value) * 2.0**-52
        return value, math.nextafter(max(error, least), math.inf)


def _float(number: arb) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, 1.0 if number > 0 else -1.0)


def certified(activation: Activation, u: float, mean: float) -> Certified:
    """Return what ball arithmetic proves about the moments of an activation at N(mean, u^2).

    Raises
    ------
    CannotTell
        If E g and E g^2 have no bound; the message says why.  `Divergent`, if E g^2 is infinite.
    """
    if activation.poles:
        raise Divergent(f"E g² diverges at x = {activation.poles[0]}")
    at = arb(u), arb(mean)
    if u == 0:
        return _at_a_point(activation, at[1])
    if (sums := _sums(activation)) is not None:
        return _refined(lambda bits: _of_sums(sums, *at), len(sums.square.terms) > 0)
    try:
        return _refined(lambda bits: _integrated(activation, *at, bits, activation.slope_diverges), True)
    except Divergent:
        raise
    except CannotTell as error:
        if activation.slope_diverges:
            raise
        found = _refined(lambda bits: _integrated(activation, *at, bits, True), True)
        del found.balls["derivative_second"]
        return Certified(found.balls, {"derivative_second": str(error)})


def _refined(evaluate: Callable[[int], dict[str, arb]], checked: bool) -> Certified:
    bits = _BITS
    while True:
        with ctx.workprec(2 * bits):
            balls = evaluate(bits)
            lacking = _lacking(balls)
        if lacking <= 0 or bits + lacking > _MOST_BITS:
            break
        bits += lacking + 8
    return Certified(balls)


def _lacking(balls: dict[str, arb]) -> int:
    """Return how many bits are lacking."""
    worst = min(
        (balls[name].rel_accuracy_bits() for name in FIELDS[1:4] if name in balls and balls[name] != 0),
        default=_WANTED,
    )
    # A mean may be 0, which no ball shows: then its size is that of g.
    scale = balls["second"].abs_upper().sqrt()
    mean = balls["mean"]
    if mean.rel_accuracy_bits() < _WANTED and not mean.rad() <= scale * arb(2) ** (-2 * _WANTED):
        worst = min(worst, mean.rel_accuracy_bits())
    return int(_WANTED - max(worst, -_MOST_BITS))


def _at_a_point(activation: Activation, mean: arb) -> Certified:
    with ctx.workprec(256):
        for part in segments(activation):
            low, high = (None if end.is_infinite else _real(end) for end in (part.low, part.high))
            if (low is None or low < mean) and (high is None or mean < high):
                value, slope = (ball.real for ball in part.values(acb(mean - _real(part.centre)), False))
                squares = {"mean": value, "second": value**2, "variance": arb(0)}
                limit = slope**2 if value == 0 else arb.nan()
                return Certified(
                    {**squares, "derivative_second": slope**2, "second_slope": limit, "derivative": slope}
                )
    raise CannotTell(f"u = 0, and the mean {mean.str(5)} is at a kink")


def _real(number: sp.Expr) -> arb:
    return compiled(number, ())((), False).real


@dataclass(frozen=True)
class _Sums:
    first: ExponentialSum
    square: ExponentialSum
    slope: ExponentialSum
    slope_square: ExponentialSum
    bend: ExponentialSum


@lru_cache(maxsize=512)
def _sums(activation: Activation) -> _Sums | None:
    if len(activation.pieces) > 1 or (first := exponential_sum(activation.pieces[0].expr)) is None:
        return None
    square, slope = first * first, first.derivative()
    return _Sums(first, square, slope, slope * slope, square.derivative().derivative())


def _of_sums(sums: _Sums, u: arb, mean: arb) -> dict[str, arb]:
    first, second, slope, slopes, bend = (
        part.expectation(u, mean)
        for part in (sums.first, sums.square, sums.slope, sums.slope_square, sums.bend)
    )
    return {
        "mean": first,
        "second": second,
        "variance": second - first**2,
        "derivative_second": slopes,
        "second_slope": bend / 2,
        "derivative": slope,
    }


def _integrated(activation: Activation, u: arb, mean: arb, bits: int, steep: bool) -> dict[str, arb]:
    """Integrate g - c, (g - c)^2 and their Hermite weights, and g'^2 unless it is infinite or given up."""
    law = _Law(u, mean, 4 if steep else 5)
    parts = segments(activation)
    law.centre = _centre(parts, law)
    integrals = Integrals(law.count, bits, _PANELS)
    cuts = list(_FIRST_CUTS)
    edges = [(_real(part.low) - mean) / u for part in parts[1:]]
    inner = max((edge.abs_upper() for edge in edges), default=arb(0))
    while not inner < cuts[-1]:
        cuts.append(max(2 * cuts[-1], cuts[-1] ** 1.5))
    bounds = [arb(-cuts[-1]), *edges, arb(cuts[-1])]
    ends = sorted({*cuts, *(-cut for cut in cuts)})
    rests = [arb(0)] * law.count
    for part, low, high in zip(parts, bounds[:-1], bounds[1:], strict=True):
        for rest, bound in enumerate(law.add(integrals, part, low, high, ends)):
            rests[rest] += bound
    reach = cuts[-1]
    # First, since a divergent tail refuses all.
    tails = [law.tail(parts[-1], 1, reach), law.tail(parts[0], -1, reach)]
    integrals.run()
    while True:
        missing = [sum(pair, arb(0)) for pair in zip(*tails, strict=True)]
        small = arb(2) ** -bits
        if all(rest <= small * scale for rest, scale in zip(missing, integrals.scales, strict=True)):
            break
        if reach > _FARTHEST:
            raise CannotTell(law.reason or "no bound of the function far out lets the integral converge")
        law.add(integrals, parts[-1], arb(reach), arb(2 * reach), [])
        law.add(integrals, parts[0], arb(-2 * reach), arb(-reach), [])
        integrals.run()
        reach *= 2
        tails = [law.tail(parts[-1], 1, reach), law.tail(parts[0], -1, reach)]
    first, square, by_z, by_square, *slopes = (
        total + arb(0, rest + missed)
        for total, rest, missed in zip(integrals.totals, rests, missing, strict=True)
    )
    if activation.parity and mean == 0:
        # The two halves of an odd integrand cancel.
        first, by_z = (arb(0), by_z) if activation.parity < 0 else (first, arb(0))
    c = law.centre
    return {
        "mean": c + first,
        "second": c * c + 2 * c * first + square,
        "variance": square - first**2,
        "derivative_second": slopes[0] if slopes else arb.pos_inf(),
        "second_slope": by_square / (2 * u * u),
        "derivative": by_z / u,
    }


def _centre(parts: Sequence[Segment], law: _Law) -> arb:
    """Return g at the mean where g is nearly constant about it, and 0 elsewhere."""
    values = []
    for z in (-1, 0, 1):
        at = law.mean + z * law.u
        for part in parts:
            if (part.high == sp.oo or at < _real(part.high)) and (part.low == -sp.oo or at > _real(part.low)):
                values.append(part.values(acb(at - _real(part.centre)), False)[0].real.mid())
                break
        else:
            return arb(0)
    low, middle, high = values
    return middle if max(abs(low - middle), abs(high - middle)) < abs(middle) / 2 else arb(0)


@dataclass
class _Law:
    """The integrands at one law: the first `count` of d w, d^2 w, z d w, (z^2 - 1) g^2 w and g'^2 w."""

    u: arb
    mean: arb
    count: int
    centre: arb = field(default_factory=arb)
    reason: str = ""

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
        return (-z * z / 2).exp() * (2 * arb.pi()).rsqrt()

    def add(
        self, integrals: Integrals, part: Segment, low: arb, high: arb, ends: Sequence[float]
    ) -> list[arb]:
        """Add the panels of a segment between two values of z; return bounds of what they leave out."""
        if low >= high:
            return [arb(0)] * self.count
        left_out = [arb(0)] * self.count
        if part.side:
            edge = (_real(part.centre) - self.mean) / self.u
            if edge.overlaps(low if part.side > 0 else high):
                distance = min((high - low).mid(), arb(1))
                left_out = self._add_singular(integrals, part, edge, distance)
                low, high = (edge + distance, high) if part.side > 0 else (low, edge - distance)
        offset = self.mean - _real(part.centre)

        def integrand(z: acb, analytic: bool) -> list[acb]:
            return self.weighted(z, part.values(offset + self.u * z, analytic), self.density(z))

        def known(left: arb, right: arb) -> list[arb]:
            return self._of_constant(
                part.values(offset + self.u * acb(left.union(right)), False), left, right
            )

        inside = [arb(end) for end in ends if low < end and end < high]
        steps = [low, *inside, high]
        for left, right in pairwise(steps):
            integrals.add(integrand, left, right, known)
        return left_out

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
        return [*result, pair[1].real ** 2 * share][: self.count]

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
            result.append((factor * integrand.size(start) / start / _ball(1 - n)).upper())
        return result

    def tail(self, part: Segment, side: int, start: float) -> list[arb]:
        """Bound the integrals over z >= start (side 1) or z <= -start."""
        begin = arb(start)
        offset = self.mean - _real(part.centre)
        variable = {Fraction(0): offset, Fraction(1): side * self.u}
        sides = self._sides(part.pair, Envelopes({Segment.offset: variable}, begin), True)
        return [
            _gaussian_tail(integrand, begin, n) for integrand, n in zip(sides, (0, 0, 1, 2, 0), strict=False)
        ]

    def _sides(self, pair: tuple[sp.Expr, sp.Expr], envelopes: Envelopes, far_out: bool) -> list[Side]:
        """Bound the sizes of the integrands, without their weights in z."""
        try:
            envelope = envelopes(pair[0])
            found = envelopes.add(envelope, envelopes.constant(-self.centre)).size
            whole = envelope.size
        except CannotTell as error:
            self.reason = str(error)
            return [Side(1, arb.pos_inf())] * self.count
        if far_out:
            _require_finite(envelope)
        # (g - c)^2 + 2 c (g - c) = g^2 - c^2
        squares = envelopes.add(
            Envelope(whole * whole, whole * whole), envelopes.constant(self.centre * self.centre)
        )
        result = [found, found * found, found, squares.high]
        if self.count == 5:
            try:
                slope = envelopes(pair[1]).size
                result.append(slope * slope)
            except CannotTell as error:
                self.reason = str(error)
                result.append(Side(1, arb.pos_inf()))
        return result


def _require_finite(envelope: Envelope) -> None:
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


def _gaussian_tail(side: Side, start: arb, n: int) -> arb:
    """Bound the integral of y^n times a size times the density over [start, oo)."""
    if side.zero:
        return arb(0)
    if not side.c.is_finite():
        return arb.pos_inf()
    # The logarithm of the integrand falls at least as fast as fall*y.
    fall = 1 - _ball(max(side.n + n, Fraction(0))) / start**2
    for k, b in side.p:
        if not b <= 0:
            if k > 2:
                return arb.pos_inf()
            fall -= _ball(k) * b * start ** _ball(k - 2)
    if not fall > 0:
        return arb.pos_inf()
    top = side.size(start) * start**n * (-(start**2) / 2).exp() * (2 * arb.pi()).rsqrt()
    return (top / (fall * start)).upper()


def _ball(number: Fraction) -> arb:
    return arb(number.numerator) / number.denominator
