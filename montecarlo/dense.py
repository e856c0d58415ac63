"""The literal pass: every weight is drawn, every product is computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import one_of
from montecarlo.network import Unitwise
from montecarlo.weights import WEIGHT_LAWS, weight_matrices

__all__ = ["Dense"]

Array = npt.NDArray[np.float64]

# Weights held at once for one layer of a batch: 1 MB, which stays in the cache between draw and product.
_BATCH_WEIGHTS = 131_072


@dataclass(frozen=True)
class Dense(Unitwise):
    """Fully connected networks with explicit weights of any law; see `Network` for the other parameters.

    Parameters
    ----------
    weight_law : str
        "normal", "uniform", "rademacher" or "orthogonal"; see `montecarlo.weights.weight_matrices`.

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as described, or an orthogonal layer has more outputs than inputs.
    """

    weight_law: str = field(default="normal", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if one_of("weight_law", self.weight_law, WEIGHT_LAWS) == "orthogonal":
            for fan_in, fan_out in pairwise(self.widths):
                if fan_out > fan_in:
                    raise ValueError(
                        f"widths = {self.widths}: a {fan_out} rows cannot be orthogonal in {fan_in}; "
                        "give widths that do not grow"
                    )

    @property
    def batch(self) -> int:
        """As many networks as keep a layer's weights in the cache."""
        return max(1, _BATCH_WEIGHTS // max(fan_in * fan_out for fan_in, fan_out in pairwise(self.widths)))

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "dense"

    def propagate(self, rng: np.random.Generator, x: Array, out: Array) -> None:
        """Write y = W x, one matrix W a network."""
        count, fan_in = x.shape
        matrices = weight_matrices(self.weight_law, rng, count, out.shape[1], fan_in, self.weight_variance)
        np.matvec(matrices, x, out=out)
