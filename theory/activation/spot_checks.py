"""Checks of a function on a grid of points, where SymPy has no proof."""

from __future__ import annotations

import mpmath
import numpy as np
import numpy.typing as npt
import sympy as sp

from theory.activation.constants import with_floats
from theory.activation.pieces import Piece
from theory.notation import x

__all__ = ["changes_sign", "require_equal"]


Array = npt.NDArray[np.float64]
# Dense about 0, and out to where every activation has reached its limit.  The shift by pi/1000 avoids points at
# which a formula may make an exception.
_GRID = np.pi / 1000 + np.concatenate(
    [np.linspace(-40, 40, 8003), *(sign * np.geomspace(40, 1e9, 901) for sign in (-1, 1))]
)


def require_equal(expr: sp.Expr, pieces: tuple[Piece, ...]) -> None:
    """Compare a function with its pieces, which differ where a kink is missing.

    Raises
    ------
    ValueError
        If they differ; the message names a point.
    """
    for piece in pieces:
        points = _inside(piece)
        values, expected = _values(piece.expr, points), _values(expr, points)
        with np.errstate(all="ignore"):
            apart = np.abs(values - expected) > 1e-9 * (np.abs(values) + np.abs(expected))
        for point in points[apart][:3]:
            right, wrong = (_exact(part, point) for part in (expr, piece.expr))
            if abs(right - wrong) > 1e-9 * (abs(right) + abs(wrong)):
                raise ValueError(
                    f"{expr} is {mpmath.nstr(right, 6)} at x = {point:g}, where its piece {piece.expr} on "
                    f"({piece.low}, {piece.high}) is {mpmath.nstr(wrong, 6)}: a kink is missing, "
                    "give all of them with kinks=(...)"
                )


def changes_sign(piece: Piece) -> bool:
    """Return whether a function is 0 or changes sign somewhere in a piece; False does not prove the opposite."""
    values = _values(piece.expr, _inside(piece))
    signs = np.sign(values[np.isfinite(values)])
    return bool((signs == 0).any() or (np.diff(signs) != 0).any())


def _inside(piece: Piece) -> Array:
    low, high = float(piece.low), float(piece.high)
    return np.asarray([point for point in _GRID if low < point < high])


def _values(expr: sp.Expr, points: Array) -> Array:
    with np.errstate(all="ignore"):
        values = np.asarray(sp.lambdify(x, with_floats(expr), ["scipy", "numpy"])(points))
    real = np.where(np.abs(values.imag) > 0, np.nan, values.real)
    return np.broadcast_to(real, points.shape).astype(np.float64)


def _exact(expr: sp.Expr, point: float) -> mpmath.mpf:
    with mpmath.workdps(40):
        return mpmath.mpf(sp.lambdify(x, expr, "mpmath")(mpmath.mpf(point)))
