"""What the engines of fully connected networks share: the parameters, the record and the pass."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from montecarlo.activations import ACTIVATIONS, apply
from montecarlo.arguments import one_of, real, whole_tuple
from montecarlo.weights import INPUT_LAWS, inputs

__all__ = ["Network", "Quantity", "Unitwise", "mean_power"]

Array = npt.NDArray[np.float64]

_QUANTITY = re.compile(r"(?P<log>log )?(?P<side>[xy])(?P<layer>[1-9][0-9]*)(\^(?P<power>[24]))?", re.ASCII)


@dataclass(frozen=True)
class Quantity:
    """A recorded quantity: the mean over a layer's units of a power of x_m or y_m, or the logarithm of one.

    Parameters
    ----------
    side : str
        "x" (a layer's input) or "y" (its pre-activation).
    layer : int
        From 1.
    power : int
        1, 2 or 4.
    log : bool
        Whether the logarithm is meant, of a mean of squares or of fourth powers.
    """

    side: str
    layer: int
    power: int
    log: bool = False

    @classmethod
    def parse(cls, name: str, depth: int) -> Quantity:
        """Read "x3", "y2^2", "x3^4", "log x3^2" in a network of `depth` layers.

        Raises
        ------
        ValueError
            If the name reads otherwise, or the network has no such layer.
        """
        match = _QUANTITY.fullmatch(name) if isinstance(name, str) else None
        if match is None or (match["log"] and not match["power"]):
            raise ValueError(
                f"record has {name!r}: give x or y, the layer and a power, such as 'x3', 'y2^2', 'x3^4', "
                "or the logarithm of an even one, such as 'log x3^2'"
            )
        quantity = cls(match["side"], int(match["layer"]), int(match["power"] or 1), bool(match["log"]))
        if quantity.stage > 2 * depth:
            raise ValueError(
                f"record has {name!r}, but {depth} layers have y1 to y{depth} and x1 to x{depth + 1}"
            )
        return quantity

    @property
    def stage(self) -> int:
        """The place in the order x_1, y_1, x_2, y_2, ..., from 0."""
        return 2 * (self.layer - 1) + (self.side == "y")


@dataclass(frozen=True)
class Network(ABC):
    """A fully connected network without biases, y_m = W_m x_m and x_{m+1} = g(y_m), one input a network.

    Parameters
    ----------
    widths : tuple of int
        Units of x_1, of y_1 (and x_2), of y_2, and so on.
    activation : str
        g, by name.
    weight_variance : float
        fan_in times the variance of a weight, 0 or more.
    record : tuple of str
        The fields: "x3", "x3^2", "x3^4", "y2", ... are the means over the layer's units of these powers, and
        "log x3^2" the logarithm of such a mean.
    input_law, input_mean, input_deviation, input_correlation
        The law of x_1; see `montecarlo.weights.inputs`. Keywords only.

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as above.
    """

    widths: tuple[int, ...]
    activation: str
    weight_variance: float
    record: tuple[str, ...]
    input_law: str = field(default="rademacher", kw_only=True)
    input_mean: float = field(default=0.0, kw_only=True)
    input_deviation: float = field(default=1.0, kw_only=True)
    input_correlation: float = field(default=0.0, kw_only=True)

    def __post_init__(self) -> None:
        whole_tuple("widths", self.widths, at_least=1, length=2)
        one_of("activation", self.activation, ACTIVATIONS)
        real("weight_variance", self.weight_variance, at_least=0.0)
        if not isinstance(self.record, tuple) or not self.record or len(set(self.record)) < len(self.record):
            raise ValueError(f"record = {self.record!r}: give a tuple of one name or more, none twice")
        self._quantities()
        one_of("input_law", self.input_law, INPUT_LAWS)
        real("input_mean", self.input_mean)
        real("input_deviation", self.input_deviation, at_least=0.0)
        real("input_correlation", self.input_correlation, at_least=0.0, at_most=1.0)

    @property
    def fields(self) -> tuple[str, ...]:
        """The recorded quantities."""
        return self.record

    @property
    @abstractmethod
    def batch(self) -> int:
        """How many networks are drawn at once."""

    @property
    @abstractmethod
    def engine(self) -> str:
        """The engine's name."""

    @abstractmethod
    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw networks with their inputs and run them as deep as the record goes.

        Returns
        -------
        ndarray, shape (replicates, len(record))
        """

    def _inputs(self, rng: np.random.Generator, replicates: int) -> Array:
        law = (self.input_mean, self.input_deviation, self.input_correlation)
        return inputs(self.input_law, rng, replicates, self.widths[0], *law)

    def _quantities(self) -> tuple[Quantity, ...]:
        return tuple(Quantity.parse(name, len(self.widths) - 1) for name in self.record)


class Unitwise(Network):
    """A network whose units are drawn, layer by layer; see `Network` for the parameters."""

    @abstractmethod
    def propagate(self, rng: np.random.Generator, x: Array, out: Array) -> None:
        """Write y = W x with fresh weights: x has shape (replicates, fan_in), out (replicates, fan_out)."""

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw networks with their inputs, unit by unit; shape (replicates, len(record))."""
        columns = list(enumerate(self._quantities()))
        last = max(quantity.stage for _, quantity in columns)
        table = np.empty((replicates, len(columns)))
        # Two buffers in turn: while one holds the layer, the other, its dead input, is free as scratch.
        buffers = np.empty((2, replicates * max(self.widths)))
        x = self._inputs(rng, replicates)
        for stage in range(last + 1):
            layer = (stage + 1) // 2
            if stage == 0:
                values = x
            elif stage % 2:
                y = buffers[layer % 2, : replicates * self.widths[layer]].reshape(replicates, -1)
                self.propagate(rng, x, y)
                values = y
            else:
                x = apply(self.activation, y, out=y)
                values = x
            scratch = buffers[1 - layer % 2, : values.size].reshape(values.shape)
            for column, quantity in columns:
                if quantity.stage == stage:
                    table[:, column] = mean_power(values, quantity.power, scratch)
                    if quantity.log:
                        with np.errstate(divide="ignore"):  # of a layer that is all zero: -inf
                            np.log(table[:, column], out=table[:, column])
        return table


def mean_power(values: Array, power: int, scratch: Array | None = None) -> Array:
    """Return the means over the last axis of values**power; one pass for the square, two for the fourth."""
    if power == 1:
        return np.asarray(values.mean(axis=-1))
    if power == 4:
        values = np.square(values, out=scratch)
    return np.asarray(np.vecdot(values, values) / values.shape[-1])
