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

__all__ = ["prediction", "weight_variances"]

_DECIMALS = 6


def prediction(
    name: str, experiment: Training | Normality, outcome: Outcome | Departures
) -> Prediction | None:
    """Return what the rule says of dense networks, and whether they trained.

    They trained if their accuracy is half way from chance to 1, as in the grid. None for other experiments, for those
    that record no accuracy, and where the theory knows no moments of the activation, such as one that is registered.
    """
    if not (isinstance(experiment, Training) and isinstance(outcome, Outcome)):
        return None
    network = experiment.network
    recorded = {"training_accuracy", "validation_accuracy"}.intersection(experiment.record)
    if not (isinstance(network, Trained) and recorded):
        return None
    try:
        left = _left_of_a_gradient(network)
    except ValueError:
        return None
    # Where they keep all of it, what is left of the sum is rounding, which differs between CPUs.
    scales = known_number(round(abs(left), _DECIMALS))
    return Prediction(name, scales, abs(left) <= MOST, accuracy(outcome) >= TRAINED)


def weight_variances(network: Trained) -> tuple[float, ...]:
    """Return N v² of each layer of a network, after a cut that is not made up for."""
    if network.weight_law != "truncated_normal_uncorrected":
        return network.variances
    left = TruncatedNormal(before=1.0, low=-2.0, high=2.0).std ** 2
    return tuple(variance * left for variance in network.variances)


def _left_of_a_gradient(network: Trained) -> float:
    """Return the logarithm of what the layers leave of a gradient's variance."""
    variances = weight_variances(network)
    if not all(variances):
        return -math.inf
    return float(gradient_logs(network.activation, [variances], network.depth)[0, -1])
