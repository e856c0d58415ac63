"""Traces of matrix expressions as sums over indices, in a canonical form: the same for every shape.

A trace is expanded into sums of products of entries.  A product falls apart into components that share no index.  Each
component becomes one symbol, named after its entries with the indices in a canonical order, so that two components
have the same symbol exactly where one is the other with its indices renamed.

>>> from sympy import MatrixSymbol, Trace
>>> from theory.notation import M, N
>>> A, x = MatrixSymbol("A", M, N), MatrixSymbol("x", N, 1)
>>> contracted(Trace(x.T * A.T * A * x)) - contracted(Trace(A * x * x.T * A.T))
0
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from theory.derivation.step import StepRefused
from theory.derivation.traces import Orthonormal, Positive, Unit, require_fit, shape_of, with_traces

__all__ = ["contracted"]

_MOST = 5040  # orders of the indices of one component that are tried


class _Index:
    """An index over which a sum runs."""

    def __init__(self, size: sp.Expr) -> None:
        self.size = size


# Where an entry stands: over which index a sum runs, a letter that stays, or None in a row or column of size 1.
_Place: TypeAlias = Any


@dataclass(frozen=True)
class _Entry:
    """An entry of a matrix, to a power; without a matrix, 1 where two places agree and 0 elsewhere."""

    matrix: sp.MatrixSymbol | None
    row: _Place
    column: _Place
    power: sp.Expr = sp.S.One

    def moved(self, old: _Place, new: _Place) -> _Entry:
        row, column = (new if place == old else place for place in (self.row, self.column))
        return _Entry(self.matrix, row, column, self.power)

    def other(self, place: _Place) -> _Place:
        return self.column if self.row == place else self.row

    def has(self, place: _Place) -> bool:
        return bool(place in (self.row, self.column))


@dataclass(frozen=True)
class _Term:
    factor: sp.Expr
    entries: tuple[_Entry, ...] = ()
    sums: tuple[_Index, ...] = ()

    def __mul__(self, other: _Term) -> _Term:
        return _Term(self.factor * other.factor, self.entries + other.entries, self.sums + other.sums)


def contracted(expression: sp.Expr) -> sp.Expr:
    """Replace every trace by a polynomial in canonical symbols.

    Raises
    ------
    StepRefused
        If the sizes of two matrices do not fit, or a matrix expression is of a kind that has no entries here.
    """
    return with_traces(expression, _contracted)


def _contracted(trace: sp.Trace) -> sp.Expr:
    if sp.simplify(trace.arg.shape[0] - trace.arg.shape[1]) != 0:
        raise StepRefused(f"{trace.arg} has the shape {shape_of(trace.arg)}: it has no trace")
    place = _summed(trace.arg.shape[0])
    terms = _entries(trace.arg, place, place)
    sums = (place,) if isinstance(place, _Index) else ()
    return sp.Add(*(_symbols(_Term(term.factor, term.entries, (*term.sums, *sums))) for term in terms))


def _summed(size: sp.Expr) -> _Place:
    return None if size == 1 else _Index(size)


def _entries(matrix: sp.MatrixExpr, row: _Place, column: _Place) -> list[_Term]:
    """Return an entry of a matrix expression as a sum of terms."""
    require_fit(matrix)
    match matrix:
        case sp.MatrixSymbol():
            return [_Term(sp.S.One, (_Entry(matrix, row, column),))]
        case Unit():
            return [_Term(sp.S.One, (_Entry(None, row, matrix.index),))]
        case sp.Identity():
            return [_Term(sp.S.One, (_Entry(None, row, column),))]
        case sp.OneMatrix():
            return [_Term(sp.S.One)]
        case sp.ZeroMatrix():
            return []
        case sp.Transpose():
            return _entries(matrix.arg, column, row)
        case sp.MatAdd():
            return [term for part in matrix.args for term in _entries(part, row, column)]
        case sp.MatPow() if matrix.exp.is_Integer and matrix.exp > 1:
            return _product([matrix.base] * int(matrix.exp), row, column)
        case sp.MatMul():
            factor, parts = matrix.as_coeff_matrices()
            return _times_all([_Term(contracted(factor))], _product(parts, row, column))
        case HadamardProduct():
            terms = [_Term(sp.S.One)]
            for part in matrix.args:
                terms = _times_all(terms, _entries(part, row, column))
            return terms
        case HadamardPower():
            return [_raised(matrix, row, column)]
        case DiagMatrix():
            return _times_all(
                [_Term(sp.S.One, (_Entry(None, row, column),))], _entries(matrix.args[0], row, None)
            )
    raise _has_no_entries(matrix)


def _has_no_entries(matrix: sp.MatrixExpr) -> StepRefused:
    return StepRefused(
        f"{matrix} is a {type(matrix).__name__}: write it by sums, products, transposes, entrywise products, diagonal "
        "matrices, and entrywise powers of matrices whose entries are Positive"
    )


def _raised(matrix: HadamardPower, row: _Place, column: _Place) -> _Term:
    """Return an entry of an entrywise power."""
    term, *others = _entries(matrix.base, row, column) or [_Term(sp.S.Zero)]
    whole = matrix.exp.is_Integer and matrix.exp > 0
    positive = all(isinstance(entry.matrix, Positive) for entry in term.entries)
    if others or term.sums or term.factor != 1 or not (whole or positive):
        raise _has_no_entries(matrix)
    return _Term(sp.S.One, tuple(replace(entry, power=entry.power * matrix.exp) for entry in term.entries))


def _product(parts: Iterable[sp.MatrixExpr], row: _Place, column: _Place) -> list[_Term]:
    *before, last = parts
    terms, place = [_Term(sp.S.One)], row
    for part in before:
        between = _summed(part.shape[1])
        sums = (between,) if isinstance(between, _Index) else ()
        terms = _times_all(
            terms, [term * _Term(sp.S.One, (), sums) for term in _entries(part, place, between)]
        )
        place = between
    return _times_all(terms, _entries(last, place, column))


def _times_all(left: list[_Term], right: list[_Term]) -> list[_Term]:
    return [first * second for first, second in itertools.product(left, right)]


def _symbols(term: _Term) -> sp.Expr:
    """Return a term as a product of symbols, one for each component."""
    simplified: _Term | None = term
    while simplified is not None:
        term = _Term(simplified.factor, tuple(_merged(simplified.entries)), simplified.sums)
        simplified = _one_sum_less(term)
    factor, entries = term.factor, list(term.entries)
    while entries:
        component, waiting = [], [entries[0]]
        while waiting:
            entry = waiting.pop()
            if entry in entries:
                entries.remove(entry)
                component.append(entry)
                shared = [place for place in (entry.row, entry.column) if isinstance(place, _Index)]
                waiting += [other for other in entries if any(other.has(place) for place in shared)]
        factor *= _symbol(component)
    return factor


def _one_sum_less(term: _Term) -> _Term | None:
    """Carry out one sum that has a closed form; None where there is none."""
    for entry in term.entries:
        if entry.matrix is None:  # a Kronecker delta
            rest = tuple(other for other in term.entries if other is not entry)
            if entry.row == entry.column:
                return _Term(term.factor, rest, term.sums)
            for old, new in ((entry.row, entry.column), (entry.column, entry.row)):
                if isinstance(old, _Index):
                    sums = tuple(index for index in term.sums if index != old)
                    return _Term(term.factor, tuple(other.moved(old, new) for other in rest), sums)
    for index in term.sums:
        where = [entry for entry in term.entries if entry.has(index)]
        sums = tuple(other for other in term.sums if other != index)
        if not where:
            return _Term(term.factor * index.size, term.entries, sums)
        if len(where) == 2 and _are_orthonormal(where[0], where[1], index):
            rest = tuple(entry for entry in term.entries if not entry.has(index))
            delta = _Entry(None, where[0].other(index), where[1].other(index))
            return _Term(term.factor, (*rest, delta), sums)
    return None


def _are_orthonormal(first: _Entry, second: _Entry, index: _Index) -> bool:
    """Tell whether the sum over an index is that of two columns, or of two rows of a square matrix."""
    matrix = first.matrix
    if (
        not isinstance(matrix, Orthonormal)
        or second.matrix != matrix
        or (first.power, second.power) != (1, 1)
    ):
        return False
    if any(entry.row == entry.column for entry in (first, second)):
        return False
    over_rows = first.row == second.row == index
    over_columns = first.column == second.column == index
    return bool(over_rows or (over_columns and matrix.shape[0] == matrix.shape[1]))


def _merged(entries: Iterable[_Entry]) -> list[_Entry]:
    """Multiply equal entries by adding their powers; those of orthonormal columns wait to be summed."""
    kept = []
    powers: dict[tuple[sp.MatrixSymbol | None, _Place, _Place], sp.Expr] = {}
    for entry in entries:
        key = (entry.matrix, entry.row, entry.column)
        if isinstance(entry.matrix, Orthonormal):
            kept.append(entry)
        elif entry.matrix is None:
            powers[key] = sp.S.One  # 0 or 1, at any power
        else:
            powers[key] = powers.get(key, sp.S.Zero) + entry.power
    return kept + [_Entry(*key, power) for key, power in powers.items() if power != 0]


def _symbol(component: list[_Entry]) -> sp.Symbol:
    """Return the symbol of a component, whose name does not depend on how its indices were called."""
    indices = list(dict.fromkeys(p for e in component for p in (e.row, e.column) if isinstance(p, _Index)))
    rank = dict.fromkeys(indices, 0)
    for _ in indices:  # tell indices apart by the entries that they stand in, and by the other index there
        seen = {
            index: sorted(_label(e, _ranked(rank, index)) for e in component if e.has(index))
            for index in indices
        }
        order = sorted({str(label) for label in seen.values()})
        rank = {index: order.index(str(label)) for index, label in seen.items()}
    groups = [[index for index in indices if rank[index] == number] for number in sorted(set(rank.values()))]
    if math.prod(math.factorial(len(group)) for group in groups) > _MOST:
        raise StepRefused(f"a product of {len(component)} entries has too many indices that look alike")
    names = []
    for orders in itertools.product(*(itertools.permutations(group) for group in groups)):
        number = {index: place for place, index in enumerate(itertools.chain(*orders))}
        names.append(" ".join(sorted(_label(entry, _ranked(number)) for entry in component)))
    return sp.Symbol(f"<{min(names, default='')}>", real=True)


def _ranked(rank: dict[_Index, int], own: _Index | None = None) -> Callable[[_Index], str]:
    return lambda place: "own" if place is own else f"{rank[place]}"


def _label(entry: _Entry, name: Callable[[_Index], str]) -> str:
    row, column = (
        name(place) if isinstance(place, _Index) else f"letter {place}" for place in (entry.row, entry.column)
    )
    if entry.matrix is None:
        row, column = sorted((row, column))
        return f"delta[{row},{column}]"
    kind = "" if type(entry.matrix) is sp.MatrixSymbol else type(entry.matrix).__name__ + " "
    return f"{kind}{entry.matrix}({shape_of(entry.matrix)})[{row},{column}]^{entry.power}"
