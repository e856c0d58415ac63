"""Proposition 2 after the first iteration: are pre-activations still normal while a network is trained?"""

from functools import partial

import numpy as np

from montecarlo import Departures
from paper_checks.claim import Claim, Kind
from paper_checks.experiments.training import Values, watched_layers
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.trial import Trial

__all__ = ["CLAIMS"]

# A probability that the normal law gives is then right to within 5 points.  Of other laws with the same mean and
# variance, the uniform one is at 0.057, Laplace's at 0.062, the exponential one at 0.16, and two points are at 0.34.
# Of samples of 1,024 from a normal law, fewer than one in 100,000 are beyond 0.05.
_NEAR = 0.05
_WATCHED = (0, 10, 100, 1000)


def _farthest(found: Departures) -> Values:
    """Return the largest distance of each seed and step, over the layers."""
    largest: Values = found.distance.max(axis=2)
    return largest


def _stays_normal(found: Departures) -> Values:
    """Return whether each seed stays near a normal law; one that diverges, and has no distance, does not."""
    return np.asarray((_farthest(found) <= _NEAR).all(axis=1))


def _after(found: Departures, step: int) -> Values:
    return _farthest(found)[:, step]


_DISTANCES = {
    f"largest distance after {steps:,} steps": partial(_after, step=step)
    for step, steps in enumerate(_WATCHED)
}


CLAIMS = (
    Claim(
        id="kumar2017.prop2.other-iterations",
        source=kumar(
            "proposition 2",
            "y_m(i) is expected to be approximately normally distributed during most iterations",
            "at the first iteration, and after 10, 100 and 1,000 steps of training, in each hidden layer. A law is "
            "approximately normal if no probability that is computed from the normal law of the same mean and variance "
            "is wrong by more than 0.05: that is the Kolmogorov distance. The law is that over networks, for one "
            "example that they are not trained on. The units of a layer are exchangeable, so that a seed's sample is "
            "all 256 of them in each of four networks. These have four tanh layers with the weights of (14), and learn "
            "the 8 × 8 digits by gradient descent with momentum 0.9, to a training accuracy above 95 %. The theory "
            "predicts the first iteration alone, where the excess kurtosis is of order 1/256.",
        ),
        kind=Kind.EMPIRICAL,
        expected=None,
        trial=Trial(
            trainings={"tanh": watched_layers},
            criterion=_stays_normal,
            words="the Kolmogorov distance of 1,024 pre-activations from the normal law of their mean and variance is "
            "at most 0.05, in each of three hidden layers, before training and after 10, 100 and 1,000 steps",
            quantities={
                **_DISTANCES,
                "largest excess kurtosis after 1,000 steps": lambda found: found.excess_kurtosis[:, -1].max(
                    axis=1
                ),
            },
        ),
    ),
)
