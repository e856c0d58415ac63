"""Bounds far out of towers of exponentials, such as g' of tanh(exp(exp(x))), in the variable exp(x).

`Envelopes` bounds sizes by c y^n exp(p(y)).  A factor exp(exp(y)) is larger than any of these, even where another
factor makes the product tiny.  In t = exp(y) the factor is exp(t), which has that form.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp
from flint import arb

from theory.enclosure.compiling import compiled
from theory.enclosure.envelopes import Envelope, Envelopes
from theory.enclosure.refusal import CannotTell
from theory.enclosure.sides import constant

__all__ = ["bounded"]

_LEVELS = 3


def bounded(part: sp.Expr, symbol: sp.Symbol, envelopes: Envelopes, levels: int = _LEVELS) -> Envelope:
    """Return the bounds of a part, where they are infinite in the variable of an exponential.

    Parameters
    ----------
    part : sympy.Expr
    symbol : sympy.Symbol
        One of those that `envelopes` knows as a polynomial of first degree.
    envelopes : Envelopes
    levels : int, optional
        How many exponentials may be replaced, one inside the other.

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
    inner = _in_exponential(part, symbol, envelopes) if levels else None
    if inner is None:
        if refusal is not None:
            raise refusal
        return found
    replaced, name, outer = inner
    values = bounded(replaced, name, outer, levels - 1).ball(outer.start)
    return Envelope(constant(values.lower()), constant(values.upper()))


def _in_exponential(
    part: sp.Expr, symbol: sp.Symbol, envelopes: Envelopes
) -> tuple[sp.Expr, sp.Symbol, Envelopes] | None:
    """Return a part in t = exp(a x) for an exponential in it that grows; None if there is none."""
    line = envelopes.known[symbol].polynomial
    if line is None or set(line) - {Fraction(0), Fraction(1)} or line.get(Fraction(1), arb(0)) == 0:
        return None
    at_start, grows = (
        line.get(Fraction(0), arb(0)) + line[Fraction(1)] * envelopes.start,
        line[Fraction(1)] > 0,
    )
    rates = {}
    for node in part.atoms(sp.exp):
        rate = node.exp.diff(symbol)
        if not rate.free_symbols and rate.is_real and rate != 0:
            rates[node] = rate
    rising = [rate for rate in rates.values() if (rate > 0) == grows]
    if not rising:
        return None
    unit = min(rising, key=abs)
    if not all((rate / unit).is_Rational for rate in rates.values()):
        return None
    start = (compiled(unit, ())((), False).real * at_start).exp().lower()
    if not (start > 1 and start.is_finite()):
        return None
    t = sp.Dummy("t", positive=True)
    # The constant of a node stays: its exponent without the line.
    replaced = part.xreplace(
        {
            node: sp.exp(sp.expand(node.exp - rate * symbol)) * t ** (rate / unit)
            for node, rate in rates.items()
        }
    ).subs(symbol, sp.log(t) / unit)
    return replaced, t, Envelopes({t: {Fraction(1): arb(1)}}, start)
