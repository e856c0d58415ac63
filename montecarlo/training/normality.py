"""How far pre-activations depart from a normal law while networks are trained."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.special

from montecarlo.arguments import whole, whole_tuple
from montecarlo.sampling.streams import experiment_key
from montecarlo.training.convolutional import Convolutional
from montecarlo.training.network import Trained
from montecarlo.training.outcome import numbers_of, rounded, seeds_of
from montecarlo.training.signals import preactivations
from montecarlo.training.trainer import require_arguments
from montecarlo.training.training import DType, Training

__all__ = ["Departures", "Normality", "departures", "distance"]


Array = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Normality:
    """Networks that are trained, and whose pre-activations are compared with a normal law after some steps.

    Parameters
    ----------
    training : Training
        It has one hidden layer or more.
    networks : int
        Networks of each seed, 1 or more. The units of a layer are exchangeable, so that the law of one of them over
        networks is that of all.
    after : tuple of int
        See `preactivations`.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.
    """

    training: Training
    networks: int
    after: tuple[int, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.training, Training):
            raise TypeError(f"training must be a Training, got {self.training!r}")
        if self.training.network.depth < 2:
            raise ValueError("training must have a hidden layer, and its network has one layer: give it two")
        whole("networks", self.networks, at_least=1)
        whole_tuple("after", self.after, at_least=0, length=1)

    @property
    def key(self) -> str:
        """The name of this experiment: 16 hexadecimal digits that depend on all parameters."""
        return f"{experiment_key(self):016x}"

    @property
    def network(self) -> Trained | Convolutional:
        """Which networks they are."""
        return self.training.network

    @property
    def data(self) -> str:
        """What the networks are trained on."""
        return self.training.data

    @property
    def dtype(self) -> DType:
        """The precision of the training."""
        return self.training.dtype


@dataclass(frozen=True, eq=False)
class Departures:
    """The departures from a normal law, seed by seed; all arrays have the shape (seeds, steps, hidden layers).

    Of a seed they are those of a sample: the pre-activations of all units of the layer in all of its networks, for
    one example. NaN where a network has diverged.

    Parameters
    ----------
    key : str
        The experiment's; see `Normality`.
    seeds : tuple of int
    distance : ndarray
        The Kolmogorov distance from the normal law of the sample's mean and deviation.
    skewness, excess_kurtosis : ndarray
        0 for a normal law.
    """

    key: str
    seeds: tuple[int, ...]
    distance: Array
    skewness: Array
    excess_kurtosis: Array

    def as_json(self) -> dict[str, Any]:
        """Return the departures as plain numbers to 7 digits, with None for what is not finite."""
        measures = {name: rounded(getattr(self, name).tolist()) for name in _MEASURES}
        return {"key": self.key, "seeds": list(self.seeds), **measures}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Departures:
        """Return the departures that `as_json` wrote.

        Raises
        ------
        ValueError
            If an entry is missing, unknown, or has another shape, type or range than `as_json` writes.
        """
        try:
            seeds = seeds_of(plain["seeds"])
            measures = {name: numbers_of(plain[name]) for name in _MEASURES}
            shapes = {values.shape for values in measures.values()}
            (shape,) = shapes
            distances = measures["distance"]
            good = (
                isinstance(plain["key"], str)
                and len(shape) == 3
                and shape[0] == len(seeds)
                and not ((distances < 0.0) | (distances > 1.0)).any()
                and not set(plain) - {field.name for field in fields(cls)}
            )
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ValueError(_REFUSAL + f" ({type(error).__name__}: {error})") from error
        if not good:
            raise ValueError(_REFUSAL)
        return cls(key=plain["key"], seeds=seeds, **measures)

    def fits(self, experiment: object) -> bool:
        """Return whether it has the steps and layers that an experiment asks for, whatever its key."""
        return isinstance(experiment, Normality) and self.distance.shape[1:] == (
            len(experiment.after),
            experiment.network.depth - 1,
        )


_MEASURES = ("distance", "skewness", "excess_kurtosis")
_REFUSAL = "plain must be a mapping that Departures.as_json made, and is not: train the experiment again"


def departures(
    normality: Normality,
    seeds: tuple[int, ...],
    *,
    folder: str | os.PathLike[str] | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Departures:
    """Train the networks of each seed, and compare their pre-activations with a normal law.

    Parameters
    ----------
    normality : Normality
    seeds : tuple of int
        Different integers, 0 or more. With n networks, those of seed s are the networks n s to n s + n - 1 of
        `train`.
    folder, executor
        See `train`.
    progress : callable, optional
        A function of two integers: the seeds done, and their number.

    Returns
    -------
    Departures

    Raises
    ------
    TypeError, ValueError
        See `preactivations`.
    """
    if not isinstance(normality, Normality):
        raise TypeError(f"normality must be a Normality, got {normality!r}")
    seeds = require_arguments(normality.training, seeds, executor)
    found: list[list[Array]] = []
    for done, seed in enumerate(seeds, start=1):
        own = tuple(range(normality.networks * seed, normality.networks * (seed + 1)))
        layers = preactivations(normality.training, own, normality.after, folder=folder, executor=executor)
        # All units of all networks, by step and hidden layer.
        samples = [np.moveaxis(layer, 1, 0).reshape(len(normality.after), -1) for layer in layers[:-1]]
        found.append([np.stack(values, axis=1) for values in zip(*map(_of, samples), strict=True)])
        if progress is not None:
            progress(done, len(seeds))
    measures = {
        name: np.stack(values) for name, values in zip(_MEASURES, zip(*found, strict=True), strict=True)
    }
    return Departures(key=normality.key, seeds=seeds, **measures)


def distance(samples: npt.ArrayLike) -> Array:
    """Return the Kolmogorov distance of samples from the normal laws of their mean and variance.

    It is the largest error of a probability that is computed from that normal law in place of the sample's own.

    Parameters
    ----------
    samples : array-like, shape (..., n)
        n is 2 or more.

    Returns
    -------
    ndarray, shape (...)
    """
    law = scipy.special.ndtr(np.sort(_standardised(np.asarray(samples, dtype=np.float64))))
    n = law.shape[-1]
    above = np.arange(1, n + 1) / n - law
    return np.asarray(np.maximum(above.max(axis=-1), (1.0 / n - above).max(axis=-1)))


def _standardised(samples: Array) -> Array:
    centred = samples - samples.mean(axis=-1, keepdims=True)
    return np.asarray(centred / centred.std(axis=-1, ddof=1, keepdims=True))


def _of(samples: Array) -> tuple[Array, Array, Array]:
    """Return distance, skewness and excess kurtosis; NaN where a number is not finite."""
    lost = np.asarray(~np.isfinite(samples).all(axis=-1, keepdims=True))
    finite = np.where(lost, np.arange(samples.shape[-1]), samples)
    z = _standardised(finite)
    measures = (distance(finite), (z**3).mean(axis=-1), (z**4).mean(axis=-1) - 3.0)
    return tuple(np.where(lost[..., 0], np.nan, values) for values in measures)  # type: ignore[return-value]
