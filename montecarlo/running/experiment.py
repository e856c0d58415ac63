"""What an experiment is, and several experiments side by side on common or on separate random numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import instance, shown

__all__ = ["CommonNumbers", "Experiment", "SeparateNumbers"]


Array = npt.NDArray[np.float64]


@runtime_checkable
class Experiment(Protocol):
    """A frozen dataclass that can be pickled; its dataclass fields are its parameters.

    A replicate is a network with fresh weights and a fresh input. Replicates are independent and have one law, so
    their spread measures the error of their mean.

    An experiment of your own states a version as a class attribute, such as ``version = "1"``. Change it whenever
    the code of the class changes. A run with a checkpoint needs it, of each of your classes that the experiment
    extends or contains.
    """

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of a replicate's numbers."""

    @property
    def batch(self) -> int:
        """How many replicates are drawn at once; it depends on the parameters only."""

    @property
    def engine(self) -> str:
        """One word for how the replicates are drawn, for reports."""

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
            raise ValueError(
                f"experiments must be a tuple of one experiment or more, got {shown(self.experiments)}"
            )
        for index, part in enumerate(self.experiments):
            instance(f"experiments[{index}]", part, Experiment, "an experiment, such as Dense(...)")

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
    """Several experiments on the same random numbers, so that noise cancels in their differences.

    This is meant for one network at several weight variances. All experiments must draw the same amount of random
    numbers in the same order.

    Parameters
    ----------
    experiments : tuple of Experiment
    """

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw replicates, shape (replicates, len(fields)).

        Raises
        ------
        ValueError
            If the experiments draw different amounts of random numbers. Replicate 1 of one experiment would then
            share numbers with replicate 2 of another, and the standard errors would be wrong.
        """
        start = rng.bit_generator.state
        columns, marks = [], []
        for part in self.experiments:
            rng.bit_generator.state = start
            columns.append(part.sample(rng, replicates))
            marks.append(rng.bit_generator.random_raw())
        if len(set(marks)) > 1:
            raise ValueError(
                "experiments of CommonNumbers must draw equal amounts of random numbers, and these do not: "
                "give networks of equal widths and laws, or use SeparateNumbers"
            )
        return np.concatenate(columns, axis=1)


@dataclass(frozen=True)
class SeparateNumbers(_SideBySide):
    """Several experiments, each on random numbers of its own; meant for networks of several widths.

    Parameters
    ----------
    experiments : tuple of Experiment
    """

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw replicates, shape (replicates, len(fields))."""
        streams = rng.spawn(len(self.experiments))
        parts = zip(self.experiments, streams, strict=True)
        return np.concatenate([part.sample(child, replicates) for part, child in parts], axis=1)
