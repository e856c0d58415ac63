"""The batches of a run in their order, whatever the order in which an executor's workers end them."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Executor, wait
from contextlib import closing
from itertools import islice

from montecarlo.running.draw import drawn_moments
from montecarlo.running.executors import Batches, Group
from montecarlo.running.experiment import Experiment
from montecarlo.statistics.sample_moments import SampleMoments

__all__ = ["batches"]


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
    experiment: Experiment,
    seed: int,
    replicates: int,
    first: int,
    executor: Executor | None,
    ahead: Batches,
) -> Generator[SampleMoments, None, None]:
    """Yield the moments of each batch from number `first` on; closed, it cancels what is outstanding.

    `ahead` holds batches by number, drawn before their turn. Those that it holds at the start are not drawn
    again. At the end, by an error or closed too, it holds what is finished and was not taken.

    Raises
    ------
    concurrent.futures.BrokenExecutor
        If the executor loses its workers.
    ValueError
        If the executor is shut down, a worker has other versions, or a replicate holds NaN or infinity.
    """
    end = -(-replicates // experiment.batch)
    # Settled now: what is taken out of `ahead` is not missing.
    known = frozenset(ahead)
    missing = (number for number in range(first, end) if number not in known)
    left = end - first - len(known)
    drawn = (
        ({number: drawn_moments(experiment, seed, replicates, number)} for number in missing)
        if executor is None
        else _in_groups(experiment, seed, replicates, missing, left, executor, ahead)
    )
    with closing(drawn):
        for number in range(first, end):
            if number not in ahead:
                ahead.update(next(drawn))
            yield ahead[number]
            # Not before it is taken: an interruption leaves it here or with the caller, or with both.
            del ahead[number]


def _in_groups(
    experiment: Experiment,
    seed: int,
    replicates: int,
    missing: Iterator[int],
    left: int,
    executor: Executor,
    ahead: Batches,
) -> Generator[Batches, None, None]:
    most = max(1, _GROUP_BYTES // (1024 + 8 * len(experiment.fields) * (len(experiment.fields) + 1)))
    length, window = 1, _FIRST_WINDOW
    groups: deque[Group] = deque()
    try:
        while left or groups:
            while left and len(groups) < window:
                numbers = tuple(islice(missing, min(length, max(1, left // _GROUPS_LEFT))))
                groups.append(Group.submit(executor, experiment, seed, replicates, numbers))
                left -= len(numbers)
            drawn, seconds = groups[0].result()
            yield drawn
            groups.popleft()
            length = max(1, min(most, int(_GROUP_SECONDS * len(drawn) / max(seconds, 1e-9))))
            window = _WINDOW
    finally:
        _collect(groups, ahead)


def _collect(groups: deque[Group], ahead: Batches) -> None:
    """Cancel what no worker has begun, and put what is finished into `ahead`."""
    begun = [group for group in groups if not group.future.cancel()]
    # As long as a group should take; a worker that needs longer is not waited for.
    wait([group.future for group in begun], timeout=2 * _GROUP_SECONDS)
    for group in begun:
        ahead.update(group.finished())
