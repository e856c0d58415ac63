"""What a check may find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["Measurement", "Quantity", "RivalVerdict", "Status", "Tried", "Verdict", "combine"]


class Status(StrEnum):
    """The status of a claim, or of one line of evidence for it."""

    VERIFIED = "VERIFIED"
    REFUTED = "REFUTED"
    INCONCLUSIVE = "INCONCLUSIVE"
    CONFLICT = "CONFLICT"  # one line verifies what the other refutes
    NOT_RUN = "NOT_RUN"


@dataclass(frozen=True)
class Measurement:
    """One number that was compared, with everything needed to judge the comparison.

    Parameters
    ----------
    point : mapping
        Setting and place, as plain numbers and names.
    estimand, engine : str
    predicted : tuple of float
        The least and greatest value that the printed statement admits here; equal unless it is rounded.
    margin : float
        Absolute.
    estimate, se : float
    interval : tuple of float
    n : int
        Replicates: networks, masks or batches.
    power : float
        The probability that the interval falls inside the margin where the statement is true.
    status : Status
    """

    point: Mapping[str, Any]
    estimand: str
    engine: str
    predicted: tuple[float, float]
    margin: float
    estimate: float
    se: float
    interval: tuple[float, float]
    n: int
    power: float
    status: Status


@dataclass(frozen=True)
class RivalVerdict:
    """What each line of evidence says of a rival."""

    words: str
    latex: str
    lines: Mapping[str, Status]

    @property
    def refuted(self) -> bool:
        """Whether every line that speaks of it refutes it."""
        return all(status is Status.REFUTED for status in self.lines.values())


@dataclass(frozen=True)
class Quantity:
    """A quantity of an empirical claim over the seeds.

    Parameters
    ----------
    words : str
    median : float or None
        None, here and below, where the quantity does not exist: what was never reached has no time.
    interval : tuple of (float or None)
        The second smallest and the second largest of the seeds: it covers the median of the law that they come from.
    range : tuple of (float or None)
        The smallest and the largest.
    """

    words: str
    median: float | None
    interval: tuple[float | None, float | None]
    range: tuple[float | None, float | None]


@dataclass(frozen=True)
class Prediction:
    """What the theory says of an experiment before training, and what came of it.

    Parameters
    ----------
    name : str
        Of the experiment.
    depth_scales : float or None
        That lie between its first layer and its last one; None where the weights are 0, so that no gradient is left.
    trains, trained : bool
        Whether the rule of the trainable region says that it trains, and whether it did.
    """

    name: str
    depth_scales: float | None
    trains: bool
    trained: bool

    @property
    def right(self) -> bool:
        """Whether the prediction was right."""
        return self.trains == self.trained


@dataclass(frozen=True)
class Tried:
    """What came of the trial of an empirical claim.

    Parameters
    ----------
    met : int
        The seeds that meet the criterion.
    seeds : tuple of int
    level : float
        Of the exact sign test: the probability that a fair coin for each seed would give a status as clear.
    criterion : str
    quantities : tuple of Quantity
    predictions : tuple of Prediction
    trained : tuple of str
        When, on which CPU and BLAS the experiments were trained.
    record : str
        Which record the outcomes stand in.
    """

    met: int
    seeds: tuple[int, ...]
    level: float
    criterion: str
    quantities: tuple[Quantity, ...]
    predictions: tuple[Prediction, ...]
    trained: tuple[str, ...]
    record: str


@dataclass(frozen=True)
class Verdict:
    """The outcome of checking one claim.

    Parameters
    ----------
    id : str
    status : Status
    expected : Status or None
    lines : mapping
        The status of each line of evidence.
    derived : sympy.Expr
        What follows from the definitions.
    measurements : tuple of Measurement
    rivals : tuple of RivalVerdict
    notes : tuple of str
        What kept a line from finding a status.
    tried : Tried or None
        Of an empirical claim whose networks were trained.
    """

    id: str
    status: Status
    expected: Status | None
    lines: Mapping[str, Status]
    derived: Any
    measurements: tuple[Measurement, ...]
    rivals: tuple[RivalVerdict, ...]
    notes: tuple[str, ...] = ()
    tried: Tried | None = None

    @property
    def as_expected(self) -> bool:
        """Whether the run found what it had to; a claim with no expectation is reported, not judged.

        What was not run found nothing, wrong or right: it is counted apart.
        """
        as_found = self.status is not Status.CONFLICT and self.expected in (None, self.status)
        return as_found or self.status is Status.NOT_RUN


def combine(lines: Iterable[Status], rivals: Iterable[RivalVerdict] = ()) -> Status:
    """Combine the lines of evidence: agreement decides, disagreement is a conflict, anything else is open.

    A rival that a line does not refute leaves the claim open: a check that cannot fail cannot be trusted.
    """
    found = set(lines)
    if found == {Status.VERIFIED, Status.REFUTED}:
        return Status.CONFLICT
    if found == {Status.NOT_RUN}:
        return Status.NOT_RUN
    if found in ({Status.VERIFIED}, {Status.REFUTED}) and all(rival.refuted for rival in rivals):
        return found.pop()
    return Status.INCONCLUSIVE
