"""Draw a batch of an experiment, and check the samples."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from montecarlo.running.experiment import Experiment
from montecarlo.sampling.streams import stream
from montecarlo.statistics.sample_moments import SampleMoments

__all__ = ["NotFiniteError", "draw", "drawn", "drawn_moments", "size_of"]


Array = npt.NDArray[np.float64]
_MOST_SHOWN = 300


class NotFiniteError(ValueError):
    """A replicate contains NaN or infinity.

    Parameters
    ----------
    message : str
    fields : tuple of str
        Every field that does, in the order of the experiment's: so with a record by layer, the layers too.
    """

    def __init__(self, message: str, fields: tuple[str, ...] = ()) -> None:
        # Only the message is an argument of the error: so it can be pickled, with its attributes beside.
        super().__init__(message)
        self.fields = fields


def size_of(batch: int, replicates: int, number: int) -> int:
    """Return how many replicates the batch of this number has; the last batch of a run may be smaller."""
    return min(batch, replicates - number * batch)


def draw(experiment: Experiment, rng: np.random.Generator, size: int, *, kept: bool = False) -> Array:
    """Draw replicates and check them.

    Parameters
    ----------
    experiment : Experiment
    rng : numpy.random.Generator
    size : int
    kept : bool
        Whether replicates are kept. Then -infinity, the logarithm of a signal that is 0, is a value like any other,
        which quantiles can rank and means cannot add.

    Returns
    -------
    ndarray, shape (size, len(experiment.fields))

    Raises
    ------
    TypeError
        If the experiment returns something other than an array of real numbers.
    ValueError
        If the array has another shape.
    NotFiniteError
        If it contains NaN or infinity.
    """
    samples = experiment.sample(rng, size)
    expected = (size, len(experiment.fields))
    if not isinstance(samples, np.ndarray) or samples.dtype.kind not in "fiub":
        drawn = (
            f"an array of {samples.dtype}"
            if isinstance(samples, np.ndarray)
            else f"a {type(samples).__name__}"
        )
        raise TypeError(f"{experiment} drew {drawn}: its `sample` must return an array of float64")
    if samples.shape != expected:
        raise ValueError(
            f"{experiment} drew an array of shape {samples.shape}: its `sample` must return {expected}"
        )
    finite = (samples < np.inf if kept else np.isfinite(samples)).all(axis=0)
    if not finite.all():
        fields = tuple(experiment.fields[index] for index in np.flatnonzero(~finite))
        raise NotFiniteError(
            f"{_shown(experiment)} drew NaN or infinity for {fields[0]}: give parameters under which it stays finite",
            fields,
        )
    return samples


def _shown(experiment: Experiment) -> str:
    """Return an experiment's text, cut where a deep network has hundreds of widths and fields."""
    text = str(experiment)
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "...)"


def drawn(experiment: Experiment, seed: int, replicates: int, number: int, *, kept: bool = False) -> Array:
    """Draw one batch of a run and return its replicates, shape (size, len(experiment.fields)); see `draw`."""
    size = size_of(experiment.batch, replicates, number)
    return draw(experiment, stream(experiment, seed, number), size, kept=kept)


def drawn_moments(experiment: Experiment, seed: int, replicates: int, number: int) -> SampleMoments:
    """Draw one batch of a run and return its moments."""
    return SampleMoments.of(experiment.fields, drawn(experiment, seed, replicates, number))
