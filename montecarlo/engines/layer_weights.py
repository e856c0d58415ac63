"""The weights of one layer in both passes: drawn one by one, or known no further than a pass has met them.

The forward and the backward pass use the same W, so W^T d depends on y = W x + b. Given y, normal weights are fresh
weights W' and biases b' with a correction along x (Matheron's rule: Wilson et al. 2020, arXiv:2002.09309):

    W = W' + (y - W' x - b') x^T v^2 / s^2,    s^2 = v^2 |x|^2 + bias_variance.

Here W'^T d is N(0, v^2 |d|^2 I) and b'^T d is N(0, bias_variance |d|^2). So a layer needs N + 1 normals in place of
N^2. The gradient d depends only on the layers above, and so is independent of W' and b'.

Biases of another law are drawn by themselves and added to W x: then s^2 is without them, and y above is W x.

With B inputs through the same weights, X has B columns, and (y - W' x - b') / s^2 becomes a product with the inverse of
the covariance v^2 X^T X + bias_variance. A mean of the weights adds the known matrix of that mean.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from montecarlo.engines.conditional import add_biases, add_first, differences, factor
from montecarlo.engines.scaled import Scaled
from montecarlo.sampling.weights import BiasLaw, WeightLaw, weight_matrices

__all__ = ["ConditionalWeights", "LayerLaw", "LayerWeights", "LiteralWeights"]


Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LayerLaw:
    """The law of one layer's weights, of shape (fan_out, fan_in), and of its biases.

    Parameters
    ----------
    fan_in, fan_out : int
    weight_variance : float
        fan_in times the variance of a weight.
    weight_mean : float
        Mean of a weight.
    bias_variance : float
    weight_law : str
        See `montecarlo.weight_matrices`.
    bias_law : {"normal", "uniform"}
    """

    fan_in: int
    fan_out: int
    weight_variance: float
    weight_mean: float = 0.0
    bias_variance: float = 0.0
    weight_law: WeightLaw = "normal"
    bias_law: BiasLaw = "normal"

    def biases(self, rng: np.random.Generator, x: Scaled) -> Array:
        """Draw the biases of each network, in the scale of x: shape (networks, 1, fan_out)."""
        shape = (len(x.values), self.fan_out)
        normal = self.bias_law == "normal"
        standard = rng.standard_normal(shape) if normal else math.sqrt(12) * (rng.random(shape) - 0.5)
        deviation = np.reshape(math.sqrt(self.bias_variance) * x.unit, (-1, 1))
        return np.asarray(deviation * standard)[:, np.newaxis]


class LayerWeights(Protocol):
    """A layer's weights and biases, one set for each network, that have met their inputs.

    Parameters
    ----------
    law : LayerLaw
    rng : numpy.random.Generator
    x : Scaled, shape (networks, inputs, fan_in)
        With biases, no scale is below 1.
    """

    y: Scaled
    """W x + b in the scale of x, shape (networks, inputs, fan_out)."""

    def __init__(self, law: LayerLaw, rng: np.random.Generator, x: Scaled) -> None: ...

    def back(self, rng: np.random.Generator, d: Scaled) -> Scaled:
        """Return W^T d in the scale of d, shape (networks, fan_in), of a gradient d at y, shape (networks, fan_out)."""


class LiteralWeights:
    """Weights that are drawn one by one, of any law; see `LayerWeights`."""

    def __init__(self, law: LayerLaw, rng: np.random.Generator, x: Scaled) -> None:
        fans = (law.fan_out, law.fan_in)
        self._matrices = weight_matrices(law.weight_law, rng, len(x.values), *fans, law.weight_variance)
        if law.weight_mean:
            self._matrices += law.weight_mean
        y = np.matvec(self._matrices[:, np.newaxis], x.values)
        if law.bias_variance:
            y += law.biases(rng, x)
        self.y = Scaled(y, x.exponents)

    def back(self, rng: np.random.Generator, d: Scaled) -> Scaled:
        """Return W^T d with the same weights."""
        return Scaled(np.vecmat(d.values, self._matrices), d.exponents)


class ConditionalWeights:
    """Normal weights of which only the products with x and d are drawn, from their exact law; see `LayerWeights`."""

    def __init__(self, law: LayerLaw, rng: np.random.Generator, x: Scaled) -> None:
        count, inputs, _ = x.values.shape
        self._law = law
        self._variance = law.weight_variance / law.fan_in
        # The variance of the biases that are not drawn by themselves, and their deviation in the scale of x.
        self._implied = law.bias_variance if law.bias_law == "normal" else 0.0
        self._deviation = math.sqrt(self._implied) * x.unit if self._implied else 0.0
        self._basis, self._apart = x.values, None
        if inputs > 1:
            self._basis = np.empty_like(x.values)
            self._covariance, self._apart = differences(x.values, self._basis)
            self._covariance *= self._variance
        else:
            self._covariance = x.squares[..., np.newaxis] * self._variance
        if self._implied:
            add_biases(self._covariance, self._implied * (x.unit * x.unit), self._apart)
        self._outputs = rng.standard_normal((count, inputs, law.fan_out))
        if inputs > 1:
            self._root = factor(self._covariance)
            self._outputs = np.matmul(self._root, self._outputs)
        else:
            self._outputs *= np.sqrt(self._covariance)
        y = self._outputs
        if inputs > 1:
            y = self._outputs.copy()
            add_first(y, self._apart)
        if law.weight_mean:
            y = y + law.weight_mean * x.values.sum(axis=-1, keepdims=True)
        if law.bias_variance and not self._implied:
            y = y + law.biases(rng, x)
        self.y = Scaled(y, x.exponents)

    def back(self, rng: np.random.Generator, d: Scaled) -> Scaled:
        """Return W^T d given all that is known of W: x and y."""
        law, variance = self._law, self._variance
        length = np.sqrt(d.squares)
        free = rng.standard_normal(self._basis[:, 0].shape)
        free *= math.sqrt(variance) * length[:, np.newaxis]
        along = np.vecdot(self._outputs, d.values[:, np.newaxis]) - np.vecdot(
            free[:, np.newaxis], self._basis
        )
        if self._implied:
            biases = self._deviation * length * rng.standard_normal(len(length))
            along[:, 0] -= biases
            if self._apart is not None:
                along -= self._apart * biases[:, np.newaxis]
        coefficients = self._solved(along * variance)
        for k in range(self._basis.shape[1]):
            free += coefficients[:, k, np.newaxis] * self._basis[:, k]
        if law.weight_mean:
            free += law.weight_mean * d.values.sum(axis=-1, keepdims=True)
        return Scaled(free, d.exponents)

    def _solved(self, sides: Array) -> Array:
        """Return the solution of covariance times solution = sides, both of shape (networks, inputs)."""
        size, found = sides.shape[1], np.zeros_like(sides)
        if size == 1:
            # Where the spread is zero, W or x is zero, and so is the correction.
            spread = self._covariance[..., 0]
            np.divide(sides, spread, out=found, where=spread > 0)
            return found
        pivots = np.diagonal(self._root, axis1=1, axis2=2)
        for order, root in ((range(size), self._root), (range(size)[::-1], self._root.transpose(0, 2, 1))):
            sides, found = (found, np.zeros_like(sides)) if order.step < 0 else (sides, found)
            for k in order:
                rest = sides[:, k] - np.vecdot(root[:, k], found)
                # A pivot of zero: this input depends on those before it, and needs no correction of its own.
                np.divide(rest, pivots[:, k], out=found[:, k], where=pivots[:, k] > 0)
        return found
