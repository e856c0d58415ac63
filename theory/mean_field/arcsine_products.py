"""Correlations in closed form, in ball arithmetic, that hold arcsines: polynomials on either side of 0, and erf.

Cho and Saul 2009 (arc-cosine kernels) have powers of the positive part, Williams 1997 has erf.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp
from flint import arb, ctx

from theory.activation.activation import Activation
from theory.enclosure.balls import enclose
from theory.notation import x

__all__ = ["ErrorFunction", "HalfLines", "arcsine_products"]


MOST_DEGREE = 8
_BITS_A_DIGIT = 3.33


@dataclass(frozen=True)
class HalfLines:
    """A polynomial for x > 0 and another for x < 0.

    Parameters
    ----------
    right, left : tuple of SymPy expressions
        The coefficients of |x|^0, |x|^1, ..., as many on either side.
    """

    right: tuple[sp.Expr, ...]
    left: tuple[sp.Expr, ...]

    def products(self, q: arb) -> Callable[[arb], arb]:
        """Return E g(y1) g(y2) as a function of c."""
        return _over_quadrants(_scaled(self.right, q), _scaled(self.left, q))

    def slopes(self, q: arb) -> Callable[[arb], arb]:
        """Return E g'(y1) g'(y2) as a function of c, with the deltas of a jump at 0.

        They meet at |c| = 1, where it is infinite.
        """
        # |x|^k has the slope k |x|^(k-1), with the other sign on the left.
        right = tuple(k * value for k, value in enumerate(_scaled(self.right, q)))[1:] or (arb(0),)
        left = tuple(-k * value for k, value in enumerate(_scaled(self.left, q)))[1:] or (arb(0),)
        jump = _ball(self.right[0] - self.left[0])
        smooth = _over_quadrants(right, left)
        if jump == 0:
            return lambda c: smooth(c) / q
        density = 1 / (2 * arb.pi()).sqrt()

        def total(c: arb) -> arb:
            if 1 - c * c == 0:
                return arb("inf")
            apart = (1 - c * c).sqrt()
            across = sum(
                (
                    (r + s) * apart**k * _half_moment(k, ctx.prec)
                    for k, (r, s) in enumerate(zip(right, left, strict=True))
                ),
                arb(0),
            )
            return (smooth(c) + 2 * jump * density * across + jump * jump * density * density / apart) / q

        return total


@dataclass(frozen=True)
class ErrorFunction:
    """factor erf(scale x) + shift."""

    factor: sp.Expr
    scale: sp.Expr
    shift: sp.Expr

    def products(self, q: arb) -> Callable[[arb], arb]:
        """Return E g(y1) g(y2) as a function of c."""
        factor, shift, inner = _ball(self.factor), _ball(self.shift), self._inner(q)
        size, rest = factor * factor * 2 / arb.pi(), shift * shift
        return lambda c: size * (inner * c).asin() + rest

    def slopes(self, q: arb) -> Callable[[arb], arb]:
        """Return E g'(y1) g'(y2): the derivative of the mean by c, over q (Price's theorem)."""
        factor, inner = _ball(self.factor), self._inner(q)
        size = factor * factor * inner * 2 / arb.pi() / q
        return lambda c: size / (1 - (inner * c) ** 2).sqrt()

    def _inner(self, q: arb) -> arb:
        twice = 2 * _ball(self.scale) ** 2 * q
        return twice / (1 + twice)


@lru_cache(maxsize=256)
def arcsine_products(function: Activation) -> HalfLines | ErrorFunction | None:
    """Return the law of products of a function, or None where it is not of these kinds."""
    pieces = function.pieces
    if len(pieces) == 2 and pieces[1].low == 0:
        sides = [sp.Poly(piece.expr, x) if piece.expr.is_polynomial(x) else None for piece in pieces]
        if sides[0] is None or sides[1] is None:
            return None
        degree = max(side.degree() if not side.is_zero else 0 for side in sides if side is not None)
        if degree > MOST_DEGREE:
            return None
        powers = range(degree + 1)
        left, right = ([side.coeff_monomial(x**k) for k in powers] for side in sides if side is not None)
        return HalfLines(tuple(right), tuple(value * (-1) ** k for k, value in enumerate(left)))
    if len(pieces) == 1 and len(found := pieces[0].expr.atoms(sp.erf)) == 1:
        (inside,) = found
        outside = pieces[0].expr.subs(inside, _PLACE)
        if outside.has(x) or not outside.is_polynomial(_PLACE) or not inside.args[0].is_polynomial(x):
            return None
        outer, inner = sp.Poly(outside, _PLACE), sp.Poly(inside.args[0], x)
        if outer.degree() == 1 and inner.degree() == 1 and inner.coeff_monomial(1) == 0:
            return ErrorFunction(
                outer.coeff_monomial(_PLACE), inner.coeff_monomial(x), outer.coeff_monomial(1)
            )
    return None


_PLACE = sp.Dummy()


def _over_quadrants(right: tuple[arb, ...], left: tuple[arb, ...]) -> Callable[[arb], arb]:
    """Return the sum over the quadrants as a function of c."""
    powers = [(m, n) for m in range(len(right)) for n in range(len(right))]
    alike = [(m, n, right[m] * right[n] + left[m] * left[n]) for m, n in powers]
    across = [(m, n, right[m] * left[n] + left[m] * right[n]) for m, n in powers]
    # A term that is 0 would cost as much, and so would a quadrant without terms.
    signed = [(sign, [term for term in terms if term[2] != 0]) for sign, terms in ((1, alike), (-1, across))]

    def total(c: arb) -> arb:
        found = arb(0)
        for sign, terms in signed:
            if terms:
                quadrant = _Quadrant(sign * c)
                for m, n, factor in terms:
                    found += factor * quadrant.moment(m, n)
        return found

    return total


class _Quadrant:
    """E z1^m z2^n over z1, z2 > 0, of two standard normals of correlation c.

    By parts (Stein's lemma): z1 becomes the derivative by z1 plus c times that by z2, where the edges give deltas.
    """

    def __init__(self, c: arb) -> None:
        self.c = c
        self.apart = (1 - c * c).sqrt()
        self.found: dict[tuple[int, int], arb] = {(0, 0): arb(1) / 4 + c.asin() / (2 * arb.pi())}

    def moment(self, m: int, n: int) -> arb:
        if m < n:
            m, n = n, m
        if (m, n) not in self.found:
            value = arb(0)
            if m > 1:
                value += (m - 1) * self.moment(m - 2, n)
            else:
                value += self._edge(n)
            value += self.c * (n * self.moment(m - 1, n - 1) if n else self._edge(m - 1))
            self.found[m, n] = value
        return self.found[m, n]

    def _edge(self, k: int) -> arb:
        """Return the mean of z2^k over z2 > 0, times the density of z1, at z1 = 0."""
        return self.apart**k * _half_moment(k, ctx.prec) / (2 * arb.pi()).sqrt()


@lru_cache(maxsize=256)
def _half_moment(k: int, bits: int) -> arb:
    """Return E z^k over z > 0."""
    return arb(2) ** (arb(k) / 2 - 1) * (arb(k + 1) / 2).gamma() / arb.pi().sqrt()


def _scaled(coefficients: tuple[sp.Expr, ...], q: arb) -> tuple[arb, ...]:
    u = q.sqrt()
    return tuple(_ball(value) * u**k for k, value in enumerate(coefficients))


def _ball(value: sp.Expr) -> arb:
    return _enclosed(value, ctx.prec)


@lru_cache(maxsize=1024)
def _enclosed(value: sp.Expr, bits: int) -> arb:
    return enclose(value, digits=math.ceil(bits / _BITS_A_DIGIT))
