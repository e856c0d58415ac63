"""Proof: does the printed right-hand side agree with what follows from the definitions?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from random import Random

import sympy as sp

from paper_checks.claim import Claim, Kind, Relation
from paper_checks.evidence.contracts import relations_fit
from paper_checks.evidence.line import Line
from paper_checks.evidence.targets import exact_at
from paper_checks.printed_number import rounding_bounds, spelled
from paper_checks.verdict import Status
from theory import Derivation, DerivationError, evaluate
from theory.derivation.limits import LOWER, UPPER
from theory.notation import random_point

__all__ = ["agreement", "comparison", "prove"]

_POINTS = 16
_BOUNDS = LOWER | UPPER
_DIFFERENT = sp.Float(10) ** -20  # relative, of values good to 30 digits


def prove(claim: Claim) -> Line:
    """Check the claim's derivation step by step and compare its result with the printed statement.

    A step that is not proved leaves the line INCONCLUSIVE, with a note that names it: nothing was derived.
    """
    derivation = claim.derivation()
    try:
        derivation.check()
    except DerivationError as error:
        return Line(
            "proof", Status.INCONCLUSIVE, dict.fromkeys(claim.rivals, Status.INCONCLUSIVE), note=str(error)
        )
    status, note = _judge(claim, derivation, claim.rhs), ""
    if status is not Status.REFUTED and not relations_fit(claim, derivation):
        # A difference in leading order refutes an equality; agreement in leading order does not prove one.
        signs = ", ".join(dict.fromkeys(step.sign for step in derivation.steps))
        status, note = (
            Status.INCONCLUSIVE,
            f"{derivation.name} is a chain of {signs}: it cannot verify a claim of kind {claim.kind} whose relation "
            f"is {claim.relation}",
        )
    rivals = {rival: _judge(claim, derivation, rival.expression) for rival in claim.rivals}
    return Line("proof", status, rivals, note=note)


def _judge(claim: Claim, derivation: Derivation, stated: sp.Expr) -> Status:
    if claim.relation is Relation.EQUAL and not _BOUNDS.intersection(step.sign for step in derivation.steps):
        # Besides random points, those at which the claim is simulated: a rounded statement may fail there alone.
        points = claim.points if claim.kind is Kind.ROUNDED else ()
        own = [exact_at(claim, point, derivation.rhs, stated) for point in points]
        return agreement(derivation.rhs, stated, claim.kind, own)
    return comparison(derivation, stated, claim.relation)


def comparison(derivation: Derivation, stated: sp.Expr, relation: Relation) -> Status:
    """Compare a stated expression with a chain of equalities and strict bounds, from above.

    The last expression before the first bound is the exact value: where it breaks the stated relation at a
    random point, the relation is REFUTED.  To VERIFY "<", what the chain ends in must be proved to be at most
    the stated expression, or below it where no bound was used; a bound proves neither ">" nor "=".
    """
    relations = [step.relation for step in derivation.steps]
    if set(relations) - {"=", "<"}:
        # A limit or an expansion is not a value to compare with, and what "≤" or "≥" bounds may have none.
        return Status.INCONCLUSIVE
    bounded = "<" in relations
    exact = derivation.exact
    rng = Random(1704_08863)
    for _ in range(_POINTS):
        point = random_point(exact.free_symbols | stated.free_symbols, rng)
        value, other = evaluate(exact, point), _stated_value(stated, point)
        if other is None or not _HOLDS[relation](value, other):
            return Status.REFUTED
    gap = sp.simplify(spelled(stated) - derivation.rhs)
    proved = {
        Relation.LESS: gap.is_nonnegative if bounded else gap.is_positive,
        Relation.GREATER: not bounded and gap.is_negative,
    }
    return Status.VERIFIED if proved.get(relation) else Status.INCONCLUSIVE


def _stated_value(stated: sp.Expr, point: Mapping[sp.Symbol, sp.Expr]) -> sp.Float | None:
    """Return the stated value at a point; None where it has none, although the derived one has."""
    exact = spelled(stated)
    try:
        return evaluate(exact, point)
    except ValueError:
        # No ball holds it.  It may have no finite real value; what SymPy gives one is compared all the same.
        value = exact.subs(dict(point)).evalf(30)
        return value if value.is_real and value.is_finite else None


_HOLDS: Mapping[Relation, Callable[[sp.Float, sp.Float], bool]] = {
    Relation.EQUAL: lambda value, other: bool(abs(value - other) <= _DIFFERENT * max(abs(value), abs(other))),
    Relation.LESS: lambda value, other: bool(value < other),
    Relation.GREATER: lambda value, other: bool(value > other),
}


def agreement(
    derived: sp.Expr, stated: sp.Expr, kind: Kind, points: Iterable[Mapping[sp.Symbol, sp.Expr]] = ()
) -> Status:
    """Compare a stated expression with the derived one.

    An identity must be proved by simplification to VERIFY; a difference at a random point is enough to REFUTE.
    A rounded statement must contain the derived value in its rounding interval at every point, random or given.
    """
    rounded = kind is Kind.ROUNDED
    rng = Random(1704_08863)
    symbols = derived.free_symbols | stated.free_symbols
    # Numbers first: they refuse a wrong statement sooner than algebra does.
    for point in (*points, *(random_point(symbols, rng) for _ in range(_POINTS))):
        value = evaluate(derived, point)
        if (exactly := _stated_value(stated, point)) is None:
            return Status.REFUTED
        low, high = rounding_bounds(stated, point) if rounded else (exactly, exactly)
        slack = _DIFFERENT * max(abs(value), abs(low), abs(high))
        if not low - slack <= value <= high + slack:
            return Status.REFUTED
    proved = rounded or sp.simplify(derived - spelled(stated)) == 0
    return Status.VERIFIED if proved else Status.INCONCLUSIVE
