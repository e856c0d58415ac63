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

from theory.enclosure.compiling import compiled, fraction
from theory.enclosure.refusal import CannotTell

__all__ = ["Envelope", "Envelopes", "Side", "bounds_far_out"]

Powers = tuple[tuple[Fraction, arb], ...]
_EPSILON = Fraction(1, 16)  # log y is at most y^EPSILON/(e EPSILON)


@dataclass(frozen=True)
class Side:
    """sign c y^n exp(sum of b y^k), for c at least 0 and powers k above 0."""

    sign: int
    c: arb
    n: Fraction = Fraction(0)
    p: Powers = ()

    def __neg__(self) -> Side:
        return Side(-self.sign, self.c, self.n, self.p)

    def __mul__(self, other: Side) -> Side:
        powers = dict(self.p)
        for k, b in other.p:
            powers[k] = powers[k] + b if k in powers else b
        return Side(self.sign * other.sign, self.c * other.c, self.n + other.n, _tuple(powers))

    def power(self, exponent: Fraction) -> Side:
        """Raise the size to a real power."""
        c = self.c ** int(exponent) if exponent.denominator == 1 else self.c ** _ball(exponent)
        return Side(1, c, self.n * exponent, tuple((k, b * _ball(exponent)) for k, b in self.p))

    @property
    def zero(self) -> bool:
        """Whether it is 0."""
        return bool(self.c == 0)

    @property
    def grows(self) -> bool:
        """Whether its size never falls."""
        return self.n >= 0 and all(b >= 0 for _, b in self.p)

    def size(self, at: arb) -> arb:
        """Return its size at a point."""
        return self.c * at ** _ball(self.n) * self.exponent(at).exp()

    def exponent(self, at: arb) -> arb:
        """Return the sum in the exponent at a point."""
        return sum((b * at ** _ball(k) for k, b in self.p), arb(0))

    def supremum(self, start: arb) -> arb:
        """Return an upper bound of its size; infinity where there is none."""
        if self.zero:
            return arb(0)
        falling = [(k, b) for k, b in self.p if b < 0]
        if any(not b <= 0 for _, b in self.p) or (self.n > 0 and not falling):
            return arb.pos_inf()
        if self.n <= 0:
            return self.size(start).upper()
        k, b = falling[-1]
        # y^n exp(-b y^k) is largest where k b y^k = n.
        ratio = _ball(self.n / k)
        return (self.c * (ratio / -b / arb.const_e()) ** ratio).upper()

    def infimum(self, start: arb) -> arb:
        """Return a lower bound of its size."""
        return self.size(start).lower() if self.grows and not self.zero else arb(0)

    def below(self, other: Side) -> bool:
        """Whether the quotient by the other one never rises."""
        ours, theirs = dict(self.p), dict(other.p)
        return self.n <= other.n and all(
            ours.get(k, arb(0)) <= theirs.get(k, arb(0)) for k in {*ours, *theirs}
        )


def _ball(number: Fraction) -> arb:
    return arb(number.numerator) / number.denominator


def _tuple(powers: Mapping[Fraction, arb]) -> Powers:
    return tuple(sorted(((k, b) for k, b in powers.items() if b != 0), key=lambda pair: pair[0]))


_ZERO = Side(1, arb(0))


def _constant(value: arb) -> Side:
    return Side(-1 if value < 0 else 1, abs(value))


