"""Operations on expressions in x under limits, each checked before SymPy starts to work on it."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable

import sympy as sp

from theory.activation.constants import Unfit, largest, order, real_number
from theory.activation.expansion import MOST_TERMS, term_count

__all__ = ["COMPARISONS", "MAX_TOWER", "apply", "bounded", "choose", "extreme", "power"]


MAX_TOWER = 3  # exponentials inside one another: exp(exp(exp(x)))
MAX_POWER = 64  # the largest exponent, nested powers multiplied out
MAX_CHOICES = 5
MAX_NODES = 500  # of an expression
MAX_CONSTANT_NODES = 60  # of a number, whose parts SymPy evaluates again and again
_Relation = Callable[[sp.Expr, sp.Expr], sp.Basic]
COMPARISONS: dict[type[ast.cmpop], tuple[_Relation, Callable[[int], bool]]] = {
    ast.Lt: (sp.Lt, lambda sign: sign < 0),
    ast.LtE: (sp.Le, lambda sign: sign <= 0),
    ast.Gt: (sp.Gt, lambda sign: sign > 0),
    ast.GtE: (sp.Ge, lambda sign: sign >= 0),
}


def bounded(expr: sp.Expr) -> sp.Expr:
    """Return an expression, or raise `Unfit` if it is too large, infinite or not real."""
    most = MAX_NODES if expr.free_symbols else MAX_CONSTANT_NODES
    if sum(1 for _ in itertools.islice(sp.preorder_traversal(expr), most + 1)) > most:
        raise Unfit(f"it has more than {most} operations")
    if not expr.free_symbols:
        if expr != 0:
            real_number(expr)
        return expr
    if expr.has(sp.zoo, sp.nan, sp.oo, -sp.oo):
        raise Unfit("it divides by 0, or is infinite")
    if expr.has(sp.I):
        raise Unfit("it is not a real number")
    if term_count(expr) > MOST_TERMS:
        raise Unfit(f"it expands into more than {MOST_TERMS} terms")
    return expr


def apply(function: Callable[[sp.Expr], sp.Expr], argument: sp.Expr) -> sp.Expr:
    """Return a function of one argument."""
    if function in (sp.Abs, sp.sign) and not argument.free_symbols:
        sign = sp.Integer(order(argument, sp.S.Zero))
        return sign if function is sp.sign else sign * argument
    # Where an argument may be complex, SymPy multiplies it by its conjugate.
    if function is sp.Abs and not argument.is_extended_real and term_count(argument) ** 2 > MOST_TERMS:
        raise Unfit(f"its argument is not shown to be real and expands into more than {MOST_TERMS} terms")
    return function(argument)


def extreme(kind: Callable[..., sp.Expr], arguments: list[sp.Expr]) -> sp.Expr:
    """Return the largest or the smallest of the arguments (sp.Max or sp.Min)."""
    functions = [part for part in arguments if part.free_symbols]
    numbers = [part for part in arguments if not part.free_symbols]
    side = 1 if kind is sp.Max else -1
    best = numbers[:1]
    for number in numbers[1:]:
        best = [number] if side * order(number, best[0]) > 0 else best
    return kind(*functions, *best) if functions else best[0]


def choose(operator: type[ast.cmpop], left: sp.Expr, right: sp.Expr, yes: sp.Expr, no: sp.Expr) -> sp.Expr:
    """Return one expression where a comparison holds, and another elsewhere."""
    relation, holds = COMPARISONS[operator]
    if not (left - right).free_symbols:
        return yes if holds(order(left, right)) else no
    choices = left.atoms(sp.Piecewise) | right.atoms(sp.Piecewise)
    if not choices:
        return sp.Piecewise((yes, relation(left, right)), (no, True))
    # SymPy would solve the comparison, which need not end.  So each branch of an inner choice gets a comparison.
    if len(choices) > MAX_CHOICES:
        raise Unfit(f"at most {MAX_CHOICES} choices may stand inside a comparison, got {len(choices)}")
    inner = min(choices, key=lambda part: (len(part.atoms(sp.Piecewise)), part.sort_key()))
    branches = []
    for value, condition in inner.args:
        low, high = (side.xreplace({inner: value}) for side in (left, right))
        branches.append((bounded(choose(operator, low, high, yes, no)), condition))
    return sp.Piecewise(*branches)


def power(base: sp.Expr, exponent: sp.Expr, tower: int) -> sp.Expr:
    """Return a power; `tower` counts the exponentials that enclose it."""
    constant = exponent.as_coeff_Add()[0] if exponent.free_symbols else exponent
    highest = max(1.0, largest(constant)) if exponent.free_symbols else largest(constant)
    # Before SymPy multiplies anything out: 9**9**9 would never finish.
    if highest * _degree(base) > MAX_POWER:
        raise Unfit(f"a power must be at most {MAX_POWER}")
    if exponent.free_symbols and tower >= MAX_TOWER:
        raise Unfit(f"at most {MAX_TOWER} exponentials may stand inside one another")
    if not base.free_symbols and not exponent.is_Integer:
        sign = order(base, sp.S.Zero)
        if sign < 0 or (sign == 0 and exponent.free_symbols):
            raise Unfit("it is not a real number: a power that is not a whole number needs a positive base")
    return base**exponent


def _degree(base: sp.Expr) -> float:
    """Return the largest exponent to which nested powers multiply out inside `base`, at least 1."""
    inner = max((_degree(part) for part in base.args), default=1.0)
    if not base.is_Pow:
        return inner
    constant = base.exp.as_coeff_Add()[0] if base.exp.free_symbols else base.exp
    return inner * max(1.0, largest(constant))
