"""Losses of a batch, and their slopes at the network's outputs.

Outputs have the shape (networks, classes, examples), and labels (networks, examples).
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

__all__ = ["LOSSES", "Loss", "losses", "ranks", "slopes"]


# float32 or float64.
Array = npt.NDArray[Any]
Labels = npt.NDArray[np.intp]
Loss = Literal["cross_entropy", "squared"]
LOSSES: tuple[Loss, ...] = get_args(Loss)


def losses(loss: Loss, y: Array, labels: Labels) -> Array:
    """Return the loss of each example.

    Parameters
    ----------
    loss : {"cross_entropy", "squared"}
        "cross_entropy" is -log softmax(y)[label]. "squared" is half the squared distance of y to the vector that
        is 1 at the label and 0 elsewhere.
    y : ndarray, shape (networks, classes, examples)
    labels : ndarray of int, shape (networks, examples)

    Returns
    -------
    ndarray, shape (networks, examples)
    """
    if loss == "squared":
        distance = y - _targets(y, labels)
        squares: Array = np.square(distance).sum(axis=1) / 2
        return squares
    # Less the largest output: exp would overflow otherwise.
    shifted = y - y.max(axis=1, keepdims=True)
    own = np.take_along_axis(shifted, labels[:, np.newaxis], axis=1)[:, 0]
    entropies: Array = np.log(np.exp(shifted).sum(axis=1)) - own
    return entropies


def slopes(loss: Loss, y: Array, labels: Labels) -> Array:
    """Return the derivative of each example's loss by its outputs, of the shape of `y`."""
    if loss == "squared":
        distance: Array = y - _targets(y, labels)
        return distance
    part: Array = y - y.max(axis=1, keepdims=True)
    np.exp(part, out=part)
    part /= part.sum(axis=1, keepdims=True)
    part -= _targets(y, labels)
    return part


def ranks(y: Array, labels: Labels) -> npt.NDArray[np.intp]:
    """Return how many classes an output places before the label, 0 if it is right; the lower class wins a tie.

    Where the output of the label is NaN, all classes are before it.

    Returns
    -------
    ndarray of int, shape (networks, examples)
    """
    own = np.take_along_axis(y, labels[:, np.newaxis], axis=1)
    lower = np.arange(y.shape[1])[:, np.newaxis] < labels[:, np.newaxis]
    behind = (y < own) | ((y == own) & ~lower)  # with the label itself, and without NaN
    before: npt.NDArray[np.intp] = (~behind).sum(axis=1)
    return before


def _targets(y: Array, labels: Labels) -> Array:
    """Return 1 at the labels and 0 elsewhere, of the shape of `y`."""
    targets: Array = np.eye(y.shape[1], dtype=y.dtype)[labels].mT
    return targets
