"""Run an experiment: draw its batches on any executor, merge them in order, and keep them in a checkpoint."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, nullcontext, suppress

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import whole
from montecarlo.running.batches import batches
from montecarlo.running.blas import one_thread
from montecarlo.running.checkpoint import Checkpoint, CheckpointError
from montecarlo.running.draw import draw, size_of
from montecarlo.running.experiment import Experiment
from montecarlo.running.state import State
from montecarlo.sampling.streams import stream
from montecarlo.statistics.sample_moments import SampleMoments

__all__ = ["pilot", "processors", "require_executor", "require_experiment", "run", "workers_for"]


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
    """Draw replicates and return their moments, which are the same bits on every executor.

    Parameters
    ----------
    experiment : Experiment
    replicates : int
        1 or more.
    seed : int
        0 or more.
    executor : concurrent.futures.Executor, optional
        Of threads, of processes, or of a cluster. By default, one thread for each processor that this process may
        use. `ThreadPoolExecutor(1)` uses one core.
    progress : callable, optional
        A function of two integers: the replicates done, and their total. It is called in the calling thread after
        each batch; with a checkpoint, after each save, so that what it was told is on the disk, and at the start
        if the file holds some replicates.
    checkpoint : path, optional
        A file in a folder that exists. The run saves its state there, which takes at most 1 % of the time, and
        saves it again when it ends, also by an error or an interruption. The same call made again continues from
        there and returns the same bits. A call with more replicates extends the run. Classes and activations of
        your own must state a version; see `Experiment` and `register`.

    Returns
    -------
    SampleMoments
        Of the fields of the experiment.

    Raises
    ------
    TypeError
        If an argument has another type than above, or the experiment draws something other than an array.
    ValueError
        If `replicates` or `seed` is too small, the executor is shut down, a worker has other versions of this
        package, NumPy, SciPy or your own code, or a replicate contains NaN or infinity.
    CheckpointError
        If the checkpoint cannot be read or written, is damaged, or belongs to another run: another experiment,
        seed or version. It is a ValueError.
    concurrent.futures.BrokenExecutor
        If the executor loses its workers.
    """
    require_experiment(experiment)
    total = whole("replicates", replicates, at_least=1)
    seed = whole("seed", seed, at_least=0)
    require_executor(executor)
    if not (progress is None or callable(progress)):
        raise TypeError(
            f"progress must be a function of the replicates done and their total, or None, got {progress!r}"
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
        # Saved before the work begins: a path that cannot be written shows now.
        file.save(state)
    try:
        # Closed at once, not when the traceback is released: an error in `progress` cancels the waiting batches.
        first = state.count // batch
        with (
            one_thread(),
            workers_for(executor, -(-total // batch) - first) as workers,
            closing(batches(experiment, seed, total, first, workers, state.ahead)) as parts,
        ):
            try:
                for part in parts:
                    # One assignment: after an interruption, the batch is either in the state or not.
                    state = state.add(part, batch)
                    if file is not None:
                        if not file.is_due and state.count < total:
                            continue
                        file.save(state)
                    # After the save: even a process that is killed has kept what it reported.
                    if progress is not None:
                        progress(state.count, total)
            except CheckpointError:
                raise
            except BaseException:
                # Whoever interrupts may not wait for the workers to end.
                if file is not None:
                    with suppress(CheckpointError):
                        file.save(state)
                raise
    except CheckpointError:
        raise
    except BaseException as error:
        # Again, with the batches that the workers have finished in the meantime.
        if file is not None:
            _save_after(error, file, state)
        raise
    return state


def pilot(experiment: Experiment, *, replicates: int, seed: int) -> Array:
    """Draw replicates to plan a run; their random numbers are apart from those of the run.

    Parameters
    ----------
    experiment : Experiment
    replicates : int
        1 or more.
    seed : int
        0 or more.

    Returns
    -------
    ndarray, shape (replicates, len(experiment.fields))

    Raises
    ------
    TypeError, ValueError
        As `run`.
    """
    require_experiment(experiment)
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


def workers_for(executor: Executor | None, batches: int) -> AbstractContextManager[Executor | None]:
    """Return the caller's executor, or threads for so many batches, or None where one thread is enough."""
    if executor is not None:
        return nullcontext(executor)
    threads = min(processors(), batches)
    return ThreadPoolExecutor(threads) if threads > 1 else nullcontext()


def processors() -> int:
    """Return how many processors this process may use."""
    # A container or a scheduler may give this process fewer processors than the machine has.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def require_executor(executor: object) -> None:
    """Raise TypeError unless it is an executor or None."""
    if not (executor is None or isinstance(executor, Executor)):
        raise TypeError(f"executor must be a concurrent.futures.Executor or None, got {executor!r}")


def require_experiment(experiment: object) -> None:
    """Raise TypeError or ValueError unless it is an experiment with a batch and fields."""
    if isinstance(experiment, type):
        raise TypeError(
            f"experiment must be an instance, such as {experiment.__name__}(...), got the class {experiment!r}"
        )
    if not isinstance(experiment, Experiment):
        raise TypeError(
            f"experiment must be an experiment, such as montecarlo.Dense(...), got {experiment!r}"
        )
    whole(f"the batch of {experiment}", experiment.batch, at_least=1)
    fields = experiment.fields
    if not (isinstance(fields, tuple) and fields and all(isinstance(field, str) for field in fields)):
        raise TypeError(f"the fields of {experiment} must be a tuple of one name or more, got {fields!r}")


def _save_after(error: BaseException, file: Checkpoint, state: State) -> None:
    try:
        file.save(state)
    except CheckpointError as failure:
        error.add_note(str(failure))
