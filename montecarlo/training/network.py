"""What a network to train is, and how it is initialised."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import one_of, per_layer, real, whole_tuple
from montecarlo.sampling.activations import known
from montecarlo.sampling.weights import WEIGHT_LAWS, WeightLaw, fill, known_law
from montecarlo.training.losses import LOSSES, Loss

__all__ = ["Layer", "Layered", "Trained", "initial", "views"]


# float32 or float64.
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Trained:
    """A dense network, its loss, and how it is initialised.

    Layer m computes y = W x + b. The layers below the last one then compute g(y), the input of the next layer.
    With batch normalisation they compute g(c n + b) in place of it: n is W x, normalised over the batch, and c
    starts at 1. Dropout then keeps each unit with probability `keep` and divides it by `keep`. The last layer's y
    are the outputs. Biases start at 0.

    Parameters
    ----------
    widths : tuple of int
        The units of the input, of each layer, and of the output.
    activation : str
        A name such as "relu" or "leaky_relu(0.2)", or one registered with a derivative.
    weight_variance : float or tuple of float
        fan_in times the variance of a weight, 0 or more: one number for all layers, or one for each.
    weight_law : str
        See `montecarlo.weight_matrices`. This and the parameters below are keywords only.
    loss : {"cross_entropy", "squared"}
        "cross_entropy" is -log softmax(y)[label]; "squared" is half the squared distance of the outputs to the
        vector that is 1 at the label and 0 elsewhere. The loss of a batch is the mean over its examples.
    l1, l2 : float
        The penalty l1 sum |w| + l2 sum w^2 over all weights, not biases, is added to the loss.
    keep : float
        Above 0, at most 1; 1 means no dropout.
    batch_norm : bool

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.
    """

    widths: tuple[int, ...]
    activation: str
    weight_variance: float | tuple[float, ...]
    _: KW_ONLY
    weight_law: WeightLaw = "normal"
    loss: Loss = "cross_entropy"
    l1: float = 0.0
    l2: float = 0.0
    keep: float = 1.0
    batch_norm: bool = False

    def __post_init__(self) -> None:
        whole_tuple("widths", self.widths, at_least=1, length=2)
        known("activation", self.activation, differentiable=True)
        per_layer("weight_variance", self.weight_variance, self.depth, at_least=0.0)
        known_law("weight_law", self.weight_law, WEIGHT_LAWS)
        one_of("loss", self.loss, LOSSES)
        real("l1", self.l1, at_least=0.0)
        real("l2", self.l2, at_least=0.0)
        if real("keep", self.keep, at_least=0.0, at_most=1.0) == 0.0:
            raise ValueError("keep must be above 0, got 0: no unit would be left")
        if not isinstance(self.batch_norm, bool):
            raise TypeError(f"batch_norm must be True or False, got {self.batch_norm!r}")

    @property
    def depth(self) -> int:
        """The number of layers with weights."""
        return len(self.widths) - 1

    @property
    def variances(self) -> tuple[float, ...]:
        """The weight variance of each layer."""
        return per_layer("weight_variance", self.weight_variance, self.depth, at_least=0.0)

    @property
    def fans(self) -> tuple[tuple[int, int], ...]:
        """The fan_in and fan_out of each layer."""
        return tuple(pairwise(self.widths))

    def sizes(self) -> tuple[int, ...]:
        """Return how many parameters each layer has."""
        return tuple(
            fan_out * (fan_in + 1 + self._has_scales(m)) for m, (fan_in, fan_out) in enumerate(self.fans)
        )

    def products(self) -> int:
        """Return how many products of a weight and a signal one example takes."""
        return sum(fan_in * fan_out for fan_in, fan_out in self.fans)

    def _has_scales(self, layer: int) -> bool:
        return self.batch_norm and layer < self.depth - 1


class Layered(Protocol):
    """What weights are drawn from: a network whose layers each have a matrix, of shape (fan_out, fan_in)."""

    @property
    def fans(self) -> tuple[tuple[int, int], ...]: ...

    @property
    def variances(self) -> tuple[float, ...]: ...

    @property
    def weight_law(self) -> WeightLaw: ...

    def sizes(self) -> tuple[int, ...]: ...


@dataclass(frozen=True)
class Layer:
    """One layer of several networks: views of its parameters, or of their gradients.

    Parameters
    ----------
    weights : ndarray, shape (networks, fan_out, fan_in)
    biases : ndarray, shape (networks, fan_out, 1)
    scales : ndarray, shape (networks, fan_out, 1), or None
        Those of batch normalisation.
    """

    weights: Array
    biases: Array
    scales: Array | None


def views(network: Layered, layer: int, parameters: Array) -> Layer:
    """Return what an array of shape (networks, size of the layer) holds: weights, then biases, then scales."""
    fan_in, fan_out = network.fans[layer]
    count, square = len(parameters), fan_out * fan_in
    weights = parameters[:, :square].reshape(count, fan_out, fan_in)
    columns = parameters[:, square:].reshape(count, -1, fan_out, 1)
    return Layer(weights, columns[:, 0], columns[:, 1] if columns.shape[1] > 1 else None)


def initial(network: Layered, rng: np.random.Generator) -> list[npt.NDArray[np.float64]]:
    """Draw one network: an array of shape (1, size of the layer) for each layer."""
    drawn = []
    for m, (size, variance) in enumerate(zip(network.sizes(), network.variances, strict=True)):
        parameters = np.zeros((1, size))
        layer = views(network, m, parameters)
        fill(network.weight_law, rng, layer.weights)
        layer.weights[...] *= math.sqrt(variance / network.fans[m][0])
        if layer.scales is not None:
            layer.scales[...] = 1.0
        drawn.append(parameters)
    return drawn
