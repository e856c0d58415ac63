"""What the engines of fully connected networks share: the record and the pass."""

from __future__ import annotations

import math
import re
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.activations import apply
from montecarlo.architecture import Architecture
from montecarlo.arguments import one_of, real, whole
from montecarlo.weights import inputs

__all__ = ["Network", "Quantity"]

Array = npt.NDArray[np.float64]
# Layers, of either precision.
Layer = npt.NDArray[Any]

_LAYER = r"(?P<side>[xy])(?P<layer>[1-9][0-9]*)"
_POWER = re.compile(_LAYER + r"(\[(?P<first>[0-9]+)\])?(\^(?P<power>[24]))?", re.ASCII)
_PRODUCT = re.compile(_LAYER + r"\[(?P<first>[0-9]+)\] (?P=side)(?P=layer)\[(?P<second>[0-9]+)\]", re.ASCII)
_COSINE = re.compile(r"cos " + _LAYER, re.ASCII)


@dataclass(frozen=True)
class Quantity:
    """A recorded quantity: the mean over a layer's units of a power of x_m or y_m, or of two inputs' product.

    Parameters
    ----------
    side : str
        "x" (a layer's input) or "y" (its pre-activation).
    layer : int
        From 1.
    power : int
        1, 2 or 4; of a product, 2.
    inputs : tuple of int
        The input through the network that is measured, or the two whose product or cosine is.
    cosine : bool
        Whether it is the cosine between two inputs: their product's mean over the root of their squares'.
    """

    side: str
    layer: int
    power: int
    inputs: tuple[int, ...] = (0,)
    cosine: bool = False

    @classmethod
    def parse(cls, name: str, depth: int, inputs: int = 1) -> Quantity:
        """Read "x3", "y2^2", "x3[1]^4", "x3[0] x3[1]" or "cos y3" in a network of `depth` layers.

        Raises
        ------
        ValueError
            If the name reads otherwise, or the network has no such layer or input.
        """
        text = name if isinstance(name, str) else ""
        match = _POWER.fullmatch(text) or _PRODUCT.fullmatch(text) or _COSINE.fullmatch(text)
        if match is None:
            raise ValueError(
                f"record has {name!r}: give x or y, the layer and a power, such as 'x3', 'y2^2', 'x3^4'; "
                "with several inputs also 'x3[1]^2', 'x3[0] x3[1]', 'cos x3'"
            )
        of = match.groupdict()
        cosine = match.re is _COSINE
        which = (0, 1) if cosine else (int(of["first"] or 0),)
        which += (int(of["second"]),) if of.get("second") else ()
        power = 2 if len(which) == 2 else int(of["power"] or 1)
        quantity = cls(of["side"], int(of["layer"]), power, which, cosine)
        if quantity.stage > 2 * depth:
            raise ValueError(
                f"record has {name!r}, but {depth} layers have y1 to y{depth} and x1 to x{depth + 1}"
            )
        if max(which) >= inputs:
            raise ValueError(
                f"record has {name!r}, but inputs = {inputs}, counted from 0: give inputs = {max(which) + 1} or more"
            )
        return quantity

    @property
    def stage(self) -> int:
        """The place in the order x_1, y_1, x_2, y_2, ..., from 0."""
        return 2 * (self.layer - 1) + (self.side == "y")


    def of(self, values: Array, scratch: Array) -> Array:
        """Return the quantity of each network, from its layer's values, shape (networks, inputs, units).

        A fourth power leaves its squares in `scratch`, of the shape of `values`, which may be `values` itself.
        """
        first, last = values[:, self.inputs[0]], values[:, self.inputs[-1]]
        if self.power == 1:
            return np.asarray(first.mean(axis=-1))
        if self.power == 4:
            first = last = np.square(first, out=scratch[:, self.inputs[0]])
        products = np.vecdot(first, last)
        if self.cosine:
            return np.asarray(products / np.sqrt(np.vecdot(first, first) * np.vecdot(last, last)))
        return np.asarray(products / values.shape[-1])


