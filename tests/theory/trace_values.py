"""Traces of matrix expressions in double precision, by NumPy: nothing in common with the theory's own arrays."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from theory.derivation.traces import Orthonormal, Positive, Unit

__all__ = ["symbols_within", "trace_value"]


def symbols_within(expression: sp.Expr) -> set[sp.Symbol]:
    """Return the free symbols, and those of the sizes and the factors inside traces."""
    return {s for s in expression.free_symbols if isinstance(s, sp.Symbol)}.union(
        *(trace.atoms(sp.Symbol) for trace in expression.atoms(sp.Trace))
    )


def trace_value(trace: sp.Trace, point: dict[sp.Symbol, float], value) -> float:  # type: ignore[no-untyped-def]
    """Evaluate a trace; `value` evaluates the numbers within it."""

    def array(matrix: sp.MatrixExpr) -> np.ndarray:
        rows, columns = (int(sp.sympify(size).subs(point)) for size in matrix.shape)
        match matrix:
            case Unit():
                return np.eye(rows)[:, [(int(point[matrix.index]) - 1) % rows]]
            case sp.MatrixSymbol():
                drawn = np.random.default_rng(crc32(matrix.name.encode())).standard_normal((rows, columns))
                if isinstance(matrix, Orthonormal):
                    return np.linalg.qr(drawn)[0]
                return np.abs(drawn) + 0.1 if isinstance(matrix, Positive) else drawn
            case sp.Identity():
                return np.eye(rows)
            case sp.OneMatrix():
                return np.ones((rows, columns))
            case sp.ZeroMatrix():
                return np.zeros((rows, columns))
            case sp.Transpose():
                return array(matrix.arg).T
            case sp.MatAdd():
                return sum(array(part) for part in matrix.args)
            case sp.MatPow():
                return np.linalg.matrix_power(array(matrix.base), int(matrix.exp))
            case sp.MatMul():
                factor, parts = matrix.as_coeff_matrices()
                arrays = [array(part) for part in parts]
                return value(factor, point) * (arrays[0] if len(arrays) == 1 else np.linalg.multi_dot(arrays))
            case HadamardProduct():
                return np.prod([array(part) for part in matrix.args], axis=0)
            case HadamardPower():
                return array(matrix.base) ** value(matrix.exp, point)
            case DiagMatrix():
                return np.diag(array(matrix.args[0])[:, 0])
        raise TypeError(matrix)

    return float(np.trace(array(trace.arg)))
