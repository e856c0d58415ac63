"""A batch through a network with batch or layer normalisation, forward and backward: every weight is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import one_of, per_layer, real, whole
from montecarlo.engines.architecture import Architecture
from montecarlo.engines.both_passes import measured, quantities_of, recorded
from montecarlo.engines.normalisation import Normalisation
from montecarlo.engines.scaled import Scaled
from montecarlo.sampling.activations import apply, derivative, known
from montecarlo.sampling.weights import (
    WEIGHT_LAWS,
    WeightLaw,
    fill_several,
    known_law,
    require_cosine,
    weight_matrices,
)

__all__ = ["NormalizedNetwork"]


Array = npt.NDArray[np.float64]
Over = Literal["batch", "layer"]
Place = Literal["before", "after"]
# How many weights and units are held at once.
_BATCH_NUMBERS = 2_000_000


@dataclass(frozen=True)
class NormalizedNetwork(Architecture):
    """A batch forward and backward through a network with normalisation; see `Architecture` for other parameters.

    Layer m computes y_m = W_m x_m + b_m, with the same weights for all examples of the batch. The next input is
    x_{m+1} = g(norm(y_m)), or norm(g(y_m)) with the normalisation after the activation. The last layer is y = W x + b
    alone. The gradient there is standard normal for each example, and goes back through the same weights and through
    the means and variances of the normalisation, which depend on the signals. A replicate is a network with a batch.

    Parameters
    ----------
    batch_size : int
        Examples in a batch: 2 or more for batch normalisation, 1 or more for layer normalisation.
    norm : {"batch", "layer"}
        Whether the mean and the variance are over the batch, for each unit, or over the units, for each example. This
        and the parameters below are keywords only.
    place : {"before", "after"}
        Where the normalisation stands: before the activation, as in linear - norm - activation, or after it.
    eps : float
        Added to the variance, 0 or more.
    scale, shift : float
        What the normalised signal is multiplied by, and what is then added.
    bias_variance : float or tuple of float
        Variance of the normal biases, 0 or more: one number for all layers, or one for each.
    weight_law : str
        See `montecarlo.weight_matrices`.
    input_cosine : float
        Correlation of a unit of two examples, in [0, 1], or in [-1, 1] in a batch of two; see `Conditional`.
    record : tuple of str, optional
        The fields: for y, d or x, the mean over the batch and the units of a power, such as "y3^2" or "d3^4", its
        logarithm, "log d3^2", or the square of a mean square, "d3^2^2". d_m is the gradient at y_m. By default,
        "y1^2", "y2^2", ... and "d1^2", "d2^2", ...

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above, or the activation has no derivative.

    Examples
    --------
    How many times larger the squared gradient is one layer further down, after ReLU and batch normalisation:

    >>> from montecarlo import ratio, run
    >>> network = NormalizedNetwork((64,) * 5, "relu", 2.0, batch_size=32)
    >>> ratio("d2^2", "d3^2").interval(run(network, replicates=300, seed=0))
    Interval(low=1.51..., high=1.58...)
    """

    batch_size: int
    norm: Over = field(default="batch", kw_only=True)
    place: Place = field(default="before", kw_only=True)
    eps: float = field(default=1e-5, kw_only=True)
    scale: float = field(default=1.0, kw_only=True)
    shift: float = field(default=0.0, kw_only=True)
    bias_variance: float | tuple[float, ...] = field(default=0.0, kw_only=True)
    weight_law: WeightLaw = field(default="normal", kw_only=True)
    input_cosine: float = field(default=0.0, kw_only=True)
    record: tuple[str, ...] | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        one_of("norm", self.norm, get_args(Over))
        one_of("place", self.place, get_args(Place))
        if whole("batch_size", self.batch_size, at_least=1) == 1 and self.norm == "batch":
            raise ValueError(
                "batch_size must be 2 or more for batch normalisation, got 1: one example has no variance"
            )
        require_cosine(self.input_cosine, self.batch_size)
        super().__post_init__()
        if self.norm == "layer" and 1 in self.widths[1:-1]:
            raise ValueError(
                f"widths must be 2 or more in the layers that are normalised, got {self.widths}: one unit has no "
                "variance"
            )
        known("activation", self.activation, differentiable=True)
        real("eps", self.eps, at_least=0.0)
        real("scale", self.scale)
        real("shift", self.shift)
        per_layer("bias_variance", self.bias_variance, self.depth, at_least=0.0)
        known_law("weight_law", self.weight_law, WEIGHT_LAWS)
        quantities_of(self.record, self.depth)

    @property
    def fields(self) -> tuple[str, ...]:
        """The recorded quantities: by default, mean squares of pre-activations and of gradients, by layer."""
        return recorded(self.record, self.depth)

    @property
    def batch(self) -> int:
        """As many networks as have a few megabytes of weights and signals."""
        return max(
            1, _BATCH_NUMBERS // sum(a * b + self.batch_size * (a + b) for a, b in pairwise(self.widths))
        )

    @property
    def engine(self) -> str:
        """The engine's name."""
        return "dense"

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Run batches through networks and back; shape (replicates, len(fields))."""
        x = np.empty((replicates, self.batch_size, self.widths[0]))
        law = (self.input_mean, self.input_deviation, self.input_correlation, self.input_cosine)
        fill_several(self.input_law, rng, x, *law)
        batches = (
            # The mean is over the batch and the units alike.
            (side, layer, Scaled(signal.values.reshape(replicates, -1), signal.exponents))
            for side, layer, signal in self._signals(rng, x)
        )
        return measured(quantities_of(self.record, self.depth), batches, replicates)

    def _signals(self, rng: np.random.Generator, x: Array) -> Iterator[tuple[str, int, Scaled]]:
        """Yield each signal of both passes, with its letter and its layer."""
        weights, hidden = [], []
        biases = per_layer("bias_variance", self.bias_variance, self.depth, at_least=0.0)
        for m, variance in enumerate(self.weight_variances):
            yield "x", m + 1, Scaled(x)
            fans = (self.widths[m + 1], self.widths[m])
            weights.append(weight_matrices(self.weight_law, rng, len(x), *fans, variance))
            y = np.matmul(x, weights[-1].transpose(0, 2, 1))
            if biases[m]:
                y += math.sqrt(biases[m]) * rng.standard_normal((len(x), 1, fans[0]))
            yield "y", m + 1, Scaled(y)
            if m + 1 < self.depth:
                hidden.append(_Hidden(self, y))
                x = hidden[-1].output
        d = Scaled(rng.standard_normal(y.shape))
        yield "d", self.depth, d
        for m in range(self.depth - 1, 0, -1):
            below = hidden[m - 1].back(np.matmul(d.values, weights[m]))
            d = Scaled(below, d.exponents).in_range()
            yield "d", m, d

    def _together(self) -> tuple[int, float]:
        return self.batch_size, self.input_cosine


class _Hidden:
    """What stands between two layers of weights: the activation and the normalisation, in their order."""

    def __init__(self, network: NormalizedNetwork, y: Array) -> None:
        self._network = network
        self._norm = Normalisation(-2 if network.norm == "batch" else -1, network.eps)
        before = network.place == "before"
        self._normal, self._inverse = self._norm.forward(y if before else apply(network.activation, y))
        scaled = network.scale * self._normal + network.shift
        # What the activation is applied to.
        self._active = scaled if before else y
        self.output = apply(network.activation, scaled) if before else scaled

    def back(self, d: Array) -> Array:
        """Return the gradient at y, given that at the output."""
        slopes = derivative(self._network.activation, self._active)
        scale = self._network.scale
        if self._network.place == "before":
            return self._norm.back(scale * slopes * d, self._normal, self._inverse)
        return slopes * self._norm.back(scale * d, self._normal, self._inverse)
