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
from montecarlo.running.blas import one_thread
from montecarlo.running.executors import prepare, submitted
from montecarlo.running.runner import processors
from montecarlo.training.backprop import forward, population
from montecarlo.training.data import Data
from montecarlo.training.epochs import State, loaded, started, steps, worker_versions
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
) -> list[npt.NDArray[np.float64]]:
    """Return the pre-activations of each layer after some steps, for the first validation example.

    Those of one network are not independent. The networks and their steps are those of `train`.

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
    list of ndarray, shape (seeds, len(after), units of the layer)
        One for each layer. NaN or infinite where the network has diverged.

    Raises
    ------
    TypeError, ValueError
        As `train`, or if `after` is not as above.
    """
    seeds = require_arguments(training, seeds, executor)
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
    expected = worker_versions(training)
    own = ThreadPoolExecutor(processors()) if executor is None else nullcontext(executor)
    with one_thread(), own as workers:
        futures = [
            submitted(workers, _observed, training, folder, seeds[part], after, expected)
            for part in groups(training, seeds, processors())
        ]
        parts = [future.result() for future in futures]
    return [np.concatenate(layer) for layer in zip(*parts, strict=True)]


def _observed(
    training: Training,
    folder: str | os.PathLike[str] | None,
    seeds: tuple[int, ...],
    after: tuple[int, ...],
    expected: Mapping[str, str | None],
) -> list[npt.NDArray[np.float64]]:
    prepare(worker_versions(training), expected)
    data, state = loaded(training, folder), started(training, seeds)
    found: dict[int, list[npt.NDArray[np.float64]]] = {}
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        if 0 in after:
            found[0] = _of_each_layer(training, state, data)
        for number in range(1, training.epochs + 1):
            for count in steps(training, data.training, seeds, number, state):
                if count in after:
                    found[count] = _of_each_layer(training, state, data)
                if count >= after[-1]:
                    return [np.stack(layer, axis=1) for layer in zip(*found.values(), strict=True)]
    raise AssertionError("a training has the steps that are asked for")


def _of_each_layer(training: Training, state: State, data: Data) -> list[npt.NDArray[np.float64]]:
    """Return the pre-activations of each layer, shape (networks, units)."""
    network = training.network
    assert isinstance(network, Trained)
    layers = [views(network, m, parameters) for m, parameters in enumerate(state[0])]
    spreads = population(network, layers, data.training.inputs.T[np.newaxis])
    x = data.validation.inputs[:1].T[np.newaxis]
    passes = forward(network, layers, x, spreads=spreads, keep_y=True)
    return [done.y[:, :, 0].astype(np.float64) for done in passes]