def _over(first: Side, second: Side, together: Callable[[arb, arb], arb]) -> Side:
    """Bound two sizes from above by one; `together` joins the constants."""
    if first.zero or second.zero:
        return Side(1, second.c, second.n, second.p) if first.zero else Side(1, first.c, first.n, first.p)
    ours, theirs, zero = dict(first.p), dict(second.p), arb(0)
    powers = {k: ours.get(k, zero).max(theirs.get(k, zero)) for k in {*ours, *theirs}}
    return Side(1, together(first.c, second.c), max(first.n, second.n), _tuple(powers))


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
        return _over(self.low, self.high, lambda a, b: a.max(b))


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
        return Envelope(_constant(value.lower()), _constant(value.upper()), {Fraction(0): value})

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
                return -_over(first, second, lambda a, b: a + b)
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
                return Envelope(_ZERO, base.size.power(exponent), result.polynomial)
            return result
        if whole and not base.positive:
            if base.negative:
                result = self.power(-base, exponent)
                return result if exponent % 2 == 0 else -result
            if exponent > 0:
                size = base.size.power(exponent)
                return Envelope(_ZERO if exponent % 2 == 0 else -size, size)
        low = base.low if base.positive else _ZERO  # a root is real where its base is at least 0
        if exponent > 0:
            return Envelope(low.power(exponent) if not low.zero else _ZERO, base.high.power(exponent))
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
                    ends = (b * self.start ** _ball(k), b if k == 0 else arb(0))
                    low, high = low + ends[0].min(ends[1]), high + ends[0].max(ends[1])
            return Envelope(
                Side(1, low.exp().lower(), Fraction(0), _tuple({k: b.lower() for k, b in powers.items()})),
                Side(1, high.exp().upper(), Fraction(0), _tuple({k: b.upper() for k, b in powers.items()})),
            )
        return Envelope(self._exp_low(argument.low), self._exp_high(argument.high))

    def _exp_high(self, side: Side) -> Side:
        if side.sign < 0:
            if side.grows and side.n > 0:
                return Side(1, arb(1), Fraction(0), ((side.n, -side.c),))
            return _constant((-side.infimum(self.start)).exp().upper())
        top = side.supremum(self.start)
        if top.is_finite():
            return _constant(top.exp().upper())
        if side.p:
            return Side(1, arb.pos_inf())  # an exponential of an exponential
        return Side(1, arb(1), Fraction(0), ((side.n, side.c),))

    def _exp_low(self, side: Side) -> Side:
        if side.sign > 0:
            if side.grows and side.p:
                # exp(b y^k) is at least (b y^k)^j/j!; with this j the power is above 2.
                k, b = side.p[-1]
                j = int(3 / k) + 1
                least = (side.c * b**j / arb(j).fac()).lower()
                return Side(1, arb(1), Fraction(0), ((side.n + j * k, least),))
            if side.grows and side.n > 0:
                return Side(1, arb(1), Fraction(0), ((side.n, side.c),))
            return _constant(side.infimum(self.start).exp().lower())
        top = side.supremum(self.start)
        if top.is_finite():
            return _constant((-top).exp().lower())
        return Side(1, arb(1), Fraction(0), ((side.n, -side.c),)) if not side.p else _ZERO

    def log(self, argument: Envelope) -> Envelope:
        """Return the bounds of a logarithm."""
        if not argument.positive or argument.low.zero:
            raise CannotTell("the argument of a logarithm is not shown to stay away from 0 far out")
        low, high = self._log(argument.low), self._log(argument.high)
        return Envelope(low.low, high.high)

    def _log(self, side: Side) -> Envelope:
        slow = Envelope(_ZERO, Side(1, 1 / (arb.const_e() * _ball(_EPSILON)), _EPSILON))
        total = self.add(self.constant(side.c.log()), self.of_polynomial(dict(side.p)))
        return self.add(total, self.multiply(self.constant(_ball(side.n)), slow))


Rule = Callable[[Envelopes, sp.Expr], Envelope]


def bounds_far_out(*kinds: type[sp.Basic]) -> Callable[[Rule], Rule]:
    """Register how a kind of node is bounded."""

    def register(rule: Rule) -> Rule:
        _RULES.update(dict.fromkeys(kinds, rule))
        return rule

    return register


