"""Whether a weight is a multiple of an orthogonal matrix: no random error, only that of rounding."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from paper_checks.auditing.precision import Precision

__all__ = ["Orthonormal", "gain_tolerance", "orthonormal"]

_PROBES = 4
_HALF_UNIT = 2.0**-24  # of float32, in which frameworks decompose
_ROWS, _COSINE = 8, 1 / 16


@dataclass(frozen=True)
class Orthonormal:
    """A matrix whose shorter side is orthogonal to within rounding.

    Parameters
    ----------
    gain : float
        The length of each vector.
    telling : bool
        Whether independent weights are that with a probability below 1e-8.  A cosine of two vectors of m independent
        weights is at most t in size with a probability of about 0.8 t sqrt(m) at most; 8 vectors, the first with the
        seven others, at t sqrt(m) of at most 1/16, have (1/20)^7.
    """

    gain: float
    telling: bool


def gain_tolerance(side: int, precision: Precision) -> float:
    """Return the relative error of a product of two rows of `side` entries that is put down to rounding.

    Storing moves each row by at most `relative` times its length.  A decomposition in float32 adds an error of its own,
    for which 4 sqrt(side) half units are allowed.
    """
    return 2.1 * precision.relative + 4 * math.sqrt(side) * _HALF_UNIT


def orthonormal(values: npt.NDArray[np.floating[Any]], precision: Precision) -> Orthonormal | None:
    """Return how a weight is orthogonal along its shorter side; None if it is not, or is a single row.

    The weight is flattened to its first axis and the others (PyTorch), or to the others and its last (Keras, JAX).
    With V its shorter side first, V V' x = gain^2 x is checked for a few x that are drawn with a fixed seed.
    """
    if values.ndim < 2 or 0 in values.shape:
        return None
    by_axis = (values.reshape(values.shape[0], -1), values.reshape(-1, values.shape[-1]))
    found = [_checked(matrix, precision) for matrix in by_axis[: 1 if values.ndim == 2 else 2]]
    return max((one for one in found if one), key=lambda one: one.telling, default=None)


def _checked(matrix: npt.NDArray[np.floating[Any]], precision: Precision) -> Orthonormal | None:
    wide = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    short, side = wide.shape
    if short < 2:
        return None
    allowed = gain_tolerance(side, precision)
    two = wide[:2].astype(np.float64)  # almost every other weight fails here, at no cost
    squares = np.einsum("ij,ij->i", two, two)
    product = float(np.einsum("j,j->", *two))
    if not squares.all() or abs(product) > allowed * math.sqrt(squares[0] * squares[1]):
        return None
    if abs(squares[0] / squares[1] - 1) > 2 * allowed:
        return None
    probes = np.random.default_rng(0).standard_normal((short, _PROBES))
    dtype = np.float64 if wide.size <= 2**22 else np.float32  # a large one is not copied
    image = wide.astype(dtype, copy=False) @ (wide.T.astype(dtype, copy=False) @ probes.astype(dtype))
    square = float((probes * image).sum() / (probes * probes).sum())
    error = float(np.linalg.norm(image - square * probes) / np.linalg.norm(probes))
    # Storing moves the matrix by at most `relative` times its Frobenius norm, which is sqrt(short) times the gain.
    if not square > 0 or error > allowed * math.sqrt(short) * square:
        return None
    return Orthonormal(math.sqrt(square), short >= _ROWS and allowed * math.sqrt(side) <= _COSINE)
