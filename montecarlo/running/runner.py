"""Run an experiment: its batches on threads or any executor, merged in their order, kept in a checkpoint."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, nullcontext

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import whole
from montecarlo.running.batches import batches
from montecarlo.running.blas import one_thread
from montecarlo.running.checkpoint import Checkpoint, CheckpointError, State
from montecarlo.running.draw import draw, size_of
from montecarlo.running.experiment import Experiment
from montecarlo.sampling.streams import stream
from montecarlo.statistics.sample_moments import SampleMoments

__all__ = ["pilot", "run"]


Array = npt.NDArray[np.float64]


def run(
    experiment: Experiment,
    *,
    replicates: int,
    seed: int,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
) -> SampleMoments:
    """Draw replicates and return their moments, bit for bit the same on every executor.

    Parameters
    ----------
    experiment : Experiment
    replicates : int
        1 or more.
    seed : int
        0 or more.
    executor : concurrent.futures.Executor, optional
        Threads, processes, or a cluster's. By default a thread for each processor that this process may use,
        where there is more than one batch; `ThreadPoolExecutor(1)` keeps to one core.
    progress : callable, optional
        Called in the calling thread with the replicates done and their total: after each batch, and at the
        start if the checkpoint holds some.
    checkpoint : path, optional
        A file in a folder that exists. What is merged is saved there, whole and at most 1 % of the time. When
        the run ends, by an error or an interruption too, it is saved with the batches that were finished out
        of turn. Started again with the same arguments, the run goes on from there and returns the same bits;
        with more replicates, it is extended.

    Raises
    ------
    TypeError
        If `experiment` is none, or draws what is no array; `replicates` or `seed` no integer, `executor` no
        executor, `progress` not callable, or `checkpoint` no path.
    ValueError
        If they are too small, the executor is shut down, a worker has other versions of this package, NumPy or
        SciPy, a replicate holds NaN or infinity, or the checkpoint cannot be read or written, is damaged, or is
        of another run: another experiment, seed or version, or other code of your own.
    concurrent.futures.BrokenExecutor
        If the executor loses its workers.
    """
    _require_experiment(experiment)
    total = whole("replicates", replicates, at_least=1)
    seed = whole("seed", seed, at_least=0)
    if not (executor is None or isinstance(executor, Executor)):
        raise TypeError(f"executor = {executor!r} is no concurrent.futures.Executor: give one, or None")
    if not (progress is None or callable(progress)):
        raise TypeError(
            f"progress = {progress!r} is not callable: give a function of the replicates done and their total"
        )
    file = None if checkpoint is None else Checkpoint(checkpoint, experiment, seed)
    state = State() if file is None else file.load(total)
    if progress is not None and state.count:
        progress(state.count, total)
    if state.count < total:
        state = _finish(state, experiment, total, seed, executor, progress, file)
    moments = state.moments
    assert moments is not None
    return moments


def _finish(
    state: State,
    experiment: Experiment,
    total: int,
    seed: int,
    executor: Executor | None,
    progress: Callable[[int, int], None] | None,
    file: Checkpoint | None,
) -> State:
    batch = experiment.batch
    if file is not None:
        # Before the work, lest it be done in vain.
        file.save(state)
    try:
        # Closed at once, not when the traceback is let go: an error in `progress` cancels what is outstanding.
        first = state.count // batch
        with (
            one_thread(),
            _workers(executor, -(-total // batch) - first) as workers,
            closing(batches(experiment, seed, total, first, workers, state.ahead)) as parts,
        ):
            for part in parts:
                # One assignment: an interruption leaves the batch in or out, and nothing between.
                state = state.add(part, batch)
                if progress is not None:
                    progress(state.count, total)
                if file is not None:
                    file.keep(state)
    except CheckpointError:
        raise
    except BaseException as error:
        if file is not None:
            _save_after(error, file, state)
        raise
    if file is not None:
        file.save(state)
    return state


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
    total = whole("replicates", replicates, at_least=1)
    with one_thread():
        return np.concatenate(
            [
                draw(
                    experiment,
                    stream(experiment, seed, number, pilot=True),
                    size_of(experiment.batch, total, number),
                )
                for number in range(-(-total // experiment.batch))
            ]
        )


def _workers(executor: Executor | None, batches: int) -> AbstractContextManager[Executor | None]:
    """Return the caller's executor, threads for so many batches, or None where one thread does."""
    if executor is not None:
        return nullcontext(executor)
    threads = min(_processors(), batches)
    return ThreadPoolExecutor(threads) if threads > 1 else nullcontext()


def _processors() -> int:
    # A container or a scheduler may leave this process fewer than the machine has.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _require_experiment(experiment: object) -> None:
    if isinstance(experiment, type):
        raise TypeError(
            f"experiment = {experiment!r} is a class: give an instance, such as {experiment.__name__}(...)"
        )
    if not isinstance(experiment, Experiment):
        raise TypeError(f"experiment = {experiment!r} is none: give one, such as montecarlo.Dense(...)")
    whole(f"the batch of {experiment}", experiment.batch, at_least=1)
    fields = experiment.fields
    if not (isinstance(fields, tuple) and fields and all(isinstance(field, str) for field in fields)):
        raise TypeError(f"the fields of {experiment} are {fields!r}: give a tuple of one name or more")


def _save_after(error: BaseException, file: Checkpoint, state: State) -> None:
    try:
        file.save(state)
    except CheckpointError as failure:
        error.add_note(str(failure))
