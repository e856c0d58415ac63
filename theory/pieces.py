"""The smooth pieces of a piecewise function, and the points where they meet."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import sympy as sp

from theory.notation import x

__all__ = ["Piece", "kinks", "parity", "split"]

_ROUGH = (sp.Max, sp.Min, sp.Abs, sp.sign, sp.Heaviside, sp.Piecewise)


@dataclass(frozen=True)
class Piece:
    """A function that is smooth on the open interval (low, high)."""

    expr: sp.Expr
    low: sp.Expr
    high: sp.Expr


def split(expr: sp.Expr, points: tuple[sp.Expr, ...]) -> tuple[Piece, ...]:
    """Cut a function of x at `points`, in increasing order, into its smooth pieces."""
    bounds = [-sp.oo, *points, sp.oo]
    return tuple(Piece(_local(expr, _between(a, b)), a, b) for a, b in itertools.pairwise(bounds))


def kinks(expr: sp.Expr) -> tuple[sp.Expr, ...]:
    """Return the points, in increasing order, where a function of x changes from one expression to another.

    Raises
    ------
    ValueError
        If they cannot be found exactly.
    """
    points: tuple[sp.Expr, ...] = ()
    # From the inside out: within the intervals known so far, the arguments of a node are smooth.
    for node in sp.postorder_traversal(expr):
        if isinstance(node, _ROUGH):
            found = {root for part in split_differences(node) for root in _roots(part, points)}
            points = tuple(sorted(found.union(points)))
    pieces = split(expr, points)
    return tuple(b.low for a, b in itertools.pairwise(pieces) if sp.expand(a.expr - b.expr) != 0)


def parity(pieces: tuple[Piece, ...]) -> int:
    """Return 1 if a function is even, -1 if it is odd; 0 if it is neither, or its expression does not show it."""
    images = [(a, b, a.expr.subs(x, -x)) for a, b in zip(pieces, reversed(pieces), strict=True)]
    for sign in (1, -1):
        if all(a.low == -b.high and sp.expand(image - sign * b.expr) == 0 for a, b, image in images):
            return sign
    return 0


def split_differences(node: sp.Expr) -> Iterator[sp.Expr]:
    """Yield the functions at whose zeros a piecewise node changes from one expression to another."""
    if isinstance(node, sp.Max | sp.Min):
        yield from (a - b for a, b in itertools.combinations(node.args, 2))
    elif isinstance(node, sp.Piecewise):
        for _, condition in node.args:
            yield from (
                relation.lhs - relation.rhs for relation in condition.atoms(sp.core.relational.Relational)
            )
    else:
        yield node.args[0]


def _roots(difference: sp.Expr, points: tuple[sp.Expr, ...]) -> Iterator[sp.Expr]:
    for piece in split(difference, points):
        if piece.expr.has(x):
            zeros = sp.solveset(piece.expr, x, sp.S.Reals)
            if not isinstance(zeros, sp.FiniteSet) and zeros is not sp.S.EmptySet:
                raise ValueError(f"cannot find where {piece.expr} = 0: give the kinks yourself, kinks=(...)")
            yield from (zero for zero in zeros if piece.low <= zero <= piece.high)


def _between(low: sp.Expr, high: sp.Expr) -> sp.Expr:
    if low == -sp.oo:
        return sp.S.Zero if high == sp.oo else high - 1
    return low + 1 if high == sp.oo else (low + high) / 2


def _local(expr: sp.Expr, point: sp.Expr) -> sp.Expr:
    """Return the smooth expression that a piecewise function equals near `point`."""

    def choose(part: sp.Expr) -> sp.Expr:
        if isinstance(part, sp.Max | sp.Min):
            best = max if isinstance(part, sp.Max) else min
            return best(part.args, key=lambda option: option.subs(x, point))
        if isinstance(part, sp.Abs):
            return part.args[0] * sp.sign(part.args[0].subs(x, point))
        if isinstance(part, sp.sign | sp.Heaviside):
            return part.subs(x, point)
        return next(value for value, condition in part.args if condition.subs(x, point))

    return expr.replace(lambda part: isinstance(part, _ROUGH), choose)
