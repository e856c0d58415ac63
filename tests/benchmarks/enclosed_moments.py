"""Moments by `acb.integral`, from the text of an activation: a truth that shares no line with `theory`.

The line is cut at the breakpoints of the text.  FLINT bounds the integral over each panel; beyond 45 deviations the
weight is below 1e-439.  Two kinds of point need another way:

- A removable singularity is passed in the complex plane, along three sides of a rectangle (Cauchy).
- At a root or a logarithm the distance is exp(-s); the integrals over what is nearer than exp(-S) are bounded by hand.
"""

import math
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

from flint import acb, arb, ctx

from tests.benchmarks.formulas import NOWHERE, Formula, Unknown, pieces
from tests.benchmarks.random_activations import Case

PRECISION, EVALUATIONS, BITS = 110, 60_000, 80
ENDS = (0.0, 0.7, 1.5, 3.0, 5.0, 8.0, 12.0, 20.0, 45.0)
FAR = (150.0, 600.0, 2500.0)  # where g grows
NEAREST = 416  # S: u exp(-S) is below any number that matters to the power 0.2
ROUND = 0.4  # of x: the nearest singularity of a removable quotient is at a distance of 1
DIVERGENT = ("sqrt(abs(", "log(abs(")  # whose E g'^2 is infinite
_LEAST = arb(2) ** -1000  # far below float64 when it is multiplied by 2^-BITS
_DEADLINE = [math.inf]
Integrand = Callable[[acb, bool], acb]
Panel = tuple[Formula, list[acb]]


def enclosed(case: Case, seconds: float = math.inf) -> dict[str, arb]:
    """Return balls of E g, E g^2, Var g and E g'^2; a ball that is not finite says that there is none.

    E g'^2 is +inf where it is infinite for certain.  After some seconds, what is not known yet has no ball.
    """
    _DEADLINE[0] = time.monotonic() + seconds
    precision = PRECISION + 2 * max(0, int(math.log2(abs(case.mean) + 1)) - 20)
    with ctx.workprec(precision):
        u, mean = arb(case.u), arb(case.mean)
        try:
            parts = [((a - mean) / u, (b - mean) / u, formula) for a, b, formula in pieces(case.text)]
        except Unknown:
            return dict.fromkeys(("mean", "second", "variance", "derivative_second"), arb.nan())
        return _moments(case, u, mean, parts)


def _moments(case: Case, u: arb, mean: arb, parts: list[tuple[arb, arb, Formula]]) -> dict[str, arb]:
    centre = next(f for a, b, f in parts if not b < 0.3)(acb(mean + 0.3 * u), False)[0].real.mid()
    centre = centre if centre.is_finite() else arb(0)
    edge = None if case.singular is None else (arb(repr(case.singular)) - mean) / u
    panels = list(_panels(case, u, parts, edge))

    def over_the_line(part: Callable[[acb, acb], acb], size: arb) -> arb:
        total, scale = arb(0), size.max(_scale(part, mean, u, parts)).max(_LEAST)
        for formula, corners in panels:

            def integrand(z: acb, analytic: bool, formula: Formula = formula) -> acb:
                return part(*formula(mean + u * z, analytic)) * (-z * z / 2).exp() / (2 * arb.pi()).sqrt()

            for left, right in pairwise(corners):
                total += _integral(integrand, left, right, scale).real
            scale = scale.max(abs(total).mid() if total.is_finite() else arb(0))
        if case.kind == "rough" and edge is not None:
            total += _near(case, u, edge, part, scale)
            # Below 16 r^-0.8 + c^2, twice, for each of the integrands at a distance r = u exp(-s) of at most 1.
            rest = 64 * (u ** arb("-0.8") + centre * centre) * (arb(-NEAREST) / 5).exp()
            total += arb(0, rest.upper())
        return total

    # Where g is constant, g - c is a ball of rounding about 0.
    noise = abs(centre) * arb(2) ** (BITS - ctx.prec + 5)
    second = over_the_line(lambda g, slope: (g - centre) * (g - centre), noise * noise)
    size = (second.mid().max(arb(0)).sqrt() if second.is_finite() else arb(0)).max(noise)
    first = over_the_line(lambda g, slope: g - centre, size)
    steep = over_the_line(lambda g, slope: slope * slope, arb(0))
    return {
        "mean": centre + first,
        "second": centre * centre + 2 * centre * first + second,
        "variance": second - first * first,
        "derivative_second": arb.pos_inf() if _infinite(case, mean, u, parts) else steep,
    }


