"""A grid of networks: depth, weight variance and activation, trained on the digits.

Its picture is that of Schoenholz et al. 2017 (arXiv:1611.01232), figure 5.  Biases start at 0, as those of the
documents do; the paper's have a variance of 0.05.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from montecarlo.training.network import Trained
from montecarlo.training.optimisers import Momentum
from montecarlo.training.outcome import Outcome
from montecarlo.training.training import Training
from paper_checks.experiments.training import Values, best

__all__ = ["DEPTHS", "EPOCHS", "RATES", "SEEDS", "TRAINED", "WEIGHT_VARIANCES", "Cell", "accuracy", "cells"]

DEPTHS = (4, 6, 10, 16, 24, 36, 54)
"""Layers with weights."""
SEEDS = 3
"""Networks of each cell."""
EPOCHS = 20
"""900 steps; the paper's pictures are taken after 200 to 14,000."""
TRAINED = 0.55
"""The training accuracy of a network that trains: half way from chance to 1."""
RATES: Mapping[str, float] = MappingProxyType({"tanh": 0.003, "sigmoid": 0.03, "relu": 0.003, "gelu": 0.003})
"""Of 0.001, 0.003, 0.01, ..., 0.3, the one with the highest accuracy in 10 and 36 layers, on other seeds, at factor 1
of the weight variances below."""

_PIXELS, _WIDTH, _CLASSES = 64, 64, 10
_FACTORS = (0.25, 0.35, 0.5, 0.71, 0.84, 1.0, 1.19, 1.41, 2.0, 2.83, 4.0)
# The edge of chaos.  GELU has no such variance at which signals settle: below 2.16 those of these networks fall to 0,
# and above it they grow.
_CENTRES = {"tanh": 1.0, "sigmoid": 103.0, "relu": 2.0, "gelu": 2.16}
WEIGHT_VARIANCES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        activation: tuple(float(f"{centre * factor:.4g}") for factor in _FACTORS)
        for activation, centre in _CENTRES.items()
    }
)
"""N v² of each activation, in increasing order."""


@dataclass(frozen=True)
class Cell:
    """One network of the grid.

    Parameters
    ----------
    activation : str
    depth : int
        Layers with weights.
    weight_variance : float
        N v².
    """

    activation: str
    depth: int
    weight_variance: float

    @property
    def training(self) -> Training:
        """The experiment; its seeds are networks of this cell."""
        widths = (_PIXELS, *(_WIDTH,) * (self.depth - 1), _CLASSES)
        return Training(
            Trained(widths, self.activation, self.weight_variance),
            Momentum(RATES[self.activation]),
            epochs=EPOCHS,
            record=("training_accuracy",),
        )


def cells() -> Iterator[Cell]:
    """Yield the cells: activation by activation, and shallow networks first."""
    for activation, weight_variances in WEIGHT_VARIANCES.items():
        for depth in DEPTHS:
            for weight_variance in weight_variances:
                yield Cell(activation, depth, weight_variance)


def accuracy(outcome: Outcome) -> float:
    """Return the accuracy of an experiment: the best of all epochs, of its median network.

    It is that on the training data, or on the validation data where that alone was recorded. A network whose loss is
    infinite before the first step has none, and counts as 0.
    """
    recorded = outcome.validation_accuracy if outcome.training_accuracy is None else outcome.training_accuracy
    found: Values = np.nan_to_num(best(recorded), nan=0.0)
    return float(np.median(found))
