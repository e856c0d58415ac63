"""Training experiments on the digits, and what their criteria read from the outcomes.

All networks are dense.  The papers' own were convolutional and trained on larger images; these have their depth,
activation, optimiser and initialisation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.sampling.weights import WeightLaw
from montecarlo.training.network import Trained
from montecarlo.training.normality import Normality
from montecarlo.training.optimisers import Momentum, RMSprop
from montecarlo.training.training import Training

__all__ = [
    "Values",
    "best",
    "epochs_to",
    "four_layers",
    "relu_layers",
    "sigmoid_layers",
    "watched_layers",
]

_PIXELS, _CLASSES = 64, 10
# As many training examples are measured as there are for validation.
_PROBE = 357
Values = npt.NDArray[Any]


def sigmoid_layers(weight_variance: float | tuple[float, ...], weight_law: WeightLaw = "normal") -> Training:
    """Return ten sigmoid layers, trained as the script of Kumar's figure 3 does: RMSprop at rate 1e-4.

    The weight variance is that of all layers, or one for each.
    """
    epochs = 20
    return Training(
        Trained((_PIXELS, *(256,) * 9, _CLASSES), "sigmoid", weight_variance, weight_law=weight_law),
        RMSprop(1e-4, rate_decay=1e-6),
        epochs=epochs,
        record=("training_top5", "validation_accuracy", "validation_top5", "gradient_norm"),
        probe=_PROBE,
        gradient_every=epochs,
    )


def relu_layers(depth: int, weight_variance: float) -> Training:
    """Return a ReLU network of 22 or 30 layers with weights, trained with momentum 0.9.

    He et al. show two different models of these depths, too.  Widths, rates and epochs were chosen on other seeds than
    those that are judged, such that no network there fails by chance: 22 layers of 64 units failed once in twelve.
    """
    width, optimiser, epochs = _RELU_LAYERS[depth]
    return Training(
        Trained((_PIXELS, *(width,) * (depth - 1), _CLASSES), "relu", weight_variance),
        optimiser,
        epochs=epochs,
        record=("training_accuracy", "validation_accuracy", "gradient_norm"),
        probe=_PROBE,
        gradient_every=epochs,
    )


_RELU_LAYERS = {22: (96, Momentum(0.006, rate_decay=5e-4), 50), 30: (128, Momentum(0.003), 15)}


def four_layers(activation: str, weight_variance: float, rate: float) -> Training:
    """Return a network of four layers, trained by gradient descent: an epoch is one step over all examples."""
    return Training(
        Trained((_PIXELS, 128, 128, 128, _CLASSES), activation, weight_variance),
        Momentum(rate, 0.0),
        epochs=40,
        batch=1440,
        record=("training_accuracy",),
    )


def watched_layers() -> Normality:
    """Return four tanh layers with 256 units, four networks a seed, watched before and after steps in powers of ten."""
    training = Training(
        Trained((_PIXELS, 256, 256, 256, _CLASSES), "tanh", 1.0),
        Momentum(0.01),
        epochs=12,
        batch=16,
        record=(),
    )
    return Normality(training, networks=4, after=(0, 10, 100, 1000))


def best(values: Values | None) -> Values:
    """Return the largest value of each seed over all epochs; NaN after divergence does not count."""
    assert values is not None
    found: Values = np.fmax.reduce(values, axis=1)
    return found


def epochs_to(values: Values | None, level: float) -> Values:
    """Return at which epoch each seed first reaches a level, between epochs along a line; NaN where it never does.

    Parameters
    ----------
    values : ndarray, shape (seeds, epochs + 1)
        Accuracies.
    level : float
        Above 0, at most 1.
    """
    assert values is not None
    reached = values >= level  # NaN is not
    first = np.argmax(reached, axis=1)
    rows = np.arange(len(values))
    before, after = values[rows, np.maximum(first - 1, 0)], values[rows, first]
    part = np.divide(level - before, after - before, out=np.ones(len(values)), where=first > 0)
    found: Values = np.where(reached.any(axis=1), np.maximum(first - 1, 0) + part * (first > 0), np.nan)
    return found
