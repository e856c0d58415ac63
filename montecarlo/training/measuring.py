"""What is measured of networks between epochs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.training.backprop import Spread, gradients, outputs, population
from montecarlo.training.data import Data, Examples
from montecarlo.training.losses import Loss, losses, ranks
from montecarlo.training.network import Layer, Trained
from montecarlo.training.training import Training

__all__ = ["BLOCK", "GRADIENT_EXAMPLES", "chosen", "measured", "tallied"]


Array = npt.NDArray[Any]
# Signals of so many examples stay in a core's cache.
BLOCK = 256
GRADIENT_EXAMPLES = 256
_TOP = 5


def measured(
    training: Training, layers: Sequence[Layer], data: Data, number: int
) -> dict[str, npt.NDArray[np.float64]]:
    """Return the training loss and what `training` records after epoch `number`, each by network.

    Returns
    -------
    dict
        Arrays of the shape (networks,), or (networks, layers) for "gradient_norm".
    """
    network = training.network
    assert isinstance(network, Trained)
    spreads = population(network, layers, data.training.inputs.T[np.newaxis])
    return chosen(
        training,
        data,
        number,
        lambda examples: _over(network, layers, examples, spreads),
        lambda: _gradient_norms(network, layers, data.training),
    )


def chosen(
    training: Training,
    data: Data,
    number: int,
    over: Callable[[Examples], npt.NDArray[np.float64]],
    norms: Callable[[], npt.NDArray[np.float64]],
) -> dict[str, npt.NDArray[np.float64]]:
    """Return the training loss and what `training` records after epoch `number`, measured by two functions.

    Parameters
    ----------
    training : Training
    data : Data
    number : int
    over : callable
        Returns the mean loss over examples, the accuracy and the top-5 accuracy, shape (3, networks).
    norms : callable
        Returns the norm of the gradient, shape (networks, layers).
    """
    record = training.record
    loss, accuracy, top5 = over(data.training[: training.probe])
    found = {"loss": loss, "training_accuracy": accuracy, "training_top5": top5}
    if any(name.startswith("validation") for name in record):
        loss, accuracy, top5 = over(data.validation)
        found |= {"validation_loss": loss, "validation_accuracy": accuracy, "validation_top5": top5}
    if "gradient_norm" in record and number % training.gradient_every == 0:
        found["gradient_norm"] = norms()
    return {name: values for name, values in found.items() if name == "loss" or name in record}


def tallied(loss: Loss, y: Array, labels: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """Return the sums over examples of the loss, and how often the label is the first and among the first five.

    Parameters
    ----------
    loss : {"cross_entropy", "squared"}
    y : ndarray, shape (networks, classes, examples)
    labels : ndarray of int, shape (networks, examples)

    Returns
    -------
    ndarray, shape (3, networks)
    """
    rank = ranks(y, labels)
    return np.stack(
        [
            losses(loss, y, labels).sum(axis=1, dtype=np.float64),
            (rank == 0).sum(axis=1),
            (rank < _TOP).sum(axis=1),
        ]
    )


def _over(
    network: Trained,
    layers: Sequence[Layer],
    examples: Examples,
    spreads: list[Spread] | None,
) -> npt.NDArray[np.float64]:
    """Return the mean loss and the two accuracies over examples."""
    networks, count = len(layers[0].weights), len(examples.labels)
    total = np.zeros((3, networks))
    for start in range(0, count, BLOCK):
        x, labels = _for_all(networks, examples[start : start + BLOCK])
        total += tallied(network.loss, outputs(network, layers, x, spreads), labels)
    total /= count
    return total


def _for_all(networks: int, examples: Examples) -> tuple[Array, npt.NDArray[np.intp]]:
    """Return inputs of shape (1, units, examples), the same for all networks, and labels (networks, examples)."""
    return examples.inputs.T[np.newaxis], np.broadcast_to(examples.labels, (networks, len(examples.labels)))


def _gradient_norms(network: Trained, layers: Sequence[Layer], examples: Examples) -> npt.NDArray[np.float64]:
    bare = dataclasses.replace(network, l1=0.0, l2=0.0)
    x, labels = _for_all(len(layers[0].weights), examples[:GRADIENT_EXAMPLES])
    norms = np.empty((len(labels), bare.depth))
    for m, gradient in gradients(bare, layers, x, labels):
        # In double precision: the square of 1e-23 would be 0 in single precision.
        weights = gradient[:, : layers[m].weights[0].size].astype(np.float64)
        norms[:, m] = np.sqrt(np.vecdot(weights, weights))
    return norms
