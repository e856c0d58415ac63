"""What the forward engines share: the record, which names the quantities to measure."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
import numpy.typing as npt

from montecarlo.engines.architecture import Architecture

__all__ = ["Network", "Quantity", "Side", "function_of_mean", "mean_power", "quantity_of"]


Array = npt.NDArray[np.float64]
Side = Literal["x", "y", "d"]
_LAYER = r"(?P<side>[xyd])(?P<layer>[1-9][0-9]*)"
_FORMS = (
    re.compile(
        rf"(?P<log>log )?{_LAYER}(\[(?P<input>[0-9]+)\])?(\^(?P<power>[24])(?P<squared>\^2)?)?", re.ASCII
    ),
    re.compile(rf"{_LAYER}\[(?P<input>[0-9]+)\] (?P=side)(?P=layer)\[(?P<other>[0-9]+)\]", re.ASCII),
    re.compile(rf"(?P<cosine>cos ){_LAYER}", re.ASCII),
)


@dataclass(frozen=True)
class Quantity:
    """A recorded quantity: the mean over the units of a layer of a power of x_m or y_m, or its logarithm.

    With several inputs through one network, it is of one input, or it is the product or the cosine of two.

    Parameters
    ----------
    side : {"x", "y", "d"}
        "x" is the input of a layer, "y" its pre-activation, "d" the gradient at y.
    layer : int
        From 1.
    power : int
        1, 2 or 4; 2 for two inputs.
    log : bool
        Whether it is the logarithm of a mean of squares or of fourth powers.
    inputs : tuple of int
        The numbers, from 0, of the one input or the two that are measured.
    cosine : bool
        Whether it is the cosine between two inputs, and not the mean of their product.
    squared : bool
        Whether it is the square of the mean of squares.
    """

    side: Side
    layer: int
    power: int
    log: bool = False
    inputs: tuple[int, ...] = (0,)
    cosine: bool = False
    squared: bool = False

    @classmethod
    def parse(cls, name: str, depth: int, inputs: int = 1, *, gradients: bool = False) -> Quantity:
        """Read a name such as "x3", "y2^2", "y2^2^2", "log x3^2", "x3[1]^2", "x3[0] x3[1]" or "cos x3".

        Parameters
        ----------
        name : str
        depth : int
            Layers of the network.
        inputs : int
            Inputs through the network.
        gradients : bool
            Whether the pass goes backward too: then there are "d1" to "d{depth}", of input 0, and no "x{depth + 1}".

        Raises
        ------
        ValueError
            If the name has another form, or the network lacks such a layer or input.
        """
        text = name if isinstance(name, str) else ""
        of = next((match.groupdict() for form in _FORMS if (match := form.fullmatch(text))), None)
        if of is None or not _is_meant(of, gradients):
            raise ValueError(
                f"record has {name!r}: give {'x, y or d' if gradients else 'x or y'}, the layer and a power, such as "
                "'x3', 'y2^2', 'x3^4', the square of a mean square, such as 'x3^2^2', or the logarithm of the mean of "
                "an even power, such as 'log x3^2'; with several inputs also 'x3[1]^2', 'x3[0] x3[1]' and 'cos x3'"
            )
        pair = ("0", "1") if of.get("cosine") else (of["input"] or "0", of.get("other"))
        numbers = tuple(int(number) for number in pair if number is not None)
        power = 2 if len(numbers) == 2 else int(of["power"] or 1)
        log, cosine = bool(of.get("log")), bool(of.get("cosine"))
        side = cast(Side, of["side"])
        quantity = cls(side, int(of["layer"]), power, log, numbers, cosine, bool(of.get("squared")))
        if quantity.stage > 2 * depth - gradients:
            signals = f"x1 to x{depth}, y1 to y{depth} and d1 to d{depth}"
            raise ValueError(
                f"record has {name!r}, but {depth} layers have "
                + (signals if gradients else f"y1 to y{depth} and x1 to x{depth + 1}")
            )
        if max(numbers) >= inputs:
            raise ValueError(f"record has {name!r}, but inputs = {inputs}: they are numbered from 0")
        return quantity

    @property
    def is_mean_square(self) -> bool:
        """Whether it is the mean of squares of one input, or a function of that."""
        return self.power == 2 and len(self.inputs) == 1

    @property
    def stage(self) -> int:
        """The position in the order x_1, y_1, x_2, y_2, ..., from 0."""
        return 2 * (self.layer - 1) + (self.side != "x")


def _is_meant(of: Mapping[str, str | None], gradients: bool) -> bool:
    """Tell whether the parts of a name go together."""
    if of.get("log") and not of["power"]:
        return False
    if of.get("squared") and (of["log"] or of["power"] != "2"):
        return False
    # Gradients are those of the first input.
    return of["side"] != "d" or (gradients and "power" in of and of["input"] in (None, "0"))


@dataclass(frozen=True)
class Network(Architecture, ABC):
    """A fully connected network and its record; see `Architecture` for the other parameters.

    Parameters
    ----------
    record : tuple of str
        The fields. "x3", "x3^2", "x3^4", "y2", ... are means of these powers over the units of the layer, and
        "log x3^2" is the logarithm of such a mean. "x3^2^2" is the square of a mean of squares: with it,
        ``variance("x3^2", "x3^2^2")`` is the variance of the mean square across networks.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.
    """

    record: tuple[str, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.record, tuple) or not self.record:
            raise ValueError(f"record must be a tuple of one name or more, got {self.record!r}")
        if len(set(self._quantities())) < len(self.record):
            raise ValueError(f"record must have different quantities, got {self.record!r}")

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

    def _quantities(self) -> tuple[Quantity, ...]:
        return tuple(Quantity.parse(name, self.depth) for name in self.record)


def mean_power(values: Array, power: int, scratch: Array | None = None) -> Array:
    """Return the means over the last axis of values**power, for the powers 1, 2 and 4."""
    if power == 1:
        # BLAS sums in half the time of `mean`.
        return np.asarray(np.vecdot(values, np.ones(values.shape[-1])) / values.shape[-1])
    if power == 4:
        values = np.square(values, out=scratch)
    return np.asarray(np.vecdot(values, values) / values.shape[-1])


def quantity_of(quantity: Quantity, values: Array, scratch: Array | None = None) -> Array:
    """Return a quantity of one layer's values, shape (networks, inputs, units), for each network."""
    first, last = values[:, quantity.inputs[0]], values[:, quantity.inputs[-1]]
    if quantity.cosine:
        squares = np.vecdot(first, first) * np.vecdot(last, last)
        return np.asarray(np.vecdot(first, last) / np.sqrt(squares))
    if len(quantity.inputs) == 2:
        return np.asarray(np.vecdot(first, last) / values.shape[-1])
    power = mean_power(first, quantity.power, None if scratch is None else scratch[:, quantity.inputs[0]])
    return function_of_mean(quantity, power)


def function_of_mean(quantity: Quantity, mean: Array) -> Array:
    """Return a quantity of one input, given the mean of the powers: the mean, its logarithm or its square."""
    if quantity.log:
        with np.errstate(divide="ignore"):  # a layer that is all zero has -inf
            return np.asarray(np.log(mean))
    return mean**2 if quantity.squared else mean
