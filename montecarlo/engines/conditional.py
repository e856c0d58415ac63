"""The pass without weights: given x, the entries of y = W x + b are drawn from their exact law.

A row of W has independent N(0, v^2) entries, so that y_j given x is N(0, v^2 |x|^2 + bias_variance),
independently over the rows.  Given B inputs through the same weights, the B numbers y_j are jointly normal with
covariance v^2 G + bias_variance, G being the Gram matrix of the inputs.  The joint law of all layers is that of
the literal pass, for B N normals a layer in place of N^2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.engines.layerwise import Unitwise
from montecarlo.sampling.normals import standard_normal

__all__ = ["Conditional"]


Array = npt.NDArray[Any]
# Bytes of a layer held at once: work enough in each of NumPy's calls, which threads wait for one another between.
_BLOCK_BYTES = 1_600_000
# A sum of squares in single precision from which the subnormal ones are missing loses less than its rounding.
_LEAST = 1e-28


@dataclass(frozen=True)
class Conditional(Unitwise):
    """Fully connected networks with Gaussian weights, without drawing them; see `Unitwise` for the parameters.

    It holds for weights that no two layers share.
    """

    @property
    def block(self) -> int:
        """As many networks as give NumPy's calls enough to do."""
        return max(1, _BLOCK_BYTES // (self.inputs * max(self.widths) * np.dtype(self.dtype).itemsize))

    @property
    def batch(self) -> int:
        """One block: it outweighs what a batch costs."""
        return self.block

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "conditional"

    def workspace(self, replicates: int) -> Array:
        """Room in double precision for several inputs and their differences, and then for their normals."""
        size = replicates * self.inputs * max(self.widths) if self.inputs > 1 else 0
        return np.empty(size)

    def propagate(self, rng: np.random.Generator, x: Array, out: Array, workspace: Array) -> None:
        """Write y given x: normals of covariance v^2 G + bias_variance, of v^2 = weight_variance / fan_in."""
        variance = self.weight_variance / x.shape[-1]
        if self.inputs == 1:
            scale = _squares(x)
            scale *= variance
            scale += self.bias_variance
            np.sqrt(scale, out=scale)
            standard_normal(rng, out)
            out *= scale.astype(out.dtype, copy=False)[..., np.newaxis]
            return
        # W (x_k - x_0) in place of W x_k: inputs that nearly agree have a nearly singular Gram matrix, but
        # their difference is a number like any other, and no bias.
        basis = workspace[: x.size].reshape(x.shape)
        np.copyto(basis, x)
        basis[:, 1:] -= basis[:, :1]
        covariance = np.matmul(basis, basis.transpose(0, 2, 1))
        covariance *= variance
        covariance[:, 0, 0] += self.bias_variance
        factor = _factor(covariance, 16 * self.inputs * float(np.finfo(np.float64).eps))
        normals = workspace.view(out.dtype)[: out.size].reshape(out.shape)
        standard_normal(rng, normals)
        np.matmul(factor.astype(out.dtype, copy=False), normals, out=out)
        out[:, 1:] += out[:, :1]


def _squares(x: Array) -> npt.NDArray[np.float64]:
    """Return |x|^2 in double precision; summed in single where no square can leave its range."""
    squares: npt.NDArray[np.float64] = np.vecdot(x, x).astype(np.float64, copy=False)
    if x.dtype == np.float32 and not ((squares > _LEAST) & (squares < np.inf)).all():
        double = x.astype(np.float64)
        squares = np.vecdot(double, double)
    return squares


def _factor(covariance: Array, tolerance: float) -> Array:
    """Return lower triangles L of L L^T = covariance, shape (count, B, B), where it may be singular.

    Cholesky's, but a pivot within rounding of 0, of an input that depends on those before it, leaves its column
    0.  What that loses of the covariance is of the order of sqrt(tolerance) at most, and nothing where the
    dependence is exact: equal inputs get equal outputs.
    """
    size = covariance.shape[-1]
    factor = np.zeros_like(covariance)
    for k in range(size):
        column = covariance[:, k:, k] - np.matvec(factor[:, k:, :k], factor[:, k, :k])
        pivot = column[:, 0]
        kept = pivot > tolerance * covariance[:, k, k]
        inverse = np.zeros_like(pivot)
        np.divide(1.0, np.sqrt(pivot, out=np.ones_like(pivot), where=kept), out=inverse, where=kept)
        factor[:, k:, k] = column * inverse[:, np.newaxis]
    return factor
