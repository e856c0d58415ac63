"""Panels of the line that resolve an activation and its slope under half of the Gaussian weight."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.integration.compiled import BINADES
from theory.integration.gaussian_moments import GaussianMoments
from theory.integration.narrow_features import feature_ends
from theory.integration.panel_moments import compiled_pieces
from theory.integration.panels import Laws, Panels, initial

__all__ = [
    "EPS",
    "ORDER",
    "TOLERANCE",
    "Resolved",
    "coefficients",
    "extrapolated",
    "jump_weights",
    "measure",
    "piece_of",
    "rule",
    "values",
    "weighted",
]


Array = npt.NDArray[np.float64]
EPS = float(np.finfo(np.float64).eps)
ORDER = 28  # nodes of the Gauss-Legendre rule on a panel
ROUNDS = 40  # halvings of a panel
MOST_PANELS = 4096
TOLERANCE = 2.0**-48  # of what a panel leaves out, relative to the whole, both as roots of mean squares


@lru_cache(maxsize=8)
def rule(order: int) -> tuple[Array, Array, Array]:
    """Return nodes and weights on [-1, 1], and two rows that give the last two Legendre coefficients."""
    nodes, weights = np.polynomial.legendre.leggauss(order)
    legendre = np.polynomial.legendre.legvander(nodes, order - 1) * (2 * np.arange(order) + 1) / 2
    return nodes, weights, np.stack([weights * legendre[:, -1], weights * legendre[:, -2]])


@dataclass(frozen=True)
class Resolved:
    """An activation of u z on panels of z.

    Parameters
    ----------
    low, high : ndarray, shape (panels,)
        The ends of the panels, in increasing order.
    second, slope : float
        E g^2, and E h^2 where h is g' without the deltas of jumps.
    unresolved, slope_unresolved : float
        Roots of the mean squares of what the panels leave out of g and of h.
    noise, slope_noise : float
        The same for the rounding errors of g and of h.
    """

    function: Activation
    u: float
    low: Array
    high: Array
    second: float
    slope: float
    unresolved: float
    slope_unresolved: float
    noise: float
    slope_noise: float

    @classmethod
    def of(cls, function: Activation, u: float) -> Resolved:
        """Halve panels until they resolve the function.

        Raises
        ------
        ValueError
            If g is not a real number somewhere.
        """
        return _resolved(function, u)

    def mean_square(self, slope: bool) -> tuple[float, float]:
        """Return E g^2, or E h^2, and the root of the mean square of all errors of g, or of h."""
        if slope:
            return self.slope, self.slope_noise + self.slope_unresolved
        return self.second, self.noise + self.unresolved

    def missed(self, found: GaussianMoments) -> float:
        """Return how much of E g^2 the panels may have missed between their nodes, relative to it.

        Ball arithmetic gives the moments where g may have features that nodes miss.  A feature that the panels see
        is in their own E g^2 too.

        Parameters
        ----------
        found : GaussianMoments
            `moments` of this activation at this u.
        """
        return abs(self.second / float(found.second) - 1) if found.certified else 0.0


@lru_cache(maxsize=64)
def _resolved(function: Activation, u: float) -> Resolved:
    law = Laws(np.array([u]), np.zeros(1), 0)
    kinks = np.array([float(kink) for kink in function.kinks])
    start = initial(kinks, feature_ends(function.pieces), law)
    low, high = start.low, start.high
    parts = measure(function, u, low, high)
    for _ in range(ROUNDS):
        bad = _unresolved(parts) & (high - low > 16 * EPS * np.maximum(np.abs(low), np.abs(high)))
        if not bad.any() or len(low) > MOST_PANELS:
            break
        halves = Panels(np.zeros(len(low), dtype=np.intp), np.zeros(len(low), dtype=np.intp), low, high)[
            bad
        ].halves()
        fresh = measure(function, u, halves.low, halves.high)
        low, high = (
            np.concatenate([old[~bad], new]) for old, new in ((low, halves.low), (high, halves.high))
        )
        order = np.argsort(low, kind="stable")
        low, high = low[order], high[order]
        parts = np.concatenate([parts[:, ~bad], fresh], axis=1)[:, order]
    sums = parts.sum(axis=1)
    kept = _kept(parts)
    return Resolved(
        function, u, low[kept], high[kept], float(sums[0]), float(sums[1]), *map(float, np.sqrt(sums[2:]))
    )


def measure(function: Activation, u: float, low: Array, high: Array) -> Array:
    """Return for each panel the integrals of G^2 and H^2, the squares of what it leaves out, and of the noise."""
    nodes, weights, last = rule(ORDER)
    half = (high - low) / 2
    z = (low + high) / 2 + nodes[:, None] * half
    pair = values(function, u, low, high)
    scale = half / np.sqrt(2 * np.pi)
    with np.errstate(all="ignore"):
        squares = [scale * (weights @ part**2) for part in pair]
        # A Legendre polynomial of degree n has the mean square 1/(2n + 1).
        tails = [scale / ORDER * ((last @ part) ** 2).sum(axis=0) for part in pair]
        # An argument that is rounded moves a function by its slope.
        moved = [
            2 * EPS * np.abs(z) * (np.abs(_differences() @ part) / half + np.abs(z * part) / 2)
            for part in pair
        ]
        rounded = _rounding(function, u * z, np.exp(-z * z / 4), *pair)
        noises = [scale * (weights @ (a + b) ** 2) for a, b in zip(moved, rounded, strict=True)]
    return np.array([*squares, *tails, *noises])


def values(function: Activation, u: float, low: Array, high: Array) -> tuple[Array, Array]:
    """Return G and H, which are g and g' under half of the Gaussian weight, at the nodes of each panel."""
    z = (low + high) / 2 + rule(ORDER)[0][:, None] * (high - low) / 2
    return weighted(function, u * z, -z * z / 4, np.exp(-z * z / 4))


