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
    if expr.is_Pow and (expr.exp.is_Rational or expr.exp.is_Float):
        return max(_monomials(inner[0], expr.exp), *inner[1:])
    if isinstance(expr, sp.exp) and expr.has(sp.log) and inner[0] <= MOST_TERMS:
        return max(inner[0], _of_logarithms(expr.args[0]))
    return max(inner, default=1)


def _monomials(terms: int, exponent: sp.Number) -> int:
    """Return how many terms a sum has after it is raised to a power; of a fraction, SymPy expands the whole part."""
    power = int(abs(exponent))
    return math.comb(terms + power - 1, power)


def _of_logarithms(argument: sp.Expr) -> int:
    """Return how many terms exp(argument) has: SymPy makes powers of its multiples of logarithms."""
    result = 1
    for term in sp.Add.make_args(sp.expand(argument)):
        factor, rest = term.as_coeff_Mul()
        if isinstance(rest, sp.log):
            result *= _monomials(term_count(rest.args[0]), factor)
    return result


def is_zero(expr: sp.Expr) -> bool:
    """Return whether an expression expands to 0; False also where the expansion would take too long."""
    return expr == 0 or (term_count(expr) <= MOST_TERMS and sp.expand(expr) == 0)
