"""Simulation: a Monte Carlo estimate of the left-hand side, its interval, and what the interval says."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import montecarlo
from montecarlo import Decision, Experiment, SampleMoments
from montecarlo.statistics import inference
from paper_checks.claim import Claim, Point, Rival
from paper_checks.evidence.line import LIMIT, Line
from paper_checks.evidence.targets import margins, narrow_points, target_at, value_at
from paper_checks.ledger import LEDGER
from paper_checks.verdict import Measurement, Status

__all__ = ["PILOT", "Simulations", "simulate"]

PILOT = (
    4096  # replicates, on a stream of their own, for the standard deviation and skewness that plan the size
)
_MOST = 50_000_000  # replicates; a plan beyond it is a mistake in a claim, not a longer run

Progress = Callable[[str, int, int], None]


@dataclass
class Simulations:
    """The passes of one run: each experiment is simulated once, for all the claims of the ledger that it serves.

    Its size depends on the whole ledger and not on the claims selected, so that no verdict depends on which
    others ran.

    Parameters
    ----------
    seed : int
    executor : concurrent.futures.Executor, optional
    progress : callable, optional
        Takes an experiment's description, and replicates done and planned.
    """

    seed: int
    executor: Executor | None = None
    progress: Progress | None = None
    moments: dict[Experiment, SampleMoments] = field(default_factory=dict)

    def of(self, claim: Claim, point: Point) -> SampleMoments:
        """Return the moments of a claim's experiment at a point, simulating it on first use."""
        experiment = experiment_at(claim, point)
        if experiment in self.moments:
            return self.moments[experiment]
        users = {*_users().get(experiment, ()), (claim, point)}
        return self.fixed(experiment, planned(experiment, users, self.seed), claim.id)

    def fixed(self, experiment: Experiment, replicates: int, label: str) -> SampleMoments:
        """Return the moments of an experiment of stated size, such as a figure's band."""
        if experiment not in self.moments:
            self.moments[experiment] = montecarlo.run(
                experiment,
                replicates=replicates,
                seed=self.seed,
                executor=self.executor,
                progress=self._report(label),
            )
        return self.moments[experiment]

    def _report(self, label: str) -> Callable[[int, int], None] | None:
        progress = self.progress
        return None if progress is None else lambda done, total: progress(label, done, total)


def experiment_at(claim: Claim, point: Point) -> Experiment:
    """Build the experiment of a claim at a point."""
    assert claim.experiment is not None
    experiment: Experiment = claim.experiment(**point.setting)
    return experiment


@cache
def _users() -> dict[Experiment, frozenset[tuple[Claim, Point]]]:
    """Return the claims and points of the ledger that each experiment serves."""
    users: dict[Experiment, set[tuple[Claim, Point]]] = {}
    for claim in LEDGER.values():
        if claim.experiment is not None:
            for point in claim.points:
                users.setdefault(experiment_at(claim, point), set()).add((claim, point))
    return {experiment: frozenset(served) for experiment, served in users.items()}


def planned(experiment: Experiment, users: set[tuple[Claim, Point]], seed: int) -> int:
    """Return the replicates that resolve the margin of every claim and point that the experiment serves.

    A first pilot sizes a second, a twentieth of the run: heavy tails hide from a short pilot, and a standard
    deviation that it missed would leave the run too small.
    """
    first = _needed(experiment, users, montecarlo.pilot(experiment, replicates=PILOT, seed=seed))
    if first <= 20 * PILOT:
        return first
    return max(
        first, _needed(experiment, users, montecarlo.pilot(experiment, replicates=first // 20, seed=seed))
    )


def _needed(experiment: Experiment, users: set[tuple[Claim, Point]], samples: NDArray[np.float64]) -> int:
    sizes = []
    for claim, point in users:
        influence = _estimand(claim, point).influence(experiment.fields, samples)
        spread, skewness = float(influence.std(ddof=1)), inference.skewness(influence)
        margin = margins(claim)[point]
        if margin == 0:
            raise ValueError(
                f"{claim.id} at {point}: a rival, or the limit, has the claim's own value there; "
                "choose a point that tells them apart"
            )
        sizes.append(inference.planned_replicates(spread, margin, skewness))
        if sizes[-1] > _MOST:
            raise ValueError(
                f"{claim.id} at {point} needs {sizes[-1]:.3g} replicates: its rivals are too close to its value "
                "there; choose a point that separates them better, or another rival"
            )
    return max(sizes)


def _estimand(claim: Claim, point: Point) -> Any:
    assert claim.estimand is not None
    return claim.estimand(point)


_STATUS = {
    Decision.VERIFIED: Status.VERIFIED,
    Decision.REFUTED: Status.REFUTED,
    Decision.INCONCLUSIVE: Status.INCONCLUSIVE,
}


def simulate(claim: Claim, simulations: Simulations) -> Line:
    """Measure the claim at every point and judge it and its rivals by the same intervals.

    A claim is VERIFIED if it is at all its points and REFUTED if it is at one or more; a rival must be REFUTED
    at one or more, and the limit of an asymptotic claim at each of its two smallest sizes.
    """
    margin = margins(claim)
    narrow = narrow_points(claim)
    limit = Rival(claim.rhs, LIMIT)
    measurements = []
    against: dict[Rival, list[Status]] = {rival: [] for rival in claim.rivals}
    at_limit = []
    for point in claim.points:
        moments = simulations.of(claim, point)
        estimand = _estimand(claim, point)
        estimate, se = estimand.value(moments), estimand.standard_error(moments)
        interval = inference.interval(estimate, se, moments.count)

        def judge(low: float, high: float, interval: Any = interval, margin: float = margin[point]) -> Status:
            return _STATUS[inference.decide(interval, low, high, margin, claim.relation)]

        low, high = target_at(claim, point)
        measurements.append(
            Measurement(
                point={**point.setting, **point.where},
                estimand=estimand.name,
                engine=experiment_at(claim, point).engine,
                predicted=(low, high),
                margin=margin[point],
                estimate=estimate,
                se=se,
                interval=(interval.low, interval.high),
                n=moments.count,
                power=inference.power(se, margin[point], moments.count),
                status=judge(low, high),
            )
        )
        for rival in claim.rivals:
            against[rival].append(judge(*value_at(rival.expression, claim, point)))
        if point in narrow:
            at_limit.append(judge(*value_at(claim.rhs, claim, point)))
    rivals = {rival: _any_refuted(found) for rival, found in against.items()}
    if narrow:
        rivals[limit] = (
            Status.REFUTED if all(found is Status.REFUTED for found in at_limit) else Status.INCONCLUSIVE
        )
    found = [measurement.status for measurement in measurements]
    status = Status.VERIFIED if set(found) == {Status.VERIFIED} else _any_refuted(found)
    return Line("simulation", status, rivals, tuple(measurements))


def _any_refuted(found: list[Status]) -> Status:
    return Status.REFUTED if Status.REFUTED in found else Status.INCONCLUSIVE
