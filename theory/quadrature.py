"""Gaussian integrals of an activation by Gauss-Legendre quadrature on panels, with a bound on the error.

A function of x = mean + u z under the weight exp(-z^2/2) has two scales, z ~ 1 and x ~ 1.  The panels follow
both: fixed ends in z, ends at 0, +-1, +-2, +-4, ... in x, and an end at each kink.  Panels in which the
function is not resolved are halved until they are.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

import numpy as np
import numpy.typing as npt

from theory.floats import BINADES, CompiledPiece

__all__ = ["Sums", "integrate"]

Array = npt.NDArray[np.float64]

ORDER = 28  # resolves an ordinary activation on the first panels, whose halving costs more than nodes do
REACH = 53.0  # exp(-REACH^2/4), the root of the weight, is the smallest that float64 holds
ENDS = np.array([0.0, 2.25, 4.8, 9.0, REACH])  # in |z|
WIDEST = 3.1  # deviations: ends in x that are further from 0 part no panel that needs it
ROUNDS = 45  # halvings of a panel: enough to corner a jump to 1e-13
MOST_PANELS = 2**15  # for one integral: a panel that is unresolved after that stays in the bound
TOLERANCE = 2.0**-47  # of a panel, relative to the integral
BLOCK = 1024  # panels evaluated at once: their values stay in the cache
EPS = float(np.finfo(np.float64).eps)
TINY = 1e-290  # below it, the quotient of two integrals has lost digits to underflow
UNDERFLOW = 1e-305  # what all values below the smallest normal number can add up to


@dataclass(frozen=True)
class Sums:
    """Integrals over panels (or over the line, once added up), each an array with one entry a panel.

    With r^2 the Gaussian density, G = g r, H = g' r, D = (g - M) r, where M is the panel's mean of g if
    g varies little there and 0 if not.
    """

    weight: Array  # r^2
    first: Array  # G r
    second: Array  # G^2
    slope: Array  # H^2
    mixed: Array  # z G H
    gradient: Array  # H r
    spread: Array  # D^2
    drift: Array  # D r
    centre: Array  # M
    noise: Array  # relative rounding error of a node and of its weight
    value_noise: Array  # absolute error of g
    slope_noise: Array  # absolute error of g'
    weight_tail: Array  # what r^2, D r, D^2 and H^2 leave beyond the panel's Legendre polynomials
    drift_tail: Array
    spread_tail: Array
    slope_tail: Array

    def size(self) -> Array:
        """Return a bound on the integral of |G| r."""
        with np.errstate(all="ignore"):
            # Where G^2 has overflowed, G itself has a sign.
            return np.where(np.isfinite(self.second), np.sqrt(self.second * self.weight), np.abs(self.first))


@dataclass(frozen=True)
class _Panels:
    owner: npt.NDArray[np.intp]  # which u
    piece: npt.NDArray[np.intp]
    low: Array
    high: Array

    def __getitem__(self, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> _Panels:
        return _Panels(self.owner[chosen], self.piece[chosen], self.low[chosen], self.high[chosen])

    def halves(self) -> _Panels:
        middle = (self.low + self.high) / 2
        pair = [self.owner, self.owner], [self.piece, self.piece], [self.low, middle], [middle, self.high]
        return _Panels(*(np.concatenate(part) for part in pair))


@cache
def _rule() -> tuple[Array, Array, Array]:
    """Return nodes, weights, and the columns weights, last and last but one Legendre coefficient.

    The two coefficients vanish for polynomials of degree below ORDER - 2.  Their size bounds what the
    interpolating polynomial leaves out, and so, amply, the error of the Gauss rule of degree 2 ORDER - 1.
    """
    nodes, weights = np.polynomial.legendre.leggauss(ORDER)
    degrees = np.arange(ORDER)
    legendre = np.polynomial.legendre.legvander(nodes, ORDER - 1) * (2 * degrees + 1) / 2
    return (
        nodes,
        weights,
        np.stack([weights, 2 * weights * legendre[:, -1], 2 * weights * legendre[:, -2]], axis=1),
    )


def integrate(
    pieces: tuple[CompiledPiece, ...], kinks: Array, u: Array, mean: Array
) -> tuple[Sums, npt.NDArray[np.intp]]:
    """Integrate over z for each (u, mean).

    Parameters
    ----------
    pieces : tuple of CompiledPiece
        The smooth pieces of g from left to right.
    kinks : ndarray, shape (len(pieces) - 1,)
    u, mean : ndarray, shape (n,)

    Returns
    -------
    Sums
        One entry a panel, sorted by the integral that it belongs to.
    ndarray, shape (n,)
        The first panel of each integral.
    """
    panels = _initial(kinks, u, mean)
    values, fresh = _evaluate(pieces, panels, u, mean), np.ones(len(panels.owner), dtype=bool)
    done: list[tuple[_Panels, Array]] = []
    for _ in range(ROUNDS):
        # Panels that were kept once stay: the integral only grows more certain.
        bad = fresh & _unresolved(Sums(*values), _starts(panels.owner))
        bad &= panels.high - panels.low > 8 * EPS * np.maximum(np.abs(panels.low), np.abs(panels.high))
        if not bad.any() or bad.sum() > MOST_PANELS * len(u):
            break
        # The integrals with no such panel are finished, and out of the way of the others.
        is_open = np.zeros(len(u), dtype=bool)
        is_open[panels.owner[bad]] = True
        closed = ~is_open[panels.owner]
        done.append((panels[closed], values[:, closed]))
        kept, halves = ~(bad | closed), panels[bad].halves()
        parts = [(panels[kept], values[:, kept]), (halves, _evaluate(pieces, halves, u, mean))]
        panels, values, order = _sorted(parts)
        fresh = order >= np.count_nonzero(kept)
    if done:
        panels, values, _ = _sorted([*done, (panels, values)])
    return Sums(*values), _starts(panels.owner)


def _sorted(parts: list[tuple[_Panels, Array]]) -> tuple[_Panels, Array, npt.NDArray[np.intp]]:
    """Join panels and their values in the order of the integrals that they belong to."""
    joined = [
        np.concatenate([getattr(panels, field.name) for panels, _ in parts]) for field in fields(_Panels)
    ]
    order = np.argsort(joined[0], kind="stable")
    values = np.concatenate([values for _, values in parts], axis=1).take(order, axis=1)
    return _Panels(*(part[order] for part in joined)), values, order


def _starts(owner: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    return np.flatnonzero(np.diff(owner, prepend=-1))


def _initial(kinks: Array, u: Array, mean: Array) -> _Panels:
    reach = float(np.max(REACH * u + np.abs(mean), initial=1.0))
    powers = 2.0 ** np.arange(min(np.ceil(np.log2(reach)), 1000.0))
    scales = np.concatenate([-powers[::-1], [0.0], powers])
    with np.errstate(all="ignore"):
        # At u = 0 all of z is on one side of a kink, unless the mean is the kink: then 0 parts the sides.
        at_kinks = np.nan_to_num((kinks - mean[:, None]) / u[:, None], nan=0.0)
        at_scales = np.nan_to_num((scales - mean[:, None]) / u[:, None], nan=0.0)
    # Far out the weight leaves little to resolve, and an end beyond some deviations parts no panel that needs it.
    at_scales[(np.abs(at_scales) > ENDS[-2]) | (np.abs(scales) > WIDEST * u[:, None])] = REACH
    fixed = np.broadcast_to(np.concatenate([-ENDS[:0:-1], ENDS]), (len(u), 2 * len(ENDS) - 1))
    ends = np.sort(np.clip(np.concatenate([fixed, at_kinks, at_scales], axis=1), -REACH, REACH), axis=1)
    low, high = ends[:, :-1], ends[:, 1:]
    piece = ((low + high)[..., None] / 2 > at_kinks[:, None, :]).sum(axis=-1)
    owner = np.broadcast_to(np.arange(len(u))[:, None], low.shape)
    return _Panels(owner.ravel(), piece.ravel(), low.ravel(), high.ravel())[(high > low).ravel()]


def _evaluate(pieces: tuple[CompiledPiece, ...], panels: _Panels, u: Array, mean: Array) -> Array:
    values = np.empty((len(fields(Sums)), len(panels.owner)))
    for index, piece in enumerate(pieces):
        chosen = np.flatnonzero(panels.piece == index)
        for start in range(0, len(chosen), BLOCK):
            block = chosen[start : start + BLOCK]
            values[:, block] = _block(piece, panels[block], u, mean)
    return values


def _block(piece: CompiledPiece, panels: _Panels, u: Array, mean: Array) -> Array:
    nodes, weights, columns = _rule()
    half = ((panels.high - panels.low) / 2)[:, None]
    # In place where it can be: to the allocator a temporary of this size costs more than its arithmetic.
    z = half * nodes
    z += (panels.low + panels.high)[:, None] / 2
    points = u[panels.owner, None] * z
    points += mean[panels.owner, None]
    with np.errstate(all="ignore"):
        weight = np.square(z / 2)
        root = np.negative(weight)
        np.exp(root, out=root)
        value, slope, first = piece(points, weight, root)
        scratch = np.square(root)
        scale = half[:, 0] / np.sqrt(2 * np.pi)
        # One matrix product gives a function's integral and its last two Legendre coefficients.
        many = [scratch @ columns]
        total, mass = many[0][:, 0] * scale, first @ weights * scale
        # Where g is nearly constant, integrate what it differs by; where it is not, a centre would only add a
        # large multiple of a density that may span hundreds of orders.
        centre = mass / np.maximum(total, TINY)
        variation = np.abs(value[:, 0] / root[:, 0] - value[:, -1] / root[:, -1])
        centre = np.where((total > TINY) & (variation < np.abs(centre) / 2), centre, 0.0)
        apart = centre[:, None] * root
        np.subtract(value, apart, out=apart)
        many.append(np.multiply(apart, root, out=scratch) @ columns)
        many += [np.square(part, out=scratch) @ columns for part in (apart, slope)]
        _, drift, spread, squares = (part[:, 0] * scale for part in many)
        tails = [(np.abs(part[:, 1]) + np.abs(part[:, 2])) * scale for part in many]
        # Of positive terms: the drift is 0 but for rounding wherever the centre is not.
        second = spread + centre * (2 * drift + centre * total)
        gradient = np.multiply(slope, root, out=scratch) @ weights * scale
        z *= value
        z *= slope
        mixed = z @ weights * scale
        rounding = EPS * (4 + np.maximum(np.abs(panels.low), np.abs(panels.high)) / half[:, 0])
        middle = (points[:, 0] + points[:, -1]) / 2
        if piece.outgrows_powers:
            rounding = rounding + EPS * np.abs(middle)
    noise = _noise(piece, middle)
    return np.stack([
        total, mass, second, squares, mixed, gradient, spread, drift, centre, rounding, *noise, *tails,
    ])  # fmt: skip


def _noise(piece: CompiledPiece, points: Array) -> Array:
    # Not np.clip: on integers it costs more than all the rest.
    binade = np.minimum(np.maximum(np.frexp(points)[1] - 1 - BINADES[0], 0), len(BINADES) - 1)
    return piece.noise[(points > 0).astype(np.intp), :, binade].T


def total(values: Array, starts: npt.NDArray[np.intp]) -> Array:
    """Add the panels of each integral, pairwise."""
    with np.errstate(all="ignore"):
        return np.add.reduceat(values, starts)


def variances(sums: Sums, mean: Array) -> Array:
    """Return each panel's part of E (g - mean)^2: within it, between, and what its centre is off by."""
    with np.errstate(all="ignore"):
        shift = sums.centre - mean
        return sums.spread + np.square(shift * np.sqrt(sums.weight)) + 2 * shift * sums.drift


def tails(sums: Sums, about: Array) -> tuple[Array, Array, Array]:
    """Return each panel's truncation errors of E g, E (g - about)^2 and E g'^2.

    A coefficient within the rounding of the function's values says nothing: it counts as zero.
    """
    relative = 16 * sums.noise
    with np.errstate(all="ignore"):
        size = sums.size()
        value = relative * size + 16 * sums.value_noise * sums.weight
        spread = np.sqrt(sums.spread / np.maximum(sums.weight, TINY))
        weight = _above(sums.weight_tail, relative * sums.weight)
        drift = _above(sums.drift_tail, value)
        apart = _above(sums.spread_tail, relative * sums.spread + 2 * value * spread)
        root = np.sqrt(sums.slope * sums.weight)
        slope = _above(sums.slope_tail, relative * sums.slope + 32 * sums.slope_noise * root)
        shift = np.abs(sums.centre - about)
        return drift + np.abs(sums.centre) * weight, apart + 2 * shift * drift + shift**2 * weight, slope


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
