"""How the functions of `theory.activation.float64` are bounded far out.

Apart from `ball_rules`, since the panels need none of this: where they are trusted, no tail is bounded.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp
from flint import arb
from sympy.codegen.cfunctions import expm1, log1p

from theory.activation.float64 import ErfComplement, SechSquared, Sigmoid, Softplus, SquarePlus, TanhShrink
from theory.enclosure import far_out  # noqa: F401  # it registers the rules of SymPy's functions
from theory.enclosure.envelopes import Envelope, Envelopes, bounds_far_out

__all__: list[str] = []


@bounds_far_out(Sigmoid)
def _bound_sigmoid(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    inner, one = envelopes(part.args[0]), envelopes.constant(arb(1))
    if inner.positive:
        return Envelope(envelopes.constant(arb(1) / 2).low, one.high)
    if inner.negative:
        growth = envelopes.exp(inner)
        return Envelope(envelopes.multiply(envelopes.constant(arb(1) / 2), growth).low, growth.high)
    return Envelope(envelopes.constant(arb(0)).low, one.high)


@bounds_far_out(Softplus)
def _bound_softplus(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    inner = envelopes(part.args[0])
    if inner.negative and not inner.positive:
        growth = envelopes.exp(inner)
        return Envelope(envelopes.multiply(envelopes.constant(arb(1) / 2), growth).low, growth.high)
    zero = envelopes.constant(arb(0))
    top = envelopes.add(Envelope(zero.low, inner.size), envelopes.constant(arb.const_log2()))
    return Envelope(inner.low if inner.positive else zero.low, top.high)


@bounds_far_out(SechSquared)
def _bound_sech_squared(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    inner = envelopes(part.args[0])
    if inner.negative:
        inner = -inner
    if not inner.positive:
        return Envelope(envelopes.constant(arb(0)).low, envelopes.constant(arb(1)).high)
    # exp(-2a) <= sech(a)^2 <= 4 exp(-2a)
    decay = envelopes.exp(envelopes.multiply(envelopes.constant(arb(-2)), inner))
    return Envelope(decay.low, envelopes.multiply(envelopes.constant(arb(4)), decay).high)


@bounds_far_out(TanhShrink)
def _bound_tanh_shrink(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    inner = envelopes(part.args[0])
    zero = envelopes.constant(arb(0))
    if inner.positive:
        return Envelope(zero.low, inner.high)
    if inner.negative:
        return Envelope(inner.low, zero.high)
    return Envelope(-inner.size, inner.size)


@bounds_far_out(SquarePlus)
def _bound_square_plus(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    inner, b = (envelopes(argument) for argument in part.args)
    root = envelopes.power(envelopes.add(envelopes.power(inner, Fraction(2)), b), Fraction(1, 2))
    if inner.positive:
        return envelopes.add(inner, root)
    if inner.negative:
        return envelopes.multiply(b, envelopes.power(envelopes.add(-inner, root), Fraction(-1)))
    zero = envelopes.constant(arb(0))
    return Envelope(zero.low, envelopes.add(Envelope(zero.low, inner.size), root).high)


@bounds_far_out(ErfComplement)
def _bound_erf_complement(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    return envelopes(sp.erfc(part.args[0], evaluate=False))


@bounds_far_out(log1p)
def _bound_log1p(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    return envelopes.log(envelopes.add(envelopes.constant(arb(1)), envelopes(part.args[0])))


@bounds_far_out(expm1)
def _bound_expm1(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    return envelopes.add(envelopes.exp(envelopes(part.args[0])), envelopes.constant(arb(-1)))
