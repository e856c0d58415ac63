"""Two-sided bounds of a function far out: for all y >= Y, a lower and an upper one of the form c y^n exp(p(y)).

`Majorant` bounds |f| for integrands as derivations state them.  An activation may be any expression: its
exponents need not be polynomials, its denominators may decay.  Here each part keeps both bounds, so that a quotient
has the bounds that its denominator allows, and exp(-(tanh(x) - 1/2)^2) is at most 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from theory.enclosure.compiling import compiled
from theory.enclosure.refusal import CannotTell
from theory.enclosure.sides import ZERO, Side, absorbed, as_ball, constant, larger, sorted_powers

__all__ = ["Envelope", "Envelopes", "Rule", "bounds_far_out"]

_EPSILON = Fraction(1, 16)  # log y is at most y^EPSILON/(e EPSILON)


@dataclass(frozen=True)
class Envelope:
    """Bounds of a function for all y >= Y; the polynomial in y, with real powers, where it is one."""

    low: Side
    high: Side
    polynomial: Mapping[Fraction, arb] | None = None

    @property
    def positive(self) -> bool:
        """Whether it is shown to be at least 0."""
        return self.low.sign > 0 or self.low.zero

    @property
    def negative(self) -> bool:
        """Whether it is shown to be at most 0."""
        return self.high.sign < 0 or self.high.zero

    def __neg__(self) -> Envelope:
        polynomial = None if self.polynomial is None else {k: -b for k, b in self.polynomial.items()}
        return Envelope(-self.high, -self.low, polynomial)

    @property
    def size(self) -> Side:
        """An upper bound of the absolute value."""
        if self.positive or self.negative:
            side = self.high if self.positive else self.low
            return Side(1, side.c, side.n, side.p)
        return larger(self.low, self.high, lambda a, b: a.max(b))

    def ball(self, start: arb) -> arb:
        """Return a ball that holds every value for y >= start; infinite where there is none."""
        ends = [
            -self.high.infimum(start) if self.high.sign < 0 else _most(self.high, start),
            self.low.infimum(start) if self.low.sign > 0 else -_most(self.low, start),
        ]
        return ends[0].union(ends[1]) if all(end.is_finite() for end in ends) else arb(0, arb.pos_inf())


def _most(side: Side, start: arb) -> arb:
    return Side(1, side.c, side.n, absorbed(side.p, start)).supremum(start)


class Envelopes:
    """Bounds of the parts of an expression for all y >= Y, at least 1.

    Parameters
    ----------
    values : mapping
        The polynomials in y, with real powers, that stand for symbols.
    start : arb
        Y.
    """

    def __init__(self, values: Mapping[sp.Symbol, Mapping[Fraction, arb]], start: arb) -> None:
        self.start = start
        self.known = {symbol: self.of_polynomial(value) for symbol, value in values.items()}

    def __call__(self, part: sp.Expr) -> Envelope:
        """Return the bounds of a part.

        Raises
        ------
        CannotTell
            If a function in it has no rule, or no bound of this form.
        """
        if part in self.known:
            return self.known[part]
        if not part.free_symbols:
            value = compiled(part, ())((), False)
            if value.imag != 0 or not value.is_finite():
                raise CannotTell(f"{part} is not a finite real number")
            return self.constant(value.real)
        rule = _RULES.get(type(part))
        if rule is None:
            raise CannotTell(f"no rule bounds {type(part).__name__} far out, in {part}")
        return rule(self, part)

    def constant(self, value: arb) -> Envelope:
        """Return the bounds of a number."""
        return Envelope(constant(value.lower()), constant(value.upper()), {Fraction(0): value})

    def of_polynomial(self, terms: Mapping[Fraction, arb]) -> Envelope:
        """Return the bounds of a polynomial."""
        total = self.constant(arb(0))
        for power, value in terms.items():
            low, high = (
                Side(-1 if end < 0 else 1, abs(end), power) for end in (value.lower(), value.upper())
            )
            total = self.add(total, Envelope(low, high))
        return Envelope(total.low, total.high, dict(terms))

    def add(self, first: Envelope, second: Envelope) -> Envelope:
        """Return the bounds of a sum."""
        if first.polynomial is not None and second.polynomial is not None:
            polynomial = dict(first.polynomial)
            for k, b in second.polynomial.items():
                polynomial[k] = polynomial[k] + b if k in polynomial else b
        else:
            polynomial = None
        low, high = self._low(first.low, second.low), -self._low(-first.high, -second.high)
        return Envelope(low, high, polynomial)

    def _low(self, first: Side, second: Side) -> Side:
        """Return a lower bound of a sum."""
        if first.zero or second.zero:
            return second if first.zero else first
        if first.sign == second.sign:
            if first.sign < 0:
                return -larger(first, second, lambda a, b: a + b)
            if (first.n, first.p) == (second.n, second.p):
                return Side(1, first.c + second.c, first.n, first.p)
            return second if first.below(second) else first
        above, under = (first, second) if first.sign > 0 else (second, first)
        if under.below(above):
            left = 1 - under.size(self.start) / above.size(self.start)
            if left > 0:
                return Side(1, (above.c * left).lower(), above.n, above.p)
        return under

    def multiply(self, first: Envelope, second: Envelope) -> Envelope:
        """Return the bounds of a product."""
        polynomial = None
        if first.polynomial is not None and second.polynomial is not None:
            products: dict[Fraction, arb] = {}
            for k, b in first.polynomial.items():
                for j, a in second.polynomial.items():
                    products[k + j] = products.get(k + j, arb(0)) + a * b
            polynomial = products
        if first.negative and not first.positive:
            turned = self.multiply(-first, second)
            return Envelope(-turned.high, -turned.low, polynomial)
        if second.negative and not second.positive:
            turned = self.multiply(first, -second)
            return Envelope(-turned.high, -turned.low, polynomial)
        if first.positive and second.positive:
            return Envelope(first.low * second.low, first.high * second.high, polynomial)
        if first.positive:
            return Envelope(first.high * second.low, first.high * second.high, polynomial)
        if second.positive:
            return Envelope(second.high * first.low, second.high * first.high, polynomial)
        size = first.size * second.size
        return Envelope(-size, size, polynomial)

    def power(self, base: Envelope, exponent: Fraction) -> Envelope:
        """Return the bounds of a real power."""
        whole = exponent.denominator == 1
        if whole and exponent > 0 and base.polynomial is not None and exponent <= 64:
            result = base
            for _ in range(int(exponent) - 1):
                result = self.multiply(result, base)
            if exponent % 2 == 0 and not result.positive:
                return Envelope(ZERO, base.size.power(exponent), result.polynomial)
            return result
        if whole and not base.positive:
            if base.negative:
                result = self.power(-base, exponent)
                return result if exponent % 2 == 0 else -result
            if exponent > 0:
                size = base.size.power(exponent)
                return Envelope(ZERO if exponent % 2 == 0 else -size, size)
        low = base.low if base.positive else ZERO  # a root is real where its base is at least 0
        if exponent > 0:
            return Envelope(low.power(exponent) if not low.zero else ZERO, base.high.power(exponent))
        if low.zero or base.negative:
            raise CannotTell("a denominator is not shown to stay away from 0 far out")
        return Envelope(base.high.power(exponent), low.power(exponent))

    def exp(self, argument: Envelope) -> Envelope:
        """Return the bounds of an exponential."""
        if argument.polynomial is not None:
            low = high = arb(0)
            powers = {}
            for k, b in argument.polynomial.items():
                if k > 0:
                    powers[k] = b
                else:
                    ends = (b * self.start ** as_ball(k), b if k == 0 else arb(0))
                    low, high = low + ends[0].min(ends[1]), high + ends[0].max(ends[1])
            least = absorbed(sorted_powers({k: -b for k, b in powers.items()}), self.start)
            most = absorbed(sorted_powers(powers), self.start)
            return Envelope(
                Side(1, low.exp().lower(), Fraction(0), tuple((k, (-b).lower()) for k, b in least)),
                Side(1, high.exp().upper(), Fraction(0), tuple((k, b.upper()) for k, b in most)),
            )
        return Envelope(self._exp_low(argument.low), self._exp_high(argument.high))

    def _exp_high(self, side: Side) -> Side:
        if side.sign < 0:
            if side.grows and side.p:
                n, least = self._power_below(side)
                return Side(1, arb(1), Fraction(0), ((n, -least),))
            if side.grows and side.n > 0:
                return Side(1, arb(1), Fraction(0), ((side.n, -side.c),))
            return constant((-side.infimum(self.start)).exp().upper())
        top = side.supremum(self.start)
        if top.is_finite():
            return constant(top.exp().upper())
        if side.p:
            return Side(1, arb.pos_inf())  # an exponential of an exponential
        return Side(1, arb(1), Fraction(0), ((side.n, side.c),))

    @staticmethod
    def _power_below(side: Side) -> tuple[Fraction, arb]:
        """Return n and c of a power c y^n, with n above 2, below a size that grows as an exponential."""
        k, b = side.p[-1]
        j = int(3 / k) + 1  # exp(b y^k) is at least (b y^k)^j/j!
        return side.n + j * k, (side.c * b**j / arb(j).fac()).lower()

    def _exp_low(self, side: Side) -> Side:
        if side.sign > 0:
            if side.grows and side.p:
                n, least = self._power_below(side)
                return Side(1, arb(1), Fraction(0), ((n, least),))
            if side.grows and side.n > 0:
                return Side(1, arb(1), Fraction(0), ((side.n, side.c),))
            return constant(side.infimum(self.start).exp().lower())
        top = side.supremum(self.start)
        if top.is_finite():
            return constant((-top).exp().lower())
        return Side(1, arb(1), Fraction(0), ((side.n, -side.c),)) if not side.p else ZERO

    def log(self, argument: Envelope) -> Envelope:
        """Return the bounds of a logarithm."""
        if not argument.positive or argument.low.zero:
            raise CannotTell("the argument of a logarithm is not shown to stay away from 0 far out")
        low, high = self._log(argument.low), self._log(argument.high)
        return Envelope(low.low, high.high)

    def _log(self, side: Side) -> Envelope:
        slow = Envelope(ZERO, Side(1, 1 / (arb.const_e() * as_ball(_EPSILON)), _EPSILON))
        total = self.add(self.constant(side.c.log()), self.of_polynomial(dict(side.p)))
        return self.add(total, self.multiply(self.constant(as_ball(side.n)), slow))


Rule = Callable[[Envelopes, sp.Expr], Envelope]
_RULES: dict[type[sp.Basic], Rule] = {}


def bounds_far_out(*kinds: type[sp.Basic]) -> Callable[[Rule], Rule]:
    """Register how a kind of node is bounded."""

    def register(rule: Rule) -> Rule:
        _RULES.update(dict.fromkeys(kinds, rule))
        return rule

    return register
