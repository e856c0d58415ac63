"""Numbers inside activations: their size and sign, decided by balls before SymPy works with them.

SymPy decides such questions by evaluating to more and more digits, which need not end: (-2)**e < 1 takes minutes.
"""

from __future__ import annotations

import sympy as sp
from flint import arb

from theory.enclosure.balls import enclose
from theory.enclosure.refusal import CannotTell
from theory.notation import x

__all__ = ["LARGEST", "Unfit", "largest", "order", "real_number", "sign_at", "with_floats"]


LARGEST = 1e100  # the largest constant
_DIGITS = 15
_INT64 = 2**63
_MOST_BITS = 4096  # of a numerator or denominator


class Unfit(ValueError):
    """A part of an expression that is not real, or too costly; the reason in words."""


def real_number(number: sp.Expr) -> arb:
    """Return a ball about a constant expression.

    Raises
    ------
    Unfit
        If it is not a real number, or is above `LARGEST`, or cannot be told from 0 although it is not written as 0.
    """
    if number.is_Rational:
        if max(int(number.p).bit_length(), int(number.q).bit_length()) > _MOST_BITS:
            raise Unfit(f"a constant has too many digits: at most {_MOST_BITS} bits are allowed")
        if abs(int(number.p)) > int(LARGEST) * int(number.q):
            raise Unfit(f"a constant must be at most {LARGEST:g}")
        return arb(int(number.p)) / int(number.q)
    if number.has(sp.zoo, sp.nan, sp.oo, -sp.oo):
        raise Unfit("a constant divides by 0, or is infinite")
    if number.has(sp.I):
        raise Unfit("a constant is not a real number")
    try:
        value = enclose(number, digits=_DIGITS)
    except CannotTell:
        raise Unfit("a constant has no value that can be told to 15 digits") from None
    except ValueError:
        raise Unfit("a constant is not a real number") from None
    if not abs(value) <= LARGEST:
        raise Unfit(f"a constant must be at most {LARGEST:g}")
    if value.contains(0):
        raise Unfit("a constant cannot be told from 0: leave it out")
    return value


def largest(number: sp.Expr) -> float:
    """Return an upper bound on the size of a constant expression."""
    return float(real_number(number).abs_upper())


def order(first: sp.Expr, second: sp.Expr) -> int:
    """Return the sign of the difference of two constant expressions; Unfit as in `real_number`."""
    gap = first - second
    return _sign(real_number(gap)) if gap != 0 else 0


def sign_at(expr: sp.Expr, point: sp.Expr) -> int:
    """Return the sign of an expression in x at a point; 0 also where no ball tells it from 0.

    Raises
    ------
    ValueError
        If it is not a real number there.
    """
    return _sign(enclose(expr, {x: point}, _DIGITS))


def _sign(value: arb) -> int:
    return int(value > 0) - int(value < 0)


def with_floats(expr: sp.Expr) -> sp.Expr:
    """Return an expression for NumPy, whose integers have 64 bits: larger ones, and functions of them, as decimals."""
    return expr.replace(_is_large, lambda part: sp.N(part, 17))


def _is_large(part: sp.Expr) -> bool:
    if part.is_Integer:
        return abs(int(part)) >= _INT64
    return bool(part.is_Function) and not part.free_symbols and any(map(_is_large, part.atoms(sp.Integer)))
