"""Numbers as a paper prints them: their digits are kept, and stand for every number that rounds to them."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any

import sympy as sp

__all__ = ["Printed", "printed", "rounding_bounds", "spelled"]


class Printed(sp.AtomicExpr):  # type: ignore[misc]
    """A printed number, as an atom that takes no part in arithmetic.

    SymPy would multiply a number out, at the precision that its digits have: 2 x "0.7" would become "1." and stand
    for anything from 0.5 to 1.5.
    """

    is_number = True
    is_commutative = True
    is_finite = True
    is_real = True
    is_extended_real = True

    def __new__(cls, digits: str) -> Printed:
        atom: Printed = sp.AtomicExpr.__new__(cls)
        atom.digits = digits
        return atom

    def __getnewargs__(self) -> tuple[str]:
        return (self.digits,)

    def _hashable_content(self) -> tuple[str]:
        return (self.digits,)

    def sort_key(self, order: str | None = None) -> Any:
        return self.class_key(), (1, (self.digits,)), sp.S.One.sort_key(), sp.S.One

    @property
    def exact(self) -> sp.Rational:
        """The number that the digits spell."""
        return sp.Rational(str(Decimal(self.digits)))

    @property
    def bounds(self) -> tuple[sp.Rational, sp.Rational]:
        """The ends of the interval that rounds to the digits: half a unit of the last one to each side."""
        exponent = Decimal(self.digits).as_tuple().exponent
        half = sp.Rational(5) * sp.Rational(10) ** (int(exponent) - 1)
        return self.exact - half, self.exact + half

    def _eval_evalf(self, precision: int) -> sp.Float:
        return sp.Float._new(self.exact._as_mpf_val(precision), precision)

    def _eval_is_positive(self) -> bool:
        return bool(self.exact > 0)

    def _eval_is_negative(self) -> bool:
        return bool(self.exact < 0)

    def _eval_is_zero(self) -> bool:
        return bool(self.exact == 0)

    def _sympystr(self, _printer: Any) -> str:
        digits: str = self.digits
        return digits

    _pythoncode = _numpycode = _sympystr

    def _mpmathcode(self, _printer: Any) -> str:
        return f"mpmath.mpf('{self.digits}')"

    def _latex(self, _printer: Any, exp: str | None = None) -> str:
        mantissa, _, power = self.digits.lower().partition("e")
        text = rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else mantissa
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}" if power else rf"{text}^{{{exp}}}"


def printed(digits: str) -> Printed:
    """Return a number as a paper prints it.

    Parameters
    ----------
    digits : str
        As printed, such as "0.34" or "6.33e-10"; zeros at the end count.

    Raises
    ------
    ValueError
        If they do not spell a number.
    TypeError
        If they are not text.
    """
    if not isinstance(digits, str):
        raise TypeError(f"digits must be text, such as '0.34', got {reprlib.repr(digits)}")
    try:
        finite = Decimal(digits).is_finite()
    except InvalidOperation:
        finite = False
    if not finite:
        raise ValueError(f"digits must spell a number as it is printed, such as '0.34', got {digits!r}")
    return Printed(digits)


def spelled(expression: sp.Expr) -> sp.Expr:
    """Return an expression with each printed number replaced by the number that its digits spell."""
    return expression.replace(lambda part: isinstance(part, Printed), lambda part: part.exact)


def rounding_bounds(expression: sp.Expr, values: Mapping[sp.Symbol, Any]) -> tuple[sp.Expr, sp.Expr]:
    """Return the least and greatest value of an expression as each printed number runs over its rounding interval.

    The expression must be monotone in each printed number, as products and powers of positive numbers are.
    """
    literals = sorted(expression.atoms(Printed), key=str)
    corners = [
        expression.xreplace(dict(zip(literals, corner, strict=True))).subs(dict(values)).evalf(30)
        for corner in product(*(literal.bounds for literal in literals))
    ]
    low, high = min(corners), max(corners)
    for number, part in product(range(len(literals)), _INNER):
        inner = {
            literal: literal.bounds[0]
            + (part if at == number else sp.S.Half) * (literal.bounds[1] - literal.bounds[0])
            for at, literal in enumerate(literals)
        }
        value = expression.xreplace(inner).subs(dict(values)).evalf(30)
        if not low <= value <= high:
            raise ValueError(
                f"{expression} is not monotone in {literals[number]}, so that its rounding bounds are unknown: state "
                "it without"
            )
    return low, high


_INNER = tuple(sp.Rational(part, 17) for part in (1, 5, 8, 11, 16))
