"""What the tests need of a tensor: one pass over its values, in blocks that stay in the cache."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from paper_checks.auditing.names import short
from paper_checks.auditing.precision import Precision

__all__ = ["SMALL", "Sample", "merged", "summarised"]

Array = npt.NDArray[np.float64]
Floats = npt.NDArray[np.floating[Any]]

SMALL = 2**14
"""Up to so many values are kept and their distribution function is exact; of more, it is counted at 1025 points."""
_BLOCK = 2**15  # 256 KiB of float64
_BINS = 1024
_LEAST_SQUARES = 1e-290  # of a sum of squares, which has lost digits below
_REACH = 5.0  # pilot deviations to each side


@dataclass(frozen=True, eq=False)
class Sample:
    """Count, sums, extremes and distribution function of values.

    Parameters
    ----------
    count : int
    total, squares : float
        The sums of the values and of their squares.
    low, high : float
        The least and the largest.
    zeros : int
        How many values are 0.
    two_valued : bool
        Whether each value is the least or the largest.
    points : ndarray, shape (k,)
        Increasing.
    below, upto : ndarray, shape (k,)
        How many values are < and <= each point.
    precision : Precision
    values : ndarray or None
        All of them, in order, where there are at most `SMALL`.
    """

    count: int
    total: float
    squares: float
    low: float
    high: float
    zeros: int
    two_valued: bool
    points: Array
    below: Array
    upto: Array
    precision: Precision
    values: Array | None

    @property
    def mean(self) -> float:
        return self.total / self.count

    @property
    def largest(self) -> float:
        """The largest size of a value."""
        return max(-self.low, self.high)

    def root_mean_square(self, about: float = 0.0) -> float:
        """Return the root mean square of the distances from a number."""
        square = self.squares / self.count - 2 * about * self.mean + about**2
        return math.sqrt(max(square, 0.0))


def summarised(name: str, values: Floats, precision: Precision) -> Sample:
    """Return the sample of a tensor, which must not be empty.

    Raises
    ------
    ValueError
        If a value is not finite, or too large to be squared, or all are too small.
    """
    flat = values.ravel("K")  # as the values lie in memory, so that none is copied
    if flat.size <= SMALL:
        _require_finite(name, values)
        sample = _exact(flat.astype(np.float64), precision)
    else:
        sample = _counted(name, values, flat, precision)
    if not math.isfinite(sample.squares):
        raise ValueError(f"{short(name)} has a value of {sample.largest:.3g}: it is too large to be squared")
    if sample.largest > 0 and sample.squares < _LEAST_SQUARES:
        raise ValueError(
            f"{short(name)} has no value above {sample.largest:.3g} in size: they are too small to be squared"
        )
    return sample


def merged(samples: Sequence[Sample]) -> Sample:
    """Return the values of several small samples as one."""
    return _exact(
        np.concatenate([sample.values for sample in samples if sample.values is not None]),
        max((sample.precision for sample in samples), key=lambda one: one.relative),
    )


def _exact(values: Array, precision: Precision) -> Sample:
    ordered = np.sort(values)
    with np.errstate(over="ignore"):
        squares = _square(ordered)
    below = np.searchsorted(ordered, ordered, "left").astype(np.float64)
    upto = np.searchsorted(ordered, ordered, "right").astype(np.float64)
    return Sample(
        count=len(ordered),
        total=float(ordered.sum()),
        squares=squares,
        low=float(ordered[0]),
        high=float(ordered[-1]),
        zeros=len(ordered) - int(np.count_nonzero(ordered)),
        two_valued=bool(upto[0] >= below[-1]),
        points=ordered,
        below=below,
        upto=upto,
        precision=precision,
        values=ordered,
    )


def _counted(name: str, values: Floats, flat: Floats, precision: Precision) -> Sample:
    # The points may be anything, for the bound of Dvoretzky, Kiefer and Wolfowitz holds at all at once.
    pilot = flat[:: flat.size // 4096].astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        scale = math.sqrt(_square(pilot) / len(pilot))
    step = 2 * _REACH * (scale if 1e-290 < scale < math.inf else 1.0) / _BINS
    counts = np.zeros(_BINS + 2, dtype=np.int64)
    total = squares = 0.0
    zeros = 0
    low, high = math.inf, -math.inf
    buffer, bins = np.empty(_BLOCK), np.empty(_BLOCK, dtype=np.intp)
    for start in range(0, flat.size, _BLOCK):
        size = min(_BLOCK, flat.size - start)
        block, places = buffer[:size], bins[:size]
        block[:] = flat[start : start + _BLOCK]
        low, high = min(low, float(block.min())), max(high, float(block.max()))
        zeros += size - int(np.count_nonzero(block))
        with np.errstate(over="ignore", invalid="ignore"):
            total += float(block.sum())
            squares += _square(block)
        if not math.isfinite(total):
            _require_finite(name, values)
        block *= 1 / step
        block += _BINS / 2 + 1  # place 0: below the first point; 1025: at or above the last
        np.clip(block, 0, _BINS + 1, out=block)
        np.copyto(places, block, casting="unsafe")
        counts += np.bincount(places, minlength=_BINS + 2)
    points = np.asarray((np.arange(_BINS + 1) - _BINS / 2) * step, dtype=np.float64)
    below = np.cumsum(counts[:-1]).astype(np.float64)
    return Sample(
        count=flat.size,
        total=total,
        squares=squares,
        low=low,
        high=high,
        zeros=zeros,
        two_valued=len(np.unique(pilot)) <= 2 and bool(((flat == low) | (flat == high)).all()),
        points=points,
        below=below,
        upto=below,
        precision=precision,
        values=None,
    )


def _square(values: Array) -> float:
    # Not values @ values: BLAS would split so short a sum among threads, which wait for each other on a busy machine.
    return float(np.einsum("i,i->", values, values))


def _require_finite(name: str, values: Floats) -> None:
    finite = np.isfinite(values)
    if not finite.all():
        place = tuple(int(index) for index in np.unravel_index(np.argmin(finite), values.shape))
        count = int(values.size - finite.sum())
        raise ValueError(
            f"{short(name)} has {count} {'value that is' if count == 1 else 'values that are'} not finite, the first "
            f"{values[place]} at {list(place)}: weights must be finite"
        )
