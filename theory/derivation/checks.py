"""The checks that every kind of step shares: an identity in symbols, and agreement at random points."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import sympy as sp

from theory.derivation.step import StepRefused
from theory.notation import random_point

__all__ = ["DIGITS", "points", "require_close", "require_zero"]


_POINTS = 8
DIGITS = 30


def require_zero(difference: sp.Expr) -> None:
    """Refuse unless SymPy brings the difference to 0; what it cannot decide it refuses."""
    # One error function, not two: SymPy does not use erf + erfc = 1.  Sums and integrals stay as they stand:
    # their steps have their own proofs, and SymPy may search for hours.
    reduced = sp.simplify(difference.replace(sp.erfc, lambda argument: 1 - sp.erf(argument)), doit=False)
    if reduced != 0:
        raise StepRefused(f"the two sides differ by {reduced}, which is not identically 0")


def require_close(left: sp.Expr, right: sp.Expr, digits: int, where: object) -> None:
    """Refuse unless two numbers agree to `digits` digits of the larger one."""
    # What cancels to 0 leaves the rounding of its evaluation, far below any quantity of these papers.
    slack = max(abs(left) * sp.Float(10) ** -digits, abs(right) * sp.Float(10) ** -digits, sp.Float("1e-60"))
    if abs(left - right) > slack:
        raise StepRefused(f"at {where} the sides are {sp.N(left, 12)} and {sp.N(right, 12)}")


def points(*expressions: sp.Expr, omit: set[sp.Symbol] | None = None) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Yield random points of the expressions' free symbols, in their typical ranges."""
    symbols = set().union(*(expression.free_symbols for expression in expressions)) - (omit or set())
    symbols = {symbol for symbol in symbols if isinstance(symbol, sp.Symbol)}
    rng = Random(20170504)
    # Without symbols there is one point, and it is the whole claim.
    for _ in range(_POINTS if symbols else 1):
        yield random_point(symbols, rng)
