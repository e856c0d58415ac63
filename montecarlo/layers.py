"""Dropout and batch normalisation as defined, and experiments on one layer of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo.activations import ACTIVATIONS, apply
from montecarlo.arguments import one_of, real, whole, whole_tuple
from montecarlo.weights import INPUT_LAWS, inputs, weight_matrices

__all__ = ["DroppedLayer", "MaskCount", "NormalizedBatch", "batch_norm", "dropout"]

Array = npt.NDArray[np.float64]

_BATCH_NUMBERS = 100_000


def dropout(h: Array, drop: float, rng: np.random.Generator, rescale: bool = True) -> Array:
    """Inverted dropout: each entry is zero with probability `drop`, or else h / (1 - drop).

    Parameters
    ----------
    h : ndarray
    drop : float
        In [0, 1).
    rng : numpy.random.Generator
    rescale : bool
        Whether to divide by 1 - drop; without, what is kept stays h.

    Raises
    ------
    TypeError, ValueError
        If `drop` is no number in [0, 1).
    """
    keep = 1.0 - real("drop", drop, at_least=0.0, below=1.0)
    return np.where(rng.random(h.shape) < keep, h / keep if rescale else h, 0.0)


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
class DroppedLayer:
    """A layer h = g(W x) with orthonormal rows, W W^T = I, and its dropout d.

    Fields "h", "h^2", "d", "d^2": means over the units.

    Parameters
    ----------
    inputs, units : int
        units <= inputs.
    drop : float
        Probability of zeroing a unit, in [0, 1).
    activation, input_law : str
    rescale : bool
        Whether the dropout divides by 1 - drop.

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as above.
    """

    inputs: int
    units: int
    drop: float
    activation: str = "relu"
    input_law: str = "normal"
    rescale: bool = True

    def __post_init__(self) -> None:
        whole("inputs", self.inputs, at_least=1)
        if whole("units", self.units, at_least=1) > self.inputs:
            raise ValueError(
                f"units = {self.units} > inputs = {self.inputs}: orthonormal rows need units <= inputs"
            )
        real("drop", self.drop, at_least=0.0, below=1.0)
        one_of("activation", self.activation, ACTIVATIONS)
        one_of("input_law", self.input_law, INPUT_LAWS)

    @property
    def fields(self) -> tuple[str, ...]:
        """Means over the units of the layer before (h) and after (d) dropout."""
        return ("h", "h^2", "d", "d^2")

    @property
    def batch(self) -> int:
        """As many layers as keep the weights in the cache."""
        return max(1, _BATCH_NUMBERS // (self.inputs * self.units))

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "dense"

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw layers with an input each, shape (replicates, 4)."""
        x = inputs(self.input_law, rng, replicates, self.inputs)
        rows = weight_matrices("orthogonal", rng, replicates, self.units, self.inputs, 1.0)
        h = apply(self.activation, np.matvec(rows, x))
        d = dropout(h, self.drop, rng, self.rescale)
        return np.stack([h.mean(axis=1), (h**2).mean(axis=1), d.mean(axis=1), (d**2).mean(axis=1)], axis=1)


@dataclass(frozen=True)
class MaskCount:
    """The number k of units that a dropout mask keeps.

    Fields "k=0", "k=1", ... for the listed counts: whether k is that.

    Parameters
    ----------
    units : int
    keep : float
        Probability of keeping a unit, in [0, 1].
    counts : tuple of int
        In 0 .. units.

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as above.
    """

    units: int
    keep: float
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        whole("units", self.units, at_least=1)
        real("keep", self.keep, at_least=0.0, at_most=1.0)
        counts = whole_tuple("counts", self.counts, at_least=0, length=1)
        if max(counts) > self.units or len(set(counts)) < len(counts):
            raise ValueError(f"counts = {counts}: give numbers from 0 to units = {self.units}, none twice")

    @property
    def fields(self) -> tuple[str, ...]:
        """The indicators of the listed counts."""
        return tuple(f"k={count}" for count in self.counts)

    @property
    def batch(self) -> int:
        """As many masks as fit the cache."""
        return max(1, _BATCH_NUMBERS // self.units)

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "masks"

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw masks, shape (replicates, len(counts))."""
        kept = (rng.random((replicates, self.units)) < self.keep).sum(axis=1)
        indicators: Array = np.equal(kept[:, np.newaxis], self.counts).astype(np.float64)
        return indicators


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
