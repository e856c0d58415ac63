"""A training of a second, a claim on it, and outcomes that nobody trained."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from montecarlo.training.network import Trained
from montecarlo.training.optimisers import Momentum
from montecarlo.training.outcome import Outcome
from montecarlo.training.training import Training
from paper_checks import Claim, Kind, Paper, Source, Status, Trial
from paper_checks.evidence.training import SEEDS
from paper_checks.training_record import Record, TrainedOutcome

__all__ = ["CLAIM", "PAPER", "STATUSES", "learns", "met_by", "outcome_of", "record_of", "small", "still"]


def small() -> Training:
    return _network(2.0)


def still() -> Training:
    """Return a network whose weights are all 0: it learns nothing but how frequent the classes are."""
    return _network(0.0)


def _network(weight_variance: float) -> Training:
    return Training(
        Trained((64, 16, 10), "relu", weight_variance),
        Momentum(0.05),
        epochs=8,
        batch=20,
        examples=200,
        record=("training_accuracy",),
    )


def learns(fast: Outcome, slow: Outcome) -> np.ndarray:
    return (fast.training_accuracy[:, -1] > 0.5) & (slow.training_accuracy[:, -1] < 0.3)


CLAIM = Claim(
    id="mine.learns",
    source=Source("my paper", "figure 1", words="", reading="it learns; without weights it does not"),
    kind=Kind.EMPIRICAL,
    trial=Trial(
        trainings={"He": small, "zero": still},
        criterion=learns,
        words="accuracy above 50 % with He's weights, and below 30 % without",
        quantities={"accuracy with He's weights": lambda fast, _: fast.training_accuracy[:, -1]},
    ),
)
PAPER = Paper("mine", "my paper", "my paper", (CLAIM,))


def outcome_of(training: Training, last: Sequence[float], seeds: Sequence[int] | None = None) -> Outcome:
    """Return an outcome whose accuracy is 0.1 at first and then `last`, by seed."""
    seeds = tuple(range(len(last)) if seeds is None else seeds)
    accuracy = np.stack([np.full(len(last), 0.1), *[np.array(last)] * training.epochs], axis=1)
    return Outcome(
        key=training.key,
        seeds=seeds,
        loss=1.0 - accuracy,
        diverged=np.isnan(accuracy[:, -1]),
        training_accuracy=accuracy,
    )


def record_of(*outcomes: Outcome, **given: Any) -> Record:
    """Return a record that a machine of our invention has trained."""
    entries = {
        outcome.key: TrainedOutcome(
            name="made up", date="2026-01-02T03:04:05+00:00", cpu="an abacus", blas="by hand", versions={"numpy": "2"},
            outcome=outcome,
        )
        for outcome in outcomes
    }  # fmt: skip
    return Record(experiments=entries, **given)


def met_by(count: int) -> Record:
    """Return a record in which so many of 25 seeds meet the criterion of the claim."""
    last = [0.9] * count + [0.4] * (SEEDS - count)
    return record_of(outcome_of(small(), last), outcome_of(still(), [0.1] * SEEDS))


STATUSES = {25: Status.VERIFIED, 24: Status.VERIFIED, 23: Status.INCONCLUSIVE, 12: Status.INCONCLUSIVE,
            2: Status.INCONCLUSIVE, 1: Status.REFUTED, 0: Status.REFUTED}  # fmt: skip
