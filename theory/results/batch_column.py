"""One column of a batch under batch normalisation, in matrices: variance and invariance, at every size.

The normalised column is gamma C Y/sqrt(v + epsilon) + beta 1, where C subtracts the mean and v is the variance.  Of the
loss, its derivatives d by the normalised values count: the loss changes as d^T times the normalised column does.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.matrices import TraceIdentity
from theory.derivation.registry import derived
from theory.derivation.traces import Unit
from theory.notation import EPS, B, beta, gamma, partial_derivative, y
from theory.results.batchnorm_gradients import BATCH_MEAN, BATCH_VARIANCE

__all__ = [
    "COLUMN",
    "MEAN_PRODUCT",
    "MEAN_SLOPE",
    "ONES",
    "SCALE",
    "SLOPE",
    "SLOPES",
    "UNIT",
    "centring",
    "loss",
    "loss_by",
    "named",
    "normalized",
    "normalized_scaled_value",
    "normalized_variance_with_epsilon",
]

SLOPE = sp.Symbol("d_kj", real=True)  # the derivative of the loss by the normalised value
MEAN_SLOPE = sp.Symbol("D_j", real=True)  # its mean over the batch
MEAN_PRODUCT = sp.Symbol("C_j", real=True)  # the mean of its products with Y - m
SCALE = sp.Symbol("a_j", positive=True)  # by which a column is multiplied

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
    return partial_derivative(r"\ell", variable)


@derived
def normalized_variance_with_epsilon() -> Derivation:
    """gamma^2 v/(v + epsilon): the variance of a normalised column."""
    column = normalized(COLUMN)
    return Derivation(
        name="normalized_variance_with_epsilon",
        lhs=sp.Symbol(r"\hat v_j", nonnegative=True),
        start=sp.Trace(column.T * centring() * column) / B,
        steps=(
            TraceIdentity(
                gamma**2 * BATCH_VARIANCE / (BATCH_VARIANCE + EPS),
                "C² = C, and C 1 = 0; v is YᵀCY/B",
                names=named(BATCH_VARIANCE),
            ),
        ),
    )


@derived
def normalized_scaled_value() -> Derivation:
    """gamma (Y - m)/sqrt(v) + beta: a normalised value of a column that was multiplied by a > 0, without epsilon."""
    return Derivation(
        name="normalized_scaled_value",
        lhs=sp.Symbol(r"\hat Y_{kj}", real=True),
        start=sp.Trace(UNIT.T * normalized(SCALE * COLUMN, sp.S.Zero)),
        steps=(
            TraceIdentity(
                gamma * (y - BATCH_MEAN) / sp.sqrt(BATCH_VARIANCE) + beta,
                "a stands in the centred column and in its deviation",
                names=named(y, BATCH_MEAN, BATCH_VARIANCE),
            ),
        ),
    )
