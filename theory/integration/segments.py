"""The line cut into segments on each of which an activation is analytic, also where its formula has no value.

Three kinds of end need care.  At a removable singularity, as of (1 - cos x)/x^2 at 0, numerator and denominator
vanish to known orders, and the mean value theorem bounds their quotient.  At a root or a logarithm the distance is
written exp(-s), and s runs to infinity.  At every other end the formula is analytic.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp
from flint import acb, arb, ctx

from theory.activation.activation import Activation
from theory.activation.float64 import stable
from theory.activation.pieces import Piece
from theory.enclosure.compiling import Operation, compiled
from theory.enclosure.refusal import CannotTell
from theory.integration import ball_rules  # noqa: F401  # it registers its rules
from theory.notation import x

__all__ = ["Segment", "real_number", "segments"]

_HIGHEST = 9  # order of a zero that is looked for
_NEAR = 2.0**-20
_OFFSET = sp.Symbol("t", real=True)
_DISTANCE = sp.Symbol("distance", positive=True)
_LOGARITHM = sp.Symbol("logarithm", real=True)

Values = Callable[..., tuple[acb, acb]]


@dataclass(frozen=True)
class Segment:
    """A segment of the line with g and g' there, as functions of t = x - centre.

    Parameters
    ----------
    low, high : sympy.Expr
    centre : sympy.Expr
        0, or the end at which g is singular.
    side : int
        Where g is singular at the centre: 1 to the right of it, -1 to the left; 0 where it is analytic.
    pair : tuple of sympy.Expr
        g and g' in `offset`.
    values : callable
        Their balls, over a ball of t.
    near : callable, optional
        Their balls on the singular side, over a ball of the distance |t|, and a ball of its logarithm.
    near_pair : tuple of sympy.Expr, optional
        g and g' in `distance`.
    removable : bool
        Whether the formula has no value at the centre, where g is analytic all the same.
    """

    low: sp.Expr
    high: sp.Expr
    centre: sp.Expr
    side: int
    pair: tuple[sp.Expr, sp.Expr]
    values: Values
    near: Values | None = None
    near_pair: tuple[sp.Expr, sp.Expr] | None = None
    removable: bool = False

    offset = _OFFSET
    distance = _DISTANCE


def real_number(number: sp.Expr) -> arb:
    """Enclose a real number at the precision in force."""
    return compiled(number, ())((), False).real


@lru_cache(maxsize=512)
def segments(activation: Activation) -> tuple[Segment, ...]:
    """Return the segments of an activation, from left to right."""
    return tuple(part for piece in activation.pieces for part in _segments(piece))


def _segments(piece: Piece) -> list[Segment]:
    expression = stable(piece.expr)
    pair = expression.subs(x, _OFFSET), stable(expression.diff(x)).subs(x, _OFFSET)
    values = _evaluation(pair)
    special = [end for end in (piece.low, piece.high) if end.is_finite and not _analytic(values, end)]
    if not special:
        return [Segment(piece.low, piece.high, sp.S.Zero, 0, pair, values)]
    if len(special) == 2:
        middle = (piece.low + piece.high) / 2
        halves = Piece(piece.expr, piece.low, middle), Piece(piece.expr, middle, piece.high)
        return [_about(half, end) for half, end in zip(halves, special, strict=True)]
    return [_about(piece, special[0])]


def _about(piece: Piece, centre: sp.Expr) -> Segment:
    """Return a piece in the distance from its end at which it is not shown to be analytic."""
    moved = _moved(piece.expr, centre + _OFFSET, _OFFSET)
    near = [_quotient(part) for part in (moved, moved.diff(_OFFSET))]
    if near[0] is not None and near[1] is not None:
        pair = moved, moved.diff(_OFFSET)
        values = _removed(_evaluation(pair), near[0], near[1])
        return Segment(piece.low, piece.high, centre, 0, pair, values, removable=True)
    side = 1 if centre == piece.low else -1
    value = _moved(piece.expr, centre + side * _DISTANCE, _DISTANCE)
    pair = value, side * value.diff(_DISTANCE)
    by_logarithm = [_in_logarithm(part) for part in pair]
    values = _evaluation((by_logarithm[0], by_logarithm[1]), (_DISTANCE, _LOGARITHM))
    plain = tuple(part.subs(_DISTANCE, side * _OFFSET) for part in pair)
    return Segment(
        piece.low,
        piece.high,
        centre,
        side,
        (plain[0], plain[1]),
        _evaluation((plain[0], plain[1])),
        values,
        pair,
    )


def _moved(expression: sp.Expr, place: sp.Expr, symbol: sp.Symbol) -> sp.Expr:
    """Write a function about a point; polynomials are multiplied out, so that constants cancel exactly."""
    moved = expression.subs(x, place)
    return moved.replace(lambda part: part.is_Add and part.is_polynomial(symbol), sp.expand)


def _in_logarithm(part: sp.Expr) -> sp.Expr:
    """Write roots and logarithms of the distance by its logarithm, in which they are entire."""
    return part.replace(
        lambda node: node.is_Pow and node.base == _DISTANCE and not node.exp.is_Integer,
        lambda node: sp.exp(node.exp * _LOGARITHM),
    ).subs(sp.log(_DISTANCE), _LOGARITHM)


def _evaluation(pair: tuple[sp.Expr, sp.Expr], variables: tuple[sp.Symbol, ...] = (_OFFSET,)) -> Values:
    """Compile g and g', with what they share computed once."""
    shared, final = sp.cse(pair, symbols=sp.numbered_symbols("shared", cls=sp.Dummy), order="none")
    symbols, steps = variables, list[Operation]()
    for symbol, part in shared:
        steps.append(compiled(part, symbols))
        symbols = (*symbols, symbol)
    first, second = (compiled(part, symbols) for part in final)

    def values(*arguments: Any) -> tuple[acb, acb]:
        *known, analytic = arguments
        for step in steps:
            known.append(step(known, analytic))
        return first(known, analytic), second(known, analytic)

    return values


