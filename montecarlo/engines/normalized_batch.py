"""Batch normalisation as defined, and one layer of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import real, whole
from montecarlo.sampling.weights import weight_matrices

__all__ = ["NormalizedBatch", "batch_norm"]

Array = npt.NDArray[np.float64]
_BATCH_NUMBERS = 100_000


def batch_norm(y: Array, scale: float, shift: float, eps: float) -> Array:
    """Normalise each unit by the mean and the biased variance of its batch, then scale and shift.

    Parameters
    ----------
    y : ndarray, shape (..., batch, units)
    scale, shift : float
    eps : float
        Added to the variance.

    Raises
    ------
    ValueError
        If eps is 0 and a variance too.
    """
    deviations = y - y.mean(axis=-2, keepdims=True)
    spread = np.square(deviations).mean(axis=-2, keepdims=True) + eps
    if not spread.all():
        raise ValueError(
            f"a unit is constant over its batch and eps = {eps}: give eps above 0 or a larger batch"
        )
    normal: Array = scale * deviations / np.sqrt(spread) + shift
    return normal


@dataclass(frozen=True)
class NormalizedBatch:
    """A linear layer Y = X W^T + b of a standard-normal batch X, batch-normalised.

    W has entries N(0, 1 / inputs), b entries N(bias_mean, 1). Fields "mean", "mean^2" and "variance": a normalised
    unit's mean over the batch, that mean's square, and its biased variance over the batch, averaged over the
    units.

    Parameters
    ----------
    inputs, units : int
    batch_size : int
        2 or more.
    scale, shift : float
    eps : float
        Added to the variance, 0 or more.
    bias_mean : float
        Far from 0, a layer that forgets to centre its batch shows.

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as above.
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
        """The batch's own moments of a unit, averaged over the units."""
        return ("mean", "mean^2", "variance")

    @property
    def batch(self) -> int:
        """As many batches as keep their arrays in the cache."""
        sizes = (self.batch_size * self.inputs, self.units * self.inputs, self.batch_size * self.units)
        return max(1, _BATCH_NUMBERS // max(sizes))

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "dense"

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw layers with a batch each, shape (replicates, 3)."""
        x = rng.standard_normal((replicates, self.batch_size, self.inputs))
        matrices = weight_matrices("normal", rng, replicates, self.units, self.inputs, 1.0)
        bias = self.bias_mean + rng.standard_normal((replicates, 1, self.units))
        y = x @ matrices.transpose(0, 2, 1) + bias
        normal = batch_norm(y, self.scale, self.shift, self.eps)
        mean, variance = normal.mean(axis=1), normal.var(axis=1)
        return np.stack([mean.mean(axis=1), (mean**2).mean(axis=1), variance.mean(axis=1)], axis=1)
