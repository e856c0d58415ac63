"""Cheats that are false at values which no sample meets: letters, names, sizes, places, poles and laws.

A reader found them by attack.  The numbers go on from those of the list of cheats.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy as sp

from paper_checks import Claim
from tests.paper_checks.cheats.cheat import chain, computed, refused, unproved
from theory import Index
from theory.derivation.bounds import Below
from theory.derivation.expectation import Independent, Law
from theory.derivation.matrices import AtShape, TraceIdentity
from theory.derivation.maxima import Largest
from theory.derivation.traces import Unit
from theory.notation import E, M, N, W, j, p, v, x

__all__ = ["UNSAMPLED"]

tr = sp.Trace
LETTER = sp.Symbol("k", integer=True, positive=True)
COLUMN, SQUARE = sp.MatrixSymbol("x", M, 1), sp.MatrixSymbol("A", M, M)
ENTRY = tr(Unit(M, LETTER).T * COLUMN)
MEAN = sp.Sum(ENTRY, (LETTER, 1, M)) / sp.Sum(1, (LETTER, 1, M))
c = sp.Symbol("c", real=True)
LINE = (x, -sp.oo, sp.oo)


def _claim(start: Any, *steps: Any) -> Claim:
    """Return a claim that a chain comes to its last number; its author computes what it says."""
    rhs = steps[-1].result
    return computed(rhs, chain(start, *steps), 1.0, symbols=lambda _: dict.fromkeys(rhs.free_symbols, 1.0))


def _named(meaning: sp.Expr, **assumed: bool) -> Claim:
    name = sp.Symbol("n_A", **assumed)
    return _claim(sp.Abs(meaning), TraceIdentity(name, "", names={name: meaning}))


def _largest(function: sp.Expr, variable: sp.Symbol, at: sp.Expr) -> Claim:
    return _claim(-function, Largest(sp.S.Zero, "", variable=variable, at=at, gap=sp.Mul.make_args(function)))


def _jumping() -> Claim:
    """Return a claim whose gap has a positive slope, and a jump down where x**2 = -c."""
    gap = (sp.exp(-(x**2)), sp.atan(1 / c) - sp.atan(1 / (c + x**2)))
    small = sp.Integral(sp.exp(-(x**2)), LINE)
    large = sp.Integral(sp.exp(-(x**2)) + sp.Mul(*gap), LINE)
    return computed(large, chain(small, Below(large, "", gap=gap)), 1.0, symbols=lambda _: {c: 1.0})


def _row(moments: tuple[sp.Expr, ...], atoms: tuple[tuple[Fraction, Fraction], ...], at: Fraction) -> Law:
    return Law((Independent(W, moments, atoms, ((v, at),)),))


def _mean(start: sp.Expr, result: sp.Expr, law: Callable[[], Law], **fields: Any) -> Claim:
    return computed(
        result, lambda: chain(start, Index(result, "", size=N, law=law())), 1.0,
        symbols=lambda _: dict.fromkeys(result.free_symbols, 1.0), **fields,
    )  # fmt: skip


SIGNS = tuple((Fraction(1, 2), sign * Fraction(3, 2)) for sign in (1, -1))
NEGATIVE = ((Fraction(2), Fraction(0)), *((Fraction(-1, 2), Fraction(sign)) for sign in (1, -1)))
SQUARES = sp.Sum(E(W[j] ** 2), (j, 1, N))
FOURTHS = sp.Sum(E(W[j] ** 4), (j, 1, N))


_MOMENTS = ("the moments of W: 0, v**2",)


def _fair() -> Law:
    return _row((sp.S.Zero, v**2), SIGNS, Fraction(3, 2))


UNSAMPLED = (
    unproved("20 the mean of a column is an entry", "is a Sum around a trace", lambda: _claim(
        MEAN, TraceIdentity(ENTRY, ""), AtShape(sp.S(2), "", matrices={COLUMN: sp.Matrix([1, 2])}, at={LETTER: 2}))),
    unproved("20 the mean of a column at a shape", "is a Sum around a trace", lambda: _claim(
        MEAN, AtShape(sp.S(2), "", matrices={COLUMN: sp.Matrix([1, 2])}, at={LETTER: 2}))),
    unproved("20 one name for two letters", "two symbols are called k", lambda: _claim(
        ENTRY, TraceIdentity(tr(Unit(M, sp.Symbol("k")).T * COLUMN), ""),
        AtShape(sp.S(2), "", matrices={COLUMN: sp.Matrix([1, 2])}, at={sp.Symbol("k"): 2}))),
    unproved("20 a positive name", "n_A is assumed to be more than real", lambda: _named(
        tr(SQUARE) + 100, positive=True)),
    unproved("20 a name that is not 0", "n_A is assumed to be more than real|around a trace", lambda: _named(
        tr(SQUARE), real=True, nonzero=True)),
    unproved("20 sizes that disagree", "where 2.M is 6", lambda: _claim(
        tr(sp.OneMatrix(1, 2 * M) * sp.MatrixSymbol("D", 2 * M, 1)) + tr(sp.OneMatrix(1, M) * COLUMN),
        AtShape(sp.S(7), "", matrices={sp.MatrixSymbol("D", 2 * M, 1): sp.ones(4, 1), COLUMN: sp.ones(3, 1)}))),
    unproved("20 an entry that is not real", "is not shown to be real", lambda: _claim(
        sp.sqrt(tr(SQUARE) ** 2), TraceIdentity(sp.Abs(tr(SQUARE)), ""),
        AtShape(sp.S.One, "", matrices={SQUARE: sp.Matrix([[sp.I]])}))),
    unproved("21 taken at infinity", "at = oo is not shown", lambda: _largest(sp.exp(-x), x, sp.oo)),
    unproved("21 taken for some parameters", "is not shown to be a finite real", lambda: _largest(
        (x**2 - c) ** 2, x, sp.sqrt(c))),
    unproved("21 taken where a quotient exists", "is not shown to be a finite real", lambda: _largest(
        (c * x - 1) ** 2, x, 1 / c)),
    unproved("21 over a half-line", "may have any value", lambda: _largest(p**2 * (p + 100), p, sp.S.Zero)),
    unproved("21 taken at an index of a sum", "holds k, over which", lambda: _largest(
        sp.Sum((x - LETTER) ** 2, (LETTER, 1, 3)) ** 2, x, LETTER)),
    unproved("22 a pole for some parameters", "is not shown to differ from 0", _jumping),
    refused("23 a probability below 0", "is no probability of W", lambda: _mean(
        SQUARES, -N * v**2, lambda: _row((sp.S.Zero, -(v**2)), NEGATIVE, Fraction(1)))),
    refused("23 moments for some parameters", "no law of W has", lambda: _mean(
        FOURTHS, sp.Rational(27, 8) * N * v, lambda: _row(
            (sp.S.Zero, v**2, sp.S.Zero, sp.Rational(27, 8) * v), SIGNS, Fraction(3, 2)))),
    refused("23 a deviation below 0", "v is positive, but -1 is not", lambda: _mean(
        sp.Sum(E(W[j]), (j, 1, N)), N * v, lambda: _row((v,), ((Fraction(1), Fraction(-1)),), Fraction(-1)))),
    unproved("23 a letter between the numbers", "give a symbol that is a positive integer", lambda: _mean(
        sp.Sum(E(W[j] * W[sp.Symbol("l")]), (j, 1, N)), sp.S.Zero, _fair, assumes=_MOMENTS)),
    unproved("23 a letter that may be another one", "both are indices of W", lambda: _mean(
        N * E(W[LETTER] * W[sp.Symbol("l", integer=True, positive=True)]), sp.S.Zero, _fair, assumes=_MOMENTS)),
)  # fmt: skip
