"""Numbers of a claim's expressions at its points, and the margins that separate them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import sympy as sp

from paper_checks.claim import Claim, Point, rounding_bounds
from paper_checks.ledger import LEDGER
from theory import evaluate

__all__ = ["exact_at", "margins", "narrow_points", "target_at", "value_at"]


Range = tuple[float, float]


def exact_at(claim: Claim, point: Point, *expressions: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
    """Return the values at a point of the symbols that the expressions hold."""
    used = set().union(*(expression.free_symbols for expression in expressions))
    return {symbol: sp.sympify(value) for symbol, value in claim.symbols(point).items() if symbol in used}


@cache
def value_at(expression: sp.Expr, claim: Claim, point: Point) -> Range:
    """Return the least and greatest value of an expression at a point; they differ where printed numbers round."""
    values = exact_at(claim, point, expression)
    if expression.atoms(sp.Float):
        low, high = rounding_bounds(expression, values)
        return float(low), float(high)
    value = float(evaluate(expression, values, digits=20))
    return value, value


def target_at(claim: Claim, point: Point) -> Range:
    """Return what the claim predicts here: its exact value at this size, where it is about a limit."""
    return value_at(claim.rhs if claim.at_width is None else claim.at_width, claim, point)


def narrow_points(claim: Claim) -> tuple[Point, ...]:
    """Return the points of the two smallest sizes, which must tell the finite value from the limit."""
    if claim.at_width is None:
        return ()
    sizes = sorted({claim.symbols(point)[claim.large] for point in claim.points})[:2]
    return tuple(point for point in claim.points if claim.symbols(point)[claim.large] in sizes)


@cache
def margins(claim: Claim) -> Mapping[Point, float]:
    """Return the absolute margin at every point.

    The declared one, relative to the value that is true as far as theory knows (the correction's, for a claim
    that has one), or to the largest wrong one where that is 0; half the distance to each rival that this point is
    to separate, and for a corrected claim to the statement as printed; a quarter of the gap to the limit at the two
    smallest sizes.  A rival is separated at the point that tells it apart most easily, relative to the value.
    """
    truth_of = LEDGER[claim.corrected_by] if claim.corrected_by else claim
    truth = {point: target_at(truth_of, point) for point in claim.points}
    rivals = [rival.expression for rival in claim.rivals] + ([claim.rhs] if claim.corrected_by else [])
    scale = {}
    for point, (low, high) in truth.items():
        # A value of 0 has no size of its own: its scale is what a wrong statement would make of it.
        others = (bound for rival in rivals for bound in value_at(rival, claim, point))
        scale[point] = max(abs(low), abs(high)) or max(map(abs, others))
    margin = {point: claim.margin * scale[point] for point in claim.points}
    for rival in rivals:
        gaps = {point: _distance(value_at(rival, claim, point), truth[point]) for point in claim.points}
        best = max(gaps, key=lambda point: gaps[point] / scale[point])
        margin[best] = min(margin[best], gaps[best] / 2)
    for point in narrow_points(claim):
        margin[point] = min(margin[point], _distance(value_at(claim.rhs, claim, point), truth[point]) / 4)
    return margin


def _distance(first: Range, second: Range) -> float:
    return max(0.0, first[0] - second[1], second[0] - first[1])
