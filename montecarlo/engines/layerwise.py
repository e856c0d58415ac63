"""The pass that draws every unit, layer by layer, and measures what is recorded on the way."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import one_of, real, whole
from montecarlo.engines.network import Network, Quantity, mean_power
from montecarlo.sampling.activations import apply
from montecarlo.sampling.weights import fill_inputs, mix

__all__ = ["Unitwise"]


Array = npt.NDArray[np.float64]
# Layers, of either precision.
Layer = npt.NDArray[Any]
# Numbers converted to double precision at once.
_DOUBLES = 131_072


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

    @property
    @abstractmethod
    def block(self) -> int:
        """How many networks of a batch are in work at once, sized for the cache."""

    @abstractmethod
    def workspace(self, replicates: int) -> Layer:
        """Return the flat buffer that `propagate` is to use: made once a batch."""

    @abstractmethod
    def propagate(self, rng: np.random.Generator, x: Layer, out: Layer, workspace: Layer) -> None:
        """Write y = W x + b with fresh weights: x has shape (replicates, inputs, fan_in), out so with fan_out."""

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw networks with their inputs, unit by unit; shape (replicates, len(record))."""
        block = min(replicates, self.block)
        # Two buffers in turn: while one holds the layer, the other, its dead input, is free as scratch.
        buffers = np.empty((2, block * self.inputs * max(self.widths)), dtype=self.dtype)
        workspace = self.workspace(block)
        table = np.empty((replicates, len(self.record)))
        with np.errstate(over="ignore", invalid="ignore"):  # run() names the field that is no number
            for start in range(0, replicates, block):
                self._pass(rng, table[start : start + block], buffers, workspace)
        return table

    def _pass(self, rng: np.random.Generator, table: Array, buffers: Layer, workspace: Layer) -> None:
        """Fill a table of one row a network, running them as deep as the record goes."""
        columns = list(enumerate(self._quantities()))
        values = x = _layer(buffers[0], len(table), self.inputs, self.widths[0])
        self._fill_inputs(rng, x)
        for stage in range(max(quantity.stage for _, quantity in columns) + 1):
            layer = (stage + 1) // 2
            if stage % 2:
                values = _layer(buffers[layer % 2], len(table), self.inputs, self.widths[layer])
                self.propagate(rng, x, values, workspace)
            elif stage:
                values = x = apply(self.activation, values, out=values)
            here = [(column, quantity) for column, quantity in columns if quantity.stage == stage]
            if here:
                _measure(here, values, _layer(buffers[1 - layer % 2], *values.shape), table)

    def _fill_inputs(self, rng: np.random.Generator, out: Layer) -> None:
        cosine = self.input_cosine if self.inputs > 1 else 0.0
        moments = (0.0, 1.0) if cosine else (self.input_mean, self.input_deviation)
        fill_inputs(self.input_law, rng, out, *moments, self.input_correlation)
        if cosine:
            shared = np.empty((len(out), 1, out.shape[-1]), dtype=out.dtype)
            fill_inputs(self.input_law, rng, shared, 0.0, 1.0, self.input_correlation)
            mix(out, shared, cosine)
            out *= self.input_deviation
            out += self.input_mean

    def _quantities(self) -> tuple[Quantity, ...]:
        return tuple(Quantity.parse(name, self.depth, self.inputs) for name in self.record)


def _layer(buffer: Layer, networks: int, inputs: int, units: int) -> Layer:
    return buffer[: networks * inputs * units].reshape(networks, inputs, units)


def _measure(columns: Sequence[tuple[int, Quantity]], values: Layer, scratch: Layer, table: Array) -> None:
    """Write quantities of one layer, shape (networks, inputs, units), into their columns of a table.

    Single precision is measured in double, some networks at a time: sums of its fourth powers would lose more
    than rounding the units did.
    """
    if values.dtype == np.float64:
        for column, quantity in columns:
            table[:, column] = _quantity(quantity, values, scratch)
        return
    networks = max(1, _DOUBLES // math.prod(values.shape[1:]))
    doubles = np.empty((2, min(networks, len(values)), *values.shape[1:]))
    for start in range(0, len(values), networks):
        part = values[start : start + networks]
        double, spare = doubles[:, : len(part)]
        np.copyto(double, part)
        _measure(columns, double, spare, table[start : start + networks])


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
