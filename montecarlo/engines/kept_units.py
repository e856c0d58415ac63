"""The number of units that a dropout mask keeps, out of a fixed or a random number of units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import real, whole, whole_tuple
from montecarlo.sampling.counts import poisson

__all__ = ["MaskCount", "ThinnedCount"]


Array = npt.NDArray[np.float64]
_BATCH_NUMBERS = 100_000


@dataclass(frozen=True)
class ThinnedCount:
    """The number k of units that a dropout mask keeps, out of a Poisson number of units.

    The fields "k=0", "k=1", ... for the listed counts are 1 where k equals the count, and 0 elsewhere.

    Parameters
    ----------
    rate : float
        Mean of the number of units, 0 or more.
    keep : float
        Probability of keeping a unit, in [0, 1].
    counts : tuple of int
        Different integers, 0 or more.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.
    """

    rate: float
    keep: float
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        real("rate", self.rate, at_least=0.0)
        real("keep", self.keep, at_least=0.0, at_most=1.0)
        counts = whole_tuple("counts", self.counts, at_least=0, length=1)
        if len(set(counts)) < len(counts):
            raise ValueError(f"counts must be different integers, got {counts}")

    @property
    def fields(self) -> tuple[str, ...]:
        """The indicators of the listed counts."""
        return tuple(f"k={count}" for count in self.counts)

    @property
    def batch(self) -> int:
        """As many layers as have masks that fit the cache."""
        return max(1, int(_BATCH_NUMBERS / (self.rate + 1)))

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "masks"

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw layers with a mask each, shape (replicates, len(counts))."""
        units = poisson(rng, self.rate, replicates)
        # One mask entry for each unit that exists, layer after layer.
        owner = np.repeat(np.arange(replicates), units)
        mask = rng.random(owner.size) < self.keep
        kept = np.bincount(owner[mask], minlength=replicates)
        indicators: Array = np.equal(kept[:, np.newaxis], self.counts).astype(np.float64)
        return indicators


@dataclass(frozen=True)
class MaskCount:
    """The number k of units that a dropout mask keeps, out of a fixed number of units.

    The fields "k=0", "k=1", ... for the listed counts are 1 where k equals the count, and 0 elsewhere.

    Parameters
    ----------
    units : int
        1 or more.
    keep : float
        Probability of keeping a unit, in [0, 1].
    counts : tuple of int
        Different integers from 0 to units.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.
    """

    units: int
    keep: float
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        whole("units", self.units, at_least=1)
        real("keep", self.keep, at_least=0.0, at_most=1.0)
        counts = whole_tuple("counts", self.counts, at_least=0, length=1)
        if max(counts) > self.units or len(set(counts)) < len(counts):
            raise ValueError(
                f"counts must be different integers from 0 to units = {self.units}, got {counts}"
            )

    @property
    def fields(self) -> tuple[str, ...]:
        """The indicators of the listed counts."""
        return tuple(f"k={count}" for count in self.counts)

    @property
    def batch(self) -> int:
        """As many masks as fit the cache."""
        return max(1, _BATCH_NUMBERS // self.units)

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "masks"

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw masks, shape (replicates, len(counts))."""
        kept = (rng.random((replicates, self.units)) < self.keep).sum(axis=1)
        indicators: Array = np.equal(kept[:, np.newaxis], self.counts).astype(np.float64)
        return indicators
