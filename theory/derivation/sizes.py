"""Identities in a size, such as the number of units, as steps of a derivation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import ClassVar

import sympy as sp

from theory.derivation.checks import DIGITS, points, require_close, require_equal, require_zero
from theory.derivation.evaluation import evaluate, unroll
from theory.derivation.expectation import Law
from theory.derivation.step import Step, StepRefused
from theory.notation import E

__all__ = ["Index"]

_MOST = 24  # the degree up to which sizes are tried one by one
_EXACT = 50  # digits of the comparison at further sizes


@dataclass(frozen=True)
class Index(Step):
    """An identity in a size, for every size.

    If both sides are rational functions of the size, with coefficients that do not depend on it, they agree at every
    size as soon as they agree at more sizes than their degree.  The degree is computed; sums over the size raise it.
    At the stated sizes the sides are expanded and compared in symbols; at as many more as the degree needs, at random
    rational numbers to 50 digits.  Otherwise, if the size counts the factors of a product or stands in an exponent, the
    step is proved by induction: it holds at the first sizes, and both sides grow by the same factor from each size to
    the next.

    With a law, expectations are expanded monomial by monomial to prove, and enumerated over a finite law to confirm.

    Parameters
    ----------
    size : sympy.Symbol
    sizes : tuple of int
        Where the sides are compared in symbols: 3 or more, from the smallest for which the identity is stated.
    law : Law, optional
    """

    size: sp.Symbol = sp.S.NaN
    sizes: tuple[int, ...] = (1, 2, 3, 4)
    law: Law | None = None
    kind: ClassVar[str] = "index"

    def prove(self, previous: sp.Expr) -> None:
        if len(set(self.sizes)) < 3:
            raise StepRefused(f"sizes = {self.sizes}: give 3 or more different ones")
        for size in self.sizes:
            left, right = self._sides(previous, size)
            require_zero(left - right)
        degree = self._degree(previous)
        if degree is None:
            self._prove_by_induction(previous)
            return
        if degree > _MOST:
            raise StepRefused(f"a side has degree {degree} in {self.size}, above {_MOST}: take smaller steps")
        for size in self._further(degree):
            left, right = (_at_random_numbers(side) for side in self._sides(previous, size))
            require_close(left, right, _EXACT, f"{self.size} = {size}")

    def confirm(self, previous: sp.Expr) -> None:
        if self.law is None:
            for size in (*self.sizes, self.sizes[-1] + 3):
                left, right = (_plain(self._expand(side, size)) for side in (previous, self.result))
                for point in points(left, right):
                    require_equal(left, right, point, DIGITS)
            return
        values = self.law.parameters()
        for size in self.sizes[:3]:
            left, right = (
                self.law.enumerate(self._expand(side, size)).subs(values) for side in (previous, self.result)
            )
            if left != right:
                raise StepRefused(f"at {self.size} = {size} enumeration gives {left} and {right}")

    def _sides(self, previous: sp.Expr, size: int) -> tuple[sp.Expr, sp.Expr]:
        left, right = (self._expand(side, size) for side in (previous, self.result))
        return (left, right) if self.law is None else (self.law.mean(left), self.law.mean(right))

    def _expand(self, expression: sp.Expr, size: int) -> sp.Expr:
        return unroll(expression.subs(self.size, size))

    def _degree(self, previous: sp.Expr) -> int | None:
        """Return the degree of left - right after both are multiplied by their denominators."""
        left, right = (_degrees(side, self.size) for side in (previous, self.result))
        if left is None or right is None:
            return None
        return max(left[0] + right[1], right[0] + left[1])

    def _further(self, degree: int) -> Iterator[int]:
        """Yield sizes beyond the stated ones, so that there are more than the degree together."""
        yield from range(self.sizes[-1] + 1, self.sizes[-1] + max(2, degree + 2 - len(self.sizes)) + 1)

    def _prove_by_induction(self, previous: sp.Expr) -> None:
        left, right = (_growth(side, self.size) for side in (previous, self.result))
        if left is None or right is None:
            side = previous if left is None else self.result
            raise StepRefused(
                f"{side} is not a rational function of {self.size}, nor a product that grows by one factor: state it so"
            )
        require_zero(sp.gammasimp(sp.powsimp(left - right)))


Degrees = tuple[int, int]  # of a numerator and of a denominator


def _degrees(expression: sp.Expr, size: sp.Symbol) -> Degrees | None:
    """Return bounds on the degrees in the size; None for what is not rational in it.

    A sum over an index up to the size is a polynomial of one degree more: its terms depend on the index as a
    polynomial, or through equalities of indices alone, as expectations of exchangeable components do.
    """
    if expression == size:
        return 1, 0
    if not expression.has(size) and not expression.atoms(sp.Sum, sp.Product):
        return 0, 0
    match expression:
        case sp.Add():
            return _combined([_degrees(part, size) for part in expression.args], plus=True)
        case sp.Mul():
            return _combined([_degrees(part, size) for part in expression.args], plus=False)
        case sp.Pow() if expression.exp.is_Rational:
            return _raised(_degrees(expression.base, size), expression.exp)
        case sp.Sum():
            return _summed(expression, size)
        case E():  # the sizes are inside it
            return _degrees(expression.args[0], size)
    return None


def _combined(parts: list[Degrees | None], *, plus: bool) -> Degrees | None:
    top, bottom = 0, 0
    for part in parts:
        if part is None:
            return None
        top = max(top + part[1], part[0] + bottom) if plus else top + part[0]
        bottom += part[1]
    return top, bottom


def _raised(base: Degrees | None, power: sp.Rational) -> Degrees | None:
    if base is None:
        return None
    times = int(sp.ceiling(abs(power)))  # of a root, at most the degree of what stands under it
    top, bottom = base[0] * times, base[1] * times
    return (top, bottom) if power > 0 else (bottom, top)


def _summed(expression: sp.Sum, size: sp.Symbol) -> Degrees | None:
    inner = expression.function
    for index, low, high in expression.limits:
        ends = [_degrees(end, size) for end in (low, high)]
        of_index = (
            _degrees(inner, index) if inner.has(index) and not _in_components_alone(inner, index) else (0, 0)
        )
        of_size = _degrees(inner, size)
        if of_index is None or of_size is None or of_index[1] or None in ends:
            return None
        inner_degrees = of_size[0] + of_index[0] + 1, of_size[1]
        inner = size ** inner_degrees[0] / size ** inner_degrees[1]  # of the same degrees, for the next limit
    return inner_degrees


def _in_components_alone(expression: sp.Expr, index: sp.Symbol) -> bool:
    """Tell whether an index stands in indexed components alone."""
    hidden = expression.replace(
        lambda part: isinstance(part, sp.Indexed), lambda part: sp.Dummy(commutative=True)
    )
    return not hidden.has(index)


def _growth(expression: sp.Expr, size: sp.Symbol) -> sp.Expr | None:
    """Return the factor by which an expression grows from one size to the next; None for a sum."""
    factor = sp.S.One
    for part in sp.Mul.make_args(expression):
        if isinstance(part, sp.Product):
            ((index, low, high),) = part.limits
            if part.function.has(size) or low.has(size) or (high - size).has(size):
                return None
            factor *= part.function.subs(index, high + 1)
        elif part.atoms(sp.Sum, sp.Product, sp.Integral):
            if part.has(size):
                return None
        else:
            base, exponent = part.as_base_exp()
            grown = sp.expand(exponent.subs(size, size + 1) - exponent)
            factor *= part.subs(size, size + 1) / part if base.has(size) else base**grown
    return sp.simplify(factor)


def _at_random_numbers(expression: sp.Expr) -> sp.Expr:
    """Return the value where each symbol and component is a random rational number, the same on both sides."""
    plain = _plain(expression)
    numbers = {symbol: sp.Rational(Random(str(symbol)).randint(1, 999), 64) for symbol in plain.free_symbols}
    return evaluate(plain, numbers, 2 * _EXACT)


def _plain(expression: sp.Expr) -> sp.Expr:
    """Replace indexed components by plain symbols, so that random points can be drawn for them."""
    return expression.replace(
        lambda part: isinstance(part, sp.Indexed), lambda part: sp.Symbol(str(part), real=True)
    )
