"""The batches of a run, yielded in their order, in whatever order the workers of an executor finish them."""

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


# A future costs up to 5 ms (dask) and a batch as little as 0.1 ms. So a future draws a group of batches, which
# takes about this time.
_GROUP_SECONDS = 0.2
# The answer of a future has at most this size. Together with the window, this bounds the memory.
_GROUP_BYTES = 2**18
# A group is at most this part (1 / 16) of the batches that are left, so that all workers finish together.
_GROUPS_LEFT = 16
# How many futures are submitted and not yet merged: first until the time of a batch is known, then after that.
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
    """Yield the moments of each batch from number `first` on.

    `ahead` holds, by number, batches that were drawn before their turn. Those that it holds at the start are not
    drawn again. When the generator ends, is closed or fails, `ahead` holds the batches that are finished and
    were not taken. A generator that is closed cancels the futures that have not begun.

    Raises
    ------
    concurrent.futures.BrokenExecutor
        If the executor loses its workers.
    ValueError
        If the executor is shut down, a worker has other versions, or a replicate contains NaN or infinity.
    """
    end = -(-replicates // experiment.batch)
    # Fixed before the first batch is taken out of `ahead`, since what was taken is not missing.
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
            # Deleted only after the caller has taken it, so that an interruption loses nothing.
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
    """Cancel the groups that no worker has begun, and put the finished batches into `ahead`."""
    begun = [group for group in groups if not group.cancel()]
    # Twice as long as a group should take. A worker that needs longer is left alone.
    wait([group.future for group in begun], timeout=2 * _GROUP_SECONDS)
    for group in begun:
        ahead.update(group.finished())
