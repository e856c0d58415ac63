"""Correlations in closed form, in ball arithmetic.

Here g is a sum of powers times exponentials of quadratics; `arcsine_products` has other kinds.

With complex exponents these are polynomials, exponentials, sines and cosines, Gaussian bumps, and their products and
sums.  Each pair of terms has the mean E x^m y^n exp(b x^2 + a x + b' y^2 + a' y) under two normals of variance q and
covariance q c: complete the square for one variable, then for the other, and reduce the powers by Stein's lemma.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import sympy as sp
from flint import acb, arb, ctx

from theory.activation.activation import Activation
from theory.activation.closed_forms import NoClosedForm, terms
from theory.enclosure.balls import CannotTell, enclose
from theory.mean_field.arcsine_products import ErrorFunction, HalfLines, arcsine_products
from theory.notation import x

__all__ = ["Drop", "closed_drops", "closed_slopes", "has_closed_products"]


MOST_GROUPS, MOST_DEGREE = 16, 24
PRECISIONS = 128, 256, 512, 1024, 2048  # bits, tried in turn
ENOUGH = 2.0**-60  # relative radius
NOTHING = 2.0**-400  # relative to E g^2: an even function at c = -1 drops by 0
_BITS_A_DIGIT = 3.33


@dataclass(frozen=True)
class Drop:
    """E g^2, and how much smaller E g(y1) g(y2) is, as balls."""

    second: arb
    drop: arb


@dataclass(frozen=True)
class _Group:
    """exp(square x^2 + linear x) times a polynomial, coefficients from degree 0."""

    square: acb
    linear: acb
    polynomial: tuple[acb, ...]


def has_closed_products(function: Activation, q: float) -> bool:
    """Return whether E g(y1) g(y2) has a closed form here, and is finite at variance q."""
    if arcsine_products(function) is not None:
        return True
    groups = _symbolic(function, 0)
    return groups is not None and all(4 * sp.re(square) * q < 1 for square, _ in groups)


def closed_drops(function: Activation, q: float, correlations: Iterable[float]) -> list[Drop]:
    """Return E g^2 and E g^2 - E g(y1) g(y2) at each c, both to 18 digits, or 0 to within 2^-400 E g^2.

    Raises
    ------
    CannotTell
        If 2048 bits do not suffice.
    """

    @cache
    def known(bits: int) -> tuple[Callable[[arb], arb], arb]:
        products = _law(function, bits).products(arb(q))
        return products, products(arb(1))

    def at(c: float) -> Drop:
        for bits in PRECISIONS:
            with ctx.workprec(bits):
                products, second = known(bits)
                drop = second - products(arb(c)) if c != 1 else arb(0)
                if _narrow(second) and drop.rad() <= (ENOUGH * abs(drop)).union(NOTHING * second).upper():
                    return Drop(second, drop)
        raise CannotTell(
            f"{PRECISIONS[-1]} bits do not tell E g(y1) g(y2) of {function.name} at c = {c!r}, q = {q!r}"
        )

    return [at(c) for c in correlations]


def closed_slopes(function: Activation, q: float, correlations: Iterable[float]) -> list[tuple[arb, arb]]:
    """Return E g^2 and E g'(y1) g'(y2) at each c, to 18 digits of its own, or of E g'^2 where it is far smaller.

    Raises
    ------
    CannotTell
        If 2048 bits do not suffice.
    """

    @cache
    def known(bits: int) -> tuple[Callable[[arb], arb], arb, arb]:
        law = _law(function, bits)
        slopes = law.slopes(arb(q))
        return slopes, slopes(arb(1)), law.products(arb(q))(arb(1))

    def at(c: float) -> tuple[arb, arb]:
        for bits in PRECISIONS:
            with ctx.workprec(bits):
                slopes, steepest, second = known(bits)
                slope = slopes(arb(c))
                if _narrow(second) and (
                    slope.rad() <= ENOUGH * abs(steepest).upper() or not slope.is_finite()
                ):
                    return second, slope
        raise CannotTell(
            f"{PRECISIONS[-1]} bits do not tell E g'(y1) g'(y2) of {function.name} at c = {c!r}, q = {q!r}"
        )

    return [at(c) for c in correlations]


def _law(function: Activation, bits: int) -> HalfLines | ErrorFunction | _Exponentials:
    return arcsine_products(function) or _Exponentials(_groups(function, 0, bits), _groups(function, 1, bits))


@dataclass(frozen=True)
class _Exponentials:
    """The groups of g and of g'."""

    groups: tuple[_Group, ...]
    derivative: tuple[_Group, ...]

    def products(self, q: arb) -> Callable[[arb], arb]:
        return lambda c: _mean_product(self.groups, q, c)

    def slopes(self, q: arb) -> Callable[[arb], arb]:
        return lambda c: _mean_product(self.derivative, q, c)


