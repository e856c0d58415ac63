"""Identities in a size, such as the number of units, as steps of a derivation."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import ClassVar

import sympy as sp

from theory.derivation.checks import DIGITS, points, require_equal, require_zero
from theory.derivation.degrees import degrees, without_roots
from theory.derivation.evaluation import bound_symbols, enclosed, unroll
from theory.derivation.expectation import Law
from theory.derivation.step import Step, StepRefused
from theory.enclosure.balls import CannotTell
from theory.notation import E, random_point

__all__ = ["Index"]

_MOST = 24  # the degree up to which sizes are tried one by one


@dataclass(frozen=True)
class Index(Step):
    """An identity in a size, for every size.

    If both sides are rational functions of the size, with coefficients that do not depend on it, they agree at every
    size as soon as they agree at more sizes than their degree.  The degree is computed; sums over the size raise it.
    A root of the size counts as a symbol of its own.  At the stated sizes the sides are compared in symbols; at as
    many more as the degree needs, in exact arithmetic at random rational numbers.  Otherwise, if the size counts the
    factors of a product or stands in an exponent, the step is proved by induction: it holds at the first sizes, and
    both sides grow by the same factor from each size to the next.

    With a law, expectations are expanded monomial by monomial to prove, and enumerated over a finite law to confirm.
    A letter that no sum runs over is then a positive integer, and stands in its place of a component alone: in one
    expectation, the mean depends on whether it is another index there.

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
        if self.law is not None and type(self.law) is not Law:
            raise StepRefused(f"law = {self.law!r}: expected a Law, got {type(self.law).__name__}")
        stated = sorted(set(self.sizes))
        if len(stated) < 3:
            raise StepRefused(f"sizes = {self.sizes}: give 3 or more different ones")
        _require_plain_indices(previous, stated[0])
        _require_plain_indices(self.result, stated[0])
        self._require_letters(previous)
        for size in stated:
            left, right = self._sides((previous, self.result), size)
            require_zero(left - right)
        rational = without_roots(previous, self.result)
        degree = self._degree(rational)
        if degree is None:
            self._prove_by_induction(previous, stated[-1])
            return
        if degree > _MOST:
            raise StepRefused(f"a side has degree {degree} in {self.size}, above {_MOST}: take smaller steps")
        # With roots as symbols, the stated sizes must be compared again.
        first = stated[0] if rational != (previous, self.result) else stated[-1] + 1
        for size in range(first, stated[-1] + max(1, degree + 1 - len(stated)) + 1):
            _require_equal(*self._sides(rational, size), f"{self.size} = {size}")

    def confirm(self, previous: sp.Expr) -> None:
        self._require_letters(previous)
        if self.law is None:
            for size in (*self.sizes, self.sizes[-1] + 3):
                left, right = (_plain(self._expand(side, size)) for side in (previous, self.result))
                for point in points(left, right):
                    require_equal(left, right, point, DIGITS)
            return
        values = self.law.parameters()
        for size in self.sizes[:3]:
            sides = [self._expand(side, size) for side in (previous, self.result)]
            # What is not random, such as a fixed weight, gets a number before the outcomes are gone through.
            fixed = set().union(*map(_plain_symbols, sides)) - values.keys()
            at = random_point(fixed, Random(20170504))
            left, right = (self.law.enumerate(side.xreplace(at)).subs(values) for side in sides)
            if left != right:
                raise StepRefused(f"at {self.size} = {size} enumeration gives {left} and {right}")

    def _require_letters(self, previous: sp.Expr) -> None:
        for side in (previous, self.result) if self.law is not None else ():
            _require_letters(side)

    def _sides(self, sides: tuple[sp.Expr, sp.Expr], size: int) -> tuple[sp.Expr, sp.Expr]:
        left, right = (self._expand(side, size) for side in sides)
        return (left, right) if self.law is None else (self.law.mean(left), self.law.mean(right))

    def _expand(self, expression: sp.Expr, size: int) -> sp.Expr:
        return unroll(expression.subs(self.size, size))

    def _degree(self, sides: tuple[sp.Expr, sp.Expr]) -> int | None:
        """Return the degree of left - right after both are multiplied by their denominators."""
        left, right = (degrees(side, self.size) for side in sides)
        if left is None or right is None:
            return None
        return max(left.top + right.bottom, right.top + left.bottom)

    def _prove_by_induction(self, previous: sp.Expr, last: int) -> None:
        if _vanishes(self._expand(previous, last)):
            raise StepRefused(
                f"both sides are 0 at {self.size} = {last}, from which any growth leads to 0: state it from "
                "another size on"
            )
        left, right = (_growth(side, self.size) for side in (previous, self.result))
        if left is None or right is None:
            side = previous if left is None else self.result
            raise StepRefused(
                f"{side} is not a rational function of {self.size}, nor a product that grows by one factor: state it so"
            )
        require_zero(sp.gammasimp(sp.powsimp(left - right)))


