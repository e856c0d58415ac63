"""A positive function of the variance q over every scale of q, as polynomials in log q between nodes.

A Gaussian moment is smooth in log q, and far out it is a power of q: a few long pieces hold 300 decades.  Near a
variance at which the moment diverges, log(q/(1 - q/limit)) takes the place of log q.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import sympy as sp

from theory.activation.activation import Activation

__all__ = ["EPS", "STEP", "End", "Evaluate", "Samples", "ScaleCurve", "furthest_scale"]


Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Evaluate = Callable[[Array], tuple[Array, Array]]  # values at variances q, and bounds on their errors

EPS = float(np.finfo(np.float64).eps)
NODES = 17  # of a piece; a moment's series in log q loses half a digit or more a term on two decades
CORE, STEP = math.log(1e6), math.log(1e2)  # the first window is 1e-6 to 1e6, in pieces of two decades
LEAST, LARGEST = math.log(1e-300), math.log(1e300)  # beyond, squares leave float64
SHARPEST = 0.2  # the shortest piece, in log q
SAMPLES = 8  # a unit of log q
CLOSE = 1e-8  # to which a piece's polynomial must agree, relative
KNOWN = 1e-3  # a value whose relative error exceeds it is no node of a polynomial
_ANGLES = math.pi * (np.arange(NODES) + 0.5) / NODES
_COSINES = np.cos(_ANGLES)[::-1]
_TO_SERIES = np.cos(np.arange(NODES)[:, None] * _ANGLES[::-1]) * 2 / NODES
_TO_SERIES[0] /= 2


def furthest_scale(function: Activation) -> float:
    """Return s such that the structure of an activation stands between |x| = exp(-s) and exp(s).

    A formula's scales are products and quotients of its constants.
    """
    numbers = {part for piece in function.pieces for part in piece.expr.atoms(sp.Number)} | set(
        function.kinks
    )
    sizes = (abs(float(number)) for number in numbers)
    return sum(abs(math.log(size)) for size in sizes if 0 < size < math.inf)


@dataclass(frozen=True)
class Samples:
    """The function at rising variances: its value, a bound on the error, and whether a polynomial gave it."""

    q: Array
    value: Array
    bound: Array
    interpolated: Flags


@dataclass(frozen=True)
class End:
    """What a function does at an end of its window: nan where it has no positive value, or is not known.

    Parameters
    ----------
    ratios : tuple of float
        value/q^power at the end, and two decades before it.
    slope : float
        That of the ratio, in logarithms.
    error : float
        Relative.
    """

    ratios: tuple[float, ...]
    slope: float
    error: float


@dataclass(frozen=True)
class _Pieces:
    left: Array
    right: Array
    series: Array  # Chebyshev coefficients of log(value/q^power), a row for each piece
    error: Array  # relative
    values: Array  # at the nodes
    bounds: Array
    smooth: Flags  # whether the series holds

    def joined(self, other: _Pieces) -> _Pieces:
        return _Pieces(
            *(np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self))
        )

    def taken(self, chosen: npt.NDArray[Any]) -> _Pieces:
        return _Pieces(*(getattr(self, f.name)[chosen] for f in fields(self)))


class ScaleCurve:
    """A function of the variance, on a window that grows on request.

    Parameters
    ----------
    evaluate : callable
        Takes variances; returns values, at least 0, and bounds on their errors.  A value may be inf or nan.
    limit : float
        The variance from which on the function is infinite.
    scale : float
        The window covers variances from exp(-scale) to exp(scale) at least.
    power : {0, 1}
        The function is compared with q^power: the polynomials hold the logarithm of their quotient.
    """

    def __init__(self, evaluate: Evaluate, limit: float, scale: float, power: int = 1) -> None:
        self.evaluate, self.power = evaluate, power
        self._rate = 1 / limit if limit > 0 else math.inf
        # Beyond the last point, q cannot be told from the limit.
        self._last = min(LARGEST, math.log(limit) - math.log(64 * EPS)) if limit > 0 else -math.inf
        self._reach = [STEP, STEP]  # the next steps down and up
        start = min(CORE, self._last)
        count = math.ceil((start + CORE) / STEP) if start > -CORE else int(start > LEAST)
        edges: Array = start - STEP * np.arange(count, -1, -1, dtype=np.float64) if count else np.empty(0)
        self._pieces = self._resolved(edges[:-1], edges[1:])
        scale = min(scale, LARGEST)
        while self.top < min(scale, self._last) and self.extend(1):
            pass
        while self.bottom > max(-scale, LEAST) and self.extend(-1):
            pass

    @property
    def bottom(self) -> float:
        """The logarithm at which the window begins."""
        return float(self._pieces.left[0]) if len(self._pieces.left) else math.inf

    @property
    def top(self) -> float:
        """The logarithm at which the window ends."""
        return float(self._pieces.right[-1]) if len(self._pieces.left) else -math.inf

    def q(self, log: Array) -> Array:
        """Return the variances at these logarithms."""
        with np.errstate(over="ignore"):
            exponential = np.exp(log)
            return np.asarray(exponential / (1 + exponential * self._rate))

    def extend(self, side: int, most: float = math.inf) -> bool:
        """Make the window longer, upwards (1) or downwards (-1), by `most` at most; False at the end of float64."""
        if not len(self._pieces.left):
            return False
        end = self.top if side > 0 else self.bottom
        room = self._last - end if side > 0 else end - LEAST
        if not room > SHARPEST:
            return False
        step = min(self._reach[side > 0], most)
        self._reach[side > 0] *= 2
        new = end + side * min(step, room)
        piece = self._resolved(np.array([min(end, new)]), np.array([max(end, new)]))
        self._pieces = self._pieces.joined(piece) if side > 0 else piece.joined(self._pieces)
        return True

    def end(self, side: int) -> End:
        """Return what the function does at the upper (1) or lower (-1) end of the window."""
        at = -1 if side > 0 else 0
        if not len(self._pieces.left) or not self._pieces.smooth[at]:
            return End((math.nan,) * 2, math.nan, math.nan)
        log = self.top if side > 0 else self.bottom
        ratios = tuple(self._ratio(log - side * back) for back in (0.0, STEP))
        near = 0.01 * float(self._pieces.right[at] - self._pieces.left[at])
        slope = math.log(ratios[0] / self._ratio(log - side * near)) / (side * near)
        return End(ratios, slope, float(self._pieces.error[at]))

    def _ratio(self, log: float) -> float:
        """Return value/q^power; nan where no polynomial holds."""
        at = min(max(int(np.searchsorted(self._pieces.right, log)), 0), len(self._pieces.left) - 1)
        if not self._pieces.smooth[at]:
            return math.nan
        left, right = float(self._pieces.left[at]), float(self._pieces.right[at])
        inner = min(max((2 * log - left - right) / (right - left), -1.0), 1.0)
        return math.exp(float(np.polynomial.chebyshev.chebval(inner, self._pieces.series[at])))

    def samples(self) -> Samples:
        """Return the function across the window, at points that leave nothing out between them."""
        parts = [self._sampled(index) for index in range(len(self._pieces.left))]
        if not parts:
            return Samples(np.empty(0), np.empty(0), np.empty(0), np.empty(0, dtype=bool))
        return Samples(*(np.concatenate(part) for part in zip(*parts, strict=True)))

    def _sampled(self, index: int) -> tuple[Array, Array, Array, Flags]:
        pieces = self._pieces
        left, right = pieces.left[index], pieces.right[index]
        if not pieces.smooth[index]:
            q = self.q((left + right) / 2 + (right - left) / 2 * _COSINES)
            return q, pieces.values[index], pieces.bounds[index], np.zeros(NODES, dtype=bool)
        count = math.ceil(SAMPLES * (right - left))
        inner = (2 * np.arange(count) + 1) / count - 1
        q = self.q((left + right) / 2 + (right - left) / 2 * inner)
        with np.errstate(over="ignore", under="ignore"):
            value = np.exp(np.polynomial.chebyshev.chebval(inner, pieces.series[index])) * q**self.power
        return q, value, value * pieces.error[index], np.ones(count, dtype=bool)

    def _resolved(self, left: Array, right: Array) -> _Pieces:
        """Return pieces over these intervals, halved until the polynomials agree."""
        done: list[_Pieces] = []
        while left.size:
            found = self._fitted(left, right)
            tail = np.abs(found.series[:, -2:]).sum(axis=1)
            one_kind = (found.values == found.values[:, :1]).all(axis=1) | np.isnan(found.values).all(axis=1)
            short = right - left < SHARPEST
            ready = (
                np.where(found.smooth, tail <= np.maximum(CLOSE, found.error - 4 * tail), one_kind) | short
            )
            done.append(found.taken(ready))
            middle = (left + right)[~ready] / 2
            left, right = np.concatenate([left[~ready], middle]), np.concatenate([middle, right[~ready]])
        if not done:
            return self._fitted(left, right)
        every = done[0]
        for part in done[1:]:
            every = every.joined(part)
        return every.taken(np.argsort(every.left))

    def _fitted(self, left: Array, right: Array) -> _Pieces:
        half = (right - left)[:, None] / 2
        log = (left + right)[:, None] / 2 + half * _COSINES
        q = self.q(log)
        values, bounds = (part.reshape(q.shape) for part in self.evaluate(q.ravel()))
        with np.errstate(all="ignore"):
            smooth: Flags = np.all((values > 0) & (values < np.inf) & (bounds <= KNOWN * values), axis=1)
            ratio = np.where(smooth[:, None], values / q**self.power, 1.0)
            noise = np.where(smooth, (bounds / values).max(axis=1), np.inf)
        series = np.log(ratio) @ _TO_SERIES.T
        error = noise + 4 * np.abs(series[:, -2:]).sum(axis=1) + 8 * EPS * (1 + np.abs(series).max(axis=1))
        return _Pieces(left, right, series, error, values, bounds, smooth)
