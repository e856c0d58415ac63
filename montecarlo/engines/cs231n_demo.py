"""The CS231n demonstration: many inputs through one deep network, each layer summed up by mean and deviation.

Stanford CS231n, "Training Neural Networks I": 1000 inputs, ten hidden layers of 500 units,
W = randn(fan_in, fan_out) times a scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import real, whole, whole_tuple
from montecarlo.sampling.activations import apply, known

__all__ = ["Demo"]


Array = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Demo:
    """One network and `samples` standard-normal inputs, all through the same weights.

    The fields "mean1", "std1", "mean2", ... are the mean and the standard deviation of each hidden layer, over inputs
    and units. They are in double precision, since products in single precision differ between processors.

    Parameters
    ----------
    samples : int
        Number of inputs, 1 or more.
    widths : tuple of int
        Units of the input and of each hidden layer.
    activation : str
        As in `Architecture`.
    weight_variance : float
        fan_in times the variance of a weight, 0 or more.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.
    """

    samples: int = 1000
    widths: tuple[int, ...] = (500,) * 11
    activation: str = "relu"
    weight_variance: float = 1.0

    def __post_init__(self) -> None:
        whole("samples", self.samples, at_least=1)
        whole_tuple("widths", self.widths, at_least=1, length=2)
        known("activation", self.activation)
        real("weight_variance", self.weight_variance, at_least=0.0)

    @property
    def fields(self) -> tuple[str, ...]:
        """Mean and standard deviation of each hidden layer."""
        return tuple(f"{name}{layer}" for layer in range(1, len(self.widths)) for name in ("mean", "std"))

    @property
    def batch(self) -> int:
        """One, because a demonstration takes tens of milliseconds."""
        return 1

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "demo"

    def sample(self, rng: np.random.Generator, replicates: int) -> npt.NDArray[np.float64]:
        """Run demonstrations, shape (replicates, 2 * hidden layers)."""
        return np.stack([self._run(rng) for _ in range(replicates)])

    def _run(self, rng: np.random.Generator) -> npt.NDArray[np.float64]:
        statistics: list[float] = []
        x: Array = rng.standard_normal((self.samples, self.widths[0]))
        for fan_in, fan_out in pairwise(self.widths):
            weights = rng.standard_normal((fan_in, fan_out))
            weights *= np.sqrt(self.weight_variance / fan_in)
            y = x @ weights
            x = apply(self.activation, y, out=y)
            statistics += _mean_and_deviation(x)
        return np.array(statistics)


def _mean_and_deviation(x: Array) -> tuple[float, float]:
    return float(x.mean()), float(x.std())
