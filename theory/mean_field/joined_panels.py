"""Panels of the line joined again where one resolves what two did.

Panels are halved, and end beside narrow features, where that may be needed.  The integrals over the plane cost the
square of their number, and take panels that are narrower than those beside them for a feature of the function.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.mean_field.resolved import (
    ORDER,
    TOLERANCE,
    Resolved,
    coefficients,
    measure,
    piece_of,
    rule,
    values,
)

__all__ = ["joined"]


Array = npt.NDArray[np.float64]
FEW = 16  # panels, so few that joining them takes longer than it saves


@lru_cache(maxsize=64)
def joined(function: Activation, u: float) -> Resolved:
    """Return `Resolved.of(function, u)` on as few panels as its tolerance allows."""
    grid = Resolved.of(function, u)
    if len(grid.low) <= FEW:
        return grid
    parts = measure(function, u, grid.low, grid.high)
    sizes = parts[:2].sum(axis=1)
    edges = np.append(grid.low, grid.high[-1])
    pieces = piece_of(function, u * (grid.low + grid.high)[None] / 2)
    # The inner ends that may go: those between two panels of one smooth piece.
    is_open = np.concatenate([[False], pieces[:-1] == pieces[1:], [False]])
    while is_open.any():
        ends = _narrowest(edges, is_open)
        trial, good = _trial(function, u, edges, ends, sizes)
        is_open[ends] = False
        gone = ends[good]
        parts[:, gone - 1] = trial[:, good]
        parts, edges, is_open = (
            np.delete(parts, gone, axis=1),
            np.delete(edges, gone),
            np.delete(is_open, gone),
        )
    sums = np.sqrt(parts[2:].sum(axis=1)).tolist()
    return replace(
        grid,
        low=edges[:-1],
        high=edges[1:],
        unresolved=sums[0],
        slope_unresolved=sums[1],
        noise=sums[2],
        slope_noise=sums[3],
    )


def _narrowest(edges: Array, is_open: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Return the ends whose two panels together are narrower than those of the ends beside them."""
    width = np.full(len(edges), np.inf)
    width[1:-1] = np.where(is_open[1:-1], edges[2:] - edges[:-2], np.inf)
    least = (width[1:-1] < width[:-2]) & (width[1:-1] <= width[2:])
    return np.flatnonzero(least) + 1


def _trial(
    function: Activation, u: float, edges: Array, ends: npt.NDArray[np.intp], sizes: Array
) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Join the panels on both sides of each end; return the parts of the new ones, and which of them are good.

    One that is good decays in its Legendre coefficients, and is what the two were at all of their nodes.
    """
    low, middle, high = edges[ends - 1], edges[ends], edges[ends + 1]
    parts = measure(function, u, low, high)
    allowed = TOLERANCE**2 * sizes[:, None] + parts[4:6] / 4
    series = [coefficients(ORDER) @ part for part in values(function, u, low, high)]
    nodes, weights, _ = rule(ORDER)
    missed = np.zeros_like(allowed)
    for first, last in ((low, middle), (middle, high)):
        half = (last - first) / 2
        z = first + half + nodes[:, None] * half
        at = (z - (low + high) / 2) / ((high - low) / 2)
        for row, (known, part) in enumerate(zip(values(function, u, first, last), series, strict=True)):
            off = known - np.polynomial.legendre.legval(at, part[:, None, :], tensor=False)
            missed[row] += half / np.sqrt(2 * np.pi) * (weights @ off**2)
    parts[2:4] = np.maximum(parts[2:4], missed)
    return parts, np.asarray((parts[2:4] <= allowed).all(axis=0))