def _unit(lowest: int, highest: int, scale: Callable[[], arb]) -> Rule:
    """Bound an increasing odd function with limits -scale and scale, or one that oscillates."""

    def rule(envelopes: Envelopes, part: sp.Expr) -> Envelope:
        top = scale().upper()
        return Envelope(_constant(lowest * top), _constant(highest * top))

    return rule


def _increasing(part_scale: Callable[[], arb], method: Callable[[arb], arb]) -> Rule:
    def rule(envelopes: Envelopes, part: sp.Expr) -> Envelope:
        inner, top = envelopes(part.args[0]), _constant(part_scale().upper())
        if inner.positive:
            return Envelope(_constant(method(inner.low.infimum(envelopes.start)).lower()), top)
        if inner.negative:
            return Envelope(-top, -_constant(method(inner.high.infimum(envelopes.start)).lower()))
        return Envelope(-top, top)

    return rule


def _complement(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    inner = envelopes(part.args[0])
    if not inner.positive:
        return Envelope(_ZERO, _constant(arb(2)))
    return Envelope(_ZERO, envelopes.exp(-envelopes.power(inner, Fraction(2))).high)


def _size(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    inner = envelopes(part.args[0])
    if inner.positive or inner.negative:
        return inner if inner.positive else -inner
    return Envelope(_ZERO, inner.size)


def _asinh(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    inner = envelopes(part.args[0])
    if inner.negative and not inner.positive:
        return -_asinh_positive(envelopes, -inner)
    if inner.positive:
        return _asinh_positive(envelopes, inner)
    top = _asinh_positive(envelopes, Envelope(_ZERO, inner.size)).high
    return Envelope(-top, top)


def _asinh_positive(envelopes: Envelopes, inner: Envelope) -> Envelope:
    # 0 <= asinh y <= log(1 + 2y)
    doubled = envelopes.add(
        envelopes.constant(arb(1)),
        envelopes.multiply(envelopes.constant(arb(2)), Envelope(inner.low, inner.high)),
    )
    return Envelope(
        _constant(inner.low.infimum(envelopes.start).asinh().lower()), envelopes.log(doubled).high
    )


def _hyperbolic(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    inner = envelopes(part.args[0])
    up, half = envelopes.exp(inner), envelopes.constant(arb(1) / 2)
    down = envelopes.exp(-inner)
    return envelopes.multiply(half, envelopes.add(up, down if isinstance(part, sp.cosh) else -down))


def _sum(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    result = envelopes(part.args[0])
    for other in part.args[1:]:
        result = envelopes.add(result, envelopes(other))
    return result


def _product(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    result = envelopes(part.args[0])
    for other in part.args[1:]:
        result = envelopes.multiply(result, envelopes(other))
    return result


def _raise(envelopes: Envelopes, part: sp.Expr) -> Envelope:
    if part.exp.is_Rational:
        exact = fraction(part.exp)
        return envelopes.power(envelopes(part.base), Fraction(int(exact.p), int(exact.q)))
    return envelopes.exp(envelopes.multiply(envelopes(part.exp), envelopes.log(envelopes(part.base))))


_RULES: dict[type[sp.Basic], Rule] = {
    sp.Add: _sum,
    sp.Mul: _product,
    sp.Pow: _raise,
    sp.exp: lambda envelopes, part: envelopes.exp(envelopes(part.args[0])),
    sp.log: lambda envelopes, part: envelopes.log(envelopes(part.args[0])),
    sp.sinh: _hyperbolic,
    sp.cosh: _hyperbolic,
    sp.sin: _unit(-1, 1, lambda: arb(1)),
    sp.cos: _unit(-1, 1, lambda: arb(1)),
    sp.tanh: _increasing(lambda: arb(1), arb.tanh),
    sp.erf: _increasing(lambda: arb(1), arb.erf),
    sp.atan: _increasing(lambda: arb.pi() / 2, arb.atan),
    sp.erfc: _complement,
    sp.asinh: _asinh,
    sp.Abs: _size,
}
