"""Dropout as it is defined, and one layer before and after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import array, instance, one_of, real, whole
from montecarlo.sampling.activations import apply, known
from montecarlo.sampling.weights import INPUT_LAWS, InputLaw, inputs, weight_matrices

__all__ = ["DroppedLayer", "dropout"]


Array = npt.NDArray[np.float64]
_BATCH_NUMBERS = 100_000


def dropout(h: Array, drop: float, rng: np.random.Generator, rescale: bool = True) -> Array:
    """Apply inverted dropout: each entry is zero with probability `drop`, and h / (1 - drop) otherwise.

    Parameters
    ----------
    h : ndarray
    drop : float
        Probability of zeroing an entry, in [0, 1).
    rng : numpy.random.Generator
    rescale : bool
        Whether to divide by 1 - drop. Otherwise an entry that is kept stays h.

    Returns
    -------
    ndarray
        Of the shape of h.

    Raises
    ------
    TypeError, ValueError
        If `drop` is not a number in [0, 1), or another argument is not as above.
    """
    keep = 1.0 - real("drop", drop, at_least=0.0, below=1.0)
    instance("rng", rng, np.random.Generator, "a numpy.random.Generator")
    h = array("h", h)
    return np.where(rng.random(h.shape) < keep, h / keep if rescale else h, 0.0)


@dataclass(frozen=True)
class DroppedLayer:
    """A layer h = g(W x), whose weights have orthonormal rows (W W^T = I), and its dropout d.

    The fields "h", "h^2", "d", "d^2" are means over the units.

    Parameters
    ----------
    inputs, units : int
        1 or more, and units <= inputs.
    drop : float
        Probability of zeroing a unit, in [0, 1).
    activation, input_law : str
        As in `Architecture`.
    rescale : bool
        Whether the dropout divides by 1 - drop.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.
    """

    inputs: int
    units: int
    drop: float
    activation: str = "relu"
    input_law: InputLaw = "normal"
    rescale: bool = True

    def __post_init__(self) -> None:
        whole("inputs", self.inputs, at_least=1)
        if whole("units", self.units, at_least=1) > self.inputs:
            raise ValueError(
                f"units must be at most inputs = {self.inputs} for orthonormal rows, got {self.units}"
            )
        real("drop", self.drop, at_least=0.0, below=1.0)
        known("activation", self.activation)
        one_of("input_law", self.input_law, INPUT_LAWS)

    @property
    def fields(self) -> tuple[str, ...]:
        """Means over the units of the layer before (h) and after (d) dropout."""
        return ("h", "h^2", "d", "d^2")

    @property
    def batch(self) -> int:
        """As many layers as have weights that fit the cache."""
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
