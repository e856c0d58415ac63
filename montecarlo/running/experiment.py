"""What an experiment is, and experiments side by side on common or on separate random numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

__all__ = ["CommonNumbers", "Experiment", "SeparateNumbers"]


Array = npt.NDArray[np.float64]


@runtime_checkable
class Experiment(Protocol):
    """A frozen, picklable dataclass whose fields are its parameters; a replicate is a network of its own.

    Replicates are independent and have one law, so that their spread measures the error of their mean.
    """

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of a replicate's numbers."""

    @property
    def batch(self) -> int:
        """How many replicates are drawn at once: a function of the parameters only, sized for the cache."""

    @property
    def engine(self) -> str:
        """How the replicates are drawn, in a word, for the report."""

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw replicates; several threads may do so at once.

        Parameters
        ----------
        rng : numpy.random.Generator
        replicates : int

        Returns
        -------
        ndarray of float64, shape (replicates, len(fields))
        """


@dataclass(frozen=True)
class _SideBySide:
    """Several experiments run together; the fields of the k-th are prefixed "k:".

    Parameters
    ----------
    experiments : tuple of Experiment
    """

    experiments: tuple[Experiment, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.experiments, tuple) or not self.experiments:
            raise ValueError(f"experiments = {self.experiments!r}: give a tuple of one experiment or more")

    @property
    def fields(self) -> tuple[str, ...]:
        """The experiments' fields, prefixed "0:", "1:", ..."""
        return tuple(f"{k}:{field}" for k, part in enumerate(self.experiments) for field in part.fields)

    @property
    def batch(self) -> int:
        """The smallest of the experiments' batches."""
        return min(part.batch for part in self.experiments)

    @property
    def engine(self) -> str:
        """The experiments' engines."""
        return ", ".join(dict.fromkeys(part.engine for part in self.experiments))


@dataclass(frozen=True)
class CommonNumbers(_SideBySide):
    """Several experiments on the same random numbers, so that the noise of their differences cancels.

    Made for one network at several weight variances. The experiments must use the stream in step: as many
    numbers, in the same order.

    Parameters
    ----------
    experiments : tuple of Experiment
    """

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw replicates, shape (replicates, len(fields)).

        Raises
        ------
        ValueError
            If the experiments use different amounts of random numbers. A replicate of one would then share
            numbers with another replicate of the other, and the covariance of rows would miss it.
        """
        start = rng.bit_generator.state
        columns, marks = [], []
        for part in self.experiments:
            rng.bit_generator.state = start
            columns.append(part.sample(rng, replicates))
            marks.append(rng.bit_generator.random_raw())
        if len(set(marks)) > 1:
            raise ValueError(
                "CommonNumbers: the experiments use different amounts of random numbers, so their replicates "
                "do not pair up: give networks of equal widths and laws, or use SeparateNumbers"
            )
        return np.concatenate(columns, axis=1)


@dataclass(frozen=True)
class SeparateNumbers(_SideBySide):
    """Several experiments on random numbers of their own; made for networks of several widths.

    Parameters
    ----------
    experiments : tuple of Experiment
    """

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw replicates, shape (replicates, len(fields))."""
        streams = rng.spawn(len(self.experiments))
        parts = zip(self.experiments, streams, strict=True)
        return np.concatenate([part.sample(child, replicates) for part, child in parts], axis=1)