def _analytic(values: Values, end: sp.Expr) -> bool:
    """Whether a formula is analytic about a point."""
    with ctx.workprec(128):
        point = compiled(end, ())((), False).real
        ball = acb(point + arb(0, _NEAR), arb(0, _NEAR))
        try:
            return all(value.is_finite() for value in values(ball, True))
        except CannotTell:
            return False


@dataclass(frozen=True)
class _Quotient:
    """t^order times the quotient of two functions, given as derivatives over factorials."""

    order: int
    numerator: Operation
    denominator: Operation

    def over(self, t: acb) -> acb:
        """Enclose it over a ball that holds 0.

        A function f with a zero of order v is t^v times a mean of f^(v)/v! over the way from 0 to t.
        """
        result = self.numerator((t,), True) / self.denominator((t,), True)
        return t**self.order * result if self.order else result


def _quotient(part: sp.Expr) -> _Quotient | None:
    """Return a function of the offset that is analytic at 0 after all; None where that is not shown."""
    zeros = [_zero(side) for side in sp.fraction(sp.together(part))]
    if any(zero is None for zero in zeros):
        return None
    (top, numerator), (bottom, denominator) = (zero for zero in zeros if zero is not None)
    return _Quotient(top - bottom, numerator, denominator) if top >= bottom else None


def _zero(function: sp.Expr) -> tuple[int, Operation] | None:
    """Return the order of the zero at 0, and the derivative of that order over its factorial."""
    t = _OFFSET
    for order in range(_HIGHEST + 1):
        derivative = function.diff(t, order) / math.factorial(order)
        try:
            operation = compiled(derivative, (t,))
            ball = operation((acb(arb(0, _NEAR), arb(0, _NEAR)),), True)
        except CannotTell:
            return None
        if not ball.is_finite():
            return None
        if not ball.contains(0):
            return order, operation
        if (value := derivative.subs(t, 0)) != 0 and sp.simplify(value) != 0:
            return None if value.has(sp.nan, sp.zoo, sp.oo) else (order, operation)
    return None


def _removed(values: Values, value: _Quotient, slope: _Quotient) -> Values:
    def both(t: acb, analytic: bool) -> tuple[acb, acb]:
        if t.contains(0):
            try:
                return value.over(t), slope.over(t)
            except CannotTell:
                return acb(arb.nan()), acb(arb.nan())
        return values(t, analytic)

    return both
