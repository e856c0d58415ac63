"""Run the checks: select claims, share their simulations, and gather the verdicts."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from montecarlo import Experiment, Moments
from paper_checks.claim import Claim
from paper_checks.evidence.simulation import Progress, Simulations
from paper_checks.verdict import Verdict
from paper_checks.verify import SEED, verify

__all__ = ["Run", "run"]


@dataclass(frozen=True)
class Run:
    """What one run found.

    Parameters
    ----------
    seed : int
    verdicts : mapping
        From a claim's id to its verdict, in the ledger's order.
    moments : mapping
        From an experiment to the moments that the verdicts and the figures use.
    seconds : mapping
        From a claim's id to the time it took.
    """

    seed: int
    verdicts: Mapping[str, Verdict]
    moments: Mapping[Experiment, Moments]
    seconds: Mapping[str, float]

    @property
    def as_expected(self) -> bool:
        """Whether every verdict is the expected one."""
        return all(verdict.as_expected for verdict in self.verdicts.values())


def run(
    claims: Iterable[Claim],
    *,
    bands: Iterable[tuple[Experiment, int, str]] = (),
    seed: int = SEED,
    jobs: int | None = None,
    progress: Progress | None = None,
    done: Callable[[Verdict], None] | None = None,
) -> Run:
    """Check claims in order, each experiment simulated once.

    Parameters
    ----------
    claims : iterable of Claim
    bands : iterable of (experiment, replicates, label)
        Passes that figures show and no claim judges.
    seed : int
    jobs : int, optional
        Threads; as many as the machine has processors by default.  The results do not depend on it.
    progress : callable, optional
        Called with a label, and replicates done and planned, while simulating.
    done : callable, optional
        Called with each verdict as it is found.

    Returns
    -------
    Run
    """
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs = {jobs}: give at least 1")
    jobs = jobs or os.cpu_count() or 1
    verdicts, seconds = {}, {}
    with _executor(jobs) as executor:
        simulations = Simulations(seed, executor, progress)
        for claim in claims:
            start = time.perf_counter()
            verdicts[claim.id] = verify(claim, simulations=simulations)
            seconds[claim.id] = time.perf_counter() - start
            if done is not None:
                done(verdicts[claim.id])
        for experiment, replicates, label in bands:
            simulations.fixed(experiment, replicates, label)
    return Run(seed, verdicts, simulations.moments, seconds)


def _executor(jobs: int) -> AbstractContextManager[Executor | None]:
    return ThreadPoolExecutor(jobs) if jobs > 1 else nullcontext()
