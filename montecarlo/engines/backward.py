"""The backward pass: how large gradients are, layer by layer.

The forward and the backward pass use the same W, so W^T d depends on y = W x + b. Given y, normal weights are fresh
weights W' and biases b' with a correction along x (Matheron's rule: Wilson et al. 2020, arXiv:2002.09309):

    W = W' + (y - W' x - b') x^T v^2 / s^2,    s^2 = v^2 |x|^2 + bias_variance.

Here W'^T d is N(0, v^2 |d|^2 I) and b'^T d is N(0, bias_variance |d|^2). So a layer needs N + 1 normals in place of
N^2. The gradient d depends only on the layers above, and so is independent of W' and b'.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import one_of, real
from montecarlo.engines.architecture import Architecture
from montecarlo.sampling.activations import apply, derivative, known
from montecarlo.sampling.weights import WEIGHT_LAWS, WeightLaw, known_law, weight_matrices

__all__ = ["Backward"]


Array = npt.NDArray[np.float64]
BackwardEngine = Literal["conditional", "dense"]
# How many weights or units a batch holds at once, over all layers: the backward pass needs those of the forward pass.
_BATCH_WEIGHTS = 2_000_000
_BATCH_UNITS = 200_000


@dataclass(frozen=True)
class Backward(Architecture):
    """Forward and backward through a network; see `Architecture` for the other parameters.

    The gradient at the last pre-activation is standard normal and independent of the network. The fields are "y1^2",
    "y2^2", ... and "d1^2", "d2^2", ...: the mean squares over the units of y_m, and of the gradient at y_m.

    Parameters
    ----------
    bias_variance : float
        Variance of the normal biases, 0 or more. This and the parameters below are keywords only.
    weight_law : str
        See `montecarlo.weight_matrices`.
    engine : {"conditional", "dense"}
        "conditional" draws both passes from their exact law, without the weights; it needs normal weights.
        "dense" draws the weights, of any law.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above, or the activation has no derivative.
    """

    bias_variance: float = field(default=0.0, kw_only=True)
    weight_law: WeightLaw = field(default="normal", kw_only=True)
    engine: BackwardEngine = field(default="conditional", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        known("activation", self.activation, differentiable=True)
        real("bias_variance", self.bias_variance, at_least=0.0)
        known_law("weight_law", self.weight_law, WEIGHT_LAWS)
        one_of("engine", self.engine, get_args(BackwardEngine))
        if self.engine == "conditional" and self.weight_law != "normal":
            raise ValueError(
                f"weight_law must be 'normal' for the conditional engine, got {self.weight_law!r}: "
                "give engine = 'dense'"
            )

    @property
    def fields(self) -> tuple[str, ...]:
        """Mean squares of pre-activations and of gradients, by layer."""
        return tuple(f"{name}{layer}^2" for name in "yd" for layer in range(1, self.depth + 1))

    @property
    def batch(self) -> int:
        """As many networks as have a few megabytes of weights, or of units."""
        if self.engine == "dense":
            return max(1, _BATCH_WEIGHTS // sum(a * b for a, b in pairwise(self.widths)))
        return max(1, _BATCH_UNITS // sum(self.widths))

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Run networks forward and backward, shape (replicates, 2 depth)."""
        x = self._inputs(rng, replicates)
        passed = (self._literal if self.engine == "dense" else self._conditional)(rng, x)
        return np.stack([np.vecdot(values, values) / values.shape[1] for values in passed], axis=1)

    def _literal(self, rng: np.random.Generator, x: Array) -> list[Array]:
        """Return the pre-activations and the gradients at them, both from the first layer to the last."""
        weights, preactivations = [], []
        for fan_in, fan_out in pairwise(self.widths):
            weights.append(
                weight_matrices(self.weight_law, rng, len(x), fan_out, fan_in, self.weight_variance)
            )
            y = np.matvec(weights[-1], x)
            if self.bias_variance:
                y += math.sqrt(self.bias_variance) * rng.standard_normal(y.shape)
            preactivations.append(y)
            x = apply(self.activation, y)
        gradients = [rng.standard_normal(y.shape)]
        for y, matrices in zip(preactivations[-2::-1], weights[:0:-1], strict=True):
            gradients.append(np.vecmat(gradients[-1], matrices) * derivative(self.activation, y))
        return [*preactivations, *reversed(gradients)]

    def _conditional(self, rng: np.random.Generator, x: Array) -> list[Array]:
        layers, preactivations, spreads = [], [], []
        for fan_in, fan_out in pairwise(self.widths):
            layers.append(x)
            spreads.append(np.vecdot(x, x) * (self.weight_variance / fan_in) + self.bias_variance)
            y = rng.standard_normal((len(x), fan_out))
            y *= np.sqrt(spreads[-1])[:, np.newaxis]
            preactivations.append(y)
            x = apply(self.activation, y)
        gradients = [rng.standard_normal(y.shape)]
        for m in range(self.depth - 1, 0, -1):
            below = self._through(rng, layers[m], preactivations[m], spreads[m], gradients[-1])
            below *= derivative(self.activation, preactivations[m - 1])
            gradients.append(below)
        return [*preactivations, *reversed(gradients)]

    def _through(self, rng: np.random.Generator, x: Array, y: Array, spread: Array, d: Array) -> Array:
        """Return W^T d given x and y = W x + b; given x, the entries of y have the variance `spread`."""
        variance = self.weight_variance / x.shape[1]
        length = np.sqrt(np.vecdot(d, d))
        free = rng.standard_normal(x.shape)
        free *= math.sqrt(variance) * length[:, np.newaxis]
        along = np.vecdot(y, d) - np.vecdot(free, x)
        if self.bias_variance:
            along -= math.sqrt(self.bias_variance) * length * rng.standard_normal(len(x))
        # Where the spread is zero, W or x is zero, and so is the correction.
        correction = np.divide(along * variance, spread, out=np.zeros_like(spread), where=spread > 0)
        free += correction[:, np.newaxis] * x
        return free
