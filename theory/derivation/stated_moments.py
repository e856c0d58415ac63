"""Whether numbers are the moments of a law: the truncated moment problem on the line, in exact arithmetic.

>>> import sympy as sp
>>> is_of_a_law([sp.S(0), sp.S(1), sp.S(0), sp.S(3)])  # of a normal variable
True
>>> is_of_a_law([sp.S(0), sp.S(1), sp.S(0), sp.Rational(1, 2)])  # E w^4 is below (E w^2)^2
False
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from random import Random

import sympy as sp

from theory.notation import DOMAINS, domain_of, random_point

__all__ = ["is_of_a_law", "require_moments"]

_POINTS = 8
_FAR = sp.S(1000)  # what stands for a value without a bound


def require_moments(moments: Sequence[sp.Expr], name: object) -> None:
    """Raise ValueError unless a law has these moments, at corners of their letters' domains and at random values.

    Moments that are letters, each its own, need not be looked at: they are what the law makes them.  A parameter of
    theory.notation is no such letter, since it has a meaning already.

    Parameters
    ----------
    moments : sequence of sympy.Expr
        E w, E w^2, ...
    name : object
        What has them, for the message.
    """
    letters = {moment for moment in moments if moment.is_Symbol and moment not in DOMAINS}
    if len(letters) == len(moments):
        return
    for point in _values(set().union(*(moment.free_symbols for moment in moments))):
        numbers = [sp.sympify(moment).subs(point) for moment in moments]
        if not all(number.is_Rational for number in numbers):
            raise ValueError(
                f"moments: those of {name} are {numbers} at {point}: give rational functions of letters"
            )
        if not is_of_a_law(numbers):
            raise ValueError(
                f"moments: no law of {name} has {', '.join(map(str, moments))} at {point}: state moments of one law at "
                "every value of their letters, or name each moment by a letter of its own"
            )


def _values(symbols: set[sp.Symbol]) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Yield values of symbols: the corners of their domains, and random points."""
    order = sorted(symbols, key=str)
    for corner in itertools.product(*map(_ends, order)):
        yield dict(zip(order, corner, strict=True))
    rng = Random(20170504)
    for _ in range(_POINTS if order else 0):
        yield random_point(order, rng)


def _ends(symbol: sp.Symbol) -> tuple[sp.Expr, sp.Expr]:
    domain = domain_of(symbol)
    low = sp.S.One if symbol.is_integer else 1 / _FAR
    least = max(low if symbol.is_nonnegative else -_FAR, _exactly(domain.low))
    return (least, min(_FAR, _exactly(domain.high)))


def _exactly(bound: float) -> sp.Expr:
    return sp.nsimplify(bound) if abs(bound) < _FAR else sp.sign(bound) * _FAR


def is_of_a_law(moments: Sequence[sp.Rational]) -> bool:
    """Tell whether some law on the line has these numbers as its first moments.

    The determinants of the Hankel matrices are positive, up to the first that is 0: its kernel is a polynomial that is
    0 at each value of the law, and gives all moments from there on.
    """
    found = [sp.S.One, *moments]
    last = len(moments)
    for size in range(last // 2 + 1):
        hankel = sp.Matrix(size + 1, size + 1, lambda row, column: found[row + column])
        determinant = hankel.det()
        if determinant < 0:
            return False
        if determinant == 0:
            (kernel, *_) = hankel.nullspace()
            return all(
                sum(factor * found[start + power] for power, factor in enumerate(kernel)) == 0
                for start in range(last - size + 1)
            )
    return True
