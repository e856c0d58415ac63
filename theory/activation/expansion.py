"""How many terms an expression expands into, counted before SymPy starts."""

from __future__ import annotations

import math

import sympy as sp

__all__ = ["MOST_TERMS", "is_zero", "term_count"]


MOST_TERMS = 2000


def term_count(expr: sp.Expr) -> int:
    """Return a bound on the number of terms of `expand(expr)`, and of what is inside its functions."""
    inner = [term_count(part) for part in expr.args]
    if expr.is_Add:
        return sum(inner)
    if expr.is_Mul:
        return math.prod(inner)
    if expr.is_Pow and expr.exp.is_Integer:
        # As many terms as there are monomials of that degree.
        power = abs(int(expr.exp))
        return math.comb(inner[0] + power - 1, power)
    return max(inner, default=1)


def is_zero(expr: sp.Expr) -> bool:
    """Return whether an expression expands to 0; False also where the expansion would take too long."""
    return expr == 0 or (term_count(expr) <= MOST_TERMS and sp.expand(expr) == 0)
