"""Where a function of x is not smooth: the exact zeros on which its branches and singularities depend."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import sympy as sp

from theory.activation.expansion import MOST_TERMS, term_count
from theory.activation.pieces import ROUGH, Piece, joined, split
from theory.activation.spot_checks import changes_sign
from theory.notation import x

__all__ = ["smooth_pieces"]


MAX_DEGREE = 100  # of a polynomial whose roots are isolated


def smooth_pieces(expr: sp.Expr) -> tuple[Piece, ...]:
    """Return the smooth pieces of a function of x, from left to right.

    Raises
    ------
    ValueError
        If the points where they meet cannot be found exactly.
    """
    points: tuple[sp.Expr, ...] = ()
    singular: set[sp.Expr] = set()
    # From the inside out: between the points found so far, the arguments of a node are smooth.
    for node in sp.postorder_traversal(expr):
        if isinstance(node, ROUGH):
            found = {root for part in _differences(node) for root in _roots(part, points)}
        elif (base := _singular_at_zero(node)) is not None:
            found = set(_roots(base, points, accept_none=True))
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
    else:
        return None
    return part if part.has(x) and not part.is_positive else None


def _roots(function: sp.Expr, points: tuple[sp.Expr, ...], accept_none: bool = False) -> Iterator[sp.Expr]:
    """Yield the zeros of a function.

    With `accept_none`, a piece whose zeros cannot be found has none if a grid of points shows no change of sign.
    """
    for piece in split(function, points):
        zeros = _zeros(piece.expr)
        if zeros is None:
            if not accept_none or changes_sign(piece):
                raise ValueError(
                    f"cannot find where {piece.expr} = 0: give the kinks yourself, with kinks=(...)"
                )
            zeros = []
        yield from (root for root in zeros if piece.low <= root <= piece.high)


def _zeros(expr: sp.Expr) -> list[sp.Expr] | None:
    """Return the real zeros of a smooth function, None if they cannot be found."""
    if not expr.has(x) or expr.is_positive:
        return []
    if expr.is_Mul or (expr.is_Pow and expr.exp.is_positive):
        parts = [_zeros(part) for part in (expr.args if expr.is_Mul else expr.args[:1])]
        return None if None in parts else [zero for part in parts for zero in part or ()]
    polynomial = expr.as_poly(x)
    if polynomial is not None:
        return _polynomial_zeros(polynomial)
    if term_count(expr) > MOST_TERMS:
        return None
    found = sp.solveset(expr, x, sp.S.Reals)
    return list(found) if isinstance(found, sp.FiniteSet) or found is sp.S.EmptySet else None


def _polynomial_zeros(polynomial: sp.Poly) -> list[sp.Expr] | None:
    if polynomial.degree() > MAX_DEGREE:
        return None
    if polynomial.domain in (sp.ZZ, sp.QQ):
        # Isolated, not solved, since the radicals of a quartic fill pages.
        return list(dict.fromkeys(polynomial.real_roots()))
    if polynomial.degree() > 2:
        return None
    return [root for root in sp.roots(polynomial) if root.is_real]
