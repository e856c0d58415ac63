"""Training: whether the networks of each seed did what an empirical claim says, and the sign test over the seeds.

The networks were trained before, by the command `train`; here their record is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import sympy as sp
from scipy.special import bdtr

from montecarlo.training.convolutional import Convolutional
from montecarlo.training.normality import Departures, Normality
from montecarlo.training.outcome import Outcome
from montecarlo.training.torch_network import INSTALL
from montecarlo.training.training import Training
from paper_checks.claim import Claim, Kind
from paper_checks.evidence.line import Line
from paper_checks.evidence.predicted_training import prediction
from paper_checks.known_numbers import known_numbers
from paper_checks.paper import Paper
from paper_checks.training_record import Record, TrainedOutcome
from paper_checks.trial import Trial
from paper_checks.verdict import Quantity, Status, Tried

__all__ = [
    "LEVEL",
    "SEEDS",
    "TRAINING_CONTRACTS",
    "criterion_met",
    "needs_cifar10",
    "needs_torch",
    "trainings_of",
    "tried",
]

SEEDS = 25
EXCEPTIONS = 1
LEVEL = float(bdtr(EXCEPTIONS, SEEDS, 0.5))
"""The probability that at most one of 25 fair coins shows tails: 7.7e-7, less than the ledger's own 1e-6."""

Faults = Iterator[str]


def tried(claim: Claim, record: Record) -> Line:
    """Judge an empirical claim by the record of its experiments.

    At least 24 of 25 seeds must meet the criterion to verify it, and at most one may to refute it.

    Parameters
    ----------
    claim : Claim
        An empirical one.
    record : Record
        Where it lacks an experiment, the line is NOT_RUN and says how to mend that.
    """
    assert claim.trial is not None
    trainings = trainings_of(claim.trial)
    found = {name: record.of(training) for name, training in trainings.items()}
    entries = [entry for entry in found.values() if entry is not None]
    if lacks := _lacks(found, entries):
        note = f"{lacks} in {record.place} record: {_mend(record.mend(claim.id), claim.trial)}"
        return Line("simulation", Status.NOT_RUN, {}, note=note)
    outcomes = [entry.outcome for entry in entries]
    met = int(criterion_met(claim.trial, outcomes).sum())
    status = Status.INCONCLUSIVE
    if met >= SEEDS - EXCEPTIONS:
        status = Status.VERIFIED
    elif met <= EXCEPTIONS:
        status = Status.REFUTED
    report = Tried(
        met=met,
        seeds=outcomes[0].seeds,
        level=LEVEL,
        criterion=claim.trial.words,
        quantities=tuple(
            _quantity(words, np.asarray(quantity(*outcomes), dtype=np.float64))
            for words, quantity in claim.trial.quantities.items()
        ),
        predictions=tuple(filter(None, map(prediction, found, trainings.values(), outcomes))),
        trained=tuple(dict.fromkeys(entry.trained for entry in entries)),
        record=record.place,
    )
    return Line("simulation", status, {}, tried=report)


def trainings_of(trial: Trial) -> dict[str, Training | Normality]:
    """Return the experiments of a trial by name."""
    return {name: function() for name, function in trial.trainings.items()}


def needs_torch(trial: Trial) -> bool:
    """Return whether PyTorch must be installed to train for a trial."""
    return any(isinstance(training.network, Convolutional) for training in trainings_of(trial).values())


def needs_cifar10(trial: Trial) -> bool:
    """Return whether the user must give CIFAR-10 to train for a trial."""
    return any(training.data == "cifar10" for training in trainings_of(trial).values())


def criterion_met(trial: Trial, outcomes: Sequence[Outcome | Departures]) -> npt.NDArray[np.bool_]:
    """Return whether each seed meets the criterion.

    Raises
    ------
    ValueError
        If the criterion does not return a bool for each seed.
    """
    met = np.asarray(trial.criterion(*outcomes))
    if met.shape != (len(outcomes[0].seeds),) or met.dtype != bool:
        raise ValueError(
            f"its criterion must return a bool for each of {len(outcomes[0].seeds)} seeds, got {met.dtype} of shape "
            f"{met.shape}"
        )
    return met


def _lacks(found: Mapping[str, TrainedOutcome | None], entries: list[TrainedOutcome]) -> str:
    """Say which experiment is not there with the seeds that are asked for; "" where all are."""
    missing = [name for name, entry in found.items() if entry is None]
    if missing:
        return f"no outcome of {', '.join(missing)}"
    if {len(entry.outcome.seeds) for entry in entries} != {SEEDS}:
        return f"other than {SEEDS} seeds of {', '.join(found)}"
    if len({entry.outcome.seeds for entry in entries}) > 1:
        return f"different seeds of {', '.join(found)}"
    return ""


def _mend(command: str, trial: Trial) -> str:
    """Say that a command trains what is absent, and what it needs."""
    folder = " --cifar10 DIR" if needs_cifar10(trial) else ""
    library = f", with PyTorch: `{INSTALL}`" if needs_torch(trial) else ""
    return f"`{command}{folder}` trains it{library}"


def _quantity(words: str, values: npt.NDArray[np.float64]) -> Quantity:
    # NaN sorts last: what was never reached took longer than anything that was.
    low, second, median, second_last, high = known_numbers(
        np.sort(values)[[0, EXCEPTIONS, len(values) // 2, -1 - EXCEPTIONS, -1]]
    )
    return Quantity(words, median, (second, second_last), (low, high))


# --- contracts ----------------------------------------------------------------------------------------------


def _has_a_trial(claim: Claim, _: Paper) -> Faults:
    if claim.kind is not Kind.EMPIRICAL:
        yield f"a trial is for an empirical claim, and this one is {claim.kind}"
    if type(claim.trial) is not Trial:
        yield f"its trial must be a Trial, got {claim.trial!r}"


def _has_nothing_else(claim: Claim, _: Paper) -> Faults:
    blank = Claim(id=claim.id, source=claim.source, kind=claim.kind)
    for name in (
        "derivation",
        "experiment",
        "computation",
        "points",
        "passages",
        "rivals",
        "mended",
        "corrected_by",
    ):
        if getattr(claim, name) != getattr(blank, name):
            yield f"it is empirical, and its trial takes the place of {name}; leave that out"
    if claim.rhs is not sp.nan:
        yield "it is empirical, and its trial takes the place of rhs; leave that out"


def _can_be_trained(claim: Claim, _: Paper) -> Faults:
    assert claim.trial is not None
    if not claim.trial.trainings:
        yield "its trial has no trainings; give one at least"
    for name, training in trainings_of(claim.trial).items():
        if not isinstance(training, Training | Normality):
            yield f"its training {name!r} must return a Training or a Normality of montecarlo, got {training!r}"


def _says_its_criterion(claim: Claim, _: Paper) -> Faults:
    assert claim.trial is not None
    if not any(letter.isdigit() for letter in claim.trial.words):
        yield f"the words of its trial must say the criterion with its numbers, got {claim.trial.words!r}"


TRAINING_CONTRACTS = (_has_a_trial, _has_nothing_else, _can_be_trained, _says_its_criterion)
