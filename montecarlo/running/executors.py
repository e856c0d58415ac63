"""Groups of batches: sent to an executor as one future, drawn in a worker, and taken back, even after an error."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from montecarlo.running.blas import limit_worker
from montecarlo.running.draw import drawn_moments
from montecarlo.running.experiment import Experiment
from montecarlo.running.versions import differences, own_versions, versions
from montecarlo.statistics.sample_moments import SampleMoments

__all__ = ["Batches", "Group", "prepare", "stated", "submitted"]


_P = ParamSpec("_P")
_T = TypeVar("_T")

# The moments of each batch by its number. They are not merged in the worker: the last bits of the result would
# then depend on the groups.
Batches = dict[int, SampleMoments]
# The attribute of an error that holds the batches which the worker had drawn before. It travels with the error,
# between processes too.
_FINISHED = "_finished_batches"
# How often a wait looks whether the executor is still there.
_LOOK_SECONDS = 1.0
# How often a wait says that no worker is there.
_SAY_SECONDS = 30.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Group:
    """Batches that an executor draws in one future.

    Parameters
    ----------
    executor : concurrent.futures.Executor
    future : concurrent.futures.Future
        Its result is the batches by number, and the seconds that they took.
    """

    executor: Executor
    future: Future[tuple[Batches, float]]

    @classmethod
    def submit(
        cls, executor: Executor, experiment: Experiment, seed: int, replicates: int, numbers: tuple[int, ...]
    ) -> Group:
        """Send batches of a run to an executor.

        Raises
        ------
        BrokenExecutor, ValueError
            See `submitted`.
        """
        return cls(
            executor,
            submitted(executor, _in_worker, experiment, seed, replicates, numbers, stated(experiment)),
        )

    def result(self) -> tuple[Batches, float]:
        """Wait for the batches, and return them with the seconds that they took.

        A cluster may lose all its workers and get new ones. While it has none, a warning is logged every 30 s.

        Raises
        ------
        concurrent.futures.BrokenExecutor
            If the executor loses its workers.
        ValueError
            If the executor is shut down, a worker has other versions, or a replicate contains NaN or infinity.
        """
        met = time.monotonic()  # a worker, or the last time that its lack was said
        while True:
            wait([self.future], timeout=_LOOK_SECONDS)
            if self.future.done():
                break
            # A client of a cluster that is closed may leave a future that never ends.
            if _is_closed(self.executor):
                raise _cancelled(self.executor)
            if _may_have_workers(self.executor):
                met = time.monotonic()
            elif time.monotonic() - met >= _SAY_SECONDS:
                met = time.monotonic()
                _log.warning(
                    "no worker of executor %r has been there for %.0f s; still waiting: start workers, or "
                    "interrupt the run, which a checkpoint would continue",
                    self.executor,
                    _SAY_SECONDS,
                )
        try:
            return self.future.result()
        except BrokenExecutor as error:
            raise _broken(self.executor, error) from error
        except CancelledError as error:
            raise _cancelled(self.executor) from error

    def cancel(self) -> bool:
        """Give up batches that no worker has begun; return whether that was so."""
        # A client that is closed cannot cancel: it would wait for an answer that never comes.
        return not _is_closed(self.executor) and self.future.cancel()

    def finished(self) -> Batches:
        """Return the batches that are finished, without waiting: after an error, those drawn before it."""
        if self.future.cancelled() or not self.future.done():
            return {}
        error = self.future.exception()
        if error is None:
            return self.future.result()[0]
        finished: Batches = error.__dict__.pop(_FINISHED, {})
        return finished


def submitted(
    executor: Executor, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs
) -> Future[_T]:
    """Send work to an executor.

    Raises
    ------
    concurrent.futures.BrokenExecutor
        If the executor has lost its workers.
    ValueError
        If the executor refuses the work, because it is shut down or cannot pickle the experiment.
    """
    try:
        return executor.submit(function, *args, **kwargs)
    except BrokenExecutor as error:
        raise _broken(executor, error) from error
    except Exception as error:
        # Each library raises a different error here.
        raise ValueError(
            f"executor {executor!r} refuses the work ({type(error).__name__}: {error}): give one that is not "
            "shut down, and an experiment that can be pickled"
        ) from error


def _cancelled(executor: Executor) -> ValueError:
    return ValueError(f"executor {executor!r} cancelled its work: give one that stays open during the run")


def _is_closed(executor: Executor) -> bool:
    """Tell whether an executor of a dask cluster has a client that is closed, or about to be."""
    return getattr(getattr(executor, "_client", None), "status", None) in ("closing", "closed")


def _may_have_workers(executor: Executor) -> bool:
    """Tell whether an executor has workers, as far as one can: only a client of dask can be asked."""
    client: Any = getattr(executor, "_client", None)
    if not hasattr(client, "nthreads"):
        return True
    try:
        return bool(client.nthreads(callback_timeout=_LOOK_SECONDS))
    except (OSError, RuntimeError, TimeoutError):  # there is no scheduler to ask
        return False


def _broken(executor: Executor, error: BrokenExecutor) -> BrokenExecutor:
    return BrokenExecutor(
        f"executor {executor!r} lost a worker, killed or out of memory ({error}): give a new one; "
        "with a checkpoint, the run continues where it stopped"
    )


def stated(experiment: object) -> dict[str, str | None]:
    """Return the versions that a worker must have to give the same bits."""
    return versions() | own_versions(experiment)


def prepare(found: Mapping[str, str | None], expected: Mapping[str, str | None]) -> None:
    """Compare a worker's versions with those of the caller, and keep BLAS on one thread in it.

    Raises
    ------
    ValueError
        If a version differs.
    """
    if wrong := differences(found, expected):
        raise ValueError(
            f"a worker would give other bits ({wrong}): install the same versions everywhere, and register the "
            "same activations in every worker"
        )
    limit_worker()


def _in_worker(
    experiment: Experiment,
    seed: int,
    replicates: int,
    numbers: tuple[int, ...],
    expected: dict[str, str | None],
) -> tuple[Batches, float]:
    prepare(stated(experiment), expected)
    start = time.perf_counter()
    drawn: Batches = {}
    try:
        for number in numbers:
            drawn[number] = drawn_moments(experiment, seed, replicates, number)
    except BaseException as error:
        error.__dict__[_FINISHED] = drawn
        raise
    return drawn, time.perf_counter() - start
