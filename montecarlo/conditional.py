"""The pass without weights: given x, the entries of y = W x are drawn from their exact law.

A row of W has independent N(0, v^2) entries, so that y_j given x is N(0, v^2 |x|^2), independently over the
rows: the joint law of all layers is that of the literal pass, for N normals a layer in place of N^2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo.network import Unitwise

__all__ = ["Conditional"]

Array = npt.NDArray[np.float64]

# Units of one layer held at once: 0.8 MB a buffer, within the cache of a core.
_BATCH_UNITS = 100_000


@dataclass(frozen=True)
class Conditional(Unitwise):
    """Fully connected networks with Gaussian weights, without drawing them; see `Network` for the parameters.

    It holds for one input a network, with weights that no two layers share.
    """

    @property
    def batch(self) -> int:
        """As many networks as keep a layer's units in the cache."""
        return max(1, _BATCH_UNITS // max(self.widths))

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "conditional"

    def propagate(self, rng: np.random.Generator, x: Array, out: Array) -> None:
        """Write y given x: normals of variance v^2 |x|^2, of v^2 = weight_variance / fan_in."""
        scale = np.vecdot(x, x)
        scale *= self.weight_variance / x.shape[1]
        np.sqrt(scale, out=scale)
        rng.standard_normal(out=out)
        out *= scale[:, np.newaxis]