@dataclass(frozen=True)
class Network(Architecture):
    """A fully connected network and what is recorded of it; see `Architecture` for the other parameters.

    Parameters
    ----------
    record : tuple of str
        The fields.  "x3", "x3^2", "x3^4", "y2", ... are the means over the layer's units of these powers; of
        several inputs, those of the first.  "x3[1]^2" is that of the input numbered 1, "x3[0] x3[1]" the mean
        over the units of two inputs' product, and "cos x3" the cosine between the first two inputs, which a
        layer that is all zeros has not.
    inputs : int
        Inputs through the same weights. Keywords only, from here on.
    input_cosine : float
        c in [0, 1]: x_1 = input_mean + input_deviation (sqrt(c) s + sqrt(1 - c) e), s shared by the network's
        inputs and e an input's own, both of `input_law`, so that c is the correlation of two inputs' units.
    dtype : str
        Of the pass: "float64" or "float32". What is recorded is summed in float64.

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as above.
    """

    record: tuple[str, ...]
    inputs: int = field(default=1, kw_only=True)
    input_cosine: float = field(default=0.0, kw_only=True)
    dtype: str = field(default="float64", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        whole("inputs", self.inputs, at_least=1)
        real("input_cosine", self.input_cosine, at_least=0.0, at_most=1.0)
        one_of("dtype", self.dtype, ("float32", "float64"))
        if not isinstance(self.record, tuple) or not self.record:
            raise ValueError(f"record = {self.record!r}: give a tuple of one name or more")
        if len(set(self._quantities())) < len(self.record):
            raise ValueError(f"record = {self.record!r} has a quantity twice: give each once")

    @property
    def fields(self) -> tuple[str, ...]:
        """The recorded quantities."""
        return self.record

    @abstractmethod
    def workspace(self, replicates: int) -> Layer:
        """Return the flat buffer that `propagate` is to use: made once a batch."""

    @abstractmethod
    def propagate(self, rng: np.random.Generator, x: Layer, out: Layer, workspace: Layer) -> None:
        """Write y = W x + b with fresh weights: x has shape (replicates, inputs, fan_in), out so with fan_out."""

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw networks with their inputs and run them as deep as the record goes.

        Returns
        -------
        ndarray, shape (replicates, len(record))
        """
        # Fourth powers come last, since they may overwrite what they are of.
        columns = sorted(enumerate(self._quantities()), key=lambda entry: (entry[1].stage, entry[1].power))
        last = columns[-1][1].stage
        table = np.empty((replicates, len(columns)))
        # Two buffers in turn: while one holds the layer, the other, its dead input, is free as scratch.
        size = replicates * self.inputs * max(self.widths)
        buffers = np.empty((2, size), dtype=self.dtype)
        wide = None if self.dtype == "float64" else np.empty(size)
        workspace = self.workspace(replicates)
        values = x = self._several_inputs(rng, replicates).astype(self.dtype, copy=False)
        for stage in range(last + 1):
            layer = (stage + 1) // 2
            if stage % 2:
                values = _layer(buffers[layer % 2], replicates, self.inputs, self.widths[layer])
                self.propagate(rng, x, values, workspace)
            elif stage:
                values = x = apply(self.activation, values, out=values)
            here = [(column, quantity) for column, quantity in columns if quantity.stage == stage]
            if here:
                spare = buffers[1 - layer % 2] if wide is None else wide
                _measure(here, values, _layer(spare, *values.shape), table)
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


def _layer(buffer: Layer, replicates: int, inputs: int, units: int) -> Layer:
    return buffer[: replicates * inputs * units].reshape(replicates, inputs, units)


def _measure(
    columns: Sequence[tuple[int, Quantity]], values: Layer, scratch: Array, table: Array
) -> None:
    # A float32 sum of fourth powers is good to 1e-6 at best, and biased where it is not: sums are in float64.
    if values.dtype != np.float64:
        np.copyto(scratch, values)
        values = scratch
    for column, quantity in columns:
        table[:, column] = quantity.of(values, scratch)
