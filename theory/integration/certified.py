"""Moments of an activation that ball arithmetic proves, at one deviation and mean.

Everything that is summed is a ball: sums of exponentials and sines in closed form, integrals over the line by
`whole_line`, and over one period by `folding`.  The precision rises until the bounds are as good as float64.  They
cover the conversion to float64 too.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from flint import acb, arb, ctx

from theory.activation.activation import Activation
from theory.enclosure.refusal import CannotTell
from theory.integration.divergence import Divergent
from theory.integration.exponential_sums import ExponentialSum, exponential_sum
from theory.integration.folding import LEAST_PERIODS, folded, period
from theory.integration.segments import real_number, segments
from theory.integration.whole_line import NODES, integrated

__all__ = ["FIELDS", "Certified", "certified"]

FIELDS = ("mean", "second", "variance", "derivative_second", "second_slope", "derivative")
_BITS = 64  # of the integrals, relative to the integral of the absolute value
_WANTED = 57  # of the moments: 4 more than float64 has
_OF_ZERO = 90  # of a mean, beside the square root of E g^2
_MOST_BITS = 1100
_UNDERFLOW = arb(2) ** -1150  # no float64 shows a smaller error


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
    length = period(activation)
    if length is not None and at[0] > LEAST_PERIODS * real_number(length):
        return _refined(lambda bits: folded(activation, length, *at, bits), True)
    try:
        return _refined(lambda bits: integrated(activation, *at, bits, activation.slope_diverges), True)
    except Divergent:
        raise
    except CannotTell as error:
        if activation.slope_diverges:
            raise
        # With half of the work: a refusal is soon there too.
        found = _refined(lambda bits: integrated(activation, *at, bits, True, NODES // 2), True)
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
    lacking = [
        _WANTED - balls[name].rel_accuracy_bits()
        for name in FIELDS[1:4]
        if name in balls and not balls[name].rad() <= _UNDERFLOW
    ]
    # A mean may be 0, which no ball shows: a radius that is small beside the size of g is enough then.
    mean, size = balls["mean"], balls["second"].abs_upper().sqrt()
    if mean.is_finite() and not mean.rad() <= size * arb(2) ** -_OF_ZERO:
        beside = (mean.rad() / size).log() / arb.const_log2() if size > 0 else arb(0)
        lacking.append(min(_WANTED - mean.rel_accuracy_bits(), _OF_ZERO + math.ceil(float(beside.mid()))))
    return min(max(lacking, default=0), 2 * _MOST_BITS)


def _at_a_point(activation: Activation, mean: arb) -> Certified:
    with ctx.workprec(256):
        for part in segments(activation):
            low, high = (None if end.is_infinite else real_number(end) for end in (part.low, part.high))
            if (low is None or low < mean) and (high is None or mean < high):
                value, slope = (
                    ball.real for ball in part.values(acb(mean - real_number(part.centre)), False)
                )
                squares = {"mean": value, "second": value * value, "variance": arb(0)}
                limit = slope * slope if value == 0 else arb.nan()
                return Certified(
                    {
                        **squares,
                        "derivative_second": slope * slope,
                        "second_slope": limit,
                        "derivative": slope,
                    }
                )
    raise CannotTell(f"u = 0, and the mean {mean.str(5)} is at a kink")


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
        "variance": second - first * first,
        "derivative_second": slopes,
        "second_slope": bend / 2,
        "derivative": slope,
    }
