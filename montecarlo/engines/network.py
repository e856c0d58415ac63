"""What the engines of fully connected networks share: the parameters and the record."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo.engines.architecture import Architecture

__all__ = ["Network", "Quantity", "mean_power"]


Array = npt.NDArray[np.float64]
_LAYER = r"(?P<side>[xy])(?P<layer>[1-9][0-9]*)"
_FORMS = (
    re.compile(rf"(?P<log>log )?{_LAYER}(\[(?P<input>[0-9]+)\])?(\^(?P<power>[24]))?", re.ASCII),
    re.compile(rf"{_LAYER}\[(?P<input>[0-9]+)\] (?P=side)(?P=layer)\[(?P<other>[0-9]+)\]", re.ASCII),
    re.compile(rf"(?P<cosine>cos ){_LAYER}", re.ASCII),
)


@dataclass(frozen=True)
class Quantity:
    """A recorded quantity: the mean over a layer's units of a power of x_m or y_m, or the logarithm of one.

    With several inputs through one network, it is that of one of them, or of two: their product or cosine.

    Parameters
    ----------
    side : str
        "x" (a layer's input) or "y" (its pre-activation).
    layer : int
        From 1.
    power : int
        1, 2 or 4; 2 for two inputs.
    log : bool
        Whether the logarithm is meant, of a mean of squares or of fourth powers.
    inputs : tuple of int
        The number of the input that is measured, or of the two, from 0.
    cosine : bool
        Whether the cosine between two inputs is meant, not the mean of their product.
    """

    side: str
    layer: int
    power: int
    log: bool = False
    inputs: tuple[int, ...] = (0,)
    cosine: bool = False

    @classmethod
    def parse(cls, name: str, depth: int, inputs: int = 1) -> Quantity:
        """Read "x3", "y2^2", "x3^4", "log x3^2", "x3[1]^2", "x3[0] x3[1]", "cos x3" in a network of `depth` layers.

        Raises
        ------
        ValueError
            If the name reads otherwise, or the network has no such layer or input.
        """
        text = name if isinstance(name, str) else ""
        of = next((match.groupdict() for form in _FORMS if (match := form.fullmatch(text))), None)
        if of is None or (of.get("log") and not of["power"]):
            raise ValueError(
                f"record has {name!r}: give x or y, the layer and a power, such as 'x3', 'y2^2', 'x3^4', "
                "or the logarithm of an even one, such as 'log x3^2'; with several inputs also 'x3[1]^2', "
                "'x3[0] x3[1]' and 'cos x3'"
            )
        pair = ("0", "1") if of.get("cosine") else (of["input"] or "0", of.get("other"))
        numbers = tuple(int(number) for number in pair if number is not None)
        power = 2 if len(numbers) == 2 else int(of["power"] or 1)
        log, cosine = bool(of.get("log")), bool(of.get("cosine"))
        quantity = cls(of["side"], int(of["layer"]), power, log, numbers, cosine)
        if quantity.stage > 2 * depth:
            raise ValueError(
                f"record has {name!r}, but {depth} layers have y1 to y{depth} and x1 to x{depth + 1}"
            )
        if max(numbers) >= inputs:
            raise ValueError(f"record has {name!r}, but inputs = {inputs}: they are numbered from 0")
        return quantity

    @property
    def stage(self) -> int:
        """The place in the order x_1, y_1, x_2, y_2, ..., from 0."""
        return 2 * (self.layer - 1) + (self.side == "y")


@dataclass(frozen=True)
class Network(Architecture, ABC):
    """A fully connected network and what is recorded of it; see `Architecture` for the other parameters.

    Parameters
    ----------
    record : tuple of str
        The fields: "x3", "x3^2", "x3^4", "y2", ... are the means over the layer's units of these powers, and
        "log x3^2" the logarithm of such a mean.

    Raises
    ------
    TypeError, ValueError
        If a parameter is not as above.
    """

    record: tuple[str, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.record, tuple) or not self.record:
            raise ValueError(f"record = {self.record!r}: give a tuple of one name or more")
        if len(set(self._quantities())) < len(self.record):
            raise ValueError(f"record = {self.record!r} has a quantity twice: give each once")

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
    """Return the means over the last axis of values**power; one pass for the square, two for the fourth."""
    if power == 1:
        # BLAS adds up in half of the time that `mean` takes.
        return np.asarray(np.vecdot(values, np.ones(values.shape[-1])) / values.shape[-1])
    if power == 4:
        values = np.square(values, out=scratch)
    return np.asarray(np.vecdot(values, values) / values.shape[-1])
