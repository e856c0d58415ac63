"""Shapes of matrices as a step of a derivation: how many columns, or entries, a product has.

>>> from sympy import MatrixSymbol
>>> from theory.notation import M, N
>>> Entries(MatrixSymbol("A", M, N) * MatrixSymbol("B", N, 3)).in_sizes()
3*M
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar

import numpy as np
import sympy as sp
from sympy.matrices.expressions.kronecker import KroneckerProduct

from theory.derivation.checks import require_zero
from theory.derivation.step import Step, StepRefused

__all__ = ["Columns", "Entries", "Shape"]

_SHAPES = 6  # at so many random sizes are arrays multiplied
_LARGEST = 7


class _Number(sp.Expr):  # type: ignore[misc]
    """A number that the shape of a matrix has.

    Parameters
    ----------
    matrix : sympy.MatrixExpr
    """

    is_commutative = True
    is_integer = True
    is_positive = True
    name: ClassVar[str]

    def __new__(cls, matrix: sp.MatrixExpr) -> _Number:
        if not isinstance(matrix, sp.MatrixExpr):
            raise TypeError(f"{matrix!r} must be a matrix expression, got {type(matrix).__name__}")
        number: _Number = sp.Expr.__new__(cls, matrix)
        return number

    @property
    def matrix(self) -> sp.MatrixExpr:
        """Whose shape it is."""
        return self.args[0]

    def in_sizes(self) -> sp.Expr:
        """Return the number, as SymPy finds it from the shapes of the factors."""
        raise NotImplementedError

    @staticmethod
    def of(array: np.ndarray[Any, Any]) -> int:
        """Return the number of an array."""
        raise NotImplementedError

    def _sympystr(self, printer: Any) -> str:
        return f"{self.name}({printer._print(self.matrix)})"

    def _latex(self, printer: Any) -> str:
        return rf"\operatorname{{{self.name}}}\left({printer._print(self.matrix)}\right)"


class Columns(_Number):
    """How many columns a matrix has."""

    name = "columns"

    def in_sizes(self) -> sp.Expr:
        return sp.sympify(self.matrix.shape[1])

    @staticmethod
    def of(array: np.ndarray[Any, Any]) -> int:
        return int(array.shape[1])


class Entries(_Number):
    """How many entries a matrix has."""

    name = "entries"

    def in_sizes(self) -> sp.Expr:
        rows, columns = self.matrix.shape
        return rows * columns

    @staticmethod
    def of(array: np.ndarray[Any, Any]) -> int:
        return int(array.size)


@dataclass(frozen=True)
class Shape(Step):
    """Read a number off the shape of a matrix; confirmed by arrays that NumPy multiplies, at unequal sizes."""

    kind: ClassVar[str] = "shape"

    def prove(self, previous: sp.Expr) -> None:
        number = _number(previous)
        _require_composed(number.matrix)
        require_zero(number.in_sizes() - self.result)

    def confirm(self, previous: sp.Expr) -> None:
        number = _number(previous)
        symbols = number.matrix.atoms(sp.MatrixSymbol, sp.Identity)
        sizes = set().union(*(sp.sympify(size).free_symbols for symbol in symbols for size in symbol.shape))
        rng = Random(20170504)
        for _ in range(_SHAPES):
            drawn = rng.sample(range(1, _LARGEST + 1), len(sizes))
            point = dict(zip(sorted(sizes, key=str), drawn, strict=True))
            found = number.of(_array(number.matrix, point))
            if found != self.result.subs(point):
                raise StepRefused(f"at {point} there are {found}, not {self.result.subs(point)}")


def _number(expression: sp.Expr) -> _Number:
    if type(expression) not in (Columns, Entries):
        raise StepRefused(f"{expression} must be the Columns or the Entries of a matrix")
    number: _Number = expression
    return number


def _require_composed(matrix: sp.MatrixExpr) -> None:
    """Raise StepRefused where the sizes of two factors differ: SymPy lets symbols pass."""
    match matrix:
        case sp.MatMul() if all(isinstance(part, sp.MatrixExpr) for part in matrix.args):
            for left, right in itertools.pairwise(matrix.args):
                if sp.simplify(left.shape[1] - right.shape[0]) != 0:
                    raise _does_not_exist(left, right)
        case sp.Transpose() | KroneckerProduct() | sp.MatrixSymbol() | sp.Identity():
            pass
        case _:
            raise _is_no_product(matrix)
    for part in matrix.args:
        if isinstance(part, sp.MatrixExpr):
            _require_composed(part)


def _array(matrix: sp.MatrixExpr, point: dict[sp.Symbol, int]) -> np.ndarray[Any, Any]:
    """Return an array of ones for each matrix, multiplied as the expression says."""
    match matrix:
        case sp.MatMul() if all(isinstance(part, sp.MatrixExpr) for part in matrix.args):
            arrays = [_array(part, point) for part in matrix.args]
            product = arrays[0]
            for array in arrays[1:]:
                if product.shape[1] != array.shape[0]:
                    raise _does_not_exist(matrix, point)
                product = product @ array
            return product
        case sp.Transpose():
            return _array(matrix.arg, point).T
        case KroneckerProduct():
            return np.kron(*(_array(part, point) for part in matrix.args))
        case sp.MatrixSymbol() | sp.Identity():
            return np.ones([int(sp.sympify(size).subs(point)) for size in matrix.shape])
    raise _is_no_product(matrix)


def _does_not_exist(*of: object) -> StepRefused:
    return StepRefused(f"{' and '.join(map(str, of))}: the sizes differ, and their product does not exist")


def _is_no_product(matrix: sp.MatrixExpr) -> StepRefused:
    return StepRefused(f"{matrix} must be a product of matrices, their transposes and Kronecker products")
