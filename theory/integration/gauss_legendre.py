"""Gaussian integrals of an activation by Gauss-Legendre quadrature on panels, with a bound on the error.

Panels in which the function is not resolved are halved until they are.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

import numpy as np
import numpy.typing as npt

from theory.integration.compiled import BINADES, CompiledPiece
from theory.integration.panels import Laws, Panels, initial

__all__ = ["Sums", "integrate"]


Array = npt.NDArray[np.float64]
ORDER = 28  # resolves an ordinary activation on the first panels, whose halving costs more than nodes do
ROUNDS = 45  # halvings of a panel: enough to corner a jump to 1e-13
MOST_PANELS = 2**15  # for one integral: a panel that is unresolved after that stays in the bound
TOLERANCE = 2.0**-47  # of a panel, relative to the integral
MOST_HALVED = 2**19, 64  # in all, and more for each integral: what memory and a second have room for
BLOCK = 1536  # panels evaluated at once: their values stay in the cache
EPS = float(np.finfo(np.float64).eps)
TINY = 1e-290  # below it, the quotient of two integrals has lost digits to underflow
UNDERFLOW = 1e-305  # what all values below the smallest normal number can add up to


@dataclass(frozen=True)
class Sums:
    """Integrals over panels (or over the line, once added up), each an array with one entry a panel.

    With r^2 the Gaussian density, G = g r, H = g' r, D = (g - M) r, where M is the panel's mean of g if
    g varies little there and 0 if not.  The first twelve in the order in which they are found: a function's
    integral, what its last Legendre coefficients leave, and a third number in the place of the second of them.
    """

    weight: Array  # r^2
    weight_tail: Array  # what r^2 leaves beyond the panel's Legendre polynomials
    second: Array  # G^2
    drift: Array  # D r
    drift_tail: Array
    noise: Array  # relative rounding error of a node and of its weight
    spread: Array  # D^2
    spread_tail: Array
    value_noise: Array  # root of the integral of the squared rounding error of G
    slope: Array  # H^2
    slope_tail: Array
    slope_noise: Array  # the same of H
    first: Array  # G r
    gradient: Array  # H r
    mixed: Array  # z G H
    centre: Array  # M

    def size(self) -> Array:
        """Return a bound on the integral of |G| r."""
        with np.errstate(all="ignore"):
            # Where G^2 has overflowed, or is lost to underflow, G itself has a sign.
            known = np.isfinite(self.second) & (self.second > TINY)
            return np.where(known, np.sqrt(self.second * self.weight), np.abs(self.first))


@cache
def _rule() -> tuple[Array, Array]:
    """Return the nodes, a column, and the rows weights, last and last but one Legendre coefficient.

    The two coefficients vanish for polynomials of degree below ORDER - 2.  Their size bounds what the
    interpolating polynomial leaves out, and so, amply, the error of the Gauss rule of degree 2 ORDER - 1.
    """
    nodes, weights = np.polynomial.legendre.leggauss(ORDER)
    degrees = np.arange(ORDER)
    legendre = np.polynomial.legendre.legvander(nodes, ORDER - 1) * (2 * degrees + 1) / 2
    return nodes[:, None], np.stack([weights, 2 * weights * legendre[:, -1], 2 * weights * legendre[:, -2]])


def integrate(
    pieces: tuple[CompiledPiece, ...], kinks: Array, features: Array, parity: int, u: Array, mean: Array
) -> tuple[Sums, npt.NDArray[np.intp]]:
    """Integrate over z for each (u, mean).

    Parameters
    ----------
    pieces : tuple of CompiledPiece
        The smooth pieces of g from left to right.
    kinks : ndarray, shape (len(pieces) - 1,)
    features : ndarray, shape (any,)
        Further values of x to end panels at.
    parity : int
        1 if g is even, -1 if it is odd, 0 if it is neither: about mean 0, half of the line says all.
    u, mean : ndarray, shape (n,)

    Returns
    -------
    Sums
        One entry a panel, sorted by the integral that it belongs to.
    ndarray, shape (n,)
        The first panel of each integral.
    """
    laws = Laws(u, mean, parity)
    panels = initial(kinks, features, laws)
    values, fresh = _evaluate(pieces, panels, laws), np.ones(len(panels.owner), dtype=bool)
    done: list[tuple[Panels, Array]] = []
    left = MOST_HALVED[0] + MOST_HALVED[1] * len(u)
    for _ in range(ROUNDS):
        # Panels that were kept once stay: the integral only grows more certain.
        bad = fresh & _unresolved(Sums(*values), _starts(panels.owner))
        bad &= panels.high - panels.low > 8 * EPS * np.maximum(np.abs(panels.low), np.abs(panels.high))
        bad &= _affordable(panels.owner[bad], len(u), left)[panels.owner]
        if not bad.any():
            break
        left -= int(bad.sum())
        # The integrals with no such panel are finished, and out of the way of the others.
        is_open = np.zeros(len(u), dtype=bool)
        is_open[panels.owner[bad]] = True
        closed = ~is_open[panels.owner]
        done.append((panels[closed], values[:, closed]))
        kept, halves = ~(bad | closed), panels[bad].halves()
        parts = [(panels[kept], values[:, kept]), (halves, _evaluate(pieces, halves, laws))]
        panels, values, order = _sorted(parts)
        fresh = order >= np.count_nonzero(kept)
    if done:
        panels, values, _ = _sorted([*done, (panels, values)])
    return Sums(*values), _starts(panels.owner)


def _affordable(owner: npt.NDArray[np.intp], count: int, left: int) -> npt.NDArray[np.bool_]:
    """Return whose panels are halved: integrals that would take too many keep what is unresolved in their bounds."""
    counts = np.bincount(owner, minlength=count)
    order = np.argsort(counts, kind="stable")
    few = np.empty(count, dtype=bool)
    few[order] = np.cumsum(counts[order]) <= left
    return few & (counts <= MOST_PANELS)


def _sorted(parts: list[tuple[Panels, Array]]) -> tuple[Panels, Array, npt.NDArray[np.intp]]:
    """Join panels and their values in the order of the integrals that they belong to."""
    joined = [
        np.concatenate([getattr(panels, field.name) for panels, _ in parts]) for field in fields(Panels)
    ]
    order = np.argsort(joined[0], kind="stable")
    values = np.concatenate([values for _, values in parts], axis=1).take(order, axis=1)
    return Panels(*(part[order] for part in joined)), values, order


def _starts(owner: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    return np.flatnonzero(np.diff(owner, prepend=-1))


def _evaluate(pieces: tuple[CompiledPiece, ...], panels: Panels, laws: Laws) -> Array:
    """Return the rows of `Sums`."""
    count, width, rows = len(panels.owner), min(BLOCK, len(panels.owner)), len(fields(Sums))
    # One store for them and for the work of a block: what is freed goes back to the system, if it is more
    # than twice the largest part, and comes again page by page, which costs a fifth of the time.
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
    with np.errstate(all="ignore"):
        for start in range(0, len(half), BLOCK):
            block = slice(start, start + BLOCK)
            here = sums[:, block]
            _block(piece, half[block], middle[block], u[block], mean[block], here, room[..., : here.shape[1]])
        sums[:-1] *= np.where(folded, 2 * half, half) / np.sqrt(2 * np.pi)
        squares, (first, gradient, _, centre) = sums[:12].reshape(4, 3, -1), sums[12:]
        squares[:, 1] = np.abs(squares[:, 1]) + np.abs(squares[:, 2])
        weight, drift, spread, slope = squares[:, 0]
        second, noise, value_noise, slope_noise = squares[:, 2]
        # Of positive terms: the drift is 0 but for rounding wherever the centre is not.
        second[:] = spread + centre * (2 * drift + centre * weight)
        points = u * middle + mean
        noise[:] = EPS * (4 + np.maximum(np.abs(panels.low), np.abs(panels.high)) / half)
        if piece.outgrows_powers:
            noise += EPS * np.abs(points)
        absolute, relative = _noise(piece, points)
        # Over a panel on which g spans many orders the relative error is the steady one; about a zero, the other.
        for row, function, a, b in zip(
            (value_noise, slope_noise), (second, slope), absolute, relative, strict=True
        ):
            np.fmin(a * np.sqrt(weight), np.where(function > TINY, b * np.sqrt(function), np.inf), out=row)
    if laws.parity:
        # The halves of what is odd cancel.
        (first if laws.parity < 0 else gradient)[folded] = 0.0


def _block(
    piece: CompiledPiece, half: Array, middle: Array, u: Array, mean: Array, sums: Array, room: Array
) -> None:
    """Fill the integrals, and in place of `second` and of the noises the last Legendre coefficients but one.

    On arrays of shape (nodes, panels): what belongs to a panel then meets its nodes in long runs.  All in
    place: to the allocator a temporary of this size costs more than its arithmetic.
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
    scratch = exponent
    # One matrix product gives a function's integral and its last two Legendre coefficients.
    squares[0] = rows @ np.square(root, out=scratch)
    first[:] = rows[0] @ mass
    # Where g is nearly constant, integrate what it differs by; where it is not, a centre would only add a
    # large multiple of a density that may span hundreds of orders.
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
    # Not np.clip: on integers it costs more than all the rest.
    binade = np.minimum(np.maximum(np.frexp(points)[1] - 1 - BINADES[0], 0), len(BINADES) - 1)
    return piece.noise[(points > 0).astype(np.intp), :, :, binade].T