def _narrow(ball: arb) -> bool:
    return bool(ball.is_finite()) and bool(ball.rad() <= ENOUGH * abs(ball).lower())


@lru_cache(maxsize=256)
def _symbolic(
    function: Activation, derivative: int
) -> dict[tuple[sp.Expr, sp.Expr], dict[int, sp.Expr]] | None:
    """Return the polynomial of each exponent (square, linear); None where g is not of this kind."""
    if len(function.pieces) != 1:
        return None
    found: dict[tuple[sp.Expr, sp.Expr], dict[int, sp.Expr]] = defaultdict(
        lambda: defaultdict(lambda: sp.S.Zero)
    )
    try:
        for term in terms(function.expr.diff(x, derivative), 1):
            if term.scales or term.power > MOST_DEGREE:
                return None
            found[term.square, term.linear][term.power] += term.coefficient
    except NoClosedForm:
        return None
    return found if len(found) <= MOST_GROUPS else None


@lru_cache(maxsize=256)
def _groups(function: Activation, derivative: int, bits: int) -> tuple[_Group, ...]:
    groups = _symbolic(function, derivative)
    assert groups is not None, f"{function.name} has no closed form: ask has_closed_products first"
    digits = int(bits / _BITS_A_DIGIT)
    return tuple(
        _Group(
            _ball(square, digits),
            _ball(linear, digits),
            tuple(_ball(powers.get(order, sp.S.Zero), digits) for order in range(max(powers) + 1)),
        )
        for (square, linear), powers in groups.items()
    )


def _ball(value: sp.Expr, digits: int) -> acb:
    real, imaginary = value.as_real_imag()
    return acb(enclose(real, digits=digits), enclose(imaginary, digits=digits))


def _mean_product(groups: tuple[_Group, ...], q: arb, c: arb) -> arb:
    total = acb(0)
    for index, first in enumerate(groups):
        for second in groups[: index + 1]:
            mean = _pair(first, second, q, c)
            total += mean if second is first else 2 * mean
    return total.real


def _pair(first: _Group, second: _Group, q: arb, c: arb) -> acb:
    """Return the mean of the product of two groups.

    exp(b x^2) divides the precision of x by 1 - 2 b q; each root has a positive real part, so it is the principal one.
    """
    narrowed = 1 / (1 - 2 * first.square * q)
    variance = q * narrowed  # of x
    rest = q * (1 - c * c) + c * c * variance  # of y, once x is narrowed
    narrowing = 1 / (1 - 2 * second.square * rest)
    factor = narrowed.sqrt() * (
        narrowing.sqrt() if second.square.imag == 0 else (narrowing * rest).sqrt() / rest.sqrt()
    )
    other = rest * narrowing  # the variance of y
    shared = c * variance * narrowing
    own = variance + 2 * second.square * (c * variance * c * variance) * narrowing
    a, b = first.linear, second.linear
    exponent = (a * a * own + 2 * a * b * shared + b * b * other) / 2
    means = own * a + shared * b, shared * a + other * b
    return factor * exponent.exp() * _moment(first.polynomial, second.polynomial, means, (own, shared, other))


def _moment(
    first: tuple[acb, ...], second: tuple[acb, ...], means: tuple[acb, acb], covariance: tuple[acb, acb, acb]
) -> acb:
    """Return E f(x) g(y) of two polynomials, by E (x - mean) f(x, y) = sum of covariances times derivatives."""
    own, shared, other = covariance
    rows: list[list[acb]] = []
    for m in range(len(first)):
        row: list[acb] = []
        for n in range(len(second)):
            if m == 0:
                value = acb(1) if n == 0 else means[1] * row[n - 1]
                if n > 1:
                    value += (n - 1) * other * row[n - 2]
            else:
                value = means[0] * rows[m - 1][n]
                if m > 1:
                    value += (m - 1) * own * rows[m - 2][n]
                if n:
                    value += n * shared * rows[m - 1][n - 1]
            row.append(value)
        rows.append(row)
    return sum(
        (p * s * rows[m][n] for m, p in enumerate(first) for n, s in enumerate(second) if p != 0 and s != 0),
        acb(0),
    )
