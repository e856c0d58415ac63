"""Bounds far out of towers of exponentials, such as g' of tanh(exp(exp(x))), in the variable exp(x).

`Envelopes` bounds sizes by c y^n exp(p(y)).  A factor exp(exp(y)) is larger than any of these, even where another
factor makes the product tiny.  In t = exp(y) the factor is exp(t), which has that form.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import sympy as sp
from flint import arb

from theory.enclosure.compiling import compiled
from theory.enclosure.envelopes import Envelope, Envelopes
from theory.enclosure.refusal import CannotTell
from theory.enclosure.sides import constant

__all__ = ["bounded", "enclosed_from"]

_LEVELS = 4  # the part itself, and up to three exponentials inside one another


def bounded(part: sp.Expr, symbol: sp.Symbol, envelopes: Envelopes) -> Envelope:
    """Return the bounds of a part, by numbers where they are infinite in the form that `Envelopes` gives them.

    Parameters
    ----------
    part : sympy.Expr
    symbol : sympy.Symbol
        One of those that `envelopes` knows as a polynomial of first degree.
    envelopes : Envelopes

    Raises
    ------
    CannotTell
        If there are none.
    """
    refusal = None
    try:
        found = envelopes(part)
        if found.size.c.is_finite():
            return found
    except CannotTell as error:
        refusal = error
    ball = enclosed_from(part, symbol, envelopes)
    if ball.is_finite():
        return Envelope(constant(ball.lower()), constant(ball.upper()))
    if refusal is not None:
        raise refusal
    return found


def enclosed_from(part: sp.Expr, symbol: sp.Symbol, envelopes: Envelopes) -> arb:
    """Return the smallest ball that is found of all values from the start on; infinite if there is none.

    Parameters are those of `bounded`.
    """
    best = arb(0, arb.pos_inf())
    for _ in range(_LEVELS):
        try:
            ball = envelopes(part).ball(envelopes.start)
            best = ball if ball.is_finite() and not ball.rad() > best.rad() else best
        except CannotTell:
            pass
        inner = _in_exponential(part, symbol, envelopes)
        if inner is None:
            break
        part, symbol, envelopes = inner
    return best


def _in_exponential(
    part: sp.Expr, symbol: sp.Symbol, envelopes: Envelopes
) -> tuple[sp.Expr, sp.Symbol, Envelopes] | None:
    """Return a part in t = exp(a x) for an exponential in it that grows; None if there is none."""
    line = envelopes.known[symbol].polynomial
    if line is None or set(line) - {Fraction(0), Fraction(1)} or line.get(Fraction(1), arb(0)) == 0:
        return None
    found = _replaced(part, symbol, bool(line[Fraction(1)] > 0))
    if found is None:
        return None
    replaced, t, unit = found
    at_start = line.get(Fraction(0), arb(0)) + line[Fraction(1)] * envelopes.start
    start = (compiled(unit, ())((), False).real * at_start).exp().lower()
    if not (start > 1 and start.is_finite()):
        return None
    return replaced, t, Envelopes({t: {Fraction(1): arb(1)}}, start)


@lru_cache(maxsize=512)
def _replaced(part: sp.Expr, symbol: sp.Symbol, rises: bool) -> tuple[sp.Expr, sp.Symbol, sp.Expr] | None:
    """Return a part in t = exp(a x), t and a, where x rises or falls."""
    part = part.replace(lambda node: isinstance(node, sp.sinh | sp.cosh), lambda node: node.rewrite(sp.exp))
    rates = {}
    for node in part.atoms(sp.exp):
        rate = node.exp.diff(symbol)
        if not rate.free_symbols and rate.is_real and rate != 0:
            rates[node] = rate
    unit = min((rate for rate in rates.values() if (rate > 0) == rises), key=abs, default=None)
    if unit is None or not all((rate / unit).is_Rational for rate in rates.values()):
        return None
    t = sp.Dummy("t", positive=True)
    # What is constant in the exponent of a node stays.
    in_t = {
        node: sp.exp(sp.expand(node.exp - rate * symbol)) * t ** (rate / unit) for node, rate in rates.items()
    }
    return part.xreplace(in_t).subs(symbol, sp.log(t) / unit), t, unit
