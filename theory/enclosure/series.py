"""Infinite sums of the exponential type as balls: a partial sum, and a geometric bound for the rest."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from flint import acb, arb, ctx

from theory.enclosure.compiling import Operation, Symbols, builds, compiled, finite_sum
from theory.enclosure.operations import exact_integer
from theory.enclosure.refusal import CannotTell, Undecided

__all__: list[str] = []

_TERMS = 20_000


@builds(sp.Sum)
def _sum(expression: sp.Expr, symbols: Symbols) -> Operation:
    *inner, (index, low, high) = expression.limits
    if high != sp.oo:
        return finite_sum(expression, symbols)
    body = expression.func(expression.function, *inner) if inner else expression.function
    term, first = compiled(body, (*symbols, index)), compiled(low, symbols)
    ratio = compiled(*_ratio_far_out(body, index, symbols))

    def total(values: Sequence[acb], analytic: bool) -> acb:
        start = exact_integer(first(values, False))
        if start is None:
            raise CannotTell(f"{expression} needs an integer for its lower limit: {low} is not")
        result = acb(0)
        for at in range(start, start + _TERMS):
            value = term([*values, acb(at)], analytic)
            if not value.is_finite():
                raise Undecided(f"term {at} of {expression} has no finite ball")
            if at >= 1 and abs(value.real) < arb(2) ** -ctx.prec:
                # 1/at and all that follow lie in this ball.
                beyond = arb(0).union(arb(1) / at)
                factor = abs(ratio([*values, acb(beyond)], False).real)
                if factor < 1:
                    rest = (abs(value) / (1 - factor)).upper()
                    return result + acb(arb(0, rest))
            result += value
        raise CannotTell(f"{_TERMS} terms of {expression} do not bound the rest")

    return total


def _ratio_far_out(term: sp.Expr, index: sp.Symbol, symbols: Symbols) -> tuple[sp.Expr, Symbols]:
    """Return term(m + 1)/term(m) in s = 1/m, so that all m beyond one are a ball of s about 0."""
    m, s = sp.Dummy("m", positive=True), sp.Dummy("s", positive=True)
    ratio = sp.combsimp(sp.gammasimp((term.subs(index, m + 1) / term.subs(index, m)).rewrite(sp.gamma)))
    numerator, denominator = sp.fraction(sp.cancel(sp.together(sp.powsimp(ratio))))
    if not (numerator.is_polynomial(m) and denominator.is_polynomial(m)):
        raise CannotTell(f"the ratio of the terms of the series is not rational in {index}: {ratio}")
    upper, lower = sp.Poly(numerator, m), sp.Poly(denominator, m)
    excess = lower.degree() - upper.degree()
    if excess < 0:
        raise CannotTell(f"the terms of the series grow: their ratio is {ratio}")
    reversed_ = [sp.Add(*(c * s**at for at, c in enumerate(side.all_coeffs()))) for side in (upper, lower)]
    return s**excess * reversed_[0] / reversed_[1], (*symbols, s)
