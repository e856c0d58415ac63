"""The literal pass: every weight is drawn and every product is computed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.engines.layerwise import Layerwise
from montecarlo.sampling.normals import standard_normal
from montecarlo.sampling.weights import WEIGHT_LAWS, WeightLaw, fill, known_law

__all__ = ["Dense"]


Array = npt.NDArray[Any]
# Bytes of weights held at once, so that they stay in the cache between draw and product.
_BLOCK_BYTES = 2**20
# At least so many rows of each network are drawn at once, to make calls of BLAS worthwhile.
_ROWS = 16


@dataclass(frozen=True)
class Dense(Layerwise):
    """Fully connected networks with explicit weights of any law; see `Layerwise` for the other parameters.

    Parameters
    ----------
    weight_law : str
        "normal", "uniform", "rademacher", "truncated_normal", "truncated_normal_uncorrected" or "orthogonal";
        see `montecarlo.weight_matrices`.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above, or the second moment of the law may be infinite.
    """

    weight_law: WeightLaw = field(default="normal", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        known_law("weight_law", self.weight_law, WEIGHT_LAWS)

    @property
    def block(self) -> int:
        """As many networks as fit the cache with their units and some rows of their weights."""
        return max(1, self._room // max(self._least_weights, self.inputs * max(self.widths)))

    @property
    def batch(self) -> int:
        """One block, which has enough weights to outweigh the cost of a batch."""
        return self.block

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "dense"

    @property
    def _room(self) -> int:
        """The number of weights that may be held at once."""
        return _BLOCK_BYTES // np.dtype(self.dtype).itemsize

    @property
    def _least_weights(self) -> int:
        """The weights of one network that must be held at once: all rows if the law is orthogonal, else some."""
        rows = max(self.widths) if self.weight_law == "orthogonal" else _ROWS
        return max(fan_in * min(fan_out, rows) for fan_in, fan_out in pairwise(self.widths))

    def workspace(self, replicates: int) -> Array:
        """Return room for the biases of a layer, followed by the weights that are held at once."""
        biases = replicates * max(self.widths) if self.bias_variance else 0
        return np.empty(biases + max(self._room, replicates * self._least_weights), dtype=self.dtype)

    def propagate(
        self, rng: np.random.Generator, variance: float, x: Array, out: Array, workspace: Array
    ) -> None:
        """Write y = W x + b with one matrix W and one vector b for each network, drawing some rows of W at a time."""
        count, _, fan_in = x.shape
        fan_out = out.shape[-1]
        biases = workspace[: count * fan_out if self.bias_variance else 0]
        weights = workspace[biases.size :]
        # All rows if the law is orthogonal: the workspace has room for them.
        rows = min(fan_out, weights.size // (count * fan_in))
        for start in range(0, fan_out, rows):
            stop = min(start + rows, fan_out)
            block = weights[: count * (stop - start) * fan_in].reshape(count, stop - start, fan_in)
            fill(self.weight_law, rng, block)
            np.matmul(x, block.transpose(0, 2, 1), out=out[..., start:stop])
        # The products are scaled and not the weights, because there are fewer of them.
        out *= math.sqrt(variance)
        if biases.size:
            standard_normal(rng, biases)
            biases *= math.sqrt(self.bias_variance)
            out += biases.reshape(count, 1, fan_out)
