"""Run the checks: select claims, share their simulations, and gather the verdicts."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass

from montecarlo import Experiment, SampleMoments
from paper_checks.claim import Claim
from paper_checks.evidence.contracts import ClaimError, require_sound
from paper_checks.evidence.line import Line
from paper_checks.evidence.passes import Passes, Progress
from paper_checks.evidence.proof import prove
from paper_checks.ledger.ledger import LEDGER
from paper_checks.paper import Ledger
from paper_checks.verdict import Status, Verdict
from paper_checks.verification import SEED, refused, second_line, verdict_of

__all__ = ["Run", "check"]


@dataclass(frozen=True)
class Run:
    """What one run found.

    Parameters
    ----------
    seed : int
    claims : tuple of Claim
    verdicts : mapping
        From a claim's id to its verdict, in the order of the claims.
    moments : mapping
        From an experiment to the moments that the verdicts and the figures use.
    seconds : mapping
        From a claim's id to the time that each of its lines took, by the line's name.
    """

    seed: int
    claims: tuple[Claim, ...]
    verdicts: Mapping[str, Verdict]
    moments: Mapping[Experiment, SampleMoments]
    seconds: Mapping[str, Mapping[str, float]]

    @property
    def as_expected(self) -> bool:
        """Whether every verdict is the expected one."""
        return all(verdict.as_expected for verdict in self.verdicts.values())


def check(
    claims: Iterable[Claim],
    *,
    ledger: Ledger = LEDGER,
    bands: Iterable[tuple[Experiment, int, str]] = (),
    seed: int = SEED,
    jobs: int | None = None,
    provers: Executor | None = None,
    progress: Progress | None = None,
    done: Callable[[Verdict], None] | None = None,
) -> Run:
    """Check claims in order, each experiment simulated once.

    Parameters
    ----------
    claims : iterable of Claim
    ledger : Ledger
        Has the papers that they belong to.
    bands : iterable of (experiment, replicates, label)
        Passes that figures show and no claim judges.
    seed : int
    jobs : int, optional
        Threads; as many as the machine has processors by default.  The results do not depend on it.
    provers : concurrent.futures.Executor, optional
        Processes that prove the ledger's claims meanwhile; without them, each is proved after its simulation.
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
    claims = tuple(claims)
    verdicts: dict[str, Verdict] = {}
    seconds: dict[str, dict[str, float]] = {}
    # Claims hold functions, which do not travel: a process is told an id, which it finds in our ledger.
    proofs = {
        claim.id: provers.submit(_timed_statuses, claim.id)
        for claim in claims
        if provers is not None and LEDGER.get(claim.id) is claim
    }
    simulated: deque[tuple[Claim, Line, float]] = deque()

    def report(verdict: Verdict, spent: dict[str, float]) -> None:
        verdicts[verdict.id], seconds[verdict.id] = verdict, spent
        if done is not None:
            done(verdict)

    def finish() -> None:
        claim, second, spent = simulated.popleft()
        proof, proving = (
            _proof(claim, proofs[claim.id].result()) if claim.id in proofs else _timed(prove, claim)
        )
        report(verdict_of(claim, [proof, second]), {proof.name: proving, second.name: spent})

    try:
        # One job too: without an executor, every processor would be used.
        with ThreadPoolExecutor(jobs) as executor:
            passes = Passes(seed, executor, progress)
            for claim in claims:
                paper = ledger.paper_of(claim)
                try:
                    require_sound(claim, paper)
                    simulated.append((claim, *_timed(second_line, claim, paper, passes)))
                except ClaimError as fault:
                    # The others still run.
                    report(refused(claim, fault), {})
                    continue
                while simulated and (simulated[0][0].id not in proofs or proofs[simulated[0][0].id].done()):
                    finish()
            for experiment, replicates, label in bands:
                passes.fixed(experiment, replicates, label)
            # Nothing else is left to do here: meet the processes from the far end.
            for claim, *_ in reversed(simulated):
                if claim.id in proofs and proofs[claim.id].cancel():
                    proofs[claim.id] = Future()
                    proofs[claim.id].set_result(_timed_statuses(claim.id))
            while simulated:
                finish()
    finally:
        for future in proofs.values():
            future.cancel()
    return Run(seed, claims, {claim.id: verdicts[claim.id] for claim in claims}, passes.moments, seconds)


# The statuses of a proof and of the claim's rivals, the note, and the seconds.
Statuses = tuple[Status, tuple[Status, ...], str, float]


def _timed_statuses(id: str) -> Statuses:
    # No expression travels back.  A thread of the executor would rebuild it, and SymPy would then set mpmath's
    # precision, which all threads of a process share, while the main thread computes with it.
    line, seconds = _timed(prove, LEDGER[id])
    return line.status, tuple(line.rivals.values()), line.note, seconds


def _proof(claim: Claim, found: Statuses) -> tuple[Line, float]:
    status, rivals, note, seconds = found
    return Line("proof", status, dict(zip(claim.rivals, rivals, strict=True)), note=note), seconds


def _timed(line: Callable[..., Line], *arguments: object) -> tuple[Line, float]:
    start = time.perf_counter()
    return line(*arguments), time.perf_counter() - start
