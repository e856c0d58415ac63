"""What is measured of networks between epochs."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.training.backprop import Spread, gradients, outputs, population
from montecarlo.training.data import Data, Examples
from montecarlo.training.losses import losses, ranks
from montecarlo.training.network import Layer
from montecarlo.training.training import Training

__all__ = ["measured"]


Array = npt.NDArray[Any]
# Signals of so many examples stay in a core's cache.
_BLOCK = 256
_GRADIENT_EXAMPLES = 256
_TOP = 5


def measured(training: Training, layers: Sequence[Layer], data: Data) -> dict[str, npt.NDArray[np.float64]]:
    """Return the training loss and what `training` records, each by network.

    Returns
    -------
    dict
        Arrays of the shape (networks,), or (networks, layers) for "gradient_norm".
    """
    x, record = data.training, training.record
    spreads = population(training.network, layers, x.inputs.T[np.newaxis])
    loss, accuracy, top5 = _over(training, layers, x, spreads)
    found = {"loss": loss, "training_accuracy": accuracy, "training_top5": top5}
    if any(name.startswith("validation") for name in record):
        loss, accuracy, top5 = _over(training, layers, data.validation, spreads)
        found |= {"validation_loss": loss, "validation_accuracy": accuracy, "validation_top5": top5}
    if "gradient_norm" in record:
        found["gradient_norm"] = _gradient_norms(training, layers, x)
    return {name: values for name, values in found.items() if name == "loss" or name in record}


def _over(
    training: Training, layers: Sequence[Layer], examples: Examples, spreads: list[Spread] | None
) -> tuple[npt.NDArray[np.float64], ...]:
    """Return the mean loss and the two accuracies over examples."""
    total = np.zeros((3, len(layers[0].weights)))
    count = len(examples.labels)
    for start in range(0, count, _BLOCK):
        x = examples.inputs[start : start + _BLOCK].T[np.newaxis]
        y = outputs(training.network, layers, x, spreads)
        labels = np.broadcast_to(examples.labels[start : start + _BLOCK], (len(y), y.shape[2]))
        rank = ranks(y, labels)
        total[0] += losses(training.network.loss, y, labels).sum(axis=1, dtype=np.float64)
        total[1] += (rank == 0).sum(axis=1)
        total[2] += (rank < _TOP).sum(axis=1)
    total /= count
    return tuple(total)


def _gradient_norms(
    training: Training, layers: Sequence[Layer], examples: Examples
) -> npt.NDArray[np.float64]:
    bare = dataclasses.replace(training.network, l1=0.0, l2=0.0)
    x = examples.inputs[:_GRADIENT_EXAMPLES].T[np.newaxis]
    labels = np.broadcast_to(examples.labels[:_GRADIENT_EXAMPLES], (len(layers[0].weights), x.shape[2]))
    norms = np.empty((len(labels), bare.depth))
    for m, gradient in gradients(bare, layers, x, labels):
        # In double precision: the square of 1e-23 would be 0 in single precision.
        weights = gradient[:, : layers[m].weights[0].size].astype(np.float64)
        norms[:, m] = np.sqrt(np.vecdot(weights, weights))
    return norms
