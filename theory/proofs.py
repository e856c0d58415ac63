"""The tests that every kind of step shares: an identity in symbols, and agreement at random points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import sympy as sp

from theory.derivation import StepRefused
from theory.notation import random_point

__all__ = ["DIGITS", "points", "require_close", "require_zero"]

_POINTS = 8
DIGITS = 30


def require_zero(difference: sp.Expr, using: Callable[[sp.Expr], sp.Expr] = sp.simplify) -> None:
    """Refuse unless `using` brings the difference to 0; what it cannot decide it refuses."""
    reduced = using(difference)
    if reduced != 0:
        raise StepRefused(f"the two sides differ by {reduced}, which is not identically 0")


def require_close(left: sp.Expr, right: sp.Expr, digits: int, where: object) -> None:
    """Refuse unless two numbers agree to `digits` digits of the larger one."""
    scale = max(abs(left), abs(right))
    if abs(left - right) > scale * sp.Float(10) ** -digits:
        raise StepRefused(f"at {where} the sides are {sp.N(left, 12)} and {sp.N(right, 12)}")


def points(*expressions: sp.Expr, omit: set[sp.Symbol] | None = None) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Yield random points of the expressions' free symbols, in their typical ranges."""
    symbols = set().union(*(expression.free_symbols for expression in expressions)) - (omit or set())
    symbols = {symbol for symbol in symbols if isinstance(symbol, sp.Symbol)}
    rng = Random(20170504)
    # Without symbols there is one point, and it is the whole claim.
    for _ in range(_POINTS if symbols else 1):
        yield random_point(symbols, rng)
