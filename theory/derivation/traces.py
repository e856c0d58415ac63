"""What traces are made of: units, matrices with a property, and the sizes that must fit.

>>> import sympy as sp
>>> from theory.notation import M, k
>>> sp.Trace(Unit(M, k).T * sp.MatrixSymbol("x", M, 1))  # an entry of a column
Trace(e_k.T*x)
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardProduct

from theory.derivation.step import StepRefused

__all__ = ["Orthonormal", "Positive", "Unit", "require_apart", "require_fit", "shape_of", "with_traces"]


_AROUND = (sp.Add, sp.Mul, sp.Pow, sp.Function)


class Positive(sp.MatrixSymbol):  # type: ignore[misc]
    """A matrix whose entries are positive: they may be raised to any power, entry by entry."""


class Orthonormal(sp.MatrixSymbol):  # type: ignore[misc]
    """A matrix whose columns are orthonormal; its rows too, where it is square."""


class Unit(sp.MatrixExpr):  # type: ignore[misc]
    """The column of `size` entries that is 1 at an index and 0 elsewhere.

    Parameters
    ----------
    size : sympy.Expr
    index : sympy.Symbol
        From 1 to the size.
    """

    is_commutative = False

    def __new__(cls, size: sp.Expr, index: sp.Symbol) -> Unit:
        if not isinstance(index, sp.Symbol):
            raise TypeError(f"index = {index!r}: expected a symbol, whose number AtShape takes")
        unit: Unit = sp.Basic.__new__(cls, sp.sympify(size), index)
        return unit

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        """As many rows as the size, and one column."""
        return self.args[0], sp.S.One

    @property
    def index(self) -> sp.Symbol:
        """Where its 1 is."""
        return self.args[1]

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return set(self.index.free_symbols)

    def _sympystr(self, printer: object) -> str:
        return f"e_{self.index}"

    def _latex(self, printer: object) -> str:
        return f"e_{{{self.index}}}"


def with_traces(expression: sp.Expr, value: Callable[[sp.Trace], sp.Expr]) -> sp.Expr:
    """Return a number with a value in place of each trace in it; traces within traces are left to `value`."""
    if isinstance(expression, sp.Trace):
        return value(expression)
    if not expression.has(sp.Trace):
        return expression
    if not isinstance(expression, _AROUND):  # a sum binds its index, also where it is the letter of a unit
        raise StepRefused(
            f"{expression} is a {type(expression).__name__} around a trace: write traces within sums of terms, "
            "products, powers and functions alone, and a sum over entries as one trace"
        )
    return expression.func(*(with_traces(part, value) for part in expression.args))


def require_apart(*expressions: sp.Expr) -> None:
    """Raise StepRefused where two symbols have one name: entries are told apart by their names."""
    symbols = set().union(*(expression.atoms(sp.Symbol, sp.MatrixSymbol) for expression in expressions))
    names = sorted(map(str, symbols))
    for first, second in itertools.pairwise(names):
        if first == second:
            raise StepRefused(f"two symbols are called {first}: give each a name of its own")


def require_fit(expression: sp.MatrixExpr) -> None:
    """Raise StepRefused where the sizes within one sum, product or power differ: SymPy lets symbols pass."""
    match expression:
        case sp.MatMul():
            parts = [part for part in expression.args if isinstance(part, sp.MatrixExpr)]
            pairs = [
                (left, right, left.shape[1] - right.shape[0]) for left, right in itertools.pairwise(parts)
            ]
            what = "product"
        case sp.MatPow():
            pairs = [(expression.base, expression.base, expression.base.shape[0] - expression.base.shape[1])]
            what = "product"
        case sp.MatAdd() | HadamardProduct():
            pairs = [
                (left, right, sum(abs(a - b) for a, b in zip(left.shape, right.shape, strict=True)))
                for left, right in itertools.pairwise(expression.args)
            ]
            what = "sum" if isinstance(expression, sp.MatAdd) else "entrywise product"
        case DiagMatrix():
            pairs = [(expression.args[0], sp.Identity(1), expression.args[0].shape[1] - 1)]
            what = "diagonal matrix"
        case _:
            return
    for left, right, difference in pairs:
        if sp.simplify(difference) != 0:
            raise StepRefused(
                f"{left} has the shape {shape_of(left)} and {right} has {shape_of(right)}: their {what} does not exist"
            )


def shape_of(matrix: sp.MatrixExpr) -> str:
    """Return the shape of a matrix, as text."""
    return " × ".join(map(str, matrix.shape))
