"""Identities between traces of matrix expressions, for every shape, and their values at one shape.

A number such as an entry, a sum or a squared length is written as a trace: an entry of a column x is tr(e_kᵀ x), where
e_k is a `Unit`.

>>> from sympy import MatrixSymbol, Trace
>>> from theory.notation import M, N
>>> W, d, x = MatrixSymbol("W", M, N), MatrixSymbol("d", M, 1), MatrixSymbol("x", N, 1)
>>> TraceIdentity(Trace((W.T * d).T * x), "the transpose of a product").prove(Trace(d.T * W * x))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import sympy as sp

from theory.derivation.arrays import number_of, random_arrays, written_out
from theory.derivation.checks import DIGITS, is_real_and_no_more, points, require_close, require_zero
from theory.derivation.contractions import contracted
from theory.derivation.evaluation import evaluate
from theory.derivation.hypotheses import require_admissible
from theory.derivation.step import Step, StepRefused
from theory.derivation.traces import Positive, Unit, require_apart, with_traces
from theory.notation import DOMAINS

__all__ = ["AtShape", "TraceIdentity"]


@dataclass(frozen=True)
class TraceIdentity(Step):
    """An identity between expressions in traces, for every shape of the matrices.

    It is proved on entries: both sides become sums over indices, in a canonical form.  It is confirmed by arrays of
    random numbers, at shapes whose sizes differ from one another.

    Parameters
    ----------
    names : mapping
        Symbols of `result` that the previous expression does not have, and the expression in traces that each stands
        for.  A trace in it must have a factor without traces.  A name is assumed to be real, and no more.
    """

    names: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict)
    kind: ClassVar[str] = "matrices"

    def prove(self, previous: sp.Expr) -> None:
        self._require_new(previous)
        left, right = contracted(previous), contracted(self.result)
        replaced: dict[sp.Symbol, sp.Expr] = {}
        for name, meaning in self.names.items():
            # A change of variables: one of the sums in the meaning is written by its name and the other sums.
            stated = sp.expand(contracted(meaning).subs(replaced))
            component, value = _solved(stated, name, previous)
            replaced = {key: sp.expand(part.subs(component, value)) for key, part in replaced.items()}
            replaced[component] = value
        require_zero(_gathered(left.subs(replaced)) - _gathered(right.subs(replaced)))

    def confirm(self, previous: sp.Expr) -> None:
        self._require_new(previous)
        spelled = self.result.subs(dict(self.names), simultaneous=True)
        for arrays, numbers in random_arrays(previous, spelled):
            left, right = (number_of(side, arrays, numbers) for side in (previous, spelled))
            require_close(left, right, DIGITS, {symbol: array.shape for symbol, array in arrays.items()})

    def _require_new(self, previous: sp.Expr) -> None:
        require_apart(previous, self.result, *self.names, *self.names.values())
        for name, meaning in self.names.items():
            if name in previous.atoms(sp.Symbol) or name in DOMAINS:
                raise StepRefused(f"{name} has a meaning already: name {meaning} by another symbol")
            if not meaning.has(sp.Trace):
                raise StepRefused(f"{name} = {meaning} names no trace: leave it out")
            if not is_real_and_no_more(name):
                raise StepRefused(
                    f"{name} is assumed to be more than real, which {meaning} need not be: name it by a real symbol"
                )


def _solved(stated: sp.Expr, name: sp.Symbol, previous: sp.Expr) -> tuple[sp.Symbol, sp.Expr]:
    """Solve `stated` = name for a symbol of a component that stands in it alone, with a factor."""
    known = previous.atoms(sp.Symbol)
    for component in sorted(stated.free_symbols - known, key=str):
        factor = stated.coeff(component)
        rest = sp.expand(stated - factor * component)
        if factor != 0 and not rest.has(component) and factor.free_symbols <= known:
            return component, sp.expand((name - rest) / factor)
    raise StepRefused(f"{name} names {stated}, of which no trace stands by itself: name its parts")


def _gathered(expression: sp.Expr) -> sp.Expr:
    """Factor what stands under roots, so that equal roots look alike."""
    return expression.replace(
        lambda part: part.is_Pow and not part.exp.is_Integer,
        lambda part: sp.factor(sp.expand(part.base)) ** part.exp,
    )


@dataclass(frozen=True)
class AtShape(Step):
    """The value at one shape, the matrices being written out entry by entry.

    Parameters
    ----------
    matrices : mapping
        What each matrix symbol is: a sympy.Matrix of real entries.
    at : mapping
        The number that each index of a `Unit` is.
    """

    matrices: Mapping[sp.MatrixSymbol, sp.Matrix] = field(default_factory=dict)
    at: Mapping[sp.Symbol, int] = field(default_factory=dict)
    kind: ClassVar[str] = "at a shape"

    def prove(self, previous: sp.Expr) -> None:
        sizes = self._sizes(previous)
        contracted(previous)  # refuses what does not fit
        written = {symbol: sp.ImmutableMatrix(matrix) for symbol, matrix in self.matrices.items()}
        units = {
            unit: sp.ImmutableMatrix(
                sizes[unit.shape[0]], 1, lambda row, _, at=sizes[unit.index]: int(row + 1 == at)
            )
            for unit in previous.atoms(Unit)
        }
        explicit = with_traces(
            previous,
            lambda trace: trace.arg.xreplace(units).xreplace(written).xreplace(sizes).as_explicit().trace(),
        )
        require_zero(explicit.subs(sizes) - self.result)

    def confirm(self, previous: sp.Expr) -> None:
        sizes = self._sizes(previous)
        entries = sp.Tuple(*(entry for matrix in self.matrices.values() for entry in sp.Matrix(matrix)))
        outside = with_traces(previous, lambda trace: sp.S.Zero).subs(sizes)
        for point in points(entries, outside, self.result):
            found = number_of(previous, written_out(self.matrices, point), {**point, **sizes})
            require_close(found, evaluate(self.result, point, DIGITS), DIGITS - 2, point)

    def _sizes(self, previous: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
        """Return the number that each size is, as the matrices say, and each index."""
        numbers: dict[sp.Symbol, sp.Expr] = {}
        for symbol in sorted(previous.atoms(sp.MatrixSymbol), key=str):
            if symbol not in self.matrices:
                raise StepRefused(f"{symbol} is not written out: give its matrix")
            positive = isinstance(symbol, Positive) and all(
                entry.is_positive for entry in self.matrices[symbol]
            )
            if type(symbol) is not sp.MatrixSymbol and not positive:
                raise StepRefused(f"{symbol} is {type(symbol).__name__}, which its entries need not make it")
            for entry in self.matrices[symbol]:
                if not entry.is_real:
                    raise StepRefused(
                        f"{symbol} has the entry {entry}, which is not shown to be real: give symbols whose "
                        "assumptions show it"
                    )
            for size, number in zip(symbol.shape, self.matrices[symbol].shape, strict=True):
                if size.is_Symbol:
                    require_admissible(size, numbers.setdefault(size, sp.Integer(number)))
        for symbol in sorted(previous.atoms(sp.MatrixSymbol), key=str):
            shape = self.matrices[symbol].shape
            for size, number in zip(symbol.shape, shape, strict=True):
                stated = size.subs(numbers)
                if not stated.is_Integer:
                    raise StepRefused(
                        f"{symbol} has the size {size}: write out matrices that tell its letters"
                    )
                if stated != number:
                    raise StepRefused(
                        f"{symbol} is written out with the shape {shape}, where {size} is {stated}"
                    )
        for unit in sorted(previous.atoms(Unit), key=str):
            at, size = self.at.get(unit.index), unit.shape[0].subs(numbers)
            if at is None or not size.is_Integer or not 1 <= at <= size:
                raise StepRefused(f"{unit} is at {unit.index} = {at}: give an index from 1 to {size} in at")
            require_admissible(unit.index, sp.Integer(at))
            if numbers.setdefault(unit.index, sp.Integer(at)) != at:
                raise StepRefused(f"{unit.index} is a size, and the index of {unit}: give it another letter")
        return numbers
