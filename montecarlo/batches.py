"""The batches of an experiment on any executor, in their order whatever the order in which they are done."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future

import numpy as np
import numpy.typing as npt

from montecarlo.blas import limit_worker
from montecarlo.experiment import Experiment
from montecarlo.moments import Moments
from montecarlo.streams import stream
from montecarlo.versions import differences, versions

__all__ = ["batches", "draw", "size_of"]

Array = npt.NDArray[np.float64]

# A future costs up to 5 ms (dask), a batch as little as 0.1 ms: a future does a group of batches in this time.
_GROUP_SECONDS = 0.2
# Its answer is no larger than this, which with the window bounds the memory.
_GROUP_BYTES = 2**18
# Its part of what is left to submit is no larger than 1 / this, so that all workers end together.
_GROUPS_LEFT = 16

# Futures submitted and not yet merged: until the time of a batch is known, and after.
_FIRST_WINDOW = 64
_WINDOW = 256


def batches(
    experiment: Experiment, seed: int, replicates: int, first: int, executor: Executor | None
) -> Generator[Moments, None, None]:
    """Yield the moments of each batch from number `first` on; closed, it cancels what is outstanding.

    Raises
    ------
    concurrent.futures.BrokenExecutor
        If the executor loses its workers.
    ValueError
        If the executor is shut down, a worker has other versions, or a replicate holds NaN or infinity.
    """
    end = -(-replicates // experiment.batch)
    if executor is None:
        for number in range(first, end):
            yield _moments(experiment, seed, replicates, number)
        return
    most = max(1, _GROUP_BYTES // (1024 + 8 * len(experiment.fields) * (len(experiment.fields) + 1)))
    length, window = 1, _FIRST_WINDOW
    pending: deque[Future[tuple[list[Moments], float]]] = deque()
    try:
        while first < end or pending:
            while first < end and len(pending) < window:
                stop = first + min(length, max(1, (end - first) // _GROUPS_LEFT))
                pending.append(_submit(executor, experiment, seed, replicates, range(first, stop)))
                first = stop
            parts, seconds = _result(executor, pending.popleft())
            yield from parts
            length = max(1, min(most, int(_GROUP_SECONDS * len(parts) / max(seconds, 1e-9))))
            window = _WINDOW
    finally:
        for future in pending:
            future.cancel()


def size_of(experiment: Experiment, replicates: int, number: int) -> int:
    """Return the replicates of a batch: the last one may hold fewer."""
    return min(experiment.batch, replicates - number * experiment.batch)


def draw(experiment: Experiment, rng: np.random.Generator, size: int) -> Array:
    """Draw replicates and check them.

    Raises
    ------
    ValueError
        If the experiment returns another shape, or NaN or infinity.
    """
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


def _submit(
    executor: Executor, experiment: Experiment, seed: int, replicates: int, numbers: range
) -> Future[tuple[list[Moments], float]]:
    try:
        return executor.submit(_group_in_worker, experiment, seed, replicates, numbers, versions())
    except BrokenExecutor as error:
        raise _broken(executor, error) from error
    except RuntimeError as error:
        raise ValueError(
            f"executor {executor!r} takes no work ({error}): give one that is not shut down"
        ) from error


def _result(executor: Executor, future: Future[tuple[list[Moments], float]]) -> tuple[list[Moments], float]:
    try:
        return future.result()
    except BrokenExecutor as error:
        raise _broken(executor, error) from error
    except CancelledError as error:
        raise ValueError(
            f"executor {executor!r} cancelled its work: give one that is not shut down while the run lasts"
        ) from error


def _broken(executor: Executor, error: BrokenExecutor) -> BrokenExecutor:
    return BrokenExecutor(
        f"executor {executor!r} lost a worker, killed or out of memory ({error}): give a new one; "
        "with a checkpoint, the run goes on where it stopped"
    )


def _group_in_worker(
    experiment: Experiment, seed: int, replicates: int, numbers: range, expected: dict[str, str]
) -> tuple[list[Moments], float]:
    # The moments one by one: merged in groups, the last bits would depend on the groups.
    if wrong := differences(versions(), expected):
        raise ValueError(f"a worker would give other bits ({wrong}): install the same versions everywhere")
    limit_worker()
    start = time.perf_counter()
    parts = [_moments(experiment, seed, replicates, number) for number in numbers]
    return parts, time.perf_counter() - start


def _moments(experiment: Experiment, seed: int, replicates: int, number: int) -> Moments:
    size = size_of(experiment, replicates, number)
    return Moments.of(experiment.fields, draw(experiment, stream(experiment, seed, number), size))
