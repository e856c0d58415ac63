"""The pass that draws every unit, layer by layer, and measures what is recorded on the way."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.activations import apply
from montecarlo.arguments import one_of, real, whole
from montecarlo.network import Network, Quantity, mean_power
from montecarlo.weights import inputs

__all__ = ["Unitwise"]

Array = npt.NDArray[np.float64]
# Layers, of either precision.
Layer = npt.NDArray[Any]


@dataclass(frozen=True)
class Unitwise(Network):
    """A network whose units are drawn, for one input or several; see `Network` for the other parameters.

    Of several inputs, "x3^2" is the first one's, "x3[1]^2" that of the one numbered 1, "x3[0] x3[1]" the mean
    over the units of two inputs' product, and "cos x3" the cosine between the first two, which a layer that is
    all zero does not have.

    Parameters
    ----------
    bias_variance : float
        Of the normal biases, 0 or more. Keywords only, from here on.
    inputs : int
        How many go through the same weights.
    input_cosine : float
        c in [0, 1], the correlation of two inputs' units: an input is input_mean + input_deviation
        (sqrt(c) s + sqrt(1 - c) e), its own e and the network's shared s being of `input_law`.
    dtype : str
        Of the pass: "float64" or "float32". What is recorded is summed in float64.

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as above.
    """

    bias_variance: float = field(default=0.0, kw_only=True)
    inputs: int = field(default=1, kw_only=True)
    input_cosine: float = field(default=0.0, kw_only=True)
    dtype: str = field(default="float64", kw_only=True)

    def __post_init__(self) -> None:
        real("bias_variance", self.bias_variance, at_least=0.0)
        whole("inputs", self.inputs, at_least=1)
        real("input_cosine", self.input_cosine, at_least=0.0, at_most=1.0)
        one_of("dtype", self.dtype, ("float32", "float64"))
        super().__post_init__()

    @abstractmethod
    def workspace(self, replicates: int) -> Layer:
        """Return the flat buffer that `propagate` is to use: made once a batch."""

    @abstractmethod
    def propagate(self, rng: np.random.Generator, x: Layer, out: Layer, workspace: Layer) -> None:
        """Write y = W x + b with fresh weights: x has shape (replicates, inputs, fan_in), out so with fan_out."""

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw networks with their inputs, unit by unit; shape (replicates, len(record))."""
        columns = list(enumerate(self._quantities()))
        last = max(quantity.stage for _, quantity in columns)
        table = np.empty((replicates, len(columns)))
        # Two buffers in turn: while one holds the layer, the other, its dead input, is free as scratch.
        size = replicates * self.inputs * max(self.widths)
        buffers = np.empty((2, size), dtype=self.dtype)
        # Single precision is measured in double: its sums would lose more than rounding the units did.
        doubles = None if self.dtype == "float64" else np.empty((2, size))
        workspace = self.workspace(replicates)
        values = x = self._several_inputs(rng, replicates).astype(self.dtype, copy=False)
        for stage in range(last + 1):
            layer = (stage + 1) // 2
            if stage % 2:
                values = _layer(buffers[layer % 2], values, self.widths[layer])
                self.propagate(rng, x, values, workspace)
            elif stage:
                values = x = apply(self.activation, values, out=values)
            here = [(column, quantity) for column, quantity in columns if quantity.stage == stage]
            if not here:
                continue
            measured, scratch = values, buffers[1 - layer % 2]
            if doubles is not None:
                measured, scratch = _layer(doubles[0], values), doubles[1]
                np.copyto(measured, values)
            for column, quantity in here:
                table[:, column] = _quantity(quantity, measured, _layer(scratch, values))
        return table

    def _several_inputs(self, rng: np.random.Generator, replicates: int) -> Array:
        if self.inputs == 1:
            return self._inputs(rng, replicates)[:, np.newaxis]
        law, units, correlation = self.input_law, self.widths[0], self.input_correlation
        own = inputs(law, rng, replicates * self.inputs, units, correlation=correlation)
        x = own.reshape(replicates, self.inputs, units)
        if self.input_cosine:
            shared = inputs(law, rng, replicates, units, correlation=correlation)
            x *= math.sqrt(1.0 - self.input_cosine)
            x += math.sqrt(self.input_cosine) * shared[:, np.newaxis]
        x *= self.input_deviation
        x += self.input_mean
        return x

    def _quantities(self) -> tuple[Quantity, ...]:
        return tuple(Quantity.parse(name, self.depth, self.inputs) for name in self.record)


def _layer(buffer: Layer, like: Layer, units: int | None = None) -> Layer:
    """Return the start of a flat buffer as a layer of the same networks and inputs, of `units` units."""
    shape = (*like.shape[:2], like.shape[2] if units is None else units)
    return buffer[: math.prod(shape)].reshape(shape)


def _quantity(quantity: Quantity, values: Array, scratch: Array) -> Array:
    first, last = values[:, quantity.inputs[0]], values[:, quantity.inputs[-1]]
    if quantity.cosine:
        squares = np.vecdot(first, first) * np.vecdot(last, last)
        return np.asarray(np.vecdot(first, last) / np.sqrt(squares))
    if len(quantity.inputs) == 2:
        return np.asarray(np.vecdot(first, last) / values.shape[-1])
    power = mean_power(first, quantity.power, scratch[:, quantity.inputs[0]])
    if quantity.log:
        with np.errstate(divide="ignore"):  # of a layer that is all zero: -inf
            np.log(power, out=power)
    return power
