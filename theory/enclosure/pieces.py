"""Integrands with kinks: where they are, and the smooth integrand between two of them.

A switch is an expression whose sign decides: x for Max(0, x), Abs(x) or Heaviside(x).  Between the zeros of
linear switches each has one sign, and the integrand is one smooth expression, so that no ball lies across a kink.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import sympy as sp

__all__ = ["Switch", "smooth", "switches"]

Switch = tuple[sp.Expr, sp.Expr, sp.Expr]  # slope, offset and zero of a linear switch
_KINKED = (sp.Abs, sp.sign, sp.Heaviside, sp.Max, sp.Min)
_RELATIONS = (sp.StrictLessThan, sp.LessThan, sp.StrictGreaterThan, sp.GreaterThan)


@lru_cache(maxsize=1024)
def switches(integrand: sp.Expr, variable: sp.Symbol) -> dict[sp.Expr, Switch]:
    """Return the linear switches of an integrand, each with its slope, offset and zero in the variable.

    The zero of one that does not depend on the variable is not a number.
    """
    found: dict[sp.Expr, Switch] = {}
    for switch in (
        switch for node in sorted(integrand.atoms(*_KINKED, *_RELATIONS), key=str) for switch in _of(node)
    ):
        slope = sp.diff(switch, variable)
        indices = switch.free_symbols - integrand.free_symbols
        if switch.has(*_KINKED, sp.Piecewise) or slope.has(variable) or indices:
            continue  # left to the ball functions, which are slow at a kink but right
        offset = switch.subs(variable, 0)
        found[switch] = (slope, offset, sp.cancel(-offset / slope) if slope != 0 else sp.nan)
    return found


def _of(node: sp.Basic) -> list[sp.Expr]:
    if isinstance(node, _RELATIONS):
        return [node.lhs - node.rhs]
    if isinstance(node, sp.Max | sp.Min):
        return [first - second for at, first in enumerate(node.args) for second in node.args[at + 1 :]]
    return [node.args[0]]


@lru_cache(maxsize=1024)
def smooth(integrand: sp.Expr, positive: frozenset[sp.Expr], negative: frozenset[sp.Expr]) -> sp.Expr:
    """Return the integrand where these switches are positive and negative."""

    def sign(switch: sp.Expr) -> int:
        return (switch in positive) - (switch in negative)

    def resolved(node: sp.Basic) -> sp.Basic:
        if not node.args:
            return node
        rule = _RULES.get(type(node))
        known = [sign(switch) for switch in _of(node)] if isinstance(node, (*_KINKED, *_RELATIONS)) else []
        if rule is None or not all(known):
            return node.func(*map(resolved, node.args))
        return resolved(rule(node, sign))

    return resolved(integrand)


def _largest(node: sp.Expr, sign: Callable[[sp.Expr], int]) -> sp.Expr:
    """Pick the argument of Max (of Min: with the signs turned) that the signs of all differences single out."""
    turn = 1 if isinstance(node, sp.Max) else -1
    best = node.args[0]
    for other in node.args[1:]:
        ahead = sign(best - other) or -sign(other - best)
        best = best if turn * ahead > 0 else other
    return best


def _relation(node: sp.Basic, sign: Callable[[sp.Expr], int]) -> sp.Basic:
    above = isinstance(node, sp.StrictGreaterThan | sp.GreaterThan)
    return sp.true if (sign(node.lhs - node.rhs) > 0) == above else sp.false


_RULES: dict[type[sp.Basic], Callable[..., sp.Basic]] = {
    sp.Abs: lambda node, sign: sign(node.args[0]) * node.args[0],
    sp.sign: lambda node, sign: sp.Integer(sign(node.args[0])),
    sp.Heaviside: lambda node, sign: sp.Integer((1 + sign(node.args[0])) // 2),
    sp.Max: _largest,
    sp.Min: _largest,
    **dict.fromkeys(_RELATIONS, _relation),
}
