"""What is measured of networks between epochs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.training.backprop import Pass, Spread, forward, gradients, outputs, population
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


def measured(training: Training, layers: Sequence[Layer], data: Data) -> dict[str, npt.NDArray[np.float64]]:
    """Return the training loss and what `training` records, each by network.

    Returns
    -------
    dict
        Arrays of the shape (networks,), or (networks, layers) for "gradient_norm".
    """
    network = training.network
    assert isinstance(network, Trained)
    spreads = population(network, layers, data.training.inputs.T[np.newaxis])
    first: list[Pass] | None = None
    # With batch normalisation the gradient's pass is another one: it normalises over its own examples.
    if "gradient_norm" in training.record and spreads is None:
        first = forward(network, layers, _block(data.training, 0, GRADIENT_EXAMPLES))
    return chosen(
        training,
        data,
        lambda examples: _over(
            network, layers, examples, spreads, first if examples is data.training else None
        ),
        lambda: _gradient_norms(network, layers, data.training, first),
    )


def chosen(
    training: Training,
    data: Data,
    over: Callable[[Examples], npt.NDArray[np.float64]],
    norms: Callable[[], npt.NDArray[np.float64]],
) -> dict[str, npt.NDArray[np.float64]]:
    """Return the training loss and what `training` records, measured by two functions.

    Parameters
    ----------
    training : Training
    data : Data
    over : callable
        Returns the mean loss over examples, the accuracy and the top-5 accuracy, shape (3, networks).
    norms : callable
        Returns the norm of the gradient, shape (networks, layers).
    """
    record = training.record
    loss, accuracy, top5 = over(data.training)
    found = {"loss": loss, "training_accuracy": accuracy, "training_top5": top5}
    if any(name.startswith("validation") for name in record):
        loss, accuracy, top5 = over(data.validation)
        found |= {"validation_loss": loss, "validation_accuracy": accuracy, "validation_top5": top5}
    if "gradient_norm" in record:
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
    first: list[Pass] | None,
) -> npt.NDArray[np.float64]:
    """Return the mean loss and the two accuracies over examples; `first` are the passes of the first of them."""
    total = np.zeros((3, len(layers[0].weights)))
    count, start = len(examples.labels), 0
    if first is not None:
        start = first[-1].y.shape[2]
        total += tallied(network.loss, first[-1].y, _labels(examples, 0, start, len(layers[0].weights)))
    for at in range(start, count, BLOCK):
        y = outputs(network, layers, _block(examples, at, BLOCK), spreads)
        total += tallied(network.loss, y, _labels(examples, at, BLOCK, len(y)))
    total /= count
    return total


def _block(examples: Examples, start: int, count: int) -> Array:
    """Return some inputs, the same ones for all networks, of shape (1, units, examples)."""
    block: Array = examples.inputs[start : start + count].T[np.newaxis]
    return block


def _labels(examples: Examples, start: int, count: int, networks: int) -> npt.NDArray[np.intp]:
    labels = examples.labels[start : start + count]
    return np.broadcast_to(labels, (networks, len(labels)))


def _gradient_norms(
    network: Trained, layers: Sequence[Layer], examples: Examples, passes: list[Pass] | None
) -> npt.NDArray[np.float64]:
    bare = dataclasses.replace(network, l1=0.0, l2=0.0)
    x = _block(examples, 0, GRADIENT_EXAMPLES)
    labels = _labels(examples, 0, GRADIENT_EXAMPLES, len(layers[0].weights))
    norms = np.empty((len(labels), bare.depth))
    for m, gradient in gradients(bare, layers, x, labels, passes=passes):
        # In double precision: the square of 1e-23 would be 0 in single precision.
        weights = gradient[:, : layers[m].weights[0].size].astype(np.float64)
        norms[:, m] = np.sqrt(np.vecdot(weights, weights))
    return norms
