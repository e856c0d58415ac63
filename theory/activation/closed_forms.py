"""Gaussian moments in closed form: E f(uZ)^k for f made of pieces of polynomials, exponentials and erf.

On a piece, f^k is expanded into terms c x^n exp(b x^2 + a x) erf(c_1 x) ...  Each term is integrated by rules
that are theorems about N(0, u^2), without a search:

- exp(b x^2) narrows the Gaussian and exp(a x) shifts it (complete the square);
- x^n on an interval is reduced by parts: E[z^n] = (n - 1) E[z^(n-2)] - [z^(n-1) phi(z)];
- a power of x times erf, on the whole line, is reduced by Stein's lemma, E[x f(x)] = u^2 E f'(x);
- E[erf(c x) erf(d x)] = (2/pi) asin(2 c d u^2 / sqrt((1 + 2 c^2 u^2)(1 + 2 d^2 u^2))) (Price's theorem;
  Williams 1997, "Computing with infinite networks", equation 11).
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from theory.activation.expansion import MOST_TERMS, term_count
from theory.activation.pieces import Piece
from theory.notation import u, x

__all__ = ["NoClosedForm", "Term", "gaussian_moment", "terms"]


MAX_TERMS = 300  # a power that expands into more terms has no closed form here


class NoClosedForm(ValueError):
    """No closed form of the moment is known here; `moments` may have its value."""


@dataclass(frozen=True)
class Term:
    """coefficient x^power exp(square x^2 + linear x) times the product of erf(scale x)."""

    coefficient: sp.Expr
    power: int
    square: sp.Expr
    linear: sp.Expr
    scales: tuple[sp.Expr, ...]


def gaussian_moment(pieces: tuple[Piece, ...], k: int) -> sp.Expr:
    """Return E[f(uZ)^k], Z standard normal, as an expression in u.

    Parameters
    ----------
    pieces : tuple of Piece
        The smooth pieces of f, which cover the line.
    k : int

    Raises
    ------
    NoClosedForm
        If a piece holds anything except polynomials, exponentials of quadratics, sines and at most two factors
        erf.
    """
    if any(piece.low.has(sp.CRootOf) for piece in pieces):
        raise NoClosedForm("a kink is a root of a polynomial that has no formula")
    if len(pieces) == 1 and k % 2 == 1:
        # If f - f(0) is odd, as for tanh or sigmoid, its odd moments are 0.
        centre = pieces[0].expr.subs(x, 0)
        odd = pieces[0].expr - centre
        if (k == 1 or centre == 0) and centre.is_finite and sp.simplify(odd + odd.subs(x, -x)) == 0:
            return centre
    total = sp.S.Zero
    for piece in pieces:
        for term in terms(piece.expr, k):
            total += _mean(term, piece.low, piece.high)
    return _tidy(total)


def _tidy(total: sp.Expr) -> sp.Expr:
    """Collect the factors of each exponential and erf; a full `simplify` takes seconds and gains little."""
    total = sp.expand_mul(total) if total.has(sp.asin) else sp.expand(sp.powsimp(sp.expand(total)))
    if total.has(sp.I):
        total = sp.simplify(sp.re(total.rewrite(sp.cos)))
    return sp.simplify(total) if total.count_ops() < 40 else sp.factor_terms(sp.collect(total, _atoms(total)))


def _atoms(total: sp.Expr) -> list[sp.Expr]:
    return sorted(total.atoms(sp.erf, sp.erfc, sp.exp, sp.asin), key=sp.default_sort_key)


def terms(expr: sp.Expr, k: int) -> list[Term]:
    """Return the terms of expr^k; `NoClosedForm` where one is of another kind."""
    expr = expr.rewrite([sp.sin, sp.cos, sp.sinh, sp.cosh], sp.exp)
    if term_count(expr) > MOST_TERMS:
        raise NoClosedForm(f"{expr} has too many terms")
    base = sp.expand(expr)
    # (k + terms)^k bounds the expansion before SymPy starts it.
    if len(sp.Add.make_args(base)) ** k > MAX_TERMS:
        raise NoClosedForm(f"({expr})^{k} has too many terms")
    return [_read(term) for term in sp.Add.make_args(sp.expand(base**k)) if term != 0]


def _read(term: sp.Expr) -> Term:
    coefficient, rest = term.as_independent(x, as_Add=False)
    power, exponent, scales = 0, sp.S.Zero, []
    for factor in sp.Mul.make_args(rest):
        base, order = factor.as_base_exp()
        if base == x and order.is_Integer and order > 0:
            power += int(order)
        elif isinstance(factor, sp.exp):
            exponent += factor.exp
        elif isinstance(base, sp.erf) and order.is_Integer and order > 0 and not base.args[0].subs(x, 0):
            scales += [base.args[0].coeff(x, 1)] * int(order)
            if sp.expand(base.args[0] - scales[-1] * x) != 0:
                raise NoClosedForm(f"{factor} is not erf of a multiple of x")
        elif factor != 1:
            raise NoClosedForm(f"it holds {factor}")
    if not exponent.is_polynomial(x) or sp.degree(exponent, x) > 2:
        raise NoClosedForm(f"exp({exponent}) is not the exponential of a quadratic")
    constant, linear, square = (exponent.expand().coeff(x, order) for order in range(3))
    return Term(coefficient * sp.exp(constant), power, square, linear, tuple(scales))


def _mean(term: Term, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """Return the mean of a term over x in (low, high), x ~ N(0, u^2)."""
    if term.square.is_positive:
        raise NoClosedForm(f"exp({term.square} x²) has a mean for small u only")
    narrowing = sp.sqrt(1 - 2 * term.square * u**2)
    deviation = u / narrowing
    if term.scales:
        if (low, high) != (-sp.oo, sp.oo) or term.linear != 0:
            raise NoClosedForm("it holds erf on part of the line, or erf times exp(x)")
        value = _with_erf(term.power, term.scales, deviation)
    else:
        # A wave e^{iax} has an elementary mean on the whole line only: the characteristic function of the Gaussian.
        if not term.linear.is_real and (low, high) != (-sp.oo, sp.oo):
            raise NoClosedForm("it holds a sine on part of the line")
        value = _on_interval(term.power, term.linear, deviation, low, high)
    return term.coefficient * value / narrowing


def _on_interval(power: int, linear: sp.Expr, deviation: sp.Expr, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """Return E[x^power exp(linear x); low < x < high], x ~ N(0, deviation^2)."""
    shift = linear * deviation  # what exp(linear x) adds to the mean of z
    ends = [end if end.is_infinite else end / deviation - shift for end in (low, high)]
    total = sp.S.Zero
    for order in range(power + 1):
        total += sp.binomial(power, order) * shift ** (power - order) * _truncated(order, *ends)
    return sp.expand(total * deviation**power) * sp.exp(shift**2 / 2)


def _truncated(order: int, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """Return E[z^order; low < z < high] for z standard normal."""
    if order == 0:
        return _probability(low, high)
    edge = _edge(order - 1, low) - _edge(order - 1, high)
    return edge + ((order - 1) * _truncated(order - 2, low, high) if order > 1 else 0)


def _probability(low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """Return P(low < z < high); a tail is an erfc, since in float64 exp(2u^2)(1 - erf(2u)) is noise."""
    if low.is_infinite and high.is_infinite:
        return sp.S.One
    if low.is_infinite or high.is_infinite:
        return sp.erfc((low if high.is_infinite else -high) / sp.sqrt(2)) / 2
    return (sp.erf(high / sp.sqrt(2)) - sp.erf(low / sp.sqrt(2))) / 2


def _edge(order: int, end: sp.Expr) -> sp.Expr:
    return sp.S.Zero if end.is_infinite else end**order * sp.exp(-(end**2) / 2) / sp.sqrt(2 * sp.pi)


def _with_erf(power: int, scales: tuple[sp.Expr, ...], deviation: sp.Expr) -> sp.Expr:
    """Return E[x^power prod erf(scale x)], x ~ N(0, deviation^2), by Stein's lemma."""
    if (power + len(scales)) % 2:
        return sp.S.Zero  # odd
    if power:
        # E[x f] = s^2 E f', f = x^(power - 1) prod erf(c x); erf' = (2c/sqrt pi) exp(-c^2 x^2) narrows.
        total = (power - 1) * _with_erf(power - 2, scales, deviation) if power > 1 else sp.S.Zero
        for index, scale in enumerate(scales):
            others = (*scales[:index], *scales[index + 1 :])
            narrowing = sp.sqrt(1 + 2 * scale**2 * deviation**2)
            slope = 2 * scale / sp.sqrt(sp.pi) / narrowing
            total += slope * _with_erf(power - 1, others, sp.simplify(deviation / narrowing))
        return deviation**2 * total
    if not scales:
        return sp.S.One
    if len(scales) > 2:
        raise NoClosedForm("it holds more than two factors erf")
    first, second = (1 + 2 * scale**2 * deviation**2 for scale in scales)
    cosine = 2 * scales[0] * scales[1] * deviation**2 / sp.sqrt(first * second)
    return 2 / sp.pi * sp.asin(sp.simplify(cosine))
