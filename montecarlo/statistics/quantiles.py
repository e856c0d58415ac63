"""Quantiles, with intervals that hold for any distribution: their ends are order statistics.

David, Nagaraja (2003), "Order Statistics", section 7.1. Of n independent draws, the number at or below the p-quantile
is binomial with n and p, or larger where the distribution has a jump there. So the l-th smallest draw lies above the
quantile with a probability of at most P(Bin(n, p) < l), and the u-th smallest below it with at most P(Bin(n, p) >= u).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special

from montecarlo.arguments import array, instance, real, texts
from montecarlo.statistics.inference import ALPHA, Interval, level
from montecarlo.statistics.sample_moments import SampleMoments, positions

__all__ = ["Quantile", "Samples", "quantile"]


Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Samples:
    """Replicates of d named quantities, all kept; see `montecarlo.samples`.

    Parameters
    ----------
    fields : tuple of str
        The d names.
    values : ndarray, shape (n, d)
        A row for each replicate.

    Raises
    ------
    TypeError, ValueError
        If the fields are not texts, or the shape is not (n, d) with n of 1 or more.
    """

    fields: tuple[str, ...]
    values: Array

    def __post_init__(self) -> None:
        texts("fields", self.fields)
        values = array("values", self.values, infinite=True)
        object.__setattr__(self, "values", values)
        shape = values.shape
        if len(shape) != 2 or shape[1] != len(self.fields) or not shape[0]:
            raise ValueError(
                f"values must have shape (n, {len(self.fields)}), a column for each field, got {shape}"
            )

    @property
    def count(self) -> int:
        """The number of replicates."""
        return len(self.values)

    @property
    def moments(self) -> SampleMoments:
        """The moments of the replicates, for an `Estimand`.

        Raises
        ------
        ValueError
            If a replicate is infinite: the logarithm of a signal that is 0.
        """
        finite = np.isfinite(self.values).all(axis=0)
        if not finite.all():
            raise ValueError(
                f"{self.fields[int(np.argmin(finite))]} is infinite in some replicates, so it has no mean: "
                "take its quantiles"
            )
        return SampleMoments.of(self.fields, self.values)

    def column(self, name: str) -> Array:
        """Return the replicates of one field, shape (n,).

        Raises
        ------
        ValueError
            If no field has this name.
        """
        return self.values[:, positions((name,), self.fields)[0]]


@dataclass(frozen=True)
class Quantile:
    """A quantile of a field across networks, as an estimand.

    Parameters
    ----------
    field : str
    probability : float
        Above 0 and below 1; 0.5 is the median.

    Raises
    ------
    TypeError, ValueError
        If the probability is another value than above.
    """

    field: str
    probability: float

    def __post_init__(self) -> None:
        instance("field", self.field, str, "the name of a field")
        if not 0 < real("probability", self.probability) < 1:
            raise ValueError(f"probability must be above 0 and below 1, got {self.probability}")

    @property
    def name(self) -> str:
        """What it is, in words."""
        return f"{self.probability:g}-quantile of {self.field}"

    def value(self, samples: Samples) -> float:
        """Return the estimate: the smallest replicate that this share of the replicates does not exceed.

        Raises
        ------
        ValueError
            If the field was not recorded.
        """
        return float(np.quantile(samples.column(self.field), self.probability, method="inverted_cdf"))

    def least_replicates(self, alpha: float = ALPHA) -> int:
        """Return the smallest number of replicates for which there is an interval."""
        outer = math.log(max(self.probability, 1 - self.probability))
        return math.ceil(math.log(level(alpha)) / outer)

    def interval(self, samples: Samples, alpha: float = ALPHA) -> Interval:
        """Return the interval that misses the truth with probability at most alpha on each side, under any law.

        Its ends are replicates. They do not depend on the scale of the field: the interval of a logarithm is the
        logarithm of the interval.

        Parameters
        ----------
        samples : Samples
            Independent replicates.
        alpha : float
            Within [1e-100, 1/2]. Verdicts use the default, ALPHA.

        Raises
        ------
        ValueError
            If the field was not recorded, or there are too few replicates; the error says how many would do.
        """
        alpha = level(alpha)
        least = self.least_replicates(alpha)
        if samples.count < least:
            raise ValueError(
                f"the {self.name} needs {least} replicates or more for an interval with alpha = {alpha:g}, "
                f"got {samples.count}"
            )
        low, high = _ranks(samples.count, self.probability, alpha)
        ordered = np.sort(samples.column(self.field))
        return Interval(float(ordered[low - 1]), float(ordered[high - 1]))


def quantile(field: str, probability: float) -> Quantile:
    """Return a quantile of a field as an estimand; 0.5 is the median. See `Quantile`."""
    return Quantile(field, probability)


@lru_cache(maxsize=64)  # many fields ask for the same quantile
def _ranks(count: int, probability: float, alpha: float) -> tuple[int, int]:
    """Return the largest l with P(Bin < l) <= alpha and the smallest u with P(Bin >= u) <= alpha, both from 1."""
    # P(Bin < k) grows with k, and P(Bin >= k) falls.
    ranks = range(1, count + 1)
    low = bisect_left(ranks, True, key=lambda k: _below(count, probability, k) > alpha)
    high = bisect_left(ranks, True, key=lambda k: _below(count, 1 - probability, count - k + 1) <= alpha)
    # `low` ranks are good; `high` ranks are not. At the least number of replicates, rounding may leave one short.
    return max(low, 1), min(high + 1, count)


def _below(count: int, probability: float, k: int) -> float:
    """Return P(Bin(count, probability) < k), for k from 1 to count."""
    return float(special.betainc(count - k + 1, k, 1 - probability))
