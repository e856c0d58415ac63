"""The fixed point of a map as a number: a ball encloses it, with a proof that it is there and the only one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sympy as sp
from flint import acb, arb, ctx

from theory.enclosure.balls import midpoint
from theory.enclosure.compiling import Operation, Symbols, builds
from theory.enclosure.roots import enclose_fixed_point

__all__ = ["FixedPointOf"]

_DIGITS_A_BIT = 0.302  # log10 of 2, rounded up


class FixedPointOf(sp.AtomicExpr):  # type: ignore[misc]
    """The only number between two others that a map gives back.

    Parameters
    ----------
    image : sympy.Expr
        The map, in the variable alone.
    variable : sympy.Symbol
    low, high : sympy.Expr
        The ends of the range, of one sign.
    """

    is_number = True
    is_commutative = True
    is_real = True
    is_extended_real = True
    is_finite = True

    def __new__(cls, image: Any, variable: sp.Symbol, low: Any, high: Any) -> FixedPointOf:
        if other := sp.sympify(image).free_symbols - {variable}:
            raise ValueError(
                f"{image} depends on {', '.join(sorted(map(str, other)))} too: give each a value"
            )
        # An atom: the variable is bound, and nothing outside may replace it.
        found: FixedPointOf = sp.AtomicExpr.__new__(cls)
        found.definition = tuple(map(sp.sympify, (image, variable, low, high)))
        return found

    def __getnewargs__(self) -> tuple[sp.Expr, ...]:
        definition: tuple[sp.Expr, ...] = self.definition
        return definition

    def _hashable_content(self) -> tuple[sp.Expr, ...]:
        return self.__getnewargs__()

    def sort_key(self, order: str | None = None) -> Any:
        return self.class_key(), (1, (str(self.definition),)), sp.S.One.sort_key(), sp.S.One

    @property
    def ball(self) -> arb:
        """A ball that holds it, to the precision in force."""
        return _enclosed(self, int(ctx.prec * _DIGITS_A_BIT) + 1)

    def _eval_is_positive(self) -> bool | None:
        return True if self.definition[2].is_nonnegative else None

    def _eval_evalf(self, precision: int) -> sp.Float:
        digits = int(precision * _DIGITS_A_BIT) + 1
        return sp.Float(midpoint(_enclosed(self, digits), digits), precision=precision)

    def _numpycode(self, _printer: Any) -> str:
        return repr(float(self.evalf(17)))

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        variable = printer._print(self.definition[1])
        return f"{variable}^{{*}}" if exp is None else rf"\left({variable}^{{*}}\right)^{{{exp}}}"

    def _sympystr(self, printer: Any) -> str:
        return f"{printer._print(self.definition[1])}*"


@lru_cache(maxsize=256)
def _enclosed(number: FixedPointOf, digits: int) -> arb:
    image, variable, low, high = number.definition
    return enclose_fixed_point(image, variable, low, high, digits).value


@builds(FixedPointOf)
def _constant(expression: FixedPointOf, symbols: Symbols) -> Operation:
    def value(values: Sequence[acb], analytic: bool) -> acb:
        return acb(expression.ball)

    return value
