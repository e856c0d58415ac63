"""Where a function of x is not smooth: the exact zeros on which its branches and singularities depend."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import sympy as sp

from theory.activation.high_precision import square_integrable
from theory.activation.pieces import ROUGH, Piece, joined, local, split
from theory.activation.spot_checks import changes_sign
from theory.activation.zeros import TooManyZeros, zeros
from theory.notation import x

__all__ = ["smooth_pieces"]


_NEAR = sp.Rational(1, 10**6)  # beside a singular point, where g has its own branch


def smooth_pieces(expr: sp.Expr) -> tuple[Piece, ...]:
    """Return the smooth pieces of a function of x, from left to right.

    Raises
    ------
    ValueError
        If the points where they meet cannot be found exactly, or are too many.
    """
    points: tuple[sp.Expr, ...] = ()
    singular: set[sp.Expr] = set()
    # From the inside out: between the points found so far, the arguments of a node are smooth.
    for node in sp.postorder_traversal(expr):
        if isinstance(node, ROUGH):
            found = {root for part in _differences(node) for root in _roots(part, points)}
        elif (base := _singular_at_zero(node)) is not None:
            try:
                found = set(_roots(base, points, accept_none=True))
            except TooManyZeros as many:
                if (pole := _diverges(expr, many.some)) is not None:
                    raise ValueError(
                        f"E g² diverges for {expr}: at x = {pole}, and many other points"
                    ) from None
                raise
            singular |= found
        else:
            continue
        points = _ordered(found.union(points))
    return joined(split(expr, points), singular)


def _ordered(points: set[sp.Expr]) -> tuple[sp.Expr, ...]:
    """Sort the points, and keep one of those that are equal numbers."""
    numbers = {sp.N(point, 30): point for point in sorted(points, key=sp.default_sort_key)}
    return tuple(numbers[number] for number in sorted(numbers))


def _differences(node: sp.Expr) -> Iterator[sp.Expr]:
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


def _singular_at_zero(node: sp.Expr) -> sp.Expr | None:
    """Return the part of a power or logarithm at whose zeros it is not smooth, if it may have any."""
    if node.is_Pow and not (node.exp.is_Integer and node.exp > 0):
        part = node.base
    elif isinstance(node, sp.log):
        part = node.args[0]
    elif isinstance(node, sp.tan):
        part = sp.cos(node.args[0])
    else:
        return None
    return part if part.has(x) and not part.is_positive else None


def _roots(function: sp.Expr, points: tuple[sp.Expr, ...], accept_none: bool = False) -> Iterator[sp.Expr]:
    """Yield the zeros of a function.

    With `accept_none`, a piece whose zeros cannot be found has none if a grid of points shows no change of sign.
    """
    for piece in split(function, points):
        found = zeros(piece.expr)
        if found is None:
            if not accept_none or changes_sign(piece):
                raise ValueError(
                    f"cannot find where {piece.expr} = 0, which may be a kink: in Python, give all kinks with "
                    "Activation.from_expr(expr, kinks=(...))"
                )
            found = []
        low, high = (sp.N(end, 30) for end in (piece.low, piece.high))
        yield from (root for root in found if low <= sp.N(root, 30) <= high)


def _diverges(expr: sp.Expr, points: tuple[sp.Expr, ...]) -> sp.Expr | None:
    """Return the first of many singular points near which g^2 has no finite integral; None if there is none."""
    for point in points:
        for side in (1, -1):
            try:
                near = Piece(local(expr, sp.Rational(sp.N(point + side * _NEAR, 40))), -sp.oo, sp.oo)
                if not square_integrable(near, point, side)[0]:
                    return point
            except ValueError:
                continue  # g is not real there
    return None
