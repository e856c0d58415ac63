"""Evaluation of expressions to many digits, without simplification."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np
import numpy.typing as npt
import sympy as sp

from theory.notation import E

__all__ = ["evaluate", "unroll"]


Array = npt.NDArray[np.float64]
_GUARD = 10  # digits beyond those asked for, lost to rounding and cancellation


def evaluate(
    expression: sp.Expr, point: Mapping[sp.Symbol, sp.Expr] | None = None, digits: int = 30
) -> sp.Float:
    """Evaluate an expression to `digits` digits, its integrals by adaptive quadrature.

    Nothing is simplified: sums and products are written out at the sizes of `point`, and integrals go to
    `mpmath.quad`.  The value is evidence that does not depend on SymPy's symbolic integration.

    Parameters
    ----------
    expression : sympy.Expr
    point : mapping of sympy.Symbol to sympy.Expr, optional
        A value for each free symbol.
    digits : int, optional

    Returns
    -------
    sympy.Float

    Raises
    ------
    ValueError
        If the value is not a finite real number, or a symbol of the expression has no value in `point`.
    """
    return _evaluate(expression, frozenset((point or {}).items()), digits)


# The steps of a derivation share expressions and random points: each pair is evaluated once.
@lru_cache(maxsize=4096)
def _evaluate(expression: sp.Expr, point: frozenset[tuple[sp.Symbol, sp.Expr]], digits: int) -> sp.Float:
    missing = expression.free_symbols - {symbol for symbol, _ in point}
    if missing:
        names = ", ".join(sorted(map(str, missing)))
        raise ValueError(f"no value for {names} in {expression}: give one for each free symbol")
    if expression.has(E):
        raise ValueError(f"{expression} holds an expectation, which has no value without a law")
    if not expression.has(*_OPERATORS) and (direct := _direct(expression, dict(point), digits)) is not None:
        return direct
    with mpmath.workdps(digits + _GUARD):
        numeric = expression.subs(dict(point))
        value = sp.N(numeric.replace(lambda part: isinstance(part, _OPERATORS), _evaluate_operator), digits)
    if not (value.is_real and value.is_finite):
        raise ValueError(f"{expression} has no finite real value at {dict(point)}: got {value}")
    return value


def _direct(expression: sp.Expr, point: dict[sp.Symbol, sp.Expr], digits: int) -> sp.Float | None:
    """Evaluate a closed form by mpmath alone; None where digits cancel or mpmath lacks a function.

    SymPy's own evaluation looks for cancelled digits and is ten times slower.
    """
    symbols = tuple(sorted(point, key=str))
    values = []
    for precision in (digits + _GUARD, digits + 2 * _GUARD):
        with mpmath.workdps(precision):
            try:
                arguments = [mpmath.mpf(sp.N(point[symbol], precision)) for symbol in symbols]
                values.append(_compiled(expression, symbols)(*arguments))
            except (ArithmeticError, NameError, TypeError, ValueError):
                return None
    first, second = values
    if not (isinstance(second, mpmath.mpf) and mpmath.isfinite(second)):
        return None
    return sp.Float(second, digits) if abs(first - second) < abs(second) * mpmath.mpf(10) ** -digits else None


@lru_cache(maxsize=1024)
def _compiled(expression: sp.Expr, symbols: tuple[sp.Symbol, ...]) -> Callable[..., Any]:
    function: Callable[..., Any] = sp.lambdify(symbols, expression, "mpmath")
    return function


_OPERATORS = (sp.Integral, sp.Sum, sp.Product)


def _evaluate_operator(part: sp.Expr) -> sp.Expr:
    """Evaluate an integral, sum or product whose limits are numbers; an inner one waits for the outer index."""
    if part.free_symbols:
        return part
    if isinstance(part, sp.Integral):
        return _quad(part)
    if len(part.limits) > 1 or part.function.has(*_OPERATORS):
        return unroll(part).replace(lambda inner: isinstance(inner, sp.Integral), _quad)
    ((index, low, high),) = part.limits
    _require_forward(part, low, high)
    terms = map(sp.lambdify(index, part.function, "mpmath"), range(int(low), int(high) + 1))
    total = mpmath.fsum(terms) if isinstance(part, sp.Sum) else mpmath.fprod(terms)
    return sp.Float(total, mpmath.mp.dps)


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
    _require_forward(expression, low, high)
    collect = sp.Add if isinstance(expression, sp.Sum) else sp.Mul
    return collect(*(unroll(body.subs(index, value)) for value in range(int(low), int(high) + 1)))


def _require_forward(part: sp.Expr, low: sp.Expr, high: sp.Expr) -> None:
    # An empty sum is 0.  One that runs backwards is minus a sum to SymPy and to its formulas, and 0 to others.
    if high < low - 1:
        raise ValueError(f"{part} runs backwards, from {low} to {high}: state it where it runs forwards")


def _quad(integral: sp.Integral) -> sp.Float:
    ((variable, low, high),) = integral.limits
    integrand = sp.lambdify(variable, integral.function, "mpmath")
    # Rectifiers have their kink at 0, and the Gaussian its symmetry: no panel contains 0.
    inner = [0] if low < 0 < high else []
    nodes = [_bound(low), *inner, _bound(high)]
    # mpmath.quad adds guard digits of its own, so its error is below the digits asked for.
    with mpmath.workdps(mpmath.mp.dps - _GUARD):
        return sp.Float(mpmath.quad(integrand, nodes), mpmath.mp.dps)


def _bound(bound: sp.Expr) -> mpmath.mpf:
    return mpmath.inf * int(sp.sign(bound)) if bound.is_infinite else mpmath.mpf(sp.N(bound, mpmath.mp.dps))