@lru_cache(maxsize=1)
def _differences() -> Array:
    """Return the matrix that takes values at the nodes to the derivative of the polynomial through them."""
    nodes = rule(ORDER)[0]
    legendre = np.polynomial.legendre
    derivatives = np.stack([legendre.legval(nodes, legendre.legder(row)) for row in np.eye(ORDER)], axis=1)
    result: Array = derivatives @ np.linalg.inv(legendre.legvander(nodes, ORDER - 1))
    return result


def _unresolved(parts: Array) -> npt.NDArray[np.bool_]:
    """Return which panels leave more out than the tolerance and than the rounding errors there."""
    bad = np.zeros(parts.shape[1], dtype=bool)
    with np.errstate(all="ignore"):
        for size, tail, noise in (parts[[0, 2, 4]], parts[[1, 3, 5]]):
            bad |= tail > TOLERANCE**2 * size.sum() + noise / 4
    return bad


def _kept(parts: Array) -> npt.NDArray[np.bool_]:
    """Return which panels matter: those that hold more than 1e-40 of one of the integrals, and those between."""
    with np.errstate(all="ignore"):
        matters = (parts[:2] > 1e-40 * parts[:2].sum(axis=1, keepdims=True)).any(axis=0)
    inside = np.flatnonzero(matters)
    kept = np.zeros(parts.shape[1], dtype=bool)
    if len(inside):
        kept[inside[0] : inside[-1] + 1] = True
    return kept


def weighted(function: Activation, points: Array, exponent: Array, root: Array) -> tuple[Array, Array]:
    """Return g e^w and g' e^w for w = `exponent`, with e^w = `root`.

    Parameters
    ----------
    function : Activation
    points, exponent, root : ndarray, shape (nodes, panels)
        The points of a panel lie within one smooth piece.
    """
    room = np.empty((3, *points.shape))
    with np.errstate(all="ignore"):
        pieces = compiled_pieces(function)
        if len(pieces) == 1:
            value, slope, _ = pieces[0](points, exponent, root, room)
            return value, slope
        owner = piece_of(function, points)
        result = np.empty((2, *points.shape))
        for index, piece in enumerate(pieces):
            here = np.flatnonzero(owner == index)
            if len(here):
                inside = piece(points[:, here], exponent[:, here], root[:, here], room[:, :, : len(here)])
                result[0][:, here], result[1][:, here] = inside[:2]
    return result[0], result[1]


def piece_of(function: Activation, points: Array) -> npt.NDArray[np.intp]:
    """Return the piece that each panel belongs to."""
    kinks = np.array([float(kink) for kink in function.kinks])
    owner: npt.NDArray[np.intp] = np.searchsorted(kinks, points[len(points) // 2])
    return owner


def _rounding(
    function: Activation, points: Array, root: Array, value: Array, slope: Array
) -> tuple[Array, Array]:
    """Return bounds on the rounding errors of g e^w and g' e^w, for given arguments."""
    middle = points[len(points) // 2]
    owner = piece_of(function, points)
    table, growing = np.empty((2, 2, len(middle))), np.empty(len(middle))
    for index, piece in enumerate(compiled_pieces(function)):
        here = owner == index
        binade = np.clip(np.frexp(middle[here] - piece.centre)[1] - 1 - BINADES[0], 0, len(BINADES) - 1)
        side = (middle[here] > piece.centre).astype(np.intp)
        table[:, :, here] = np.moveaxis(piece.noise[side, :, :, binade], 0, -1)
        growing[here] = EPS * (1 + (4 + np.abs(middle[here])) * piece.outgrows_powers)
    first, second = (
        np.fmin(table[row, 0] * root, table[row, 1] * np.abs(part)) + growing * np.abs(part)
        for row, part in enumerate((value, slope))
    )
    return first, second


def jump_weights(function: Activation, u: float) -> tuple[Array, Array]:
    """Return z at each jump of g(uz), and the integral of its delta in g' under half of the Gaussian weight."""
    at = np.array([float(point) for point, _ in function.jumps]) / u
    sizes = np.array([float(size) for _, size in function.jumps])
    return at, sizes / u * np.exp(-at * at / 4) / np.sqrt(2 * np.pi)


def extrapolated(values: Array) -> Array:
    """Bound the error of Gauss's rule by how fast the Legendre coefficients of the values decay.

    The rule with n nodes errs by the coefficients from degree 2n on.  From n/2 to n they fell by a factor, and from n
    to 2n they fall by that factor at least once: where they fall as a power, once; as an exponential, twice.
    """
    order = len(values)
    rows = coefficients(order)
    last = np.abs(rows[order - 2 :] @ values.reshape(order, -1)).max(axis=0)
    middle = np.abs(rows[order // 2 - 1 : order // 2 + 1] @ values.reshape(order, -1)).max(axis=0)
    with np.errstate(all="ignore"):
        decay = np.where(middle > last, last / middle, 1.0)
    return np.asarray(4 * last * decay)


@lru_cache(maxsize=8)
def coefficients(order: int) -> Array:
    """Return the matrix that takes values at the nodes to Legendre coefficients."""
    nodes, weights = np.polynomial.legendre.leggauss(order)
    legendre = np.polynomial.legendre.legvander(nodes, order - 1) * (2 * np.arange(order) + 1) / 2
    result: Array = (legendre * weights[:, None]).T
    return result
