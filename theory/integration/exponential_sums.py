"""Moments of sums of c x^n exp(b x^2 + a x) in closed form, as balls: a and b may be complex, as in sines.

With y ~ N(m, u^2) and d = 1 - 2 b u^2, E y^n exp(b y^2 + a y) is

    d^(-1/2) exp((a m + b m^2 + a^2 u^2/2)/d) E w^n,    w ~ N((m + a u^2)/d, u^2/d),

by completing the square.  No oscillation is too fast for this, and no tail too heavy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp
from flint import acb, arb

from theory.enclosure.compiling import Operation, compiled
from theory.enclosure.refusal import Undecided
from theory.integration.divergence import Divergent
from theory.notation import x

__all__ = ["ExponentialSum", "exponential_sum"]

MOST_TERMS = 400
_UNIT = sp.Dummy("i")  # the imaginary unit
Key = tuple[int, sp.Expr, sp.Expr]  # n, a, b
Terms = Mapping[Key, sp.Expr]
_ONE: Key = (0, sp.S.Zero, sp.S.Zero)


class _NoSum(Exception):
    pass


@dataclass(frozen=True)
class ExponentialSum:
    """Terms c x^n exp(b x^2 + a x), by (n, a, b)."""

    terms: Terms

    def __mul__(self, other: ExponentialSum) -> ExponentialSum:
        return ExponentialSum(_product(self.terms, other.terms))

    def derivative(self) -> ExponentialSum:
        """Return the derivative."""
        result: dict[Key, sp.Expr] = {}
        for (n, a, b), c in self.terms.items():
            for power, factor in ((n - 1, n), (n, a), (n + 1, 2 * b)):
                if factor != 0:
                    _put(result, (power, a, b), c * factor)
        return ExponentialSum(result)

    def expectation(self, u: arb, mean: arb) -> arb:
        """Return the expectation over N(mean, u^2), at the precision in force.

        Raises
        ------
        Divergent
            If a term is not integrable.
        """
        total = acb(0)
        for (n, a, b), c in self.terms.items():
            total += _number(c) * _term(n, _number(a), _number(b), u, mean)
        return total.real


@lru_cache(maxsize=4096)
def _compiled(value: sp.Expr) -> Operation:
    return compiled(value.xreplace({sp.I: _UNIT}), (_UNIT,))


def _number(value: sp.Expr) -> acb:
    # Not by the real and the imaginary part, which SymPy does not find for every product of exponentials.
    return _compiled(value)((acb(0, 1),), False)


def _term(n: int, a: acb, b: acb, u: arb, mean: arb) -> acb:
    q = u * u
    d = 1 - 2 * b * q
    if not d.real > 0:
        if d.real <= 0:
            raise Divergent("it grows as fast as the Gaussian decays, or faster")
        raise Undecided("cannot tell whether it grows as fast as the Gaussian decays")
    centre, spread = (mean + a * q) / d, q / d
    before, moment = acb(0), acb(1)
    for k in range(n):
        before, moment = moment, centre * moment + k * spread * before
    return moment * ((a * mean + b * mean * mean + a * a * q / 2) / d).exp() * d.rsqrt()


def exponential_sum(expr: sp.Expr) -> ExponentialSum | None:
    """Return an expression in x as such a sum; None if it is something else, or has too many terms."""
    try:
        return ExponentialSum(_terms(expr))
    except _NoSum:
        return None


def _put(terms: dict[Key, sp.Expr], key: Key, coefficient: sp.Expr) -> None:
    total = sp.expand(terms.get(key, sp.S.Zero) + coefficient)
    if total == 0:
        terms.pop(key, None)
    else:
        terms[key] = total
    if len(terms) > MOST_TERMS:
        raise _NoSum


def _product(first: Terms, second: Terms) -> Terms:
    result: dict[Key, sp.Expr] = {}
    if len(first) * len(second) > MOST_TERMS**2:
        raise _NoSum
    for (n, a, b), c in first.items():
        for (other, left, right), d in second.items():
            _put(result, (n + other, sp.expand(a + left), sp.expand(b + right)), c * d)
    return result


def _exponential(argument: sp.Expr, factor: sp.Expr) -> Terms:
    """Return the terms of exp(factor argument)."""
    polynomial = argument.as_poly(x)
    if polynomial is None or polynomial.degree() > 2:
        raise _NoSum
    b, a, c = (polynomial.coeff_monomial(x**k) for k in (2, 1, 0))
    return {(0, sp.expand(factor * a), sp.expand(factor * b)): sp.exp(factor * c)}


def _joined(parts: list[tuple[sp.Expr, Terms]]) -> Terms:
    result: dict[Key, sp.Expr] = {}
    for factor, terms in parts:
        for key, c in terms.items():
            _put(result, key, factor * c)
    return result


def _terms(node: sp.Expr) -> Terms:
    if not node.has(x):
        return {_ONE: node}
    if node == x:
        return {(1, sp.S.Zero, sp.S.Zero): sp.S.One}
    if node.is_Add:
        return _joined([(sp.S.One, _terms(part)) for part in node.args])
    if node.is_Mul:
        result: Terms = {_ONE: sp.S.One}
        for part in node.args:
            result = _product(result, _terms(part))
        return result
    if node.is_Pow and node.exp.is_Integer and 0 < node.exp <= 64:
        base = _terms(node.base)
        result = base
        for _ in range(int(node.exp) - 1):
            result = _product(result, base)
        return result
    if node.is_Pow and not node.base.has(x) and node.base.is_positive:
        return _exponential(sp.expand(node.exp * sp.log(node.base)), sp.S.One)
    i, half = sp.I, sp.S.Half
    weights: dict[type[sp.Basic], list[tuple[sp.Expr, sp.Expr]]] = {
        sp.exp: [(sp.S.One, sp.S.One)],
        sp.cos: [(half, i), (half, -i)],
        sp.sin: [(-i * half, i), (i * half, -i)],
        sp.cosh: [(half, sp.S.One), (half, -sp.S.One)],
        sp.sinh: [(half, sp.S.One), (-half, -sp.S.One)],
    }
    if type(node) not in weights:
        raise _NoSum
    return _joined([(weight, _exponential(node.args[0], factor)) for weight, factor in weights[type(node)]])
