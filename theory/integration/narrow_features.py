"""Narrow features of a function: steps, bumps and peaks that panels would miss if they did not end there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import sympy as sp

from theory.activation.expansion import MOST_TERMS, term_count
from theory.activation.pieces import Piece
from theory.notation import x

__all__ = ["feature_ends"]


_SATURATING = (sp.exp, sp.tanh, sp.erf, sp.erfc, sp.sinh, sp.cosh, sp.atan, sp.asinh)
MOST = 8  # features of an activation; the widest are left to the halving of panels
SAME = 1e-5  # of the scale of a feature: what two may differ by and be one
WIDTHS = np.concatenate([-(2.0 ** np.arange(6, -1, -1)), [0.0], 2.0 ** np.arange(7)])


@lru_cache(maxsize=256)  # a deep network asks once for each layer
def feature_ends(pieces: tuple[Piece, ...]) -> npt.NDArray[np.float64]:
    """Return values of x to end panels at: the centre of each narrow feature, and some of its widths away.

    At the centre c of a feature the argument a(x - c) of a function such as tanh is 0, or the exponent -a(x - c)^2 or
    the denominator 1 + a(x - c)^2 turns.  The scale is 1/|a| or 1/sqrt|a|.  Plain panels resolve features about 0
    that are as wide as 1.
    """
    found = {
        (scale, centre)
        for piece in pieces
        for centre, scale in _features(piece.expr)
        if float(piece.low) <= centre <= float(piece.high)
    }
    narrow: list[tuple[float, float]] = []
    for scale, centre in sorted(found):
        # The roots and the turning point of a peak differ by rounding.
        known = any(max(abs(scale - s), abs(centre - c)) < SAME * scale for s, c in narrow)
        if not known and (scale < 0.3 or centre != 0):
            narrow.append((scale, centre))
    ends = np.array([centre + scale * width for scale, centre in narrow[:MOST] for width in WIDTHS])
    ends.flags.writeable = False
    return ends


def _features(expr: sp.Expr) -> Iterator[tuple[float, float]]:
    """Yield the centre and the scale of each feature."""
    for node in sp.preorder_traversal(expr):
        if isinstance(node, _SATURATING):
            inner = node.args[0]
        elif node.is_Pow and not (node.exp.is_Integer and node.exp > 0):
            inner = node.exp if node.exp.has(x) else node.base
        else:
            continue
        if term_count(inner) > MOST_TERMS or not inner.has(x):
            continue
        if (polynomial := inner.as_poly(x)) is not None:
            yield from _of_polynomial(polynomial)


def _of_polynomial(polynomial: sp.Poly) -> Iterator[tuple[float, float]]:
    coefficients = _floats(polynomial)
    slope = np.polyder(coefficients)
    for root in np.roots(_floats(_simple(polynomial))):
        # A complex root is a peak of a quotient; its distance from the real line is the width.
        steepness = abs(np.polyval(slope, root.real))
        scale = abs(root.imag) if root.imag else 1 / steepness if steepness else 0.0
        if scale:
            yield float(root.real), float(scale)
    for root in np.roots(slope):
        bend = abs(np.polyval(np.polyder(slope), root.real)) / 2
        if not root.imag and bend:
            yield float(root.real), float(bend**-0.5)


def _simple(polynomial: sp.Poly) -> sp.Poly:
    """Return a polynomial with the simple roots of this one: in float64 a double root would be two, and no feature."""
    if polynomial.domain.is_EX or not polynomial.domain.is_Exact:
        return polynomial
    return next((factor for factor, power in polynomial.sqf_list()[1] if power == 1), sp.Poly(1, x))


def _floats(polynomial: sp.Poly) -> npt.NDArray[np.float64]:
    return np.array([float(part) for part in polynomial.all_coeffs()])
