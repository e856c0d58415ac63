"""What the jumps of an activation add to E g'(y1) g'(y2): the deltas in g' meet each other, and the rest of g'."""

from __future__ import annotations

import math

import numpy as np

from theory.mean_field.resolved import EPS, ORDER, Resolved, extrapolated, rule, weighted

__all__ = ["with_jumps"]


ENDS = np.array([-9.0, -4.8, -2.25, 0.0, 2.25, 4.8, 9.0])


def with_jumps(grid: Resolved, c: float) -> tuple[float, float]:
    """Return 2 sum J_i f(a_i) E[h(y2) | y1 = a_i] + sum J_i J_j f(a_i, a_j), and a bound on its error.

    J_i is the jump of g at a_i, h is g' without its deltas, f is the density of y1 or of both.  inf where two deltas
    meet, at c = 1 and, if g jumps at a and at -a, at c = -1.
    """
    jumps = [(float(point) / grid.u, float(size) / grid.u) for point, size in grid.function.jumps]
    narrow = (1 - c) * (1 + c)
    value, size, error = 0.0, 0.0, 0.0
    for z, jump in jumps:
        density = jump * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        mean, spread = _mean_slope(grid, c * z, math.sqrt(narrow))
        value, error = value + 2 * density * mean, error + 2 * abs(density) * spread
        size += 2 * abs(density * mean)
        for other, further in jumps:
            if narrow == 0:
                if other == c * z:
                    return math.inf, math.inf
                continue
            square = (other - c * z) ** 2 / narrow
            both = density * further * math.exp(-square / 2) / math.sqrt(2 * math.pi * narrow)
            # An exponent that is rounded costs as many digits as it has.
            value, size = value + both, size + abs(both) * (1 + square + z * z)
    return value, error + 16 * EPS * size


def _mean_slope(grid: Resolved, centre: float, width: float) -> tuple[float, float]:
    """Return E h(u(centre + width t)) for a standard normal t, with its error."""
    if width == 0:
        point = np.full((ORDER, 1), centre * grid.u)
        return float(weighted(grid.function, point, 0 * point, np.ones_like(point))[1][0, 0]), 0.0
    edges = (np.append(grid.low, grid.high[-1]) - centre) / width
    ends = np.unique(np.concatenate([ENDS, edges[np.abs(edges) < ENDS[-1]]]))
    nodes, weights, _ = rule(ORDER)
    half = np.diff(ends) / 2
    t = ends[:-1] + half + nodes[:, None] * half
    root = np.exp(-t * t / 4)
    _, slope = weighted(grid.function, grid.u * (centre + width * t), -t * t / 4, root)
    density = slope * root / math.sqrt(2 * math.pi)
    size = float((half * (weights @ np.abs(density))).sum())
    tail = 2 * half * extrapolated(density)
    return float((half * (weights @ density)).sum()), float(tail.sum()) + 64 * EPS * size