def _scale(part: Callable[[acb, acb], acb], mean: arb, u: arb, parts: list[tuple[arb, arb, Formula]]) -> arb:
    """Return roughly the size of an integral, from below, by a few points: it says which panels matter."""
    largest = arb(0)
    for step in range(-100, 101):
        z = arb(step) / 10 + arb(0.0371)
        formula = next(f for a, b, f in parts if not b <= z)
        value = part(*formula(acb(mean + u * z), False)).real * (-z * z / 2).exp()
        largest = largest.max(abs(value).mid() / 1000 if value.is_finite() else arb(0))
    return largest


def _infinite(case: Case, mean: arb, u: arb, parts: list[tuple[arb, arb, Formula]]) -> bool:
    """Tell whether g jumps for certain, or is one of the functions that are too steep."""
    if case.text.startswith(DIVERGENT):
        return True
    for (_, edge, left), (_, _, right) in pairwise(parts):
        before, after = (formula(acb(mean + u * edge), False)[0].real for formula in (left, right))
        if before.is_finite() and after.is_finite() and not before.overlaps(after):
            return True
    return False


def _panels(case: Case, u: arb, parts: list[tuple[arb, arb, Formula]], edge: arb | None) -> Iterator[Panel]:
    """Yield the ways of integration, those with the most weight first."""
    reach = (*ENDS, *FAR) if case.kind == "growing" else ENDS
    away = (ROUND / u).min(arb(1)).mid()
    ends = [arb(side * end) for end in reach for side in (-1, 1) if side > 0 or end > 0]
    if edge is not None:
        ends = [end for end in ends if not abs(end - edge) < away]
        ends += [(edge - away).mid(), (edge + away).mid()]
    for low, high, formula in parts:
        inside = sorted([end for end in ends if low < end < high], key=lambda end: float(end.mid()))
        inside = [*([low] if low.is_finite() else []), *inside, *([high] if high.is_finite() else [])]
        steps = [(a, b) for a, b in pairwise(inside) if a < b]
        for a, b in sorted(steps, key=lambda step: min(abs(float(end.mid())) for end in step)):
            if edge is not None and abs((a + b) / 2 - edge) < away:
                if case.kind == "rough":
                    continue
                lift = acb(0, away)
                yield formula, [acb(a), a + lift, b + lift, acb(b)]
            else:
                yield formula, [acb(a), acb(b)]


def _near(case: Case, u: arb, edge: arb, part: Callable[[acb, acb], acb], scale: arb) -> arb:
    """Integrate over both sides of a singular point."""
    away, total = (ROUND / u).min(arb(1)).mid(), arb(0)
    # In the distance from the point, which so keeps its relative accuracy.
    text = case.text.replace(f"(x-({case.singular:.2f}))", "x")
    for side, (_, _, formula) in zip((-1, 1), pieces(text), strict=True):
        # The next panel begins here, exactly.
        start = -(abs((edge + side * away).mid() - edge)).log()

        def integrand(s: acb, analytic: bool, side: int = side, formula: Formula = formula) -> acb:
            e = (-s).exp()
            z = edge + side * e
            return part(*formula(side * u * e, analytic)) * e * (-z * z / 2).exp() / (2 * arb.pi()).sqrt()

        while start < NEAREST:
            stop = (start + 8).mid().min(arb(NEAREST))
            total += _integral(integrand, acb(start), acb(stop), scale.max(abs(total).mid())).real
            start = stop
    return total


def _integral(integrand: Integrand, low: acb, high: acb, scale: arb) -> acb:
    def timed(z: acb, analytic: bool) -> acb:
        # An exception, as that of an alarm, FLINT would not pass on.
        return NOWHERE if time.monotonic() > _DEADLINE[0] else integrand(z, analytic)

    if time.monotonic() > _DEADLINE[0]:
        return NOWHERE
    return acb.integral(
        timed, low, high, rel_tol=arb(2) ** -BITS, abs_tol=scale * arb(2) ** -BITS + arb(2) ** -2000,
        eval_limit=EVALUATIONS, depth_limit=400,
    )  # fmt: skip
