"""Gaussian integrals of an activation over given panels, by Gauss-Legendre quadrature."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

import numpy as np
import numpy.typing as npt

from theory.integration.compiled import BINADES, CompiledPiece
from theory.integration.panel_sums import EPS, TINY, Sums
from theory.integration.panels import Laws, Panels

__all__ = ["integrate_panels"]


Array = npt.NDArray[np.float64]
ORDER = 28  # resolves an ordinary activation on the first panels; halving them costs more than extra nodes
BLOCK = 1536  # panels evaluated at once, so that their values stay in the cache


@cache
def _rule() -> tuple[Array, Array]:
    """Return the nodes as a column, and three rows: weights, last Legendre coefficient, last but one.

    The two coefficients are 0 for polynomials of degree below ORDER - 2.  Their size bounds what the interpolating
    polynomial leaves out, and so it bounds the much smaller error of the Gauss rule of degree 2 ORDER - 1.
    """
    nodes, weights = np.polynomial.legendre.leggauss(ORDER)
    degrees = np.arange(ORDER)
    legendre = np.polynomial.legendre.legvander(nodes, ORDER - 1) * (2 * degrees + 1) / 2
    return nodes[:, None], np.stack([weights, 2 * weights * legendre[:, -1], 2 * weights * legendre[:, -2]])


def integrate_panels(pieces: tuple[CompiledPiece, ...], panels: Panels, laws: Laws) -> Array:
    """Return the rows of `Sums`."""
    count, width, rows = len(panels.owner), min(BLOCK, len(panels.owner)), len(fields(Sums))
    # One array holds the sums and the work space of a block.  With two, the allocator would return memory to the
    # system and fetch it again page by page, which costs a fifth of the time.
    store = np.empty(rows * count + 7 * ORDER * width)
    sums, room = store[: rows * count].reshape(rows, count), store[rows * count :].reshape(7, ORDER, width)
    if len(pieces) == 1:
        _integrate(pieces[0], panels, laws, sums, room)
        return sums
    order = np.argsort(panels.piece, kind="stable")
    ends = np.searchsorted(panels.piece[order], np.arange(len(pieces) + 1))
    for piece, first, last in zip(pieces, ends[:-1], ends[1:], strict=True):
        _integrate(piece, panels[order[first:last]], laws, sums[:, first:last], room)
    return sums.take(np.argsort(order), axis=1)


def _integrate(piece: CompiledPiece, panels: Panels, laws: Laws, sums: Array, room: Array) -> None:
    """Fill the rows of `Sums` for panels of one piece."""
    half, middle = (panels.high - panels.low) / 2, (panels.low + panels.high) / 2
    u, mean, folded = laws.u[panels.owner], laws.mean[panels.owner], laws.folded[panels.owner]
    bend = np.empty(len(half))
    with np.errstate(all="ignore"):
        for start in range(0, len(half), BLOCK):
            block = slice(start, start + BLOCK)
            here = sums[:, block]
            at = half[block], middle[block], u[block], mean[block]
            _block(piece, *at, here, bend[block], room[..., : here.shape[1]])
        sums[:-1] *= np.where(folded, 2 * half, half) / np.sqrt(2 * np.pi)
        squares, (first, gradient, _, centre) = sums[:12].reshape(4, 3, -1), sums[12:]
        squares[:, 1] = np.abs(squares[:, 1]) + np.abs(squares[:, 2])
        weight, drift, spread, slope = squares[:, 0]
        second, noise, value_noise, slope_noise = squares[:, 2]
        # A sum of positive terms: where the centre is not 0, the drift is 0 to within rounding.
        second[:] = spread + centre * (2 * drift + centre * weight)
        points = u * middle + mean
        noise[:] = EPS * (4 + np.maximum(np.abs(panels.low), np.abs(panels.high)) / half)
        if piece.outgrows_powers:
            noise += EPS * np.abs(points)
        absolute, relative = _noise(piece, points)
        # Where g spans many orders of magnitude its relative error is steady; near a zero its absolute error is.
        for row, function, a, b in zip(
            (value_noise, slope_noise), (second, slope), absolute, relative, strict=True
        ):
            np.fmin(a * np.sqrt(weight), np.where(function > TINY, b * np.sqrt(function), np.inf), out=row)
        # Each node x = mean + u z has the rounding of the mean, which tells where g is nearly 0 and the mean is not.
        shift = np.where(u > 0, EPS / 2 * np.abs(mean), 0.0)
        value_noise += shift * np.sqrt(slope)
        slope_noise += shift * np.sqrt(weight) * np.nan_to_num(bend / (2 * half * u), posinf=0.0)
    if laws.parity:
        # The two halves of an odd integrand cancel.
        (first if laws.parity < 0 else gradient)[folded] = 0.0


def _block(
    piece: CompiledPiece,
    half: Array,
    middle: Array,
    u: Array,
    mean: Array,
    sums: Array,
    bend: Array,
    room: Array,
) -> None:
    """Fill the integrals, and how far g' changes over each panel.

    In place of `second` and of the noises stand the last Legendre coefficients but one.

    Arrays have the shape (nodes, panels), so that NumPy runs along many panels at once.  All is done in place,
    since allocating a temporary of this size costs more than its arithmetic.
    """
    nodes, rows = _rule()
    squares, (first, gradient, mixed, centre) = sums[:12].reshape(4, 3, -1), sums[12:]
    z, points, exponent, root = room[:4]
    np.multiply(nodes, half, out=z)
    z += middle
    np.multiply(z, u, out=points)
    points += mean
    np.square(z, out=exponent)
    exponent *= -0.25
    np.exp(exponent, out=root)
    value, slope, mass = piece(points, exponent, root, room[4:])
    np.abs(slope[0] / root[0] - slope[-1] / root[-1], out=bend)
    scratch = exponent
    # One matrix product gives a function's integral and its last two Legendre coefficients.
    squares[0] = rows @ np.square(root, out=scratch)
    first[:] = rows[0] @ mass
    # Where g is nearly constant, integrate its difference from the mean.  Elsewhere a centre would only add a
    # large multiple of a density that may span hundreds of orders of magnitude.
    weight = squares[0, 0]
    quotient = first / np.maximum(weight, TINY)
    variation = np.abs(value[0] / root[0] - value[-1] / root[-1])
    centre[:] = np.where((weight > TINY) & (variation < np.abs(quotient) / 2), quotient, 0.0)
    apart = np.subtract(value, np.multiply(centre, root, out=scratch), out=mass)
    squares[1] = rows @ np.multiply(apart, root, out=scratch)
    squares[2] = rows @ np.square(apart, out=scratch)
    squares[3] = rows @ np.square(slope, out=scratch)
    gradient[:] = rows[0] @ np.multiply(slope, root, out=scratch)
    z *= value
    z *= slope
    mixed[:] = rows[0] @ z


def _noise(piece: CompiledPiece, points: Array) -> Array:
    """Return the absolute and the relative errors of g and of g', shape (2, 2, panels)."""
    if piece.centre:
        points = points - piece.centre
    # Not np.clip, which on integers takes longer than the rest of this function.
    binade = np.minimum(np.maximum(np.frexp(points)[1] - 1 - BINADES[0], 0), len(BINADES) - 1)
    return piece.noise[(points > 0).astype(np.intp), :, :, binade].T
