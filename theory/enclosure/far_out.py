"""How each elementary function is bounded far out, given the bounds of its argument."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import sympy as sp
from flint import arb

from theory.enclosure.compiling import fraction
from theory.enclosure.envelopes import Envelope, Envelopes, Rule, bounds_far_out
from theory.enclosure.sides import ZERO, constant

__all__: list[str] = []


def _unit(lowest: int, highest: int, scale: Callable[[], arb]) -> Rule:
    """Bound an increasing odd function with limits -scale and scale, or one that oscillates."""

    def rule(envelopes: Envelopes, part: sp.Expr) -> Envelope:
        top = scale().upper()
        return Envelope(constant(lowest * top), constant(highest * top))

    return rule


def _increasing(part_scale: Callable[[], arb], method: Callable[[arb], arb]) -> Rule:
    def rule(envelopes: Envelopes, part: sp.Expr) -> Envelope:
        inner, top = envelopes(part.args[0]), constant(part_scale().upper())
        if inner.positive:
            return Envelope(constant(method(inner.low.infimum(envelopes.start)).lower()), top)
        if inner.negative:
            return Envelope(-top, -constant(method(inner.high.infimum(envelopes.start)).lower()))
        return Envelope(-top, top)

    return rule


def _complement(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    inner = envelopes(part.args[0])
    if not inner.positive:
        return Envelope(ZERO, constant(arb(2)))
    return Envelope(ZERO, envelopes.exp(-envelopes.power(inner, Fraction(2))).high)


def _size(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    inner = envelopes(part.args[0])
    if inner.positive or inner.negative:
        return inner if inner.positive else -inner
    return Envelope(ZERO, inner.size)


def _asinh(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    inner = envelopes(part.args[0])
    if inner.negative and not inner.positive:
        return -_asinh_positive(envelopes, -inner)
    if inner.positive:
        return _asinh_positive(envelopes, inner)
    top = _asinh_positive(envelopes, Envelope(ZERO, inner.size)).high
    return Envelope(-top, top)


def _asinh_positive(envelopes: Envelopes, inner: Envelope) -> Envelope:
    # 0 <= asinh y <= log(1 + 2y)
    doubled = envelopes.add(
        envelopes.constant(arb(1)),
        envelopes.multiply(envelopes.constant(arb(2)), Envelope(inner.low, inner.high)),
    )
    return Envelope(constant(inner.low.infimum(envelopes.start).asinh().lower()), envelopes.log(doubled).high)


def _hyperbolic(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    inner = envelopes(part.args[0])
    up, half = envelopes.exp(inner), envelopes.constant(arb(1) / 2)
    down = envelopes.exp(-inner)
    return envelopes.multiply(half, envelopes.add(up, down if isinstance(part, sp.cosh) else -down))


def _sum(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    result = envelopes(part.args[0])
    for other in part.args[1:]:
        result = envelopes.add(result, envelopes(other))
    return result


def _product(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    result = envelopes(part.args[0])
    for other in part.args[1:]:
        result = envelopes.multiply(result, envelopes(other))
    return result


def _exponential(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    whole = envelopes.exp(envelopes(part.args[0]))
    if not part.args[0].is_Add or whole.ball(envelopes.start).is_finite():
        return whole
    # In exp(y - exp(y)) the bound of the difference is y, and the product has a bound that falls.
    result = envelopes.constant(arb(1))
    for term in part.args[0].args:
        result = envelopes.multiply(result, envelopes.exp(envelopes(term)))
    return result if result.ball(envelopes.start).is_finite() else whole


def _raise(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    if part.exp.is_Rational:
        exact = fraction(part.exp)
        return envelopes.power(envelopes(part.base), Fraction(int(exact.p), int(exact.q)))
    return envelopes.exp(envelopes.multiply(envelopes(part.exp), envelopes.log(envelopes(part.base))))


_RULES: dict[type[sp.Basic], Rule] = {
    sp.Add: _sum,
    sp.Mul: _product,
    sp.Pow: _raise,
    sp.exp: _exponential,
    sp.log: lambda envelopes, part: envelopes.log(envelopes(part.args[0])),
    sp.sinh: _hyperbolic,
    sp.cosh: _hyperbolic,
    sp.sin: _unit(-1, 1, lambda: arb(1)),
    sp.cos: _unit(-1, 1, lambda: arb(1)),
    sp.tanh: _increasing(lambda: arb(1), arb.tanh),
    sp.erf: _increasing(lambda: arb(1), arb.erf),
    sp.atan: _increasing(lambda: arb.pi() / 2, arb.atan),
    sp.erfc: _complement,
    sp.asinh: _asinh,
    sp.Abs: _size,
}
for _kind, _bound in _RULES.items():
    bounds_far_out(_kind)(_bound)
