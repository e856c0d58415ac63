"""One column of a batch under batch normalisation, in matrices: what its gradients are derived from, at every size.

The normalised column is gamma C Y/sqrt(v + epsilon) + beta 1, where C subtracts the mean and v is the variance.  Of the
loss, its derivatives d by the normalised values count: the loss changes as d^T times the normalised column does.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.traces import Unit
from theory.notation import EPS, B, beta, gamma, y
from theory.results.batchnorm_gradients import BATCH_MEAN, BATCH_VARIANCE

__all__ = [
    "COLUMN",
    "MEAN_PRODUCT",
    "MEAN_SLOPE",
    "ONES",
    "SLOPE",
    "SLOPES",
    "UNIT",
    "centring",
    "loss",
    "loss_by",
    "named",
    "normalized",
]

SLOPE = sp.Symbol("d_kj", real=True)  # the derivative of the loss by the normalised value
MEAN_SLOPE = sp.Symbol("D_j", real=True)  # its mean over the batch
MEAN_PRODUCT = sp.Symbol("C_j", real=True)  # the mean of its products with Y - m

COLUMN, SLOPES = sp.MatrixSymbol("Y", B, 1), sp.MatrixSymbol("d", B, 1)
ONES, UNIT = sp.OneMatrix(B, 1), Unit(B, sp.Symbol("k", integer=True, positive=True))


def centring() -> sp.MatrixExpr:
    """Return C = I - 1 1^T/B, which subtracts the mean of a column."""
    return sp.Identity(B) - ONES * ONES.T / B


def named(*symbols: sp.Symbol) -> dict[sp.Symbol, sp.Expr]:
    """Return what each symbol stands for, in traces; the means first, in which the others are written."""
    meanings = {
        y: sp.Trace(UNIT.T * COLUMN),
        SLOPE: sp.Trace(UNIT.T * SLOPES),
        BATCH_MEAN: sp.Trace(ONES.T * COLUMN) / B,
        MEAN_SLOPE: sp.Trace(ONES.T * SLOPES) / B,
        BATCH_VARIANCE: sp.Trace(COLUMN.T * centring() * COLUMN) / B,
        MEAN_PRODUCT: sp.Trace(SLOPES.T * centring() * COLUMN) / B,
    }
    return {symbol: meaning for symbol, meaning in meanings.items() if symbol in symbols}


def normalized(column: sp.MatrixExpr, epsilon: sp.Expr = EPS) -> sp.MatrixExpr:
    """Return gamma C column/sqrt(v + epsilon) + beta 1, where v is the variance of this column."""
    variance = sp.Trace(column.T * centring() * column) / B
    return gamma * centring() * column / sp.sqrt(variance + epsilon) + beta * ONES


def loss(column: sp.MatrixExpr, epsilon: sp.Expr = EPS) -> sp.Expr:
    """Return the loss of a column that is normalised."""
    return sp.Trace(SLOPES.T * normalized(column, epsilon))


def loss_by(variable: str) -> sp.Symbol:
    """Return the symbol of the derivative of the loss by a variable."""
    return sp.Symbol(rf"\partial \ell/\partial {variable}", real=True)
