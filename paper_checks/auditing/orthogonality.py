"""Whether a weight is a multiple of an orthogonal matrix: no random error, only that of rounding."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from paper_checks.auditing.precision import Precision

__all__ = ["orthogonal_gain", "tolerance"]

_PROBES = 4
_AXES = ((0, "rows"), (-1, "columns"))


def tolerance(side: int, precision: Precision) -> float:
    """Return the relative error of W W' that is put down to rounding, where an orthonormal vector has `side` entries.

    Storing W moves it by at most `relative` |W|_F, which is `relative` sqrt(side) times its norm, and the product by
    twice that; a QR decomposition in float32 stays within as much again.
    """
    return 4 * precision.relative * math.sqrt(side)


def orthogonal_gain(values: npt.NDArray[np.floating[Any]], precision: Precision) -> tuple[float, int] | None:
    """Return the gain of a weight whose shorter side is orthogonal, and the length of its longer side; else None.

    The weight is flattened to its first axis and the others (PyTorch), or the others and its last (Keras, JAX).  With V
    its shorter side first, V V' x = gain^2 x is checked for a few x that are drawn with a fixed seed; another matrix
    passes with probability 0.
    """
    if values.ndim < 2 or 0 in values.shape:
        return None
    for axis, _ in _AXES:
        matrix = values.reshape((values.shape[0], -1) if axis == 0 else (-1, values.shape[-1]))
        rows, columns = matrix.shape
        short = min(rows, columns)
        if short < 2:
            continue
        wide = matrix if rows <= columns else matrix.T
        # Two rows first: almost every weight fails here, at no cost.
        two = wide[:2].astype(np.float64)
        squares = np.einsum("ij,ij->i", two, two)
        allowed = tolerance(max(rows, columns), precision)
        if not squares.all() or abs(two[0] @ two[1]) > allowed * math.sqrt(squares[0] * squares[1]):
            continue
        if abs(squares[0] / squares[1] - 1) > allowed:
            continue
        probes = np.random.default_rng(0).standard_normal((short, _PROBES))
        dtype = np.float64 if wide.size <= 2**22 else wide.dtype  # a large one is not copied
        image = wide @ (wide.T @ probes.astype(dtype))
        gain = float((probes * image).sum() / (probes * probes).sum())
        error = np.linalg.norm(image - gain * probes) / np.linalg.norm(probes)
        if gain > 0 and error <= allowed * gain:
            return math.sqrt(gain), max(rows, columns)
    return None
