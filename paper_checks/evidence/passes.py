"""The Monte Carlo passes of one run: each experiment is simulated once, at the size that its paper's claims need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

import montecarlo
from montecarlo import Estimand, Experiment, SampleMoments
from montecarlo.statistics import inference
from paper_checks.claim import Claim, Point
from paper_checks.evidence.measured import estimand_at
from paper_checks.evidence.targets import targets
from paper_checks.paper import Paper

__all__ = ["Passes", "Progress", "experiment_at", "room_of"]

# Replicates, on a stream of their own, for the standard deviation and skewness that plan the size.
_PILOT = 4096
_MOST = 50_000_000  # replicates; a plan beyond it is a mistake in a claim, not a longer run

Progress = Callable[[str, int, int], None]
Users = frozenset[tuple[Claim, Point]]
Key = tuple[Paper | None, Users, Experiment]
Faults = dict[tuple[Claim, Point], Exception]


@dataclass
class Passes:
    """Simulations by experiment.

    The size of one depends on all claims of the paper and not on those selected, so that no verdict depends on which
    others ran.  A claim that is not among the paper's has simulations of its own, which serve the paper's claims too.

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
    _found: dict[Key, SampleMoments] = field(default_factory=dict)
    _plans: dict[Key, tuple[int, Faults]] = field(default_factory=dict)

    @property
    def moments(self) -> Mapping[Experiment, SampleMoments]:
        """What was simulated; of an experiment of two papers, the longer pass."""
        ordered = sorted(self._found.items(), key=lambda item: item[1].count)
        return {experiment: moments for (*_, experiment), moments in ordered}

    def of(self, claim: Claim, point: Point, paper: Paper) -> SampleMoments:
        """Return the moments of a claim's experiment at a point, simulating it on first use.

        A claim for which no size can be planned raises what is wrong with it, and does not keep others from theirs.
        """
        experiment = experiment_at(claim, point)
        users = _users(paper).get(experiment, frozenset()) | {(claim, point)}
        key = paper, users, experiment
        if key not in self._plans:
            self._plans[key] = self._planned(experiment, users, paper)
        size, faults = self._plans[key]
        if fault := faults.get((claim, point)):
            raise fault
        if key not in self._found:
            self._found[key] = self._simulated(experiment, size, claim.id)
        return self._found[key]

    def fixed(self, experiment: Experiment, replicates: int, label: str) -> SampleMoments:
        """Return the moments of an experiment of stated size that no claim judges, such as a figure's band."""
        key = None, frozenset[tuple[Claim, Point]](), experiment
        if key not in self._found:
            self._found[key] = self._simulated(experiment, replicates, label)
        return self._found[key]

    def _simulated(self, experiment: Experiment, replicates: int, label: str) -> SampleMoments:
        progress = self.progress
        return montecarlo.run(
            experiment,
            replicates=replicates,
            seed=self.seed,
            executor=self.executor,
            progress=None if progress is None else lambda done, total: progress(label, done, total),
        )

    def _planned(self, experiment: Experiment, users: Users, paper: Paper) -> tuple[int, Faults]:
        """Return the replicates that resolve the margin of every claim and point that the experiment serves.

        Beside it stands what is wrong with those that no size serves; it is 0 if that is all of them.

        A first pilot sizes a second, a twentieth of the run: heavy tails hide from a short pilot, and a standard
        deviation that it missed would leave the run too small.  The second one alone refuses a plan, and alone sees
        an estimand's own error: in a short pilot, that of an extrapolation is mostly noise, and one value far out in
        a tail can ask for far too long a run.
        """
        pilot = montecarlo.pilot(experiment, replicates=_PILOT, seed=self.seed)
        first, faults = _needed(users, paper, experiment.fields, pilot, short=True)
        # What one claim asks for beyond all reach makes no pilot longer that others need.
        within = [size for size in first.values() if size <= _MOST]
        most = max(within or [min(size, _MOST) for size in first.values()], default=0)
        if most > 20 * _PILOT:
            pilot = montecarlo.pilot(experiment, replicates=most // 20, seed=self.seed)
        second, more = _needed(frozenset(first), paper, experiment.fields, pilot)
        sizes = [size if first[user] > _MOST else max(first[user], size) for user, size in second.items()]
        return max(sizes, default=0), faults | more


def experiment_at(claim: Claim, point: Point) -> Experiment:
    """Build the experiment of a claim at a point."""
    assert claim.experiment is not None
    experiment: Experiment = claim.experiment(**point.setting)
    return experiment


def room_of(margin: float, estimand: Estimand, moments: SampleMoments) -> float:
    """Return what the estimand's own error leaves of a margin for the error of sampling.

    The estimate may be off by it, and the interval reaches that much further.
    """
    return max(0.0, margin - 2 * estimand.own_error(moments))


@cache
def _users(paper: Paper) -> Mapping[Experiment, Users]:
    """Return the claims and points of a paper that each experiment serves."""
    users: dict[Experiment, set[tuple[Claim, Point]]] = {}
    for claim in paper.claims:
        # Points of another type are the fault of their claim, which its contract names.
        if claim.experiment is not None and isinstance(claim.points, tuple):
            for point in claim.points:
                # One that cannot be built is the fault of its claim alone.
                with suppress(Exception):
                    users.setdefault(experiment_at(claim, point), set()).add((claim, point))
    return {experiment: frozenset(served) for experiment, served in users.items()}


def _needed(
    users: Users, paper: Paper, fields: tuple[str, ...], samples: NDArray[np.float64], *, short: bool = False
) -> tuple[dict[tuple[Claim, Point], int], Faults]:
    """Return the replicates that each user needs by a pilot, and what is wrong with those that no number serves."""
    moments = SampleMoments.of(fields, samples)
    sizes: dict[tuple[Claim, Point], int] = {}
    faults: Faults = {}
    for user in users:
        try:
            sizes[user] = _needed_by(*user, paper, moments, samples, short=short)
        except Exception as error:  # what the claim's own functions raise is a fault of the claim
            faults[user] = error
    return sizes, faults


def _needed_by(
    claim: Claim,
    point: Point,
    paper: Paper,
    moments: SampleMoments,
    samples: NDArray[np.float64],
    *,
    short: bool,
) -> int:
    """Return the replicates that a claim needs at a point; from a short pilot, with the whole margin.

    A longer one takes the estimand's own error from the margin, and refuses a plan that is out of reach.
    """
    estimand = estimand_at(claim, point, moments.fields)
    influence = estimand.influence(moments.fields, samples)
    spread, skewness = float(influence.std(ddof=1)), inference.skewness(influence)
    (margin,) = (t.margin for t in targets(claim, paper.truth_of(claim)) if t.point is point)
    if margin == 0:
        raise ValueError(
            f"{claim.id} at {point}: a rival, or the limit, has the claim's own value there, or the derived one; "
            "choose a point that tells them apart, and rivals that are wrong"
        )
    room = margin if short else room_of(margin, estimand, moments)
    if room == 0:
        raise ValueError(
            f"{claim.id} at {point}: the error of its extrapolation takes the whole margin, {margin:.3g}; choose a "
            "point with a smaller parameter"
        )
    size = inference.planned_replicates(spread, room, skewness)
    if size > _MOST and not short:
        raise ValueError(
            f"{claim.id} at {point} needs {size:.3g} replicates for a margin of {margin:.3g}: its rivals are "
            "too close to its value there, or its own margin is small; choose a point that separates them better, "
            "another rival, or a larger margin"
        )
    return size
