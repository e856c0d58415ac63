"""The smooth pieces of a piecewise function, and the points where they meet."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from theory.activation.constants import sign_at
from theory.activation.expansion import is_zero
from theory.notation import x

__all__ = ["ROUGH", "Piece", "has_no_number", "joined", "local", "one_sided", "parity", "split"]


ROUGH = (sp.Max, sp.Min, sp.Abs, sp.sign, sp.Heaviside, sp.Piecewise)


@dataclass(frozen=True)
class Piece:
    """A function that is smooth on the open interval (low, high)."""

    expr: sp.Expr
    low: sp.Expr
    high: sp.Expr


def split(expr: sp.Expr, points: tuple[sp.Expr, ...]) -> tuple[Piece, ...]:
    """Cut a function of x at `points`, in increasing order, into its smooth pieces."""
    bounds = [-sp.oo, *points, sp.oo]
    return tuple(Piece(local(expr, _between(a, b)), a, b) for a, b in itertools.pairwise(bounds))


def joined(pieces: tuple[Piece, ...], fixed: set[sp.Expr]) -> tuple[Piece, ...]:
    """Join neighbours of one expression, except at the points that are fixed."""
    result = list(pieces[:1])
    for piece in pieces[1:]:
        if piece.low not in fixed and is_zero(piece.expr - result[-1].expr):
            result[-1] = Piece(result[-1].expr, result[-1].low, piece.high)
        else:
            result.append(piece)
    return tuple(result)


def parity(pieces: tuple[Piece, ...]) -> int:
    """Return 1 if a function is even, -1 if it is odd, 0 if it is neither or its expression does not show it."""
    images = [(a, b, a.expr.subs(x, -x)) for a, b in zip(pieces, reversed(pieces), strict=True)]
    for sign in (1, -1):
        if all(a.low == -b.high and is_zero(image - sign * b.expr) for a, b, image in images):
            return sign
    return 0


def one_sided(expr: sp.Expr, point: sp.Expr, side: int) -> sp.Expr:
    """Return the limit of a smooth function at a point, from the right (side 1) or the left (-1).

    Raises
    ------
    ValueError
        If there is no limit, or none that could be found.
    """
    value = expr.subs(x, point)
    if not has_no_number(value):
        return value
    try:
        value = sp.limit(expr, x, point, "+" if side > 0 else "-")
    except (NotImplementedError, ValueError):
        value = sp.nan
    if value.has(sp.nan, sp.AccumBounds, sp.Limit):
        raise ValueError(f"{expr} has no limit at x = {point}, or none that could be found")
    return value


def has_no_number(value: sp.Expr) -> bool:
    """Return whether a substitution gave no finite number."""
    return bool(value.has(sp.nan, sp.zoo, sp.oo, -sp.oo, sp.AccumBounds))


def _between(low: sp.Expr, high: sp.Expr) -> sp.Rational:
    """Return a rational point of the interval; expressions there stay numbers of few digits."""
    if low == -sp.oo:
        return sp.S.Zero if high == sp.oo else sp.floor(high) - 1
    return sp.floor(low) + 2 if high == sp.oo else sp.Rational(sp.N((low + high) / 2, 40))


def local(expr: sp.Expr, point: sp.Expr) -> sp.Expr:
    """Return the smooth expression that a piecewise function equals near `point`."""

    def choose(part: sp.Expr) -> sp.Expr:
        if isinstance(part, sp.Max | sp.Min):
            side = 1 if isinstance(part, sp.Max) else -1
            best = part.args[0]
            for other in part.args[1:]:
                best = other if side * _sign(other - best, point) > 0 else best
            return best
        if isinstance(part, sp.Abs):
            return part.args[0] * _sign(part.args[0], point)
        if isinstance(part, sp.sign | sp.Heaviside):
            return part.func(_sign(part.args[0], point))
        for value, condition in part.args:
            if _holds(condition, point):
                return value
        raise ValueError(f"{part} has no value at x = {point}: end a Piecewise with (value, True)")

    whole = expr
    # Repeat while SymPy makes new ones: sign(-x) becomes -sign(x).
    while expr.has(*ROUGH):
        expr = expr.replace(lambda part: isinstance(part, ROUGH), choose)
    if has_no_number(expr) or expr.has(sp.I):
        raise ValueError(f"{whole} is infinite, or not a real number, near x = {sp.N(point, 6)}")
    return expr


def _sign(expr: sp.Expr, point: sp.Expr) -> int:
    try:
        return sign_at(expr, point)
    except ValueError:
        raise ValueError(
            f"{expr} is not a real number at x = {sp.N(point, 6)}, or none that can be told"
        ) from None


def _holds(condition: sp.Basic, point: sp.Expr) -> bool:
    """Return whether a condition of a Piecewise holds at a point that is no zero of its relations."""
    if condition in (sp.true, sp.false):
        return bool(condition)
    if isinstance(condition, sp.And | sp.Or):
        parts = [_holds(part, point) for part in condition.args]
        return all(parts) if isinstance(condition, sp.And) else any(parts)
    if isinstance(condition, sp.Not):
        return not _holds(condition.args[0], point)
    if type(condition) not in _RELATIONS:
        raise ValueError(f"{condition} must be made of comparisons, such as x > 0")
    return _RELATIONS[type(condition)](_sign(condition.lhs - condition.rhs, point))


_RELATIONS: dict[type[sp.Basic], Callable[[int], bool]] = {
    sp.StrictLessThan: lambda sign: sign < 0,
    sp.LessThan: lambda sign: sign <= 0,
    sp.StrictGreaterThan: lambda sign: sign > 0,
    sp.GreaterThan: lambda sign: sign >= 0,
    sp.Equality: lambda sign: sign == 0,
    sp.Unequality: lambda sign: sign != 0,
}
