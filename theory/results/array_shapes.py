"""Shapes of the vectors and matrices of the homework, read off the products that define them (CPEN 455, homework 1)."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.registry import derived
from theory.derivation.shapes import Columns, Entries, Shape
from theory.notation import B, M, N
from theory.results.backprop import BELOW, WIDTH

__all__ = [
    "batch_entries",
    "jacobian_columns",
    "layer_entries",
    "mean_columns",
    "mean_entries",
    "normalized_arguments",
    "one_square_entries",
    "unit_variance_entries",
    "variance_entries",
    "weight_columns",
]

_BATCH = sp.MatrixSymbol("Y", B, M)  # a row for each sample
_WEIGHTS = sp.MatrixSymbol("W", WIDTH, BELOW)
_SAMPLE = sp.MatrixSymbol("e", B, 1)  # its transpose times Y is one row of Y
_UNIT = sp.MatrixSymbol("f", M, 1)  # Y times it is one column of Y
_ENTRY = _SAMPLE.T * _BATCH * _UNIT


def _shape(name: str, number: sp.Expr, result: sp.Expr, reason: str) -> Derivation:
    """Return the derivation of a number of a shape; it is its own left-hand side."""
    return Derivation(name=name, lhs=number, start=number, steps=(Shape(sp.sympify(result), reason),))


@derived("cpen455hw1 1.2, covariance of a unit")
def unit_variance_entries() -> Derivation:
    """1: the variance of one unit z_i = w_i x is w_i COV(x) w_i^T, a number."""
    row, covariance = sp.MatrixSymbol("w_i", 1, N), sp.MatrixSymbol("C", N, N)
    return _shape("unit_variance_entries", Entries(row * covariance * row.T), 1, "w_i is a row of W")


@derived("cpen455hw1 (4)")
def batch_entries() -> Derivation:
    """B M: Y = X W^T has a row for each sample and a column for each unit."""
    inputs, weights = sp.MatrixSymbol("X", B, N), sp.MatrixSymbol("W", M, N)
    return _shape("batch_entries", Entries(inputs * weights.T), B * M, "the inputs are summed over")


@derived("cpen455hw1 (6)")
def mean_columns() -> Derivation:
    """M: the mean of the rows Y[i, :] is a row, 1^T Y/B."""
    ones = sp.MatrixSymbol("1", B, 1)
    return _shape("mean_columns", Columns(ones.T * _BATCH), M, "a sum of rows is a row; 1/B is a number")


@derived("cpen455hw1 2.3, mean")
def mean_entries() -> Derivation:
    """1: the mean of the numbers Y[i, j] of one column is a number."""
    ones = sp.MatrixSymbol("1", B, 1)
    return _shape("mean_entries", Entries(ones.T * _BATCH * _UNIT), 1, "j is fixed, and i is summed over")


@derived("cpen455hw1 2.3, variance as printed")
def one_square_entries() -> Derivation:
    """1: a number Y[i, j] - m[j] times its transpose is a number."""
    return _shape("one_square_entries", Entries(_ENTRY * _ENTRY.T), 1, "an entry is a matrix of 1 × 1")


@derived("cpen455hw1 2.3, variance")
def variance_entries() -> Derivation:
    """M: the diagonal of (Y - m)^T (Y - m), a sum over samples of a column times a row."""
    reason = "the matrix is M × M, and its diagonal has an entry for each column"
    return _shape("variance_entries", Columns(_BATCH.T * _BATCH), M, reason)


@derived("cpen455hw1 2.3, gradient in all")
def normalized_arguments() -> Derivation:
    """M (B + 4): the derivatives of Yhat by Y and by m, v, gamma, beta stand side by side, I_M ⊗ G.

    Each column of Yhat depends on B values of its own column of Y, and on its own mean, variance, scale and shift.
    """
    column = sp.MatrixSymbol("G", B, B + 4)
    gradient = sp.KroneckerProduct(sp.Identity(M), column)
    return _shape("normalized_arguments", Columns(gradient), M * (B + 4), "a column for each argument")


@derived("cpen455hw1 3.1, shape of the Jacobian")
def jacobian_columns() -> Derivation:
    """D_{i-1}: Diag(sigma'(z_i)) W_i has a column for each unit below."""
    slopes = sp.MatrixSymbol("Diag", WIDTH, WIDTH)
    return _shape("jacobian_columns", Columns(slopes * _WEIGHTS), BELOW, "the columns are those of W_i")


@derived("cpen455hw1 3.2, z")
def layer_entries() -> Derivation:
    """D_i: z_i = W_i h_{i-1} + b_i has an entry for each row of W_i."""
    below = sp.MatrixSymbol("h", BELOW, 1)
    return _shape("layer_entries", Entries(_WEIGHTS * below), WIDTH, "the units below are summed over")


@derived("cpen455hw1 3.3, indices")
def weight_columns() -> Derivation:
    """D_{i-1}: W_i has a column, and so an index j, for each unit below."""
    units = sp.MatrixSymbol("f", WIDTH, 1)
    return _shape("weight_columns", Columns(units.T * _WEIGHTS), BELOW, "a row of W_i has its columns")
