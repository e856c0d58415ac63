"""Batches that share a future: sent to an executor, drawn in a worker, and taken back, after an error too."""

from __future__ import annotations

import time
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass

from montecarlo.running.blas import limit_worker
from montecarlo.running.draw import drawn_moments
from montecarlo.running.experiment import Experiment
from montecarlo.running.versions import differences, own_versions, versions
from montecarlo.statistics.sample_moments import SampleMoments

__all__ = ["Group"]


# The moments one by one, by the batches' numbers: merged in groups, the last bits would depend on the groups.
Batches = dict[int, SampleMoments]
# Of an error: the batches that the worker had drawn before. They travel with it, between processes too.
_FINISHED = "_finished_batches"


@dataclass(frozen=True)
class Group:
    """Batches that an executor draws together."""

    executor: Executor
    future: Future[tuple[Batches, float]]

    @classmethod
    def submit(
        cls, executor: Executor, experiment: Experiment, seed: int, replicates: int, numbers: tuple[int, ...]
    ) -> Group:
        """Send batches of a run to an executor.

        Raises
        ------
        concurrent.futures.BrokenExecutor
            If the executor has lost its workers.
        ValueError
            If it takes none, such as one that is shut down.
        """
        try:
            future = executor.submit(_in_worker, experiment, seed, replicates, numbers, _versions(experiment))
        except BrokenExecutor as error:
            raise _broken(executor, error) from error
        except Exception as error:
            # Each library has an error of its own for this.
            raise ValueError(
                f"executor {executor!r} takes no work ({type(error).__name__}: {error}): give one that is not "
                "shut down, and an experiment that can be pickled"
            ) from error
        return cls(executor, future)

    def result(self) -> tuple[Batches, float]:
        """Wait for the batches, and return them with the seconds that they took.

        Raises
        ------
        concurrent.futures.BrokenExecutor
            If the executor loses its workers.
        ValueError
            If it is shut down, a worker has other versions, or a replicate holds NaN or infinity.
        """
        try:
            return self.future.result()
        except BrokenExecutor as error:
            raise _broken(self.executor, error) from error
        except CancelledError as error:
            raise ValueError(
                f"executor {self.executor!r} cancelled its work: give one that is not shut down while the run "
                "lasts"
            ) from error

    def finished(self) -> Batches:
        """Return, without waiting, the batches of a future that ended: those before the error, if by one."""
        if self.future.cancelled() or not self.future.done():
            return {}
        error = self.future.exception()
        if error is None:
            return self.future.result()[0]
        finished: Batches = error.__dict__.pop(_FINISHED, {})
        return finished


def _broken(executor: Executor, error: BrokenExecutor) -> BrokenExecutor:
    return BrokenExecutor(
        f"executor {executor!r} lost a worker, killed or out of memory ({error}): give a new one; "
        "with a checkpoint, the run goes on where it stopped"
    )


def _versions(experiment: Experiment) -> dict[str, str | None]:
    return versions() | own_versions(experiment)


def _in_worker(
    experiment: Experiment,
    seed: int,
    replicates: int,
    numbers: tuple[int, ...],
    expected: dict[str, str | None],
) -> tuple[Batches, float]:
    if wrong := differences(_versions(experiment), expected):
        raise ValueError(
            f"a worker would give other bits ({wrong}): install the same versions everywhere, and register the "
            "same activations in every worker"
        )
    limit_worker()
    start = time.perf_counter()
    drawn: Batches = {}
    try:
        for number in numbers:
            drawn[number] = drawn_moments(experiment, seed, replicates, number)
    except BaseException as error:
        error.__dict__[_FINISHED] = drawn
        raise
    return drawn, time.perf_counter() - start
