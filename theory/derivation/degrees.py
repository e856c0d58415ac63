"""The degree of an expression in a size: at how many sizes two rational functions must agree, to agree at all."""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import sympy as sp

from theory.derivation.evaluation import bound_symbols
from theory.notation import E

__all__ = ["Degrees", "degrees", "without_roots"]


class Degrees(NamedTuple):
    """Bounds on the degrees of a numerator and of a denominator."""

    top: int
    bottom: int


_CONSTANT = Degrees(0, 0)


def degrees(expression: sp.Expr, size: sp.Symbol) -> Degrees | None:
    """Return bounds on the degrees in a size; None for what is not shown to be rational in it."""
    if expression == size:
        return Degrees(1, 0)
    if size not in expression.free_symbols:
        return _CONSTANT
    match expression:
        case sp.Add() | sp.Mul():
            parts = [degrees(part, size) for part in expression.args]
            if None in parts:
                return None
            return reduce(_added if expression.is_Add else _multiplied, parts)  # type: ignore[arg-type]
        case sp.Pow() if expression.exp.is_Integer:
            return _raised(degrees(expression.base, size), int(expression.exp))
        case sp.Sum():
            return _summed(expression, size)
        case E():  # the sizes are inside it
            return degrees(expression.args[0], size)
    return None


def _added(first: Degrees, second: Degrees) -> Degrees:
    return Degrees(max(first.top + second.bottom, second.top + first.bottom), first.bottom + second.bottom)


def _multiplied(first: Degrees, second: Degrees) -> Degrees:
    return Degrees(first.top + second.top, first.bottom + second.bottom)


def _raised(base: Degrees | None, power: int) -> Degrees | None:
    if base is None:
        return None
    top, bottom = base.top * abs(power), base.bottom * abs(power)
    return Degrees(top, bottom) if power > 0 else Degrees(bottom, top)


def _summed(expression: sp.Sum, size: sp.Symbol) -> Degrees | None:
    """Return the degrees of a sum, which has one degree more than its terms, at ends of degree 1.

    The terms are a polynomial in the index.  The components that it names count as constants: under a law their
    means depend on equalities of indices alone, and without one they are symbols, one for each index.
    """
    *inner, (index, low, high) = expression.limits
    term = sp.Sum(expression.function, *inner) if inner else expression.function
    ends = [degrees(end, size) for end in (low, high)]
    of_index = degrees(_without_components(term, index), index)
    of_size = degrees(term, size)
    if of_index is None or of_size is None or None in ends:
        return None
    if of_index.bottom or any(end.bottom for end in ends if end):
        return None
    steepest = max(end.top for end in ends if end)
    return Degrees(of_size.top + (of_index.top + 1) * steepest, of_size.bottom)


def _without_components(term: sp.Expr, index: sp.Symbol) -> sp.Expr:
    """Hide the components that an index names, as in x[j]; x[j**2] stays."""
    named = [part for part in term.atoms(sp.Indexed) if index in part.indices]
    return term.xreplace({part: sp.Dummy() for part in named})


def without_roots(*sides: sp.Expr) -> tuple[sp.Expr, ...]:
    """Put a symbol for each root, outside expectations: what holds for any value of it holds for its own.

    A root with an index of a sum stays, since it has many values.
    """
    hidden = {side: side.replace(E, lambda argument: sp.Dummy()) for side in sides}
    bound = set().union(*map(bound_symbols, sides))
    roots = {
        part
        for side in sides
        for part in hidden[side].atoms(sp.Pow)
        if part.exp.is_Rational and not part.exp.is_Integer and not part.free_symbols & bound
    }
    kinds = sorted({(root.base, root.exp.q) for root in roots}, key=sp.default_sort_key)
    symbols = {kind: sp.Symbol(f"root_{number}", positive=True) for number, kind in enumerate(kinds)}
    # N**(3/2) is N times the root of N, so that it cancels against N sqrt(N).
    values = {
        root: root.base ** (root.exp // 1) * symbols[root.base, root.exp.q] ** (root.exp.p % root.exp.q)
        for root in roots
    }
    return tuple(side.xreplace(values) for side in sides)
