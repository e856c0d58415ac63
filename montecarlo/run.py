"""Run an experiment: its batches on any executor, merged in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import closing

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import whole
from montecarlo.blas import limit_worker, one_thread
from montecarlo.experiment import Experiment
from montecarlo.moments import Moments
from montecarlo.streams import stream

__all__ = ["pilot", "run"]

Array = npt.NDArray[np.float64]

# Batches submitted and not yet merged: enough for the workers of one machine, constant in memory.
_WINDOW = 64


def run(
    experiment: Experiment,
    *,
    replicates: int,
    seed: int,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Moments:
    """Draw replicates and return their moments, bit for bit the same on every executor.

    Parameters
    ----------
    experiment : Experiment
    replicates : int
        1 or more.
    seed : int
        0 or more.
    executor : concurrent.futures.Executor, optional
        Threads or processes; without one, the calling thread does the work.
    progress : callable, optional
        Called in the calling thread with the replicates done and their total, after each batch.

    Raises
    ------
    TypeError
        If `experiment` is none, `replicates` or `seed` no integer, or `executor` no executor.
    ValueError
        If they are too small, the executor is shut down, or a replicate holds NaN or infinity.
    """
    _require_experiment(experiment)
    total = whole("replicates", replicates, at_least=1)
    whole("seed", seed, at_least=0)
    if not (executor is None or isinstance(executor, Executor)):
        raise TypeError(f"executor = {executor!r} is no concurrent.futures.Executor: give one, or None")
    # Closed at once, not when the traceback is let go: an error in `progress` cancels what is outstanding.
    with one_thread(), closing(_in_order(experiment, total, seed, executor)) as batches:
        moments = next(batches)
        while True:
            if progress is not None:
                progress(moments.count, total)
            part = next(batches, None)
            if part is None:
                return moments
            moments = moments.merge(part)


def pilot(experiment: Experiment, *, replicates: int, seed: int) -> Array:
    """Draw replicates on streams of their own, to plan a run; they are not part of it.

    Returns
    -------
    ndarray, shape (replicates, len(experiment.fields))

    Raises
    ------
    TypeError, ValueError
        As `run`.
    """
    _require_experiment(experiment)
    sizes = _sizes(whole("replicates", replicates, at_least=1), experiment.batch)
    with one_thread():
        streams = ((stream(experiment, seed, batch, pilot=True), size) for batch, size in enumerate(sizes))
        return np.concatenate([_draw(experiment, rng, size) for rng, size in streams])


def _require_experiment(experiment: object) -> None:
    if not isinstance(experiment, Experiment):
        raise TypeError(f"experiment = {experiment!r} is none: give one, such as montecarlo.Dense(...)")


def _sizes(replicates: int, batch: int) -> Iterator[int]:
    for start in range(0, replicates, batch):
        yield min(batch, replicates - start)


def _in_order(
    experiment: Experiment, replicates: int, seed: int, executor: Executor | None
) -> Generator[Moments, None, None]:
    sizes = enumerate(_sizes(replicates, experiment.batch))
    if executor is None:
        for batch, size in sizes:
            yield _batch(experiment, seed, batch, size)
        return
    pending: deque[Future[Moments]] = deque()
    try:
        for batch, size in sizes:
            pending.append(_submit(executor, experiment, seed, batch, size))
            if len(pending) == _WINDOW:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        for future in pending:
            future.cancel()


def _submit(executor: Executor, experiment: Experiment, seed: int, batch: int, size: int) -> Future[Moments]:
    try:
        return executor.submit(_batch_in_worker, experiment, seed, batch, size)
    except BrokenExecutor:
        raise
    except RuntimeError as error:
        raise ValueError(
            f"executor {executor!r} takes no work ({error}): give one that is not shut down"
        ) from error


def _batch_in_worker(experiment: Experiment, seed: int, batch: int, size: int) -> Moments:
    limit_worker()
    return _batch(experiment, seed, batch, size)


def _batch(experiment: Experiment, seed: int, batch: int, size: int) -> Moments:
    return Moments.of(experiment.fields, _draw(experiment, stream(experiment, seed, batch), size))


def _draw(experiment: Experiment, rng: np.random.Generator, size: int) -> Array:
    samples = experiment.sample(rng, size)
    expected = (size, len(experiment.fields))
    if samples.shape != expected:
        raise ValueError(
            f"{experiment} drew an array of shape {samples.shape}: its `sample` must return {expected}"
        )
    finite = np.isfinite(samples).all(axis=0)
    if not finite.all():
        field = experiment.fields[int(np.argmin(finite))]
        raise ValueError(
            f"{experiment} drew NaN or infinity for {field}: give parameters under which it stays finite"
        )
    return samples
