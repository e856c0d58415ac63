"""Matrix expressions as arrays of numbers: what confirms an identity between traces.

The arrays are multiplied by NumPy, in many digits, and know nothing of sums over indices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import reduce
from random import Random
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from theory.derivation.step import StepRefused
from theory.derivation.traces import Orthonormal, Positive, Unit, with_traces
from theory.notation import random_point

__all__ = ["Arrays", "number_of", "random_arrays", "written_out"]

_SHAPES = 4  # at so many random ones are identities compared
_LARGEST = 7
_WORKING = 80  # digits, since differences cancel
_SIZED = (sp.MatrixSymbol, sp.Identity, sp.OneMatrix, sp.ZeroMatrix, Unit)

Array = np.ndarray[Any, Any]
Arrays = Mapping[sp.MatrixSymbol, Array]
Numbers = Mapping[sp.Symbol, sp.Expr]


def number_of(expression: sp.Expr, arrays: Arrays, numbers: Numbers) -> sp.Float:
    """Evaluate an expression in traces.

    Parameters
    ----------
    expression : sympy.Expr
    arrays : mapping
        An array for each matrix symbol.
    numbers : mapping
        A number for each size, index and other symbol.

    Raises
    ------
    StepRefused
        If the arrays do not fit, or the value is not a finite real number.
    """
    with mpmath.workdps(_WORKING):
        found = with_traces(
            expression,
            lambda trace: sp.Float(_trace(_array(trace.arg, arrays, numbers), trace.arg), _WORKING),
        )
        value = sp.N(sp.sympify(found).subs(numbers), _WORKING)
    if not (value.is_Number and value.is_finite):
        raise StepRefused(f"at {dict(numbers)}, {expression} is {value}, which is not a finite real number")
    return value


def written_out(matrices: Mapping[sp.MatrixSymbol, sp.Matrix], point: Numbers) -> Arrays:
    """Return the arrays of matrices whose entries are written out, at a point of the symbols in them."""
    with mpmath.workdps(_WORKING):
        return {
            symbol: np.array(
                [
                    [mpmath.mpf(sp.N(sp.sympify(entry).subs(point), _WORKING)) for entry in row]
                    for row in rows.tolist()
                ]
            )
            for symbol, rows in matrices.items()
        }


def random_arrays(
    *expressions: sp.Expr, draws: int = _SHAPES
) -> Iterator[tuple[Arrays, dict[sp.Symbol, sp.Expr]]]:
    """Yield random arrays for all matrix symbols, and random numbers for all other symbols.

    The sizes differ from one another, as far as the matrices may have them.

    Parameters
    ----------
    *expressions : sympy.Expr
    draws : int
        How many times.

    Raises
    ------
    StepRefused
        If there are no such sizes.
    """
    parts = set().union(*(expression.atoms(*_SIZED) for expression in expressions))
    sizes = sorted({size for part in parts for size in part.shape if size.is_Symbol}, key=str)
    symbols = sorted((part for part in parts if isinstance(part, sp.MatrixSymbol)), key=str)
    units = sorted((part for part in parts if isinstance(part, Unit)), key=str)
    rng = Random(20170504)
    for _ in range(draws):
        numbers = _sizes(sizes, symbols, rng)
        for unit in units:
            numbers.setdefault(unit.index, sp.Integer(rng.randint(1, int(unit.shape[0].subs(numbers)))))
        others = set().union(*(expression.atoms(sp.Symbol) for expression in expressions)) - set(numbers)
        numbers |= random_point(others, rng)
        with mpmath.workdps(_WORKING):
            yield {symbol: _random(symbol, numbers, rng) for symbol in symbols}, numbers


def _sizes(sizes: list[sp.Symbol], symbols: list[sp.MatrixSymbol], rng: Random) -> dict[sp.Symbol, sp.Expr]:
    for _ in range(1000):
        drawn = map(sp.Integer, rng.sample(range(2, _LARGEST + 1), len(sizes)))
        numbers = dict(zip(sizes, drawn, strict=True))
        shapes = [[size.subs(numbers) for size in symbol.shape] for symbol in symbols]
        if all(
            rows >= columns or not isinstance(symbol, Orthonormal)
            for symbol, (rows, columns) in zip(symbols, shapes, strict=True)
        ):
            return numbers
    raise StepRefused(f"no sizes up to {_LARGEST} were found for {', '.join(map(str, symbols))}")


def _random(symbol: sp.MatrixSymbol, numbers: Numbers, rng: Random) -> Array:
    rows, columns = (int(size.subs(numbers)) for size in symbol.shape)

    def entry() -> Fraction:
        size = Fraction(rng.randint(300, 2000), 1000)
        return size if isinstance(symbol, Positive) or rng.random() < 0.5 else -size

    if isinstance(symbol, Orthonormal):
        entries = _orthogonal(rows, entry)[:, :columns]
    else:
        entries = np.array([[entry() for _ in range(columns)] for _ in range(rows)])
    as_number = np.vectorize(
        lambda number: mpmath.mpf(number.numerator) / number.denominator, otypes=[object]
    )
    return np.asarray(as_number(entries))


def _orthogonal(size: int, entry: Any) -> Array:
    """Return a product of two reflections, exactly orthogonal in rational numbers."""
    unit = np.array([[Fraction(int(row == column)) for column in range(size)] for row in range(size)])
    product = unit
    for _ in range(2):
        vector = np.array([entry() for _ in range(size)])
        product = product @ (unit - 2 * np.outer(vector, vector) / (vector @ vector))
    return product


def _trace(array: Array, meaning: sp.MatrixExpr) -> Any:
    if array.shape[0] != array.shape[1]:
        raise StepRefused(f"{meaning} is an array of shape {array.shape}: it has no trace")
    return np.trace(array)


def _array(matrix: sp.MatrixExpr, arrays: Arrays, numbers: Numbers) -> Array:
    def array_of(part: sp.MatrixExpr) -> Array:
        return _array(part, arrays, numbers)

    rows, columns = (int(sp.sympify(size).subs(numbers)) for size in matrix.shape)
    match matrix:
        case sp.MatrixSymbol():
            array: Array = arrays[matrix]
            return array
        case sp.OneMatrix():
            return _filled((rows, columns), 1)
        case sp.ZeroMatrix():
            return _filled((rows, columns), 0)
        case sp.Identity():
            return _diagonal(_filled((rows,), 1))
        case Unit():
            column = _filled((rows, 1), 0)
            column[int(numbers[matrix.index]) - 1, 0] = mpmath.mpf(1)
            return column
        case sp.Transpose():
            return array_of(matrix.arg).T
        case sp.MatAdd():
            return reduce(_fitting(np.add, matrix), map(array_of, matrix.args))
        case HadamardProduct():
            return reduce(_fitting(np.multiply, matrix), map(array_of, matrix.args))
        case sp.MatPow() if matrix.exp.is_Integer and matrix.exp > 0:
            return reduce(_multiplied(matrix), [array_of(matrix.base)] * int(matrix.exp))
        case sp.MatMul():
            factor, parts = matrix.as_coeff_matrices()
            product = reduce(_multiplied(matrix), map(array_of, parts))
            return np.asarray(mpmath.mpf(number_of(factor, arrays, numbers)) * product)
        case HadamardPower():
            exponent = mpmath.mpf(sp.N(matrix.exp, _WORKING))
            base = array_of(matrix.base)
            return np.asarray(np.vectorize(lambda entry: entry**exponent, otypes=[object])(base))
        case DiagMatrix():
            return _diagonal(array_of(matrix.args[0])[:, 0])
    raise StepRefused(f"{matrix} is a {type(matrix).__name__}, which no array stands for")


def _filled(shape: tuple[int, ...], number: int) -> Array:
    return np.full(shape, mpmath.mpf(number), dtype=object)


def _diagonal(entries: Array) -> Array:
    array = _filled((len(entries), len(entries)), 0)
    np.fill_diagonal(array, entries)
    return array


def _fitting(combine: Any, matrix: sp.MatrixExpr) -> Any:
    def combined(left: Array, right: Array) -> Array:
        if left.shape != right.shape:
            raise StepRefused(f"{matrix} combines arrays of the shapes {left.shape} and {right.shape}")
        return np.asarray(combine(left, right))

    return combined


def _multiplied(matrix: sp.MatrixExpr) -> Any:
    def product(left: Array, right: Array) -> Array:
        if left.shape[1] != right.shape[0]:
            raise StepRefused(f"{matrix} multiplies arrays of the shapes {left.shape} and {right.shape}")
        return left @ right

    return product
