"""The backward pass: how large gradients are, layer by layer.

Forward and backward go through one W, so that W^T d is no free Gaussian once y = W x + b is known.  But normal
weights given y are free ones, W' and b', corrected along x (Matheron's rule: Wilson et al. 2020, arXiv:2002.09309):

    W = W' + (y - W' x - b') x^T v^2 / s^2,    s^2 = v^2 |x|^2 + bias_variance,

and W'^T d is N(0, v^2 |d|^2 I), while b'^T d is N(0, bias_variance |d|^2): N + 1 normals a layer in place of N^2.
The gradient d depends on the layers above alone, and so leaves W' as free as it was.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import one_of, real
from montecarlo.engines.architecture import Architecture
from montecarlo.sampling.activations import DERIVATIVES, apply, derivative
from montecarlo.sampling.weights import WEIGHT_LAWS, known_law, weight_matrices

__all__ = ["Backward"]


Array = npt.NDArray[np.float64]
# Held at once, over all layers of a batch: forward and backward meet the same weights, or the same units.
_BATCH_WEIGHTS = 2_000_000
_BATCH_UNITS = 200_000


@dataclass(frozen=True)
class Backward(Architecture):
    """Forward and backward through a network; see `Architecture` for the other parameters.

    The gradient at the last pre-activation is standard normal, independent of the network.  Fields: "y1^2",
    "y2^2", ..., and "d1^2", "d2^2", ..., the mean squares over the units of y_m and of the gradient at y_m.

    Parameters
    ----------
    bias_variance : float
        Of the normal biases, 0 or more. Keywords only, from here on.
    weight_law : str
        See `montecarlo.weight_matrices`.
    engine : str
        "conditional": the exact law of both passes, for normal weights, without drawing them; "dense": literal
        weights, of any law.

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as above, or the activation has no derivative.
    """

    bias_variance: float = field(default=0.0, kw_only=True)
    weight_law: str = field(default="normal", kw_only=True)
    engine: str = field(default="conditional", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.activation not in DERIVATIVES:
            raise ValueError(
                f"activation = {self.activation!r} has no derivative here: register it with one, or give one of "
                f"{', '.join(sorted(DERIVATIVES))}"
            )
        real("bias_variance", self.bias_variance, at_least=0.0)
        known_law("weight_law", self.weight_law, WEIGHT_LAWS)
        one_of("engine", self.engine, ("conditional", "dense"))
        if self.engine == "conditional" and self.weight_law != "normal":
            raise ValueError(
                f"weight_law = {self.weight_law!r}, but the conditional engine is of normal weights: "
                "give engine = 'dense'"
            )

    @property
    def fields(self) -> tuple[str, ...]:
        """Mean squares of pre-activations and of gradients, by layer."""
        return tuple(f"{name}{layer}^2" for name in "yd" for layer in range(1, self.depth + 1))

    @property
    def batch(self) -> int:
        """As many networks as a few megabytes of weights, or of units, hold."""
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
        """Return W^T d given x and y = W x + b, whose entries have the variance `spread` given x."""
        variance = self.weight_variance / x.shape[1]
        length = np.sqrt(np.vecdot(d, d))
        free = rng.standard_normal(x.shape)
        free *= math.sqrt(variance) * length[:, np.newaxis]
        along = np.vecdot(y, d) - np.vecdot(free, x)
        if self.bias_variance:
            along -= math.sqrt(self.bias_variance) * length * rng.standard_normal(len(x))
        # Without spread W or x is zero, and there is nothing to correct.
        correction = np.divide(along * variance, spread, out=np.zeros_like(spread), where=spread > 0)
        free += correction[:, np.newaxis] * x
        return free
