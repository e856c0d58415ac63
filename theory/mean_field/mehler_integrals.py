"""Correlations as integrals over the plane of two pre-activations, for c away from 1 and from -1.

Their joint density over the roots of both weights is Mehler's kernel.  It is smooth at the scale sqrt(1 - c^2),
whatever g is.  So it is a polynomial on panels of its own, and g is integrated against it one variable at a time:
kinks and narrow features of the two factors never meet.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from theory.mean_field.paired_integrals import Paired
from theory.mean_field.resolved import EPS, ORDER, Resolved, coefficients, rule, values

__all__ = ["by_kernel", "furthest"]


Array = npt.NDArray[np.float64]
# |c|; beyond, the integrals over the difference are as quick, and keep more digits of 1 - C.  Their time grows with the
# square of the panels of g, the kernel's with 1/sqrt(1 - c^2): of few panels, and of more.
FEW = 16
FURTHEST, FURTHEST_OF_MANY = 0.998, 0.9999
BITS = 12  # of the width of a panel of the kernel
NOTHING = 100.0  # the exponent of a kernel that is negligible


def furthest(grid: Resolved) -> float:
    """Return the |c| up to which `by_kernel` is the method to use."""
    return FURTHEST if len(grid.low) <= FEW else FURTHEST_OF_MANY


def by_kernel(grid: Resolved, c: float, *, slope: bool = False) -> Paired:
    """Return E g(y1) g(y2).

    The bound is an estimate where that of g on its panels is one.  What is left out of the kernel is proved to be
    nothing.  For given w the kernel is a constant times exp(-A (z - m)^2), with A = (1 + c^2)/(4(1 - c^2)).  Its
    panels have half-widths of at most 1/sqrt(A).  Take the ellipse about a panel whose half-axes, in half-widths, have
    the sum r.  There the imaginary part of z is at most (r - 1/r)/2 half-widths, so the kernel is at most
    M = exp((r - 1/r)^2/4) times its maximum over real z.  The Chebyshev coefficient of degree n is at most 2 M/r^n.
    With r^2 = 56, M < e^13.6, and all coefficients from degree 28 on are together below 1e-18 of the maximum.

    Parameters
    ----------
    grid : Resolved
    c : float
        Within (-1, 1).  The panels are as many as 1/sqrt(1 - c^2), times about ten.
    slope : bool, optional
        Take h, which is g' without the deltas of jumps, in place of g.
    """
    steepness = (1 + c * c) / (4 * (1 - c * c))
    ends = _kernel_ends(grid, 2 / np.sqrt(steepness))
    weights, distance = _projected(grid, ends, slope)
    value = _form(weights, ends, c)
    norm, noise = grid.mean_square(slope)
    # The form of |g| is at most E g^2.  A node z is rounded by its own size, and moves the kernel by at most about
    # sqrt(A) times that.
    rounding = 8 * EPS * (4 + distance * np.sqrt(steepness)) * norm
    # An error of g in one factor meets the mean of the other given the first, which has the mean square E g(y1) g(y2)
    # at the correlation c^2.
    given = max(_form(weights, ends, c * c), 0.0) + rounding
    return Paired(value, float(2 * np.sqrt(given) * noise + noise**2 + rounding))


def _kernel_ends(grid: Resolved, widest: float) -> Array:
    """Return the ends of panels of one width, without rounding: multiples of a number of few bits.

    A width that is rounded moves panels that are far from 0 by more than the nodes near 0 are rounded.
    """
    exponent = np.frexp(widest)[1] - BITS
    width = np.ldexp(np.floor(np.ldexp(widest, -exponent)), exponent)
    first, last = np.floor(grid.low[0] / width), np.ceil(grid.high[-1] / width)
    return np.asarray(np.arange(first, last + 1) * width)


def _projected(grid: Resolved, ends: Array, slope: bool) -> tuple[Array, float]:
    """Return the integrals of G times Lagrange's polynomials of the nodes of each panel of the kernel.

    Returns
    -------
    ndarray, shape (panels of the kernel, ORDER)
    float
        The root of the mean of z^2 under G^2.
    """
    edges = np.unique(np.concatenate([grid.low, grid.high[-1:], ends[1:-1]]))
    low, high = edges[:-1], edges[1:]
    nodes, weights, _ = rule(ORDER)
    half = (high - low) / 2
    z = low + half + nodes[:, None] * half
    mass = weights[:, None] * half
    part = values(grid.function, grid.u, low, high)[int(slope)]
    owner = np.minimum(np.searchsorted(ends, (low + high) / 2) - 1, len(ends) - 2)
    at = (z - (ends[owner] + ends[owner + 1]) / 2) / ((ends[owner + 1] - ends[owner]) / 2)
    moments = np.einsum("np,npk->pk", mass * part, np.polynomial.legendre.legvander(at, ORDER - 1))
    sums = np.zeros((len(ends) - 1, ORDER))
    np.add.at(sums, owner, moments)
    squares = mass * part**2
    whole = squares.sum()
    distance = float(np.sqrt((squares * z**2).sum() / whole)) if whole else 0.0
    return sums @ coefficients(ORDER), distance


def _form(weights: Array, ends: Array, c: float) -> float:
    """Return the sum over all pairs of nodes of the weights of both, times the kernel.

    The kernel is exp(-(z - w)^2 c/(2(1 - c^2))), or with z + w for c < 0, times exp(-z^2 (1 - |c|)/(4(1 + |c|))) and
    the same of w.  All pairs of panels that are equally far apart share its first part.  For c < 0 the panels of w are
    mirrored, so that z + w is a difference too.
    """
    near = abs(c) / (2 * (1 - c * c))
    nodes, count = rule(ORDER)[0], len(weights)
    middle, half = (ends[:-1] + ends[1:]) / 2, (ends[1] - ends[0]) / 2
    z = middle[:, None] + half * nodes
    first = weights * np.exp(-z * z * (1 - abs(c)) / (4 * (1 + abs(c))))
    second, start = (first, 0.0) if c >= 0 else (first[::-1, ::-1], middle[0] + middle[-1])
    total = 0.0
    for step in range(1 - count, count):
        apart = start + 2 * half * step
        if near * max(abs(apart) - 2 * half, 0.0) ** 2 < NOTHING:
            kernel = np.exp(-near * (apart + half * np.subtract.outer(nodes, nodes)) ** 2)
            left, right = (
                first[max(step, 0) : count + min(step, 0)],
                second[max(-step, 0) : count - max(step, 0)],
            )
            total += float(((left @ kernel) * right).sum())
    return total / float(2 * np.pi * np.sqrt(1 - c * c))
