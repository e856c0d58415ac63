"""Expressions in float64 with a bound on the rounding error of each value, by NumPy and `scipy.special`.

The bound follows every operation to first order.  It says where float64 is not enough: where large terms cancel, or an
intermediate value overflows.  Products of gamma functions, factorials and binomials are added as logarithms, and
exp(a) erfc(b) with a = b^2 + c is erfcx(b) exp(c).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np
import numpy.typing as npt
import sympy as sp
from scipy import special

from theory.derivation.float_factors import EvenOdds, Rising, factors

__all__ = ["NoFloatRule", "Value", "with_errors"]

Array = npt.NDArray[np.float64]
Value = tuple[Array, Array]  # values and bounds on their absolute errors; nan where nothing is known
Values = Mapping[sp.Expr, Value]
Rule = Callable[[Array], Array]

EPS = float(np.finfo(np.float64).eps)
TINY = 5e-324  # what a value that underflows is off by, at most
LONGEST = 2**24  # terms of a sum


class NoFloatRule(Exception):
    """An expression holds something that has no rule in float64."""


def _sech(t: Array) -> Array:
    return np.asarray(2 * np.exp(-np.abs(t)) / (1 + np.exp(-2 * np.abs(t))))


# Each function and the size of its derivative.
FUNCTIONS: dict[type[sp.Expr], tuple[Rule, Rule]] = {
    sp.exp: (np.exp, np.exp),
    sp.log: (np.log, lambda t: 1 / t),
    sp.sin: (np.sin, np.cos),
    sp.cos: (np.cos, np.sin),
    sp.asin: (np.arcsin, lambda t: 1 / np.sqrt((1 - t) * (1 + t))),
    sp.acos: (np.arccos, lambda t: 1 / np.sqrt((1 - t) * (1 + t))),
    sp.atan: (np.arctan, lambda t: 1 / (1 + t * t)),
    sp.tanh: (np.tanh, lambda t: _sech(t) ** 2),
    sp.sinh: (np.sinh, np.cosh),
    sp.cosh: (np.cosh, np.sinh),
    sp.sech: (_sech, _sech),
    sp.erf: (special.erf, lambda t: 2 / np.sqrt(np.pi) * np.exp(-t * t)),
    sp.erfc: (special.erfc, lambda t: 2 / np.sqrt(np.pi) * np.exp(-t * t)),
    sp.Abs: (np.abs, np.ones_like),
    sp.loggamma: (special.gammaln, lambda t: np.abs(special.digamma(t)) + 1 / t),
}


def with_errors(expression: sp.Expr, symbols: Mapping[sp.Symbol, Array]) -> Value:
    """Evaluate an expression at arrays of values of its symbols, which have one shape.

    Returns
    -------
    values, bounds : ndarray
        A value may be nan, and its bound then is nan too.  An infinite value with a finite bound is an overflow.

    Raises
    ------
    NoFloatRule
        If the expression holds a function, an index or a matrix without a rule here.
    """
    known = {symbol: (np.asarray(value), np.zeros_like(value)) for symbol, value in symbols.items()}
    with np.errstate(all="ignore"):
        value, bound = _evaluated(expression, known)
    return value, bound


def _evaluated(expression: sp.Expr, known: Values) -> Value:
    if expression in known:
        return known[expression]
    if expression.is_number and not expression.args:
        return _number(expression)
    match expression:
        case sp.Add():
            return _added([_evaluated(part, known) for part in expression.args])
        case sp.Mul():
            return _product(expression, known)
        case sp.Pow() if expression.exp.is_Rational:
            return _power(_evaluated(expression.base, known), expression.exp)
        case sp.Pow() | sp.gamma() | sp.factorial() | sp.binomial():
            return _product(expression, known)
        case sp.Sum() if len(expression.limits) == 1:
            return _summed(expression, known)
        case EvenOdds():
            return _chance(*(_evaluated(part, known) for part in expression.args))
        case Rising():
            return _rising(_evaluated(expression.args[0], known), float(expression.args[1]))
    if expression.func not in FUNCTIONS:
        raise NoFloatRule(f"{type(expression).__name__} in {expression}")
    return _applied(FUNCTIONS[expression.func], _evaluated(expression.args[0], known))


def _number(number: sp.Expr) -> Value:
    value = np.asarray(float(number))
    exact = number.is_Rational and sp.Rational(float(value)) == number
    return value, np.asarray(0.0 if exact else EPS * abs(float(value)))


def _applied(rules: tuple[Rule, Rule], at: Value) -> Value:
    rule, slope = rules
    point, error = at
    value = np.asarray(rule(point))
    moved = np.where(error == 0, 0.0, np.abs(slope(point)) * error)
    # A bound to first order means nothing where the argument is known to no more than its own scale.
    moved = np.where(error <= 1e-3 * np.maximum(1, np.abs(point)), moved, np.nan)
    return value, _rounded(value, moved, 4)


def _rounded(value: Array, error: Array, steps: float) -> Array:
    """Return an error with the rounding of so many steps: none where a value has overflowed."""
    own = np.where(np.isinf(value), 0.0, steps * EPS * np.abs(value) + TINY)
    return np.where(np.isinf(value) & ~np.isnan(error), 0.0, error + own)


def _added(parts: list[Value]) -> Value:
    values, errors = zip(*parts, strict=True)
    total = reduce(np.add, values)
    size = reduce(np.add, map(np.abs, values))
    error = reduce(np.add, errors) + len(parts) * EPS * size
    one_sign = np.abs(total) == size  # also of infinities
    return total, np.where(np.isinf(total), np.where(one_sign, 0.0, np.nan), error)


def _multiplied(parts: list[Value]) -> Value:
    """Multiply with exponents apart, so that only the product can overflow."""
    mantissa, error, exponent = np.asarray(1.0), np.asarray(0.0), np.asarray(0)
    for value, own in parts:
        part, power = np.frexp(value)
        power = np.where(np.isfinite(value) & (value != 0), power, 0)
        moved = np.ldexp(own, -power)
        error = error * np.abs(part) + np.abs(mantissa) * moved + error * moved
        error = error + EPS * np.abs(mantissa * part)
        mantissa, exponent = mantissa * part, exponent + power
    value = np.ldexp(mantissa, exponent)
    # What has overflowed may be brought back by a small factor.
    lost = np.isinf(mantissa) & (len(parts) > 1)
    return value, np.where(lost, np.nan, _rounded(value, np.ldexp(error, exponent), 0))


def _power(base: Value, exponent: sp.Rational) -> Value:
    point, error = base
    power = float(exponent)
    value = np.sqrt(point) if power == 0.5 else 1 / np.sqrt(point) if power == -0.5 else point**power
    moved = np.where(error == 0, 0.0, np.abs(power * value / point) * error)
    moved = np.where(error <= 1e-3 * np.abs(point), moved, np.nan)
    return value, _rounded(value, moved, 2 + abs(power))


def _product(expression: sp.Expr, known: Values) -> Value:
    """Multiply factors, those that are large or small only apart by their logarithms."""
    plain, tails, logarithms = factors(expression)
    parts = [_evaluated(factor, known) for factor in plain]
    parts += [_applied((special.erfcx, _erfcx_slope), _evaluated(tail, known)) for tail in tails]
    if not any(isinstance(of, sp.gamma) for _, of in logarithms):
        parts += [_raised(_evaluated(of, known), _evaluated(count, known)) for count, of in logarithms]
    else:
        terms = [_multiplied([_evaluated(count, known), _logarithm(of, known)]) for count, of in logarithms]
        log, error = _added(terms)
        # The logarithm of 0, which a pole of the gamma function makes, is no overflow.
        error = np.where(np.isneginf(log), 0.0, error)
        value = np.exp(log)
        parts.append((value, np.where(log == -np.inf, 0.0, _rounded(value, value * np.expm1(error), 4))))
    return _multiplied(parts)


def _raised(base: Value, exponent: Value) -> Value:
    (point, error), (power, shift) = base, exponent
    value = np.asarray(point**power)
    moved = np.where(error == 0, 0.0, np.abs(power / point) * error)
    moved = moved + np.where(shift == 0, 0.0, np.abs(np.log(np.abs(point))) * shift)
    return value, _rounded(value, np.where(moved <= 1e-3, np.abs(value) * moved, np.nan), 4)


def _logarithm(of: sp.Expr, known: Values) -> Value:
    match of:
        case sp.exp():
            return _evaluated(of.args[0], known)
        case sp.gamma():
            at = _evaluated(of.args[0], known)
            value, error = _applied(FUNCTIONS[sp.loggamma], at)
            # Between its poles the gamma function has either sign.
            return value, np.where((at[0] < 0) & np.isfinite(value), np.nan, error)
    return _applied(FUNCTIONS[sp.log], _evaluated(of, known))


def _erfcx_slope(t: Array) -> Array:
    return np.asarray(np.abs(2 / np.sqrt(np.pi) - 2 * t * special.erfcx(t)))


def _chance(throws: Value, heads: Value) -> Value:
    from scipy.stats import binom  # here, since scipy.stats takes longer to import than this package

    value = np.asarray(binom.pmf(heads[0], throws[0], 0.5))
    return value, np.where((throws[1] == 0) & (heads[1] == 0), 1e-12 * value + TINY, np.nan)


def _rising(start: Value, step: float) -> Value:
    at, error = start
    value = np.asarray(special.poch(at, step))
    # Up to 1e4 by the difference of two logarithms, beyond by an asymptotic series.
    steps = np.where(at > 1e4, 8.0, 8 + 4 * np.abs(special.gammaln(at)))
    moved = np.abs(value * step / at) * error
    return value, np.where(at > 0, moved + steps * EPS * np.abs(value), np.nan)


def _summed(expression: sp.Sum, known: Values) -> Value:
    """Add the terms of a sum, for one set of limits at a time."""
    index, low, high = expression.limits[0]
    body = expression.function.replace(sp.binomial, lambda n, k: 2**n * EvenOdds(n, k))
    (first, _), (last, _) = (_evaluated(limit, known) for limit in (low, high))
    names = sorted(expression.free_symbols, key=str)
    arrays = np.broadcast_arrays(first, last, *(known[name][0] for name in names))
    values, errors = np.empty(arrays[0].shape), np.empty(arrays[0].shape)
    for at in np.ndindex(arrays[0].shape):
        start, stop = (int(part[at]) for part in arrays[:2])
        if stop - start >= LONGEST:
            raise ValueError(
                f"{high} = {stop}: {expression} has too many terms to add; take {high} below {LONGEST}"
            )
        terms = np.arange(start, stop + 1, dtype=np.float64)
        inner = {
            name: (np.asarray(part[at]), np.asarray(0.0))
            for name, part in zip(names, arrays[2:], strict=True)
        }
        inner[index] = (terms, np.zeros_like(terms))
        value, error = np.broadcast_arrays(*_evaluated(body, inner), terms)[:2]
        values[at] = value.sum()
        errors[at] = error.sum() + 64 * EPS * np.abs(value).sum()
    return values, errors
