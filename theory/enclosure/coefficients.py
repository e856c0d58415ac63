"""Coefficients of polynomials as balls, from values on the unit circle alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp
from flint import acb, arb

from theory.enclosure.balls import refined
from theory.enclosure.compiling import compiled

__all__ = ["enclose_coefficient"]


def enclose_coefficient(
    expression: sp.Expr, variable: sp.Symbol, power: int, degree: int,
    point: Mapping[Any, Any] | None = None, digits: int = 30,
) -> arb:  # fmt: skip
    """Enclose the coefficient of variable**power in a polynomial, by Cauchy's formula at the roots of unity.

    Parameters
    ----------
    expression : sympy.Expr
        A polynomial in the variable, with real coefficients, in any form: its terms are not looked at.
    variable : sympy.Symbol
    power, degree : int
        The degree of the polynomial is at most `degree`, and `power` lies in 0 ... `degree`.
    point : mapping, optional
        The values of the other symbols.
    digits : int
        The relative radius is below 10**-digits.

    Raises
    ------
    ValueError
        If the power is outside that range, or a symbol has no value, or the variable has one.
    CannotTell
        As in `enclose`.
    """
    if not 0 <= power <= degree:
        raise ValueError(f"power = {power} is outside 0 ... {degree}, the degree")
    values = dict(point or {})
    if variable in values:
        raise ValueError(f"{variable} is the polynomial's variable: give it no value")
    if missing := expression.free_symbols - {variable, *values}:
        names = ", ".join(sorted(map(str, missing)))
        raise ValueError(f"no value for {names} in {expression}: give one for each symbol but {variable}")
    function = compiled(expression, (variable, *values))

    def mean(arguments: Sequence[acb], analytic: bool) -> acb:
        total = acb(0)
        for root in range(degree + 1):
            z = (acb(2 * root) / (degree + 1)).exp_pi_i()
            total += function([z, *arguments], False) * z**-power
        return acb((total / (degree + 1)).real)

    arguments = [compiled(sp.sympify(value), ()) for value in values.values()]
    return refined(mean, arguments, digits, lambda: f"the coefficient of {variable}**{power} in {expression}")