def _plain_symbols(side: sp.Expr) -> set[sp.Symbol]:
    """Return the free symbols that name no components."""
    names = {part.base.label for part in side.atoms(sp.Indexed)}
    return {symbol for symbol in side.free_symbols if isinstance(symbol, sp.Symbol)} - names


def _require_plain_indices(side: sp.Expr, smallest: int) -> None:
    """Raise StepRefused where an index or the end of a sum lets a side change its form at a larger size.

    W[50] is one of the terms of a sum over W[j] from size 50 on, and none of them before.
    """
    ends = [end for total in side.atoms(sp.Sum, sp.Product) for _, *limits in total.limits for end in limits]
    for index in (*ends, *(index for part in side.atoms(sp.Indexed) for index in part.indices)):
        if any(number > smallest for number in index.atoms(sp.Integer)):
            raise StepRefused(
                f"{index} is above {smallest}, the smallest size: give it a letter, or larger sizes"
            )
    for part in side.atoms(sp.Indexed):
        if not all(index.is_Symbol or index.is_Integer for index in part.indices):
            raise StepRefused(f"{part} has an index that is neither a letter nor a number: name it by one")


def _require_letters(side: sp.Expr) -> None:
    """Raise StepRefused where a letter may be the same index as another one in one expectation: its mean depends on it.

    E W[j] W[l] is 0 where the letters differ, and E W[j]**2 where they do not.
    """
    letters = {symbol for symbol in side.free_symbols if isinstance(symbol, sp.Symbol)}
    if both := letters & bound_symbols(side):
        raise StepRefused(
            f"{side} runs over {min(both, key=str)}, which also stands by itself: call one of them apart"
        )
    for mean in side.atoms(E):
        places: dict[tuple[sp.Expr, int], set[sp.Expr]] = {}
        for part in mean.atoms(sp.Indexed):
            for place, index in enumerate(part.indices):
                places.setdefault((part.base, place), set()).add(index)
        for (base, _), indices in places.items():
            for letter in sorted(indices & letters, key=str):
                if not (letter.is_integer and letter.is_positive):
                    raise StepRefused(
                        f"{letter} is an index of {base}: give a symbol that is a positive integer"
                    )
                if len(indices) > 1:
                    (other, *_) = sorted(indices - {letter}, key=str)
                    raise StepRefused(
                        f"{letter} may be {other}, and both are indices of {base} in {mean}: give numbers, or sums "
                        "over the indices that differ"
                    )


def _vanishes(expression: sp.Expr) -> bool:
    """Tell whether an expression is 0 everywhere."""
    plain = _plain(expression)
    with suppress(CannotTell, ValueError):  # one value that is not 0 spares SymPy the search
        if not enclosed(plain, next(points(plain)), DIGITS).contains(0):
            return False
    return bool(sp.simplify(expression) == 0)


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


def _require_equal(left: sp.Expr, right: sp.Expr, where: str) -> None:
    """Compare at random rational numbers, without rounding: a difference may be as small as it likes."""
    plain = [_plain(side) for side in (left, right)]
    symbols = set().union(*(side.free_symbols for side in plain))
    # The numbers depend on both sides and are long: nobody can write a side that is right at them alone.
    text = " ".join(sp.srepr(side, order="none") for side in plain)
    numbers = {
        symbol: sp.Rational(Random(f"{symbol} {text}").getrandbits(40) + 1, 2**40) for symbol in symbols
    }
    difference = plain[0].xreplace(numbers) - plain[1].xreplace(numbers)
    if not difference.is_Rational:  # such as pi or a root, which SymPy may still cancel
        require_zero(difference)
    elif difference != 0:
        raise StepRefused(f"at {where} the sides differ by {sp.N(difference, 6)}, at random numbers")


def _plain(expression: sp.Expr) -> sp.Expr:
    """Replace indexed components by plain symbols, so that random points can be drawn for them."""
    return expression.xreplace(
        {part: sp.Symbol(str(part), real=True) for part in expression.atoms(sp.Indexed)}
    )
