"""Gaussian integrals of an activation over the line: panels are halved until they resolve the function."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import numpy.typing as npt

from theory.integration.compiled import CompiledPiece
from theory.integration.gauss_legendre import integrate_panels
from theory.integration.panel_sums import EPS, Sums, counts, tails, total, variances
from theory.integration.panels import Laws, Panels, initial

__all__ = ["integrate"]


Array = npt.NDArray[np.float64]
ROUNDS = 45  # halvings of a panel: enough to confine a jump to 1e-13
MOST_PANELS = 2**15  # for one integral; what is unresolved after that stays in the bound
TOLERANCE = 2.0**-47  # for the error of a panel, relative to the integral
MOST_HALVED = 2**19, 64  # halvings in all, and further ones for each integral: about a second of work


def integrate(
    pieces: tuple[CompiledPiece, ...], kinks: Array, features: Array, parity: int, u: Array, mean: Array
) -> tuple[Sums, npt.NDArray[np.intp]]:
    """Integrate over z for each (u, mean).

    Parameters
    ----------
    pieces : tuple of CompiledPiece
        The smooth pieces of g from left to right.
    kinks : ndarray, shape (2, len(pieces) - 1)
        The nearest floats, and what these lack.
    features : ndarray, shape (any,)
        Further values of x to end panels at.
    parity : int
        1 if g is even, -1 if it is odd, 0 if it is neither.  For mean 0, an even or odd g needs half of the line.
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
    values, fresh = integrate_panels(pieces, panels, laws), np.ones(len(panels.owner), dtype=bool)
    done: list[tuple[Panels, Array]] = []
    left = MOST_HALVED[0] + MOST_HALVED[1] * len(u)
    for _ in range(ROUNDS):
        bad = _to_be_halved(panels, values, fresh, len(u), left)
        if not bad.any():
            break
        left -= int(bad.sum())
        # Integrals without such a panel are finished, and are set aside.
        is_open = np.zeros(len(u), dtype=bool)
        is_open[panels.owner[bad]] = True
        closed = ~is_open[panels.owner]
        done.append((panels[closed], values[:, closed]))
        kept, halves = ~(bad | closed), panels[bad].halves()
        parts = [(panels[kept], values[:, kept]), (halves, integrate_panels(pieces, halves, laws))]
        panels, values, order = _sorted(parts)
        fresh = order >= np.count_nonzero(kept)
    if done:
        panels, values, _ = _sorted([*done, (panels, values)])
    return Sums(*values), _starts(panels.owner)


def _to_be_halved(
    panels: Panels, values: Array, fresh: npt.NDArray[np.bool_], count: int, left: int
) -> npt.NDArray[np.bool_]:
    """Return which panels are halved next, of those that are new (`fresh`).

    Panels that were resolved once stay: the integral that they are compared with only becomes more certain.
    """
    bad = fresh & _unresolved(Sums(*values), _starts(panels.owner))
    bad &= panels.high - panels.low > 8 * EPS * np.maximum(np.abs(panels.low), np.abs(panels.high))
    bad &= _affordable(panels.owner[bad], count, left)[panels.owner]
    return bad


def _affordable(owner: npt.NDArray[np.intp], count: int, left: int) -> npt.NDArray[np.bool_]:
    """Return which integrals may halve panels; the others keep what is unresolved in their bounds."""
    wanted = np.bincount(owner, minlength=count)
    order = np.argsort(wanted, kind="stable")
    few = np.empty(count, dtype=bool)
    few[order] = np.cumsum(wanted[order]) <= left
    return few & (wanted <= MOST_PANELS)


def _sorted(parts: list[tuple[Panels, Array]]) -> tuple[Panels, Array, npt.NDArray[np.intp]]:
    """Join panels and their values in the order of the integrals that they belong to."""
    joined = [
        np.concatenate([getattr(panels, field.name) for panels, _ in parts]) for field in fields(Panels)
    ]
    order = np.argsort(joined[0], kind="stable")
    values = np.concatenate([values for _, values in parts], axis=1).take(order, axis=1)
    return Panels(*(part[order] for part in joined)), values, order


def _starts(owner: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    first = np.empty(len(owner), dtype=bool)
    first[:1] = True
    np.not_equal(owner[1:], owner[:-1], out=first[1:])
    return np.flatnonzero(first)


def _unresolved(sums: Sums, starts: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Return which panels leave more than TOLERANCE of one of the integrals."""
    panels = counts(starts, len(sums.weight))
    with np.errstate(all="ignore"):
        mean, second, slope = (total(part, starts) for part in (sums.first, sums.second, sums.slope))
        variance = total(variances(sums, np.repeat(mean, panels)), starts)
        # A variance cannot be resolved below the rounding of g^2.  Where g^2 overflows, the mean may be finite.
        size = np.where(np.isfinite(second), np.sqrt(second), np.abs(mean))
        scales = size, variance + 1e-12 * second, slope
        found = tails(sums, np.repeat(mean, panels))
        over = (
            tail > TOLERANCE * np.repeat(scale, panels) for tail, scale in zip(found, scales, strict=True)
        )
        first, middle, last = over
    bad: npt.NDArray[np.bool_] = first | middle | last
    return bad
