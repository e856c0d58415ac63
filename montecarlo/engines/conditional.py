"""The pass without weights: given x, the entries of y = W x + b are drawn from their exact law.

A row of W has independent N(0, v^2) entries. So, given x, the y_j are independent N(0, v^2 |x|^2 + bias_variance).
With B inputs through the same weights, the B numbers y_j are jointly normal with covariance v^2 G + bias_variance,
where G is the Gram matrix of the inputs. The joint law of all layers is that of the literal pass, and a layer needs
B N normals in place of N^2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.engines.layerwise import Layerwise
from montecarlo.sampling.normals import standard_normal

__all__ = ["Conditional", "add_biases", "add_first", "differences", "factor"]


Array = npt.NDArray[Any]
# Bytes of a layer held at once. With less work in each of NumPy's calls, threads would wait for one another.
_BLOCK_BYTES = 1_600_000
# Above this, a sum of squares in single precision loses less to subnormal squares than to rounding.
_LEAST = 1e-28
# Of |x_0|^2: an x_k whose square is less would lose half of its digits in x_k - x_0.
_APART = 2.0**-26


@dataclass(frozen=True)
class Conditional(Layerwise):
    """Fully connected networks with Gaussian weights, without drawing them; see `Layerwise` for the parameters.

    The law is exact if no two layers share weights.
    """

    @property
    def block(self) -> int:
        """As many networks as make NumPy's calls long enough to outweigh their cost."""
        return max(1, _BLOCK_BYTES // (self.inputs * max(self.widths) * np.dtype(self.dtype).itemsize))

    @property
    def batch(self) -> int:
        """One block, which is large enough to outweigh the cost of a batch."""
        return self.block

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "conditional"

    def workspace(self, replicates: int) -> Array:
        """Return room, in double precision, for the differences of several inputs, and later for their normals."""
        size = replicates * self.inputs * max(self.widths) if self.inputs > 1 else 0
        return np.empty(size)

    def propagate(
        self, rng: np.random.Generator, variance: float, x: Array, out: Array, workspace: Array
    ) -> None:
        """Write y given x: normals with covariance v^2 G + bias_variance, where v^2 is the variance of a weight."""
        if self.inputs == 1:
            scale = _squares(x)
            scale *= variance
            scale += self.bias_variance
            np.sqrt(scale, out=scale)
            standard_normal(rng, out)
            out *= scale.astype(out.dtype, copy=False)[..., np.newaxis]
            return
        covariance, apart = differences(x, workspace[: x.size].reshape(x.shape))
        covariance *= variance
        add_biases(covariance, self.bias_variance, apart)
        root = factor(covariance)
        normals = workspace.view(out.dtype)[: out.size].reshape(out.shape)
        standard_normal(rng, normals)
        np.matmul(root.astype(out.dtype, copy=False), normals, out=out)
        add_first(out, apart)


def differences(x: Array, basis: Array) -> tuple[Array, npt.NDArray[np.bool_] | None]:
    """Write x_0 and x_k - x_0 into `basis`, and return their Gram matrices, and which x_k stand there themselves.

    Inputs that nearly agree have a nearly singular Gram matrix, but their difference is as precise as any number, and
    biases cancel in it.  An x_k that is tiny beside x_0 would be lost in the difference, so it stands there itself.

    Parameters
    ----------
    x, basis : ndarray, shape (networks, inputs, units)

    Returns
    -------
    gram : ndarray, shape (networks, inputs, inputs)
    apart : ndarray of bool, shape (networks, inputs), or None
        None where no x_k does, as in most layers.
    """
    np.copyto(basis, x)
    basis[:, 1:] -= basis[:, :1]
    gram: Array = np.matmul(basis, basis.transpose(0, 2, 1))
    first = gram[:, 0, :1]
    apart = np.diagonal(gram, axis1=1, axis2=2) + 2 * gram[:, 0] + first < _APART * first  # |x_k|^2 for k > 0
    if not apart.any():
        return gram, None
    basis[apart] = x[apart]
    rows = apart.any(axis=1)
    gram[rows] = np.matmul(basis[rows], basis[rows].transpose(0, 2, 1))
    return gram, apart


def add_biases(covariance: Array, variance: float | Array, apart: npt.NDArray[np.bool_] | None) -> None:
    """Add the biases' variance, a number or one for each network, where `differences` leaves a bias in."""
    covariance[:, 0, 0] += variance
    if apart is not None:
        biased = apart.copy()
        biased[:, 0] = True
        both = biased[:, :, np.newaxis] & biased[:, np.newaxis]
        both[:, 0, 0] = False
        covariance += both * np.reshape(variance, (-1, 1, 1))


def add_first(y: Array, apart: npt.NDArray[np.bool_] | None) -> None:
    """Make W x_k of W (x_k - x_0), where `differences` took one."""
    if apart is None:
        y[:, 1:] += y[:, :1]
    else:
        y[:, 1:] += np.where(apart[:, 1:, np.newaxis], 0, y[:, :1])


def _squares(x: Array) -> npt.NDArray[np.float64]:
    """Return |x|^2 in double precision; single precision is summed as such where no square leaves its range."""
    squares: npt.NDArray[np.float64] = np.vecdot(x, x).astype(np.float64, copy=False)
    if x.dtype == np.float32 and not ((squares > _LEAST) & (squares < np.inf)).all():
        double = x.astype(np.float64)
        squares = np.vecdot(double, double)
    return squares


def factor(covariance: Array) -> Array:
    """Return lower triangular L with L L^T = covariance, shape (count, B, B); the covariance may be singular.

    This is Cholesky's method with one change. A pivot that is 0 up to rounding, of an input that depends on those
    before it, leaves its column 0. The error of the covariance is then of the order of sqrt(tolerance) at most. It is
    zero where the dependence is exact: equal inputs get equal outputs.
    """
    size = covariance.shape[-1]
    tolerance = 16 * size * float(np.finfo(np.float64).eps)
    root = np.zeros_like(covariance)
    for k in range(size):
        column = covariance[:, k:, k] - np.matvec(root[:, k:, :k], root[:, k, :k])
        pivot = column[:, 0]
        kept = pivot > tolerance * covariance[:, k, k]
        inverse = np.zeros_like(pivot)
        np.divide(1.0, np.sqrt(pivot, out=np.ones_like(pivot), where=kept), out=inverse, where=kept)
        root[:, k:, k] = column * inverse[:, np.newaxis]
    return root
