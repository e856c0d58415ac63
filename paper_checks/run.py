"""Run the checks: select claims, share their simulations, and gather the verdicts."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from montecarlo import Experiment, SampleMoments
from montecarlo.running.runner import processors
from paper_checks.claim import Claim
from paper_checks.evidence.contracts import ClaimError, require_sound
from paper_checks.evidence.line import Line
from paper_checks.evidence.passes import Passes, Progress
from paper_checks.evidence.proof import prove
from paper_checks.ledger.ledger import LEDGER
from paper_checks.paper import Ledger, Paper
from paper_checks.training_record import Record, read
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
    record : Record
        Of trained networks; empty where no claim asks for one.
    """

    seed: int
    claims: tuple[Claim, ...]
    verdicts: Mapping[str, Verdict]
    moments: Mapping[Experiment, SampleMoments]
    seconds: Mapping[str, Mapping[str, float]]
    record: Record = field(default_factory=Record)

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
    record: Record | None = None,
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
    record : Record, optional
        Of trained networks; the package's by default.
    jobs : int, optional
        Threads; as many by default as processors that this process may use.  The results do not depend on it.
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
    claims = tuple(claims)
    if record is None:
        record = read() if any(claim.is_empirical for claim in claims) else Record()
    proofs = _Proofs(claims, provers)
    found = _Findings(proofs, done)
    try:
        # One job too: without an executor, every processor would be used.
        with ThreadPoolExecutor(jobs or processors()) as executor:
            passes = Passes(seed, executor, progress)
            for claim in claims:
                found.simulate(claim, ledger.paper_of(claim), passes, record)
                found.finish_those_proved()
            for experiment, replicates, label in bands:
                passes.fixed(experiment, replicates, label)
            # Nothing else is left to do here: prove as well, from the last claim back, until the processes are met.
            proofs.take_over(reversed(found.waiting))
            found.finish_all()
    finally:
        proofs.cancel()
    verdicts = {claim.id: found.verdicts[claim.id] for claim in claims}
    return Run(seed, claims, verdicts, passes.moments, found.seconds, record)


class _Findings:
    """The verdicts so far, and the claims that are simulated and wait for their proofs, in order."""

    def __init__(self, proofs: _Proofs, done: Callable[[Verdict], None] | None) -> None:
        self.verdicts: dict[str, Verdict] = {}
        self.seconds: dict[str, dict[str, float]] = {}
        self._proofs, self._done = proofs, done
        self._simulated: deque[tuple[Claim, Line, float]] = deque()

    @property
    def waiting(self) -> tuple[Claim, ...]:
        return tuple(claim for claim, *_ in self._simulated)

    def simulate(self, claim: Claim, paper: Paper, passes: Passes, record: Record) -> None:
        """Find the second line of a claim; one that cannot be judged is refused, and the others still run."""
        try:
            require_sound(claim, paper)
            self._simulated.append((claim, *_timed(second_line, claim, paper, passes, record)))
        except ClaimError as fault:
            self._report(refused(claim, fault), {})

    def finish_those_proved(self) -> None:
        """Report the first claims that wait, up to one whose proof is still under way."""
        while self._simulated and self._proofs.ready(self._simulated[0][0]):
            self._finish()

    def finish_all(self) -> None:
        """Report every claim that waits."""
        while self._simulated:
            self._finish()

    def _finish(self) -> None:
        claim, second, spent = self._simulated.popleft()
        lines = [(second, spent)]
        if claim.is_derived:
            lines.insert(0, self._proofs.of(claim))
        self._report(
            verdict_of(claim, [line for line, _ in lines]), {line.name: seconds for line, seconds in lines}
        )

    def _report(self, verdict: Verdict, spent: dict[str, float]) -> None:
        self.verdicts[verdict.id], self.seconds[verdict.id] = verdict, spent
        if self._done is not None:
            self._done(verdict)


class _Proofs:
    """The proofs of claims: by processes for the claims of our ledger, and here for all others."""

    def __init__(self, claims: Iterable[Claim], provers: Executor | None) -> None:
        # Claims hold functions, which do not travel: a process is told an id, which it finds in our ledger.
        self._running = {
            claim.id: provers.submit(_timed_statuses, claim.id)
            for claim in claims
            if provers is not None and claim.is_derived and LEDGER.get(claim.id) is claim
        }

    def ready(self, claim: Claim) -> bool:
        """Whether the proof need not be waited for: it is done, or is this process's to do."""
        return claim.id not in self._running or self._running[claim.id].done()

    def of(self, claim: Claim) -> tuple[Line, float]:
        """Return the proof and the seconds that it took."""
        if claim.id in self._running:
            try:
                return _proof(claim, self._running[claim.id].result())
            except BrokenExecutor:  # the process was killed, or found no memory: there is this one
                pass
        return _timed(prove, claim)

    def take_over(self, claims: Iterable[Claim]) -> None:
        """Prove here, in this order, those of the claims that no process has begun."""
        for claim in claims:
            if claim.id in self._running and self._running[claim.id].cancel():
                self._running[claim.id] = Future()
                self._running[claim.id].set_result(_timed_statuses(claim.id))

    def cancel(self) -> None:
        """Give up the proofs that no process has begun."""
        for future in self._running.values():
            future.cancel()


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
