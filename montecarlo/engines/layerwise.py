"""The pass that draws every unit, layer by layer, and measures the recorded quantities on the way."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import one_of, real, whole
from montecarlo.engines.network import Network, Quantity, quantity_of
from montecarlo.sampling.activations import apply
from montecarlo.sampling.weights import fill_several, require_cosine

__all__ = ["Layerwise"]


Array = npt.NDArray[np.float64]
# A layer in either precision.
Layer = npt.NDArray[Any]
Precision = Literal["float32", "float64"]
# How many numbers are converted to double precision at once.
_DOUBLES = 131_072


@dataclass(frozen=True)
class Layerwise(Network):
    """A network whose units are all drawn, for one input or several; see `Network` for the other parameters.

    Inputs are numbered from 0. With several inputs, "x3^2" is of input 0 and "x3[1]^2" of input 1. "x3[0] x3[1]" is
    the mean over the units of the product of two inputs. "cos x3" is the cosine between the inputs 0 and 1; it is
    NaN where a layer is all zero.

    Parameters
    ----------
    bias_variance : float
        Variance of the normal biases, 0 or more. This and the parameters below are keywords only.
    inputs : int
        How many inputs go through the same weights, 1 or more.
    input_cosine : float
        Correlation c of a unit of two inputs, in [0, 1], or in [-1, 1] if there are two. An input is input_mean +
        input_deviation (sqrt(|c|) s + sqrt(1 - |c|) e), with its own e and a shared s, both of `input_law`. Where c is
        below 0, the second input has -s in place of s.
    dtype : {"float64", "float32"}
        Precision of the pass. Recorded quantities are always summed in float64.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.
    """

    bias_variance: float = field(default=0.0, kw_only=True)
    inputs: int = field(default=1, kw_only=True)
    input_cosine: float = field(default=0.0, kw_only=True)
    dtype: Precision = field(default="float64", kw_only=True)

    def __post_init__(self) -> None:
        real("bias_variance", self.bias_variance, at_least=0.0)
        whole("inputs", self.inputs, at_least=1)
        require_cosine(self.input_cosine, self.inputs)
        one_of("dtype", self.dtype, get_args(Precision))
        super().__post_init__()

    @property
    @abstractmethod
    def block(self) -> int:
        """How many networks of a batch are worked on at once, so that they fit the cache."""

    @abstractmethod
    def workspace(self, replicates: int) -> Layer:
        """Return the flat buffer that `propagate` uses; it is made once for each batch."""

    @abstractmethod
    def propagate(
        self, rng: np.random.Generator, variance: float, x: Layer, out: Layer, workspace: Layer
    ) -> None:
        """Write y = W x + b with fresh weights.

        Parameters
        ----------
        rng : numpy.random.Generator
        variance : float
            Of a weight.
        x : ndarray, shape (replicates, inputs, fan_in)
        out : ndarray, shape (replicates, inputs, fan_out)
            Where y is written.
        workspace : ndarray
            From `workspace`.
        """

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw networks with their inputs, unit by unit; shape (replicates, len(record))."""
        block = min(replicates, self.block)
        # Two buffers take turns: one holds the layer; the other held its input and is now free as scratch.
        buffers = np.empty((2, block * self.inputs * max(self.widths)), dtype=self.dtype)
        workspace = self.workspace(block)
        table = np.empty((replicates, len(self.record)))
        with np.errstate(over="ignore", invalid="ignore"):  # run() names a field that is not finite
            for start in range(0, replicates, block):
                self._pass(rng, table[start : start + block], buffers, workspace)
        return table

    def _pass(self, rng: np.random.Generator, table: Array, buffers: Layer, workspace: Layer) -> None:
        """Fill a table, one row for each network, running the networks as deep as the record goes."""
        columns = list(enumerate(self._quantities()))
        values = x = _layer(buffers[0], len(table), self.inputs, self.widths[0])
        self._fill_inputs(rng, x)
        for stage in range(max(quantity.stage for _, quantity in columns) + 1):
            layer = (stage + 1) // 2
            if stage % 2:
                values = _layer(buffers[layer % 2], len(table), self.inputs, self.widths[layer])
                self.propagate(rng, self.weight_variances[layer - 1] / x.shape[-1], x, values, workspace)
            elif stage:
                values = x = apply(self.activation, values, out=values)
            here = [(column, quantity) for column, quantity in columns if quantity.stage == stage]
            if here:
                _measure(here, values, _layer(buffers[1 - layer % 2], *values.shape), table)

    def _together(self) -> tuple[int, float]:
        return self.inputs, self.input_cosine

    def _fill_inputs(self, rng: np.random.Generator, out: Layer) -> None:
        law = (self.input_mean, self.input_deviation, self.input_correlation, self.input_cosine)
        fill_several(self.input_law, rng, out, *law)

    def _quantities(self) -> tuple[Quantity, ...]:
        return tuple(Quantity.parse(name, self.depth, self.inputs) for name in self.record)


def _layer(buffer: Layer, networks: int, inputs: int, units: int) -> Layer:
    return buffer[: networks * inputs * units].reshape(networks, inputs, units)


def _measure(columns: Sequence[tuple[int, Quantity]], values: Layer, scratch: Layer, table: Array) -> None:
    """Write quantities of one layer, shape (networks, inputs, units), into their columns of a table.

    Single precision is converted to double, some networks at a time: sums of fourth powers in single precision would
    lose more digits than the units themselves have lost.
    """
    if values.dtype == np.float64:
        for column, quantity in columns:
            table[:, column] = quantity_of(quantity, values, scratch)
        return
    networks = max(1, _DOUBLES // math.prod(values.shape[1:]))
    doubles = np.empty((2, min(networks, len(values)), *values.shape[1:]))
    for start in range(0, len(values), networks):
        part = values[start : start + networks]
        double, spare = doubles[:, : len(part)]
        np.copyto(double, part)
        _measure(columns, double, spare, table[start : start + networks])
