"""Piecewise expressions on balls: a condition that the balls do not decide is not decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp
from flint import acb, arb

from theory.enclosure.compiling import Operation, Symbols, builds, compiled
from theory.enclosure.refusal import CannotTell, Undecided

__all__: list[str] = []


@builds(sp.Piecewise)
def _piecewise(expression: sp.Expr, symbols: Symbols) -> Operation:
    branches = [(compiled(value, symbols), _condition(holds, symbols)) for value, holds in expression.args]

    def chosen(values: Sequence[acb], analytic: bool) -> acb:
        for value, holds in branches:
            known = holds(values)
            if known is None:
                if analytic:
                    return acb(arb.nan(), arb.nan())
                raise Undecided(f"a ball lies across a condition of {expression}")
            if known:
                return value(values, analytic)
        return acb(arb.nan(), arb.nan())

    return chosen


def _condition(condition: sp.Basic, symbols: Symbols) -> Callable[[Sequence[acb]], bool | None]:
    """Compile a condition to True, False, or None where the balls do not decide it."""
    if condition in (sp.true, sp.false):
        return lambda values: condition == sp.true
    if isinstance(condition, sp.And | sp.Or | sp.Not):
        return _connective(type(condition), [_condition(part, symbols) for part in condition.args])
    if type(condition) not in _RELATIONS:
        raise CannotTell(f"no rule decides the condition {condition}")
    difference, relation = compiled(condition.lhs - condition.rhs, symbols), _RELATIONS[type(condition)]

    def holds(values: Sequence[acb]) -> bool | None:
        sides = difference(values, False)
        # A relation between complex balls has no meaning: only what is exactly real is decided.
        return relation(sides.real) if sides.imag == 0 else None

    return holds


def _connective(
    kind: type[sp.Basic], parts: Sequence[Callable[[Sequence[acb]], bool | None]]
) -> Callable[[Sequence[acb]], bool | None]:
    def decided(values: Sequence[acb]) -> bool | None:
        known = [part(values) for part in parts]
        if kind is sp.Not:
            return None if known[0] is None else not known[0]
        decisive = kind is sp.Or  # one True settles Or, one False settles And
        if decisive in known:
            return decisive
        return None if None in known else not decisive

    return decided


def _either(yes: bool, no: bool) -> bool | None:
    return True if yes else False if no else None


_RELATIONS: dict[type[sp.Basic], Callable[[arb], bool | None]] = {
    sp.StrictLessThan: lambda gap: _either(gap < 0, gap >= 0),
    sp.LessThan: lambda gap: _either(gap <= 0, gap > 0),
    sp.StrictGreaterThan: lambda gap: _either(gap > 0, gap <= 0),
    sp.GreaterThan: lambda gap: _either(gap >= 0, gap < 0),
    sp.Equality: lambda gap: _either(gap == 0, not gap.contains(0)),
    sp.Unequality: lambda gap: _either(not gap.contains(0), gap == 0),
}
