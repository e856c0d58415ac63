"""Expressions compiled to functions of balls, once for all the points at which they are enclosed.

A compiled expression takes the balls of its symbols, in order, and the flag `analytic` of `operations`.  The
precision is FLINT's own, one for the whole process: it is read at each call, not when the expression is compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import sympy as sp
from flint import acb, fmpq

from theory.enclosure.operations import BINARY, CONSTANTS, FUNCTIONS, exact_integer, power
from theory.enclosure.refusal import CannotTell

__all__ = ["Operation", "Symbols", "builds", "compiled", "finite_sum", "fraction", "require_forward"]

Operation = Callable[[Sequence[acb], bool], acb]
Symbols = tuple[sp.Expr, ...]
Build = Callable[[sp.Expr, Symbols], Operation]

_BUILDERS: dict[type[sp.Basic], Build] = {}


def builds(*kinds: type[sp.Basic]) -> Callable[[Build], Build]:
    """Register how nodes of these kinds are compiled."""

    def register(build: Build) -> Build:
        _BUILDERS.update(dict.fromkeys(kinds, build))
        return build

    return register


@lru_cache(maxsize=4096)
def compiled(expression: sp.Expr, symbols: Symbols) -> Operation:
    """Compile an expression in the given symbols.

    Raises
    ------
    CannotTell
        If a function in it has no rule.
    """
    if expression in symbols:
        # The last one: the index of a sum hides a symbol outside the sum with the same name.
        position = len(symbols) - 1 - symbols[::-1].index(expression)
        return lambda values, analytic: values[position]
    if expression in CONSTANTS:
        constant = CONSTANTS[expression]
        return lambda values, analytic: acb(constant())
    for kind in type(expression).__mro__:
        if kind in _BUILDERS:
            return _BUILDERS[kind](expression, symbols)
    raise CannotTell(f"no rule encloses {type(expression).__name__} in {expression}")


def fraction(number: sp.Number) -> fmpq:
    """Return a rational number, or the decimal that a printed number is, exactly."""
    if isinstance(number, sp.Float):
        # The shortest decimal that means this number: 0.51, and not the binary fraction beside it.
        short = number._prec == 53 and 1e-300 < abs(number) < 1e300
        number = sp.Rational(repr(float(number)) if short else str(number))
    return fmpq(int(number.p), int(number.q))


@builds(sp.Rational, sp.Float)
def _number(expression: sp.Number, symbols: Symbols) -> Operation:
    if not expression.is_finite:
        raise CannotTell(f"{expression} is not a finite number")
    exactly = fraction(expression)
    value = acb(int(exactly.p)) if exactly.q == 1 else acb(exactly)
    if value.is_exact():
        return lambda values, analytic: value
    return lambda values, analytic: acb(exactly)


def _all(expressions: Sequence[sp.Expr], symbols: Symbols) -> list[Operation]:
    return [compiled(expression, symbols) for expression in expressions]


@builds(sp.Add)
def _add(expression: sp.Expr, symbols: Symbols) -> Operation:
    first, *others = _all(expression.args, symbols)

    def total(values: Sequence[acb], analytic: bool) -> acb:
        result = first(values, analytic)
        for term in others:
            result += term(values, analytic)
        return result

    return total


@builds(sp.Mul)
def _multiply(expression: sp.Expr, symbols: Symbols) -> Operation:
    first, *others = _all(expression.args, symbols)

    def product(values: Sequence[acb], analytic: bool) -> acb:
        result = first(values, analytic)
        for factor in others:
            result *= factor(values, analytic)
        return result

    return product


@builds(sp.Pow)
def _raise(expression: sp.Expr, symbols: Symbols) -> Operation:
    if expression.exp.is_Integer:
        size = int(expression.exp)
        if isinstance(expression.base, sp.gamma) and size < 0:  # 0 at the poles of the gamma function
            argument = compiled(expression.base.args[0], symbols)
            return lambda values, analytic: argument(values, analytic).rgamma() ** -size
        base = compiled(expression.base, symbols)
        return lambda values, analytic: base(values, analytic) ** size
    base = compiled(expression.base, symbols)
    if expression.exp == sp.S.Half:
        return lambda values, analytic: base(values, analytic).sqrt(analytic)
    if expression.exp == -sp.S.Half:
        return lambda values, analytic: base(values, analytic).rsqrt(analytic)
    exponent = compiled(expression.exp, symbols)
    return lambda values, analytic: power(base(values, analytic), exponent(values, analytic), analytic)


@builds(*FUNCTIONS)
def _function(expression: sp.Expr, symbols: Symbols) -> Operation:
    function, argument = FUNCTIONS[expression.func], compiled(expression.args[0], symbols)
    return lambda values, analytic: function(argument(values, analytic), analytic)


@builds(*BINARY)
def _binary(expression: sp.Expr, symbols: Symbols) -> Operation:
    function, (first, *others) = BINARY[expression.func], _all(expression.args, symbols)

    def combined(values: Sequence[acb], analytic: bool) -> acb:
        result = first(values, analytic)
        for argument in others:
            result = function(result, argument(values, analytic), analytic)
        return result

    return combined


def require_forward(expression: sp.Expr, start: int, stop: int) -> None:
    """Raise CannotTell where a sum or product runs backwards; an empty one is allowed."""
    # An empty sum is 0.  One that runs backwards is minus a sum to SymPy and to its formulas, and 0 to others.
    if stop < start - 1:
        raise CannotTell(
            f"{expression} runs backwards, from {start} to {stop}: state it where it runs forwards"
        )


@builds(sp.Product)
def finite_sum(expression: sp.Expr, symbols: Symbols) -> Operation:
    """Sums and products, term by term: the limits must be integers at the point."""
    *inner, (index, low, high) = expression.limits
    body = expression.func(expression.function, *inner) if inner else expression.function
    term, first, last = compiled(body, (*symbols, index)), compiled(low, symbols), compiled(high, symbols)
    adds = isinstance(expression, sp.Sum)

    def collected(values: Sequence[acb], analytic: bool) -> acb:
        start, stop = (exact_integer(limit(values, False)) for limit in (first, last))
        if start is None or stop is None:
            raise CannotTell(f"{expression} needs integers for its limits: {low} and {high} are not")
        require_forward(expression, start, stop)
        result = acb(0 if adds else 1)
        for at in range(start, stop + 1):
            value = term([*values, acb(at)], analytic)
            result = result + value if adds else result * value
        return result

    return collected
