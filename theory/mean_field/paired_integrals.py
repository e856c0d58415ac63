"""Correlations as integrals over the sum and the difference of two pre-activations, for c near 1 or -1.

Two pre-activations of correlation c >= 0 are u(a S + b D) and u(a S - b D), with a^2 = (1 + c)/2, b^2 = (1 - c)/2 and
S and D independent standard normals.  E g^2 - E g(y1) g(y2) = E (g(y1) - g(y2))^2/2 has no cancellation at c = 1.
For given D, S is integrated on panels that resolve both factors: the panels of g moved by b D either way.  What is
left is a function of D, integrated on panels that are halved until they resolve it.  Where a narrow feature of one
factor meets one of the other, that function has a narrow feature too, and the first panels are graded towards it.  For
c < 0 the second pre-activation is u(b D - a S), and the product itself is integrated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from theory.mean_field.resolved import EPS, ORDER, Resolved, extrapolated, rule, weighted

__all__ = ["Paired", "paired"]


Array = npt.NDArray[np.float64]
OUTER = 24  # nodes of the rule on a panel of D
STARTS = np.array([0.0, 4.5, 9.0])
ROUNDS = 24
MOST_HALVED = 4096  # panels of D, times those of g: about a second of work
TOLERANCE = 1e-12  # for the error of a panel of D, relative to the integral
SMALL = 0.01  # the same, relative to the bound of the rounding
SLIGHT = 0.25  # of a panel: what it may be moved by
NARROW = 2.0  # a feature in D that the first panels may miss: a panel of g about it may be four times as wide
GRADED = 8.0  # the factor between neighbouring panels about a narrow feature
CLOSEST = 1e-12  # two ends of panels of D
BLOCK = 512  # panels of the plane evaluated at once, so that their values stay in the cache


@dataclass(frozen=True)
class Paired:
    """An integral over the plane and a bound on its error."""

    value: float
    error: float


def paired(grid: Resolved, c: float, *, slope: bool = False) -> Paired:
    """Return E (g(y1) - g(y2))^2/2 for c >= 0, or E g(y1) g(y2) for c < 0.

    Parameters
    ----------
    grid : Resolved
    c : float
        In [-1, 1).
    slope : bool, optional
        Take h, which is g' without the deltas of jumps, in place of g.
    """
    plane = _Plane(grid, c, slope)
    value, outer, inner, size = plane.integral()
    if inner > plane.enough(value, size) and plane.coarse.any():
        # Where each factor is resolved does matter.
        plane.coarse[:] = False
        value, outer, inner, size = plane.integral()
    return Paired(value, outer + inner + plane.rounding(value, size))


class _Plane:
    def __init__(self, grid: Resolved, c: float, slope: bool) -> None:
        self.grid, self.product, self.slope = grid, c < 0, slope
        self.a, self.b = float(np.sqrt((1 + abs(c)) / 2)), float(np.sqrt((1 - abs(c)) / 2))
        self.kinks = np.array([float(kink) for kink in grid.function.kinks]) / grid.u
        self.edges = np.append(grid.low, grid.high[-1])
        # Ends of panels that need not move with D: no kinks, and between panels that are far wider than the move.
        widths = np.diff(self.edges, prepend=-np.inf, append=np.inf)
        narrower = np.minimum(widths[:-1], widths[1:])
        smooth = np.abs(self.edges[:, None] - self.kinks).min(axis=1, initial=np.inf) > 1e-9
        self.coarse = smooth & (STARTS[1] * self.b < SLIGHT * narrower) & (not self.product)

    def integral(self) -> tuple[float, float, float, float]:
        """Return the integral, its truncation in D and in S, and the integral of the size."""
        if self.b == 0:
            # At c = -1 the product depends on S alone.
            value, tail, size = (self._inner(np.zeros(1))[:, 0] / np.sqrt(2 * np.pi)).tolist()
            return value, 0.0, tail, size
        ends = self._starts()
        low, high = ends[:-1], ends[1:]
        parts = self._outer(low, high)
        done, left = np.zeros(4), MOST_HALVED
        for _ in range(ROUNDS):
            sums = done + parts[:4].sum(axis=1)
            bad = parts[1] > self.enough(sums[0], sums[3])
            further = parts[4, -1] > 1e-16 * sums[3] and high[-1] == ends[-1] < 30
            left -= int(bad.sum()) * len(self.edges)
            if left < 0 or not (bad.any() or further):
                break
            done += parts[:4, ~bad].sum(axis=1)
            middle = (low[bad] + high[bad]) / 2
            low, high = np.concatenate([low[bad], middle]), np.concatenate([middle, high[bad]])
            if further:
                # What is left out there is not negligible yet.
                low, high = np.append(low, ends[-1]), np.append(high, 1.5 * ends[-1])
                ends = np.append(ends, high[-1])
            parts = self._outer(low, high)
        value, outer, inner, size = (done + parts[:4].sum(axis=1)).tolist()
        return value, outer, inner, size

    def enough(self, value: float, size: float) -> float:
        """Return an error that is small enough: beside the integral, or beside what rounding does to it."""
        return max(TOLERANCE * size, SMALL * self.rounding(value, size))

    def rounding(self, value: float, size: float) -> float:
        """Bound what the errors of g itself add: the integral is a quadratic form of g, at most 2 E g^2."""
        second, noise = self.grid.mean_square(self.slope)
        scale = np.sqrt(second) if self.product else np.sqrt(2 * max(value, 0.0))
        return float(2 * scale * noise + 2 * noise**2 + 32 * EPS * size + self._moved_jumps())

    def _moved_jumps(self) -> float:
        """Bound what rounding the ends of panels adds: next to c = 1 the factors differ between two ends only."""
        jumps = self.grid.function.jumps
        z = np.array([float(point) for point, _ in jumps]) / self.grid.u
        sizes = np.array([float(size) for _, size in jumps])
        return float(4 * EPS * (sizes**2 * np.abs(z) * np.exp(-z * z / 2)).sum() / np.sqrt(2 * np.pi))

    def _starts(self) -> Array:
        """Return the ends of the first panels of D, graded towards the places where kinks or narrow features meet."""
        low, high, width = self._features()
        # The other factor has its features at the same places, or mirrored.
        first, last = (-high, -low) if self.product else (low, high)
        nearest = np.subtract.outer(low, last).ravel() / (2 * self.b)
        furthest = np.subtract.outer(high, first).ravel() / (2 * self.b)
        step = np.maximum.outer(width, width).ravel() / (2 * self.b)
        ends, graded = [STARTS, nearest[step == 0]], [np.empty(0)]
        narrow = (step > 0) & (step < NARROW)
        smallest = step[narrow].min(initial=NARROW)
        while narrow.any():
            nearest, furthest, step = nearest[narrow], furthest[narrow], step[narrow]
            graded += [nearest, furthest, nearest - step, furthest + step]
            narrow, step = step < NARROW, GRADED * step
        ends.append(_apart(np.abs(np.concatenate(graded)), smallest / 2))
        every = np.abs(np.concatenate(ends))
        return _apart(every[every <= STARTS[-1]], CLOSEST)

    def _features(self) -> Array:
        """Return the lower ends, upper ends and widths, in z, of the features of g: kinks, and where panels are narrow.

        Panels are narrower about a feature than beside it.
        """
        widths = np.diff(self.edges)
        # Runs of panels of about one width.
        starts = np.flatnonzero(np.abs(np.diff(np.log2(widths), prepend=-np.inf)) > 0.5)
        ends = np.append(starts[1:], len(widths))
        beside = np.concatenate([[np.inf], widths[starts], [np.inf]])
        least = beside[1:-1] < np.minimum(beside[:-2], beside[2:])
        starts, ends = starts[least], ends[least]
        kinks = np.stack([self.kinks, self.kinks, np.zeros(len(self.kinks))])
        return np.concatenate(
            [kinks, np.stack([self.edges[starts], self.edges[ends], widths[starts]])], axis=1
        )

    def _outer(self, low: Array, high: Array) -> Array:
        """Return for each panel of D: the integral, its truncation, that of S, its size, and the integrand far out."""
        nodes, weights, _ = rule(OUTER)
        half = (high - low) / 2
        d = ((low + high) / 2 + nodes[:, None] * half).ravel()
        inner = self._inner(d)
        if self.product:
            inner += self._inner(-d)
            inner /= 2
        inner = inner.reshape(3, OUTER, len(low))
        # S and D have the density exp(-(S^2 + D^2)/2)/(2 pi), and D < 0 is as D > 0.
        scale = half / np.pi
        sums = scale * np.einsum("n,rnp->rp", weights, inner)
        tail = 2 * scale * extrapolated(inner[0])
        return np.stack(
            [sums[0], np.where(tail > 64 * EPS * sums[2], tail, 0.0), sums[1], sums[2], inner[2, -1]]
        )

    def _inner(self, d: Array) -> Array:
        """Integrate over S at each D: the integral, its truncation and the integral of the size."""
        a, edges, moved = self.a, self.edges[~self.coarse], self.b * d[:, None]
        fixed = np.broadcast_to(self.edges[self.coarse] / a, (len(d), int(np.count_nonzero(self.coarse))))
        ends = [(edges - moved) / a, (moved - edges) / a if self.product else (edges + moved) / a, fixed]
        every = np.sort(np.concatenate(ends, axis=1), axis=1)
        low, high = every[:, :-1].ravel(), every[:, 1:].ravel()
        owner = np.repeat(np.arange(len(d)), every.shape[1] - 1)
        real = high > low
        low, high, owner = low[real], high[real], owner[real]
        blocks = (slice(start, start + BLOCK) for start in range(0, len(low), BLOCK))
        parts = [self._block(d[owner[block]], low[block], high[block]) for block in blocks]
        sums: Array = np.add.reduceat(
            np.concatenate(parts, axis=1), np.flatnonzero(np.diff(owner, prepend=-1)), axis=1
        )
        return sums

    def _block(self, d: Array, low: Array, high: Array) -> Array:
        nodes, weights, _ = rule(ORDER)
        half = (high - low) / 2
        s = (low + high) / 2 + nodes[:, None] * half
        exponent = (s * s + d * d) / -4
        s *= self.grid.u * self.a
        moved = self.grid.u * self.b * d
        with np.errstate(all="ignore"):
            root = np.exp(exponent)
            first = weighted(self.grid.function, s + moved, exponent, root)[self.slope]
            other = moved - s if self.product else s - moved
            second = weighted(self.grid.function, other, exponent, root)[self.slope]
            if self.product:
                integrand = first * second
                size = weights @ np.abs(integrand)
                value = weights @ integrand
            else:
                integrand = np.subtract(first, second)
                integrand *= integrand
                value = size = (weights @ integrand) / 2
            tail = 2 * extrapolated(integrand)
            tail = np.where(tail > 64 * EPS * size, tail, 0.0)
        return np.stack([half * value, half * tail, half * size])


def _apart(numbers: Array, least: float) -> Array:
    """Return the numbers in increasing order, of those within `least` of one another the first."""
    ordered = np.unique(numbers)
    kept: Array = ordered[np.diff(ordered, prepend=-np.inf) > least]
    return kept
