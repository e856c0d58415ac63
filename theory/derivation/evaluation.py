"""Evaluation of expressions to many digits, with nothing simplified on the way, in ball arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from numbers import Number

import flint
import sympy as sp
from sympy.concrete.expr_with_limits import ExprWithLimits

from theory.arguments import checked, shown
from theory.enclosure.balls import enclose, midpoint
from theory.enclosure.compiling import require_forward
from theory.notation import E

__all__ = ["bound_symbols", "enclosed", "evaluate", "unroll"]


@checked
def evaluate(
    expression: sp.Expr, point: Mapping[sp.Symbol, sp.Expr] | None = None, digits: int = 30
) -> sp.Float:
    """Evaluate an expression to `digits` digits: the midpoint of a ball that holds its value for certain.

    Nothing is simplified on the way: sums and products are taken term by term at the sizes of `point` and
    integrals are enclosed by quadrature, so that the value is evidence apart from SymPy's symbolic integration.

    Raises
    ------
    ValueError
        If the value is not a finite real number, or no ball shows it, or a symbol of the expression has no value
        in `point`.
    """
    for symbol, value in (point or {}).items():
        if not isinstance(value, sp.Basic | Number) or isinstance(value, bool):
            # SymPy would run a text.
            raise TypeError(f"point[{symbol}] = {shown(value)}: it must be a number or a SymPy expression")
    return midpoint(enclosed(expression, point, digits), digits)


def enclosed(
    expression: sp.Expr, point: Mapping[sp.Symbol, sp.Expr] | None = None, digits: int = 30
) -> flint.arb:
    """Return a ball that holds the value, with a relative radius below 10**-digits; see `enclose`."""
    return _enclosed(expression, frozenset((point or {}).items()), digits)


# The steps of a derivation share expressions and random points: each is worth one quadrature.
@lru_cache(maxsize=4096)
def _enclosed(expression: sp.Expr, point: frozenset[tuple[sp.Symbol, sp.Expr]], digits: int) -> flint.arb:
    if expression.has(E):
        raise ValueError(f"{expression} holds an expectation, which has no value without a law")
    # In one order, so that an expression is compiled once for all its points.
    return enclose(expression, dict(sorted(point, key=lambda pair: str(pair[0]))), digits)


def bound_symbols(expression: sp.Expr) -> set[sp.Symbol]:
    """Return the symbols over which sums, products and integrals run."""
    return {symbol for part in expression.atoms(ExprWithLimits) for symbol in part.bound_symbols}


def unroll(expression: sp.Expr) -> sp.Expr:
    """Write out sums and products whose limits are numbers, term by term, from the outermost inwards."""
    if not expression.has(sp.Sum, sp.Product):
        return expression
    if not isinstance(expression, sp.Sum | sp.Product):
        return expression.func(*map(unroll, expression.args))
    *inner, (index, low, high) = expression.limits
    body = expression.func(expression.function, *inner) if inner else expression.function
    if not (low.is_Integer and high.is_Integer):
        raise ValueError(f"{expression} runs from {low} to {high}: give numbers for its limits")
    require_forward(expression, int(low), int(high))
    collect = sp.Add if isinstance(expression, sp.Sum) else sp.Mul
    return collect(*(unroll(body.subs(index, value)) for value in range(int(low), int(high) + 1)))
