"""Train the networks of an experiment, one for each seed."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import one_of, whole
from montecarlo.running.blas import one_thread
from montecarlo.running.executors import submitted
from montecarlo.running.runner import processors
from montecarlo.training.convolutional import Convolutional
from montecarlo.training.epochs import Measures, State, epoch, loaded, started, worker_versions
from montecarlo.training.outcome import Outcome
from montecarlo.training.saved_epochs import SavedEpochs
from montecarlo.training.torch_network import require_device
from montecarlo.training.training import Training

__all__ = ["DEVICES", "groups", "require_arguments", "train"]


Array = npt.NDArray[Any]
Folder = str | os.PathLike[str] | None
Progress = Callable[[int, int], None]
DEVICES = ("cpu", "cuda")
# Networks are trained in groups whose largest layers have about so many weights: their gradient, and what the
# optimiser remembers, stay in the cache of a core.
_GROUP_WEIGHTS = 98_304


def train(
    training: Training,
    seeds: tuple[int, ...],
    *,
    folder: Folder = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    device: str = "cpu",
    workers: int | None = None,
) -> Outcome:
    """Train one network for each seed. A seed's bits do not depend on the other seeds, nor on the executor.

    They do depend on the CPU and the BLAS, because training amplifies rounding.

    Parameters
    ----------
    training : Training
    seeds : tuple of int
        Different integers, 0 or more.
    folder : path, optional
        For data = "cifar10": the folder of its python version, cifar-10-batches-py.
    executor : concurrent.futures.Executor, optional
        By default, one thread for each processor that this process may use.
    progress : callable, optional
        A function of two integers: the epochs done, summed over all seeds, and their total. It is called in the
        calling thread, and at the start if the checkpoint holds some epochs.
    checkpoint : path, optional
        A file in a folder that exists. It is written after epochs, beside the next one, which takes at most 1 % of
        the time, and after the last epoch. The same call made again, after a kill for example, continues from there
        and returns the same bits.
    device : {"cpu", "cuda"}
        Where a convolutional network is trained. On a GPU the bits differ from run to run.
    workers : int, optional
        How many workers the executor has, 1 or more: all of them get as many networks. By default, as many as
        processors that this process may use.

    Returns
    -------
    Outcome
        A seed whose loss becomes NaN or infinite is diverged, which is an outcome and not an error.

    Raises
    ------
    TypeError, ValueError
        If an argument has another type or value than above, the data cannot be loaded or do not fit the network, the
        device cannot be used, or a worker has other versions of this package, NumPy, SciPy or your own activations.
    ModuleNotFoundError
        If the network is convolutional and PyTorch is not installed.
    CheckpointError
        If the checkpoint cannot be read or written, is damaged, or belongs to another experiment, other seeds or
        other versions. It is a ValueError.
    concurrent.futures.BrokenExecutor
        If the executor loses its workers.
    """
    seeds = require_arguments(training, seeds, executor)
    if not (progress is None or callable(progress)):
        raise TypeError(
            f"progress must be a function of the epochs done and their total, or None, got {progress!r}"
        )
    require_device(training.network, one_of("device", device, DEVICES))
    count = processors() if workers is None else whole("workers", workers, at_least=1)
    loaded(training, folder)
    place = _Place(folder, device, groups(training, seeds, count))
    if checkpoint is None:
        measures = _trained(training, seeds, place, executor, progress, None)
    else:
        with SavedEpochs(checkpoint, training, seeds) as file:
            measures = _trained(training, seeds, place, executor, progress, file)
    return _outcome(training, seeds, measures)


class _Place(NamedTuple):
    """Where data are read from, and where networks are trained, and which together."""

    folder: Folder
    device: str
    parts: list[slice]


def _trained(
    training: Training,
    seeds: tuple[int, ...],
    place: _Place,
    executor: Executor | None,
    progress: Progress | None,
    file: SavedEpochs | None,
) -> list[Measures]:
    """Return what was measured before any step and after each epoch, some of it perhaps from the file."""
    kept = None if file is None else file.load()
    first, state, measures = (-1, started(training, seeds), []) if kept is None else kept
    if progress is not None and first > 0:
        progress(first * len(seeds), training.epochs * len(seeds))
    own = ThreadPoolExecutor(processors()) if executor is None else nullcontext(executor)
    with one_thread(), own as workers:
        for number in range(first + 1, training.epochs + 1):
            measures.append(_epoch(training, seeds, place, workers, progress, number, state))
            if file is not None and (file.is_due or number == training.epochs):
                file.save(number, state, measures)
    return measures


def _epoch(
    training: Training,
    seeds: tuple[int, ...],
    place: _Place,
    workers: Executor,
    progress: Progress | None,
    number: int,
    state: State,
) -> Measures:
    """Train all networks for one epoch, group by group, and return what is measured then."""
    parts = place.parts
    found: list[Measures] = [{} for _ in parts]
    futures = _submitted(workers, training, place, seeds, number, state)
    done = (number - 1) * len(seeds)
    try:
        for future in as_completed(futures):
            where = futures[future]
            result, found[where] = future.result()
            _store(state, parts[where], result)
            done += parts[where].stop - parts[where].start
            if progress is not None and number:
                progress(done, training.epochs * len(seeds))
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return {name: np.concatenate([part[name] for part in found]) for name in found[0]}


def require_arguments(training: object, seeds: object, executor: object) -> tuple[int, ...]:
    """Return the seeds as ints.

    Raises
    ------
    TypeError, ValueError
        If these are not a training, different seeds, and an executor or None.
    """
    if not isinstance(training, Training):
        raise TypeError(f"training must be a Training, got {training!r}")
    if not isinstance(seeds, tuple) or not seeds:
        raise TypeError(f"seeds must be a tuple of one integer or more, got {seeds!r}")
    whole_seeds = tuple(whole("a seed", seed, at_least=0) for seed in seeds)
    if len(set(whole_seeds)) < len(whole_seeds):
        raise ValueError(f"seeds must differ from each other, got {seeds!r}")
    if not (executor is None or isinstance(executor, Executor)):
        raise TypeError(f"executor must be a concurrent.futures.Executor or None, got {executor!r}")
    return whole_seeds


def groups(training: Training, seeds: tuple[int, ...], workers: int) -> list[slice]:
    """Return which networks are trained together: at most as many as fit a cache, and all workers have as much.

    The number of groups is a multiple of that of the workers, and the groups are alike: none waits for a last one.
    Convolutional networks are trained one by one: PyTorch knows no leading axis of networks.
    """
    if isinstance(training.network, Convolutional):
        return [slice(start, start + 1) for start in range(len(seeds))]
    fitting = max(1, _GROUP_WEIGHTS // max(training.network.sizes()))
    rounds = -(-len(seeds) // (fitting * workers))
    count = min(len(seeds), rounds * workers)
    return [slice(*ends) for ends in pairwise(len(seeds) * k // count for k in range(count + 1))]


def _submitted(
    workers: Executor,
    training: Training,
    place: _Place,
    seeds: tuple[int, ...],
    number: int,
    state: State,
) -> dict[Future[tuple[State, Measures]], int]:
    expected = worker_versions(training)
    futures = {}
    for where, part in enumerate(place.parts):
        rows: State = ([layer[part] for layer in state[0]], [layer[part] for layer in state[1]])
        future = submitted(
            workers, epoch, training, place.folder, seeds[part], number, rows, expected, place.device
        )
        futures[future] = where
    return futures


def _store(state: State, part: slice, result: State) -> None:
    """Take back the networks of a group, unless the worker is a thread, which has changed them in place."""
    for layers, changed in zip(state, result, strict=True):
        for layer, rows in zip(layers, changed, strict=True):
            if not np.may_share_memory(layer, rows):
                layer[part] = rows


def _outcome(training: Training, seeds: tuple[int, ...], measures: list[Measures]) -> Outcome:
    arrays = {
        name: np.stack([found[name] for found in measures if name in found], axis=1) for name in measures[0]
    }
    # Once a loss is not finite, all that follows is not meant.
    lost = np.logical_or.accumulate(~np.isfinite(arrays["loss"]), axis=1)
    for name, values in arrays.items():
        values[lost[:, :: training.every(name)]] = np.nan
    return Outcome(key=training.key, seeds=seeds, diverged=lost[:, -1], **arrays)
