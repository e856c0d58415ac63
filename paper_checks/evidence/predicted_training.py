"""The rule of the trainable region, applied to an experiment of a claim, beside what came of it."""

from __future__ import annotations

import math

from montecarlo.training.network import Trained
from montecarlo.training.normality import Departures, Normality
from montecarlo.training.outcome import Outcome
from montecarlo.training.training import Training
from paper_checks.evidence.trainable_region import MOST, gradient_logs
from paper_checks.experiments.trainable_region import TRAINED, accuracy
from paper_checks.known_numbers import known_number
from paper_checks.verdict import Prediction
from theory.schemes.truncated_normal import TruncatedNormal

__all__ = ["prediction"]

_DECIMALS = 6


def prediction(
    name: str, experiment: Training | Normality, outcome: Outcome | Departures
) -> Prediction | None:
    """Return what the rule says of dense networks, and whether they trained; None for others.

    They trained if their accuracy is half way from chance to 1, as in the grid.
    """
    if not (isinstance(experiment, Training) and isinstance(outcome, Outcome)):
        return None
    network = experiment.network
    if not isinstance(network, Trained) or not {"training_accuracy", "validation_accuracy"} & {
        *experiment.record
    }:
        return None
    variances = _variances(network)
    # Weights of 0 leave nothing of a gradient.
    left = (
        gradient_logs(network.activation, [variances], network.depth)[0, -1] if all(variances) else -math.inf
    )
    # Where they keep all of it, what is left of the sum is rounding, which differs between CPUs.
    scales = known_number(round(abs(float(left)), _DECIMALS))
    return Prediction(name, scales, bool(abs(left) <= MOST), accuracy(outcome) >= TRAINED)


def _variances(network: Trained) -> tuple[float, ...]:
    """Return N v² of each layer, after a cut that is not made up for."""
    if network.weight_law != "truncated_normal_uncorrected":
        return network.variances
    left = TruncatedNormal(before=1.0, low=-2.0, high=2.0).std ** 2
    return tuple(variance * left for variance in network.variances)