def total(values: Array, starts: npt.NDArray[np.intp]) -> Array:
    """Add the panels of each integral, pairwise."""
    with np.errstate(all="ignore"):
        return np.add.reduceat(values, starts)


def variances(sums: Sums, mean: Array) -> Array:
    """Return each panel's part of E (g - mean)^2: within it, between, and what its centre is off by."""
    with np.errstate(all="ignore"):
        shift = sums.centre - mean
        return sums.spread + np.square(shift * np.sqrt(sums.weight)) + 2 * shift * sums.drift


def tails(sums: Sums, *about: Array) -> tuple[Array, ...]:
    """Return each panel's truncation errors of E g, of E (g - a)^2 for each a of `about`, and of E g'^2.

    A coefficient within the rounding of the function's values says nothing: it counts as zero.
    """
    relative = 16 * sums.noise
    with np.errstate(all="ignore"):
        size = sums.size()
        value = relative * size + 16 * sums.value_noise * np.sqrt(sums.weight)
        spread = np.sqrt(sums.spread / np.maximum(sums.weight, TINY))
        weight = _above(sums.weight_tail, relative * sums.weight)
        drift = _above(sums.drift_tail, value)
        apart = _above(sums.spread_tail, relative * sums.spread + 2 * value * spread)
        steepness = relative * sums.slope + 32 * sums.slope_noise * np.sqrt(sums.slope)
        slope = _above(sums.slope_tail, steepness)
        shifts = [np.abs(sums.centre - point) for point in about]
        squares = [apart + 2 * shift * drift + shift**2 * weight for shift in shifts]
        return drift + np.abs(sums.centre) * weight, *squares, slope


def _above(tail: Array, floor: Array) -> Array:
    return np.where(tail > floor, tail, 0.0)


def _unresolved(sums: Sums, starts: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Return which panels leave more than TOLERANCE of one of the integrals."""
    counts = np.diff(starts, append=len(sums.weight))
    with np.errstate(all="ignore"):
        mean, second, slope = (total(part, starts) for part in (sums.first, sums.second, sums.slope))
        variance = total(variances(sums, np.repeat(mean, counts)), starts)
        # Below the rounding of g^2 a variance cannot be resolved any further.
        # Where g^2 has overflowed, the mean may still be a number.
        size = np.where(np.isfinite(second), np.sqrt(second), np.abs(mean))
        scales = size, variance + 1e-12 * second, slope
        found = tails(sums, np.repeat(mean, counts))
        over = (
            tail > TOLERANCE * np.repeat(scale, counts) for tail, scale in zip(found, scales, strict=True)
        )
        first, middle, last = over
    bad: npt.NDArray[np.bool_] = first | middle | last
    return bad
