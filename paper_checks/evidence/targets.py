"""What a claim states at each of its points: the value, the margin around it, and what its rivals state there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.printed_number import Printed, rounding_bounds
from theory import evaluate

__all__ = ["LIMIT", "Range", "Target", "exact_at", "targets", "value_at"]

Range = tuple[float, float]

_SAME = 1e-12  # relative; two values in double precision
LIMIT = "the limit itself, at finite size"


@dataclass(frozen=True)
class Target:
    """What a claim states at one point.

    Parameters
    ----------
    point : Point
    value : tuple of float
        The least and greatest value that the claim admits; equal unless printed digits round.
    margin : float
        Absolute: how far from the value still counts as the value.
    rivals : mapping
        From each rival that this point may refute to its least and greatest value.
    meant_exactly : bool
        Whether an interval must contain the value too, besides lying inside value ± margin.
    """

    point: Point
    value: Range
    margin: float
    rivals: Mapping[Rival, Range]
    meant_exactly: bool = False


def targets(claim: Claim, truth: Claim) -> tuple[Target, ...]:
    """Return what a claim states at its points, in order.

    An asymptotic claim states a limit.  At a finite size it states that limit and the gap to it that the derivation
    proves, so that a wrong limit is wrong at every size.  The derived limit without the gap is a rival at the two
    smallest sizes, and each of them must refute it.

    Parameters
    ----------
    claim : Claim
    truth : Claim
        The claim that states it right: its correction, or the claim itself.
    """
    margin = _margins(claim, truth)
    narrow = _narrow_points(claim)
    limit = Rival(claim.derivation().rhs if narrow else claim.rhs, LIMIT, at_each_point=True)
    return tuple(
        Target(
            point,
            _stated_at(claim.rhs, claim, point),
            margin[point],
            {rival: _stated_at(rival.expression, claim, point) for rival in claim.rivals}
            | ({limit: value_at(limit.expression, claim, point)} if point in narrow else {}),
            claim.kind is not Kind.APPROXIMATION,
        )
        for point in claim.points
    )


def exact_at(claim: Claim, point: Point, *expressions: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
    """Return the values at a point of the symbols that the expressions hold."""
    used = set().union(*(expression.free_symbols for expression in expressions))
    return {symbol: sp.sympify(value) for symbol, value in claim.symbols(point).items() if symbol in used}


@cache
def value_at(expression: sp.Expr, claim: Claim, point: Point) -> Range:
    """Return the least and greatest value of an expression at a point; they differ where printed numbers round."""
    values = exact_at(claim, point, expression)
    if expression.atoms(Printed):
        low, high = rounding_bounds(expression, values)
        return float(low), float(high)
    value = float(evaluate(expression, values, digits=20))
    return value, value


def _stated_at(expression: sp.Expr, claim: Claim, point: Point) -> Range:
    """Return what an expression states at a point: for a limit, its value and the derived gap at this size."""
    low, high = value_at(expression, claim, point)
    if claim.at_width is None:
        return low, high
    (exact, _), (limit, _) = (
        value_at(part, claim, point) for part in (claim.at_width, claim.derivation().rhs)
    )
    return low + (exact - limit), high + (exact - limit)


def _true_at(truth: Claim, point: Point) -> Range:
    """Return the true value at a point, as far as theory knows it: what is stated, or what is derived in its place."""
    low, high = _stated_at(truth.rhs, truth, point)
    derivation = truth.derivation()
    derived = derivation.rhs if truth.at_width is None else truth.at_width
    if truth.at_width is None and {step.sign for step in derivation.steps} - {"=", "∋"}:
        return low, high  # a limit, an expansion or a bound has no value here
    if derived.free_symbols - truth.symbols(point).keys():
        return low, high
    value, _ = value_at(derived, truth, point)
    slack = _SAME * max(abs(low), abs(high), abs(value))
    return (low, high) if low - slack <= value <= high + slack else (value, value)


def _narrow_points(claim: Claim) -> tuple[Point, ...]:
    """Return the points of the two smallest sizes, which must tell the finite value from the limit."""
    if claim.at_width is None:
        return ()
    sizes = sorted({claim.symbols(point)[claim.large] for point in claim.points})[:2]
    return tuple(point for point in claim.points if claim.symbols(point)[claim.large] in sizes)


@cache
def _margins(claim: Claim, truth: Claim) -> Mapping[Point, float]:
    """Return the absolute margin at every point.

    It is the smallest of: the declared one, relative to the true value as far as theory knows it, so that a wrong
    statement does not choose its own scale, or to the largest wrong value where the true one is 0; half the distance
    to each rival that this point is to separate, and for a corrected claim to the statement as printed; a quarter of
    the gap to the limit at the two smallest sizes.  A rival is separated at the point that tells it apart most
    easily, relative to the value.
    """
    values = {point: _true_at(truth, point) for point in claim.points}
    rivals = [rival.expression for rival in claim.rivals] + ([claim.rhs] if claim.corrected_by else [])
    scale = {}
    for point, (low, high) in values.items():
        # A value of 0 has no size of its own: its scale is what a wrong statement would make of it.
        others = (bound for rival in rivals for bound in _stated_at(rival, claim, point))
        scale[point] = max(abs(low), abs(high)) or max(map(abs, others))
    margin = {point: claim.margin * scale[point] for point in claim.points}
    for rival in rivals:
        gaps = {point: _distance(_stated_at(rival, claim, point), values[point]) for point in claim.points}
        best = max(gaps, key=lambda point: gaps[point] / scale[point])
        margin[best] = min(margin[best], gaps[best] / 2)
    for point in _narrow_points(claim):
        limit = value_at(claim.derivation().rhs, claim, point)
        margin[point] = min(margin[point], _distance(limit, values[point]) / 4)
    return margin


def _distance(first: Range, second: Range) -> float:
    return max(0.0, first[0] - second[1], second[0] - first[1])
