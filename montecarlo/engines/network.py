"""What the forward engines share: the record, which names the quantities to measure."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from montecarlo.engines.architecture import Architecture

__all__ = ["Network", "Quantity", "Side", "mean_power"]


Array = npt.NDArray[np.float64]
Side = Literal["x", "y"]
_LAYER = r"(?P<side>[xy])(?P<layer>[1-9][0-9]*)"
_FORMS = (
    re.compile(rf"(?P<log>log )?{_LAYER}(\[(?P<input>[0-9]+)\])?(\^(?P<power>[24]))?", re.ASCII),
    re.compile(rf"{_LAYER}\[(?P<input>[0-9]+)\] (?P=side)(?P=layer)\[(?P<other>[0-9]+)\]", re.ASCII),
    re.compile(rf"(?P<cosine>cos ){_LAYER}", re.ASCII),
)


@dataclass(frozen=True)
class Quantity:
    """A recorded quantity: the mean over the units of a layer of a power of x_m or y_m, or its logarithm.

    With several inputs through one network, it is of one input, or it is the product or the cosine of two.

    Parameters
    ----------
    side : {"x", "y"}
        "x" is the input of a layer, "y" its pre-activation.
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
    """

    side: Side
    layer: int
    power: int
    log: bool = False
    inputs: tuple[int, ...] = (0,)
    cosine: bool = False

    @classmethod
    def parse(cls, name: str, depth: int, inputs: int = 1) -> Quantity:
        """Read a name such as "x3", "y2^2", "log x3^2", "x3[1]^2", "x3[0] x3[1]" or "cos x3".

        Parameters
        ----------
        name : str
        depth : int
            Layers of the network.
        inputs : int
            Inputs through the network.

        Raises
        ------
        ValueError
            If the name has another form, or the network lacks such a layer or input.
        """
        text = name if isinstance(name, str) else ""
        of = next((match.groupdict() for form in _FORMS if (match := form.fullmatch(text))), None)
        if of is None or (of.get("log") and not of["power"]):
            raise ValueError(
                f"record has {name!r}: give x or y, the layer and a power, such as 'x3', 'y2^2', 'x3^4', "
                "or the logarithm of an even power, such as 'log x3^2'; with several inputs also 'x3[1]^2', "
                "'x3[0] x3[1]' and 'cos x3'"
            )
        pair = ("0", "1") if of.get("cosine") else (of["input"] or "0", of.get("other"))
        numbers = tuple(int(number) for number in pair if number is not None)
        power = 2 if len(numbers) == 2 else int(of["power"] or 1)
        log, cosine = bool(of.get("log")), bool(of.get("cosine"))
        side: Side = "x" if of["side"] == "x" else "y"
        quantity = cls(side, int(of["layer"]), power, log, numbers, cosine)
        if quantity.stage > 2 * depth:
            raise ValueError(
                f"record has {name!r}, but {depth} layers have y1 to y{depth} and x1 to x{depth + 1}"
            )
        if max(numbers) >= inputs:
            raise ValueError(f"record has {name!r}, but inputs = {inputs}: they are numbered from 0")
        return quantity

    @property
    def stage(self) -> int:
        """The position in the order x_1, y_1, x_2, y_2, ..., from 0."""
        return 2 * (self.layer - 1) + (self.side == "y")


@dataclass(frozen=True)
class Network(Architecture, ABC):
    """A fully connected network and its record; see `Architecture` for the other parameters.

    Parameters
    ----------
    record : tuple of str
        The fields. "x3", "x3^2", "x3^4", "y2", ... are means of these powers over the units of the layer, and
        "log x3^2" is the logarithm of such a mean.

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
