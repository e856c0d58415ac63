"""Bounds of integrands far out, read off their expressions.

On [1, oo) an integrand is bounded by a sum of terms c x^n exp(-a x^2 - b x): the terms of a sum are those of its
parts, the terms of a product are products.  tanh, erf and other bounded functions are
constants here, a denominator counts by its lower bound, log(1 + exp(x)) is at most log 2 + |x|.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy as sp
from flint import acb, arb

from theory.enclosure.compiling import compiled, fraction
from theory.enclosure.refusal import CannotTell
from theory.enclosure.tails import Term

__all__ = ["Majorant"]


class Majorant:
    """Bounds of the parts of one integrand on [1, oo), the integrand taken at x, or at -x for sign -1.

    Parameters
    ----------
    variable : sympy.Symbol
    sign : int
    constants : mapping
        The balls of the integrand's other symbols.
    """

    def __init__(self, variable: sp.Symbol, sign: int, constants: Mapping[sp.Symbol, acb]) -> None:
        self.variable, self.sign = variable, sign
        self.symbols, self.balls = tuple(constants), tuple(constants.values())

    def terms(self, part: sp.Expr) -> list[Term]:
        """Return terms whose sum bounds |part|.

        Raises
        ------
        CannotTell
            If a function in it has no rule.
        """
        if not part.has(self.variable):
            return [Term(self._value(part).abs_upper())]
        if part == self.variable:
            return [Term(arb(1), arb(1))]
        rule = _RULES.get(type(part))
        if rule is None:
            raise CannotTell(f"no rule bounds {type(part).__name__} far out, in {part}")
        return rule(self, part)

    def least(self, part: sp.Expr) -> arb:
        """Return a lower bound of |part|, 0 where none is known."""
        if not part.has(self.variable):
            return self._value(part).abs_lower()
        if part == self.variable or isinstance(part, sp.cosh):
            return arb(1)
        if isinstance(part, sp.Mul):
            result = arb(1)
            for factor in part.args:
                result *= self.least(factor)
            return result
        if isinstance(part, sp.Pow) and part.exp.is_Rational:
            exponent = arb(fraction(part.exp))
            if exponent > 0:
                return self.least(part.base) ** exponent
            highest = self.terms(part.base)
            flat = all(term.plain and term.n == 0 for term in highest)
            return sum((term.c for term in highest), arb(0)) ** exponent if flat else arb(0)
        if isinstance(part, sp.exp):
            _, linear, quadratic = coefficients = self.polynomial(part.args[0])
            return sum(coefficients, arb(0)).exp().lower() if linear >= 0 and quadratic >= 0 else arb(0)
        if isinstance(part, sp.Add) and all(map(self._nonnegative, part.args)):
            return sum(map(self.least, part.args), arb(0))
        return arb(0)

    def polynomial(self, part: sp.Expr) -> tuple[arb, arb, arb]:
        """Return the coefficients of 1, x and x^2 of a polynomial of degree 2 or less.

        Raises
        ------
        CannotTell
            If the part is something else.
        """
        x = self.variable
        second = sp.diff(part, x, 2)
        if second.has(x):
            raise CannotTell(f"the exponent {part} is not a polynomial of degree 2 or less in {x}")
        at_zero, slope = part.subs(x, 0), sp.diff(part, x).subs(x, 0)
        return self._value(at_zero), self.sign * self._value(slope), self._value(second) / 2

    def _value(self, part: sp.Expr) -> arb:
        value = compiled(part, self.symbols)(self.balls, False)
        if value.imag != 0 or not value.is_finite():
            raise CannotTell(f"{part} in an integrand is not a finite real number: {value}")
        return value.real

    def _nonnegative(self, part: sp.Expr) -> bool:
        if not part.has(self.variable):
            return bool(self._value(part) >= 0)
        if part == self.variable:
            return self.sign > 0
        if isinstance(part, sp.Mul):
            return all(map(self._nonnegative, part.args))
        if isinstance(part, sp.Pow):
            return bool(part.exp.is_even) or self._nonnegative(part.base)
        return isinstance(part, sp.exp | sp.cosh | sp.Abs | sp.sech)


def _merged(terms: list[Term]) -> list[Term]:
    """Collect the powers of x into one: on [1, oo) the largest power is the largest."""
    plain = [term for term in terms if term.plain]
    if len(plain) < 2:
        return terms
    highest = max((term.n.upper() for term in plain), default=arb(0))
    return [
        Term(sum((term.c for term in plain), arb(0)), highest),
        *(term for term in terms if not term.plain),
    ]


def _add(majorant: Majorant, part: sp.Expr) -> list[Term]:
    return _merged([term for piece in part.args for term in majorant.terms(piece)])


def _multiply(majorant: Majorant, part: sp.Expr) -> list[Term]:
    result = [Term(arb(1))]
    for factor in part.args:
        result = _merged([left * right for left in result for right in majorant.terms(factor)])
    return result


def _raise(majorant: Majorant, part: sp.Expr) -> list[Term]:
    if part.exp.has(majorant.variable):
        raise CannotTell(f"no rule bounds the power {part} far out")
    exponent = majorant._value(part.exp)
    if not exponent >= 0:
        least = majorant.least(part.base)
        if not (exponent < 0 and least > 0):
            raise CannotTell(f"the denominator {part.base} is not shown to stay away from 0 far out")
        return [Term((least**exponent).upper())]
    base = majorant.terms(part.base)
    if len(base) == 1:
        return [base[0] ** exponent]
    if part.exp.is_Integer and exponent <= 4:
        result = base
        for _ in range(int(part.exp) - 1):
            result = _merged([left * right for left in result for right in base])
        return result
    # (t_1 + ... + t_k)^r is at most k^max(r - 1, 0) times the sum of the powers.
    factor = Term(arb(len(base)) ** max(exponent.upper() - 1, arb(0)))
    return [factor * term**exponent for term in base]


def _exponential(majorant: Majorant, part: sp.Expr) -> list[Term]:
    constant, linear, quadratic = majorant.polynomial(part.args[0])
    return [Term(constant.exp().upper(), a=-quadratic, b=-linear)]


def _logarithm(majorant: Majorant, part: sp.Expr) -> list[Term]:
    """|log y| is at most |log| of the lower bound of y, and of its upper one: log(k max of terms)."""
    least, terms = majorant.least(part.args[0]), majorant.terms(part.args[0])
    if not least > 0:
        raise CannotTell(
            f"{part.args[0]} is not shown to stay away from 0 far out: no bound of its logarithm"
        )
    result = [Term(abs(least.log()) + arb(len(terms)).log())]
    for term in terms:
        # log x is at most x, and log c at most |log c|; a factor that is 0 leaves no term.
        if term.c > 0:
            result += [Term(abs(term.c.log())), Term(term.n + abs(term.b), arb(1)), Term(abs(term.a), arb(2))]
    return _merged(result)


def _hyperbolic(majorant: Majorant, part: sp.Expr) -> list[Term]:
    """|sinh y| and cosh y are at most exp |y|."""
    constant, linear, quadratic = (abs(c).upper() for c in majorant.polynomial(part.args[0]))
    return [Term(constant.exp(), a=-quadratic, b=-linear)]


def _sech(majorant: Majorant, part: sp.Expr) -> list[Term]:
    """Sech y is at most 2 exp -|y|, which falls where y is linear."""
    constant, linear, quadratic = majorant.polynomial(part.args[0])
    if quadratic != 0:
        return [Term(arb(1))]
    return [Term(2 * abs(constant).exp().upper(), b=abs(linear))]


def _bounded(bound: Callable[[], arb]) -> Callable[[Majorant, sp.Expr], list[Term]]:
    return lambda majorant, part: [Term(bound())]


def _sum_of_arguments(majorant: Majorant, part: sp.Expr) -> list[Term]:
    return _merged([term for argument in part.args for term in majorant.terms(argument)])


def _branches(majorant: Majorant, part: sp.Expr) -> list[Term]:
    return _merged([term for value, _ in part.args for term in majorant.terms(value)])


_ONE, _TWO = _bounded(lambda: arb(1)), _bounded(lambda: arb(2))
_RULES: dict[type[sp.Expr], Callable[[Majorant, sp.Expr], list[Term]]] = {
    sp.Add: _add,
    sp.Mul: _multiply,
    sp.Pow: _raise,
    sp.exp: _exponential,
    sp.log: _logarithm,
    sp.sinh: _hyperbolic,
    sp.cosh: _hyperbolic,
    sp.sech: _sech,
    sp.Piecewise: _branches,
    sp.atan: _bounded(arb.pi),
    sp.erfc: _TWO,
    **dict.fromkeys((sp.tanh, sp.erf, sp.sin, sp.cos, sp.sign, sp.Heaviside), _ONE),
    **dict.fromkeys((sp.Abs, sp.Max, sp.Min, sp.asinh), _sum_of_arguments),  # |asinh y| is at most |y|
}
