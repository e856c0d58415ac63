"""Back-propagation through dense layers of any widths, in NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["LayerGradients", "layers_backward"]

Array = npt.NDArray[np.float64]


class LayerGradients(NamedTuple):
    """Gradients of a loss by the parameters of one layer.

    Parameters
    ----------
    weights : ndarray
        Of shape (units of the layer, units of the layer below).
    biases : ndarray
        Of shape (units of the layer,).
    """

    weights: Array
    biases: Array


def layers_backward(
    weights: Sequence[npt.ArrayLike],
    slopes: Sequence[npt.ArrayLike],
    units: Sequence[npt.ArrayLike],
    gradient: npt.ArrayLike,
) -> tuple[LayerGradients, ...]:
    """Return the gradients by weights and biases of h_i = sigma(W_i h_{i-1} + b_i), for one input.

    delta_i = sigma'(z_i) * W_{i+1}^T delta_{i+1}, dl/dW_i = delta_i h_{i-1}^T and dl/db_i = delta_i, as
    `theory.results.backprop_layers` derives.

    Parameters
    ----------
    weights : sequence of array-like
        W_1 ... W_L, each of shape (units of the layer, units of the layer below).
    slopes : sequence of array-like
        sigma'(z_1) ... sigma'(z_L), a number for each unit.
    units : sequence of array-like
        h_0 ... h_{L-1}: what each layer takes.
    gradient : array-like
        dl/dh_L, a number for each unit of the last layer.

    Returns
    -------
    tuple of LayerGradients
        From the first layer to the last.

    Raises
    ------
    ValueError
        If the widths do not chain.
    """
    matrices, steepness, inputs = (
        [np.asarray(part, dtype=np.float64) for part in parts] for parts in (weights, slopes, units)
    )
    above = np.asarray(gradient, dtype=np.float64)
    if not matrices or not len(matrices) == len(steepness) == len(inputs):
        raise ValueError(
            f"{len(matrices)} weights, {len(steepness)} slopes, {len(inputs)} units: give one of each for every layer"
        )
    widths = [*(part.shape for part in inputs), above.shape]
    for layer, matrix in enumerate(matrices, start=1):
        below, own = widths[layer - 1], widths[layer]
        if len(below) != 1 or len(own) != 1 or matrix.shape != own + below:
            raise ValueError(
                f"weights of layer {layer}: shape {matrix.shape}, between {below} units below and {own} of its own; "
                "the widths must chain"
            )
        if steepness[layer - 1].shape != own:
            raise ValueError(
                f"slopes of layer {layer}: shape {steepness[layer - 1].shape}; give one for each of its {own} units"
            )
    found = []
    for matrix, slope, below_units in zip(
        reversed(matrices), reversed(steepness), reversed(inputs), strict=True
    ):
        delta = slope * above
        found.append(LayerGradients(np.outer(delta, below_units), delta))
        above = matrix.T @ delta
    return tuple(reversed(found))
