"""Batch normalisation as it is defined, and one layer with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import array, real, whole
from montecarlo.sampling.weights import weight_matrices

__all__ = ["NormalizedBatch", "batch_norm"]

Array = npt.NDArray[np.float64]
_BATCH_NUMBERS = 100_000


def batch_norm(y: Array, scale: float, shift: float, eps: float) -> Array:
    """Normalise each unit by the mean and the biased variance of its batch, then scale and shift it.

    Parameters
    ----------
    y : ndarray, shape (..., batch, units)
    scale, shift : float
    eps : float
        Added to the variance.

    Returns
    -------
    ndarray, shape (..., batch, units)

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above, or a variance plus eps is 0.
    """
    y = array("y", y)
    if y.ndim < 2:
        raise ValueError(f"y must have the shape (..., batch, units), got {y.shape}")
    for name, value in (("scale", scale), ("shift", shift), ("eps", eps)):
        real(name, value)
    deviations = y - y.mean(axis=-2, keepdims=True)
    spread = np.square(deviations).mean(axis=-2, keepdims=True) + eps
    if not spread.all():
        raise ValueError(
            f"eps must be above 0 where a unit is constant over its batch, got {eps}: give eps = 1e-5 or a larger batch"
        )
    normal: Array = scale * deviations / np.sqrt(spread) + shift
    return normal


@dataclass(frozen=True)
class NormalizedBatch:
    """A linear layer Y = X W^T + b of a standard-normal batch X, then batch normalisation.

    W has entries N(0, 1 / inputs) and b has entries N(bias_mean, 1). The fields are "mean", "mean^2" and "variance":
    the mean of a normalised unit over the batch, the square of that mean, and the biased variance over the batch.
    "mean before" and "variance before" are those of Y itself. Each is averaged over the units.

    Parameters
    ----------
    inputs, units : int
        1 or more.
    batch_size : int
        2 or more.
    scale, shift : float
    eps : float
        Added to the variance, 0 or more.
    bias_mean : float
        A value far from 0 reveals a layer that does not centre its batch.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.
    """

    inputs: int
    units: int
    batch_size: int
    scale: float
    shift: float
    eps: float = 0.0
    bias_mean: float = 0.0

    def __post_init__(self) -> None:
        whole("inputs", self.inputs, at_least=1)
        whole("units", self.units, at_least=1)
        whole("batch_size", self.batch_size, at_least=2)
        real("scale", self.scale)
        real("shift", self.shift)
        real("eps", self.eps, at_least=0.0)
        real("bias_mean", self.bias_mean)

    @property
    def fields(self) -> tuple[str, ...]:
        """Moments of a unit over its batch, after and before it is normalised, averaged over the units."""
        return ("mean", "mean^2", "variance", "mean before", "variance before")

    @property
    def batch(self) -> int:
        """As many layers as have arrays that fit the cache."""
        sizes = (self.batch_size * self.inputs, self.units * self.inputs, self.batch_size * self.units)
        return max(1, _BATCH_NUMBERS // max(sizes))

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "dense"

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw layers with a batch each, shape (replicates, 5)."""
        x = rng.standard_normal((replicates, self.batch_size, self.inputs))
        matrices = weight_matrices("normal", rng, replicates, self.units, self.inputs, 1.0)
        bias = self.bias_mean + rng.standard_normal((replicates, 1, self.units))
        y = x @ matrices.transpose(0, 2, 1) + bias
        normal = batch_norm(y, self.scale, self.shift, self.eps)
        mean, variance = normal.mean(axis=1), normal.var(axis=1)
        measured = (mean, mean**2, variance, y.mean(axis=1), y.var(axis=1))
        return np.stack([values.mean(axis=1) for values in measured], axis=1)
