"""Forward and backward through layers with dropout: every weight and every mask is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import real
from montecarlo.engines.architecture import Architecture
from montecarlo.engines.dropped_layer import dropout
from montecarlo.sampling.activations import apply, derivative, known
from montecarlo.sampling.weights import weight_matrices

__all__ = ["DroppedNetwork"]


Array = npt.NDArray[np.float64]
_BATCH_WEIGHTS = 200_000


@dataclass(frozen=True)
class DroppedNetwork(Architecture):
    """A network with inverted dropout, x_{m+1} = m_m g(y_m) / (1 - drop); see `Architecture` for other parameters.

    `Backward` with ``keep=1 - drop`` has the same law, and draws it without the weights; this engine came first, and
    published results are its draws.

    A unit of the mask m_m is 0 with probability `drop` and 1 otherwise; the input x_1 is not masked. The gradient at
    the last pre-activation is standard normal and independent of the network; it goes back through the same weights
    and masks. The fields are "y1^2", "y2^2", ... and "d1^2", "d2^2", ...: the mean squares over the units of y_m, and
    of the gradient at y_m.

    Parameters
    ----------
    drop : float
        Probability of zeroing a unit, in [0, 1). Keyword only.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above, or the activation has no derivative.
    """

    drop: float = field(kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        real("drop", self.drop, at_least=0.0, below=1.0)
        known("activation", self.activation, differentiable=True)

    @property
    def fields(self) -> tuple[str, ...]:
        """Mean squares of pre-activations and of gradients, by layer."""
        return tuple(f"{name}{layer}^2" for name in "yd" for layer in range(1, self.depth + 1))

    @property
    def batch(self) -> int:
        """As many networks as have weights that fit the cache."""
        return max(1, _BATCH_WEIGHTS // sum(a * b for a, b in pairwise(self.widths)))

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "dense"

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Run networks forward and backward, shape (replicates, 2 depth)."""
        x = self._inputs(rng, replicates)
        weights, preactivations, masks = [], [], []
        for fan_out, variance in zip(self.widths[1:], self.weight_variances, strict=True):
            weights.append(weight_matrices("normal", rng, len(x), fan_out, x.shape[1], variance))
            preactivations.append(np.matvec(weights[-1], x))
            # A mask holds 0 and 1 / (1 - drop).
            masks.append(dropout(np.ones((replicates, fan_out)), self.drop, rng))
            x = apply(self.activation, preactivations[-1]) * masks[-1]
        gradients = [rng.standard_normal(preactivations[-1].shape)]
        for m in range(self.depth - 1, 0, -1):
            slopes = derivative(self.activation, preactivations[m - 1]) * masks[m - 1]
            gradients.append(np.vecmat(gradients[-1], weights[m]) * slopes)
        passed = [*preactivations, *reversed(gradients)]
        return np.stack([np.vecdot(values, values) / values.shape[1] for values in passed], axis=1)
