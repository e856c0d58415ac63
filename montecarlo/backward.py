"""The backward pass: how large gradients are, layer by layer, in literal networks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo.activations import ACTIVATIONS, apply, derivative
from montecarlo.arguments import one_of, real, whole
from montecarlo.weights import inputs, weight_matrices

__all__ = ["Backward"]

Array = npt.NDArray[np.float64]

# Weights of one network held at once, over all its layers: forward and backward use the same ones.
_BATCH_WEIGHTS = 2_000_000


@dataclass(frozen=True)
class Backward:
    """Forward and backward through `depth` layers of equal width, y_m = W_m x_m and x_{m+1} = g(y_m).

    The gradient at the last pre-activation is standard normal, independent of the network.  Fields: "y1^2",
    "y2^2", ..., and "d1^2", "d2^2", ..., the mean squares over the units of y_m and of the gradient at y_m.

    Parameters
    ----------
    width, depth : int
        depth is 2 or more.
    activation : str
    weight_variance : float
        width times the variance of a normal weight.
    input_deviation : float
        Each component of the input is plus or minus this.

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as above.
    """

    width: int
    depth: int
    activation: str
    weight_variance: float
    input_deviation: float = 1.0

    def __post_init__(self) -> None:
        whole("width", self.width, at_least=1)
        whole("depth", self.depth, at_least=2)
        one_of("activation", self.activation, ACTIVATIONS)
        real("weight_variance", self.weight_variance, at_least=0.0)
        real("input_deviation", self.input_deviation, at_least=0.0)

    @property
    def fields(self) -> tuple[str, ...]:
        """Mean squares of pre-activations and of gradients, by layer."""
        return tuple(f"{name}{layer}^2" for name in "yd" for layer in range(1, self.depth + 1))

    @property
    def batch(self) -> int:
        """As many networks as a few megabytes of weights hold."""
        return max(1, _BATCH_WEIGHTS // (self.depth * self.width**2))

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "dense, forward and backward"

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Run networks forward and backward, shape (replicates, 2 depth)."""
        x = inputs("rademacher", rng, replicates, self.width, deviation=self.input_deviation)
        size = (replicates, self.width, self.width)
        weights, preactivations = [], []
        for _ in range(self.depth):
            weights.append(weight_matrices("normal", rng, *size, self.weight_variance))
            preactivations.append(np.matvec(weights[-1], x))
            x = apply(self.activation, preactivations[-1])
        gradients = [rng.standard_normal((replicates, self.width))]
        for layer in range(self.depth - 1, 0, -1):
            # Through W_{layer+1} to x_{layer+1}, and through g to y_layer.
            below = np.vecmat(gradients[-1], weights[layer])
            gradients.append(below * derivative(self.activation, preactivations[layer - 1]))
        layers = [*preactivations, *reversed(gradients)]
        return np.stack([np.vecdot(values, values) / self.width for values in layers], axis=1)
