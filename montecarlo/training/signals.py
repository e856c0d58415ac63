"""The pre-activations of networks while they are trained."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import whole_tuple
from montecarlo.running.blas import limit_worker, one_thread
from montecarlo.running.runner import processors
from montecarlo.training.backprop import forward, population
from montecarlo.training.data import Data
from montecarlo.training.epochs import State, loaded, started, steps
from montecarlo.training.network import Trained, views
from montecarlo.training.trainer import groups, require_arguments
from montecarlo.training.training import Training

__all__ = ["preactivations"]


Array = npt.NDArray[Any]


def preactivations(
    training: Training,
    seeds: tuple[int, ...],
    after: tuple[int, ...],
    *,
    folder: str | os.PathLike[str] | None = None,
    executor: Executor | None = None,
) -> npt.NDArray[np.float64]:
    """Return one pre-activation of each layer after some steps: of its first unit, for one validation example.

    One number of each network: units of one network are not independent. The networks and their steps are those
    of `train`.

    Parameters
    ----------
    training : Training
    seeds : tuple of int
        Different integers, 0 or more.
    after : tuple of int
        Numbers of steps, 0 or more, in increasing order; at most those of the training.
    folder, executor
        See `train`.

    Returns
    -------
    ndarray, shape (seeds, len(after), layers)
        NaN or infinite where the network has diverged.

    Raises
    ------
    TypeError, ValueError
        As `train`, or if `after` is not as above.
    """
    require_arguments(training, seeds, executor)
    if not isinstance(training.network, Trained):
        raise TypeError(f"the network of training must be a Trained, a dense one, got {training.network!r}")
    whole_tuple("after", after, at_least=0, length=1)
    data = loaded(training, folder)
    most = training.epochs * -(-len(data.training.labels) // training.batch)
    if list(after) != sorted(set(after)) or after[-1] > most:
        raise ValueError(
            f"after must be numbers of steps in increasing order, {most} or less, got {after!r}: "
            "sort them, or train for more epochs"
        )
    own = ThreadPoolExecutor(processors()) if executor is None else nullcontext(executor)
    with one_thread(), own as workers:
        futures = [
            workers.submit(_observed, training, folder, seeds[part], after)
            for part in groups(training, seeds)
        ]
        return np.concatenate([future.result() for future in futures])


def _observed(
    training: Training, folder: str | os.PathLike[str] | None, seeds: tuple[int, ...], after: tuple[int, ...]
) -> npt.NDArray[np.float64]:
    limit_worker()
    data, state = loaded(training, folder), started(training, seeds)
    found: Mapping[int, list[Array]] = {count: [] for count in after}
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        if 0 in found:
            found[0].append(_first_units(training, state, data))
        for number in range(1, training.epochs + 1):
            for count in steps(training, data.training, seeds, number, state):
                if count in found:
                    found[count].append(_first_units(training, state, data))
                if count >= after[-1]:
                    return np.stack([values for [values] in found.values()], axis=1)
    raise AssertionError("a training has the steps that are asked for")


def _first_units(training: Training, state: State, data: Data) -> npt.NDArray[np.float64]:
    """Return the pre-activations, shape (networks, layers)."""
    network = training.network
    assert isinstance(network, Trained)
    layers = [views(network, m, parameters) for m, parameters in enumerate(state[0])]
    spreads = population(network, layers, data.training.inputs.T[np.newaxis])
    x = data.validation.inputs[:1].T[np.newaxis]
    passes = forward(network, layers, x, spreads=spreads, keep_y=True)
    return np.stack([done.y[:, 0, 0] for done in passes], axis=1).astype(np.float64)
