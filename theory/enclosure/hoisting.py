"""Constant parts of an integrand are enclosed once, and not at each of the hundreds of nodes."""

from __future__ import annotations

import sympy as sp

__all__ = ["hoisted"]


def hoisted(integrand: sp.Expr, variable: sp.Symbol) -> tuple[sp.Expr, dict[sp.Symbol, sp.Expr]]:
    """Replace the largest parts without the variable by symbols.

    Returns
    -------
    integrand, constants
        The integrand in the variable and the new symbols, and the part that each of them stands for.
    """
    constants: dict[sp.Expr, sp.Dummy] = {}
    return _walk(integrand, variable, constants), {dummy: part for part, dummy in constants.items()}


def _walk(node: sp.Basic, variable: sp.Symbol, constants: dict[sp.Expr, sp.Dummy]) -> sp.Basic:
    if not node.has(variable):
        # Integers and fractions stay: powers with them are analytic where others are not.
        if not isinstance(node, sp.Expr) or node.is_Rational or node in (sp.oo, -sp.oo):
            return node
        return constants.setdefault(node, sp.Dummy(f"c{len(constants)}", real=True))
    if not node.args:
        return node
    if isinstance(node, sp.Sum | sp.Product | sp.Integral):
        return node
    if isinstance(node, sp.Add | sp.Mul):
        # The parts without the variable together: one symbol for sqrt(2)/(2*sqrt(pi)*u).
        free, bound = node.as_independent(variable, as_Add=isinstance(node, sp.Add))
        parts = [_walk(part, variable, constants) for part in node.func.make_args(bound)]
        return node.func(_walk(free, variable, constants), *parts)
    return node.func(*(_walk(part, variable, constants) for part in node.args))
