"""Inputs of one's own: a network's input is one of them, drawn at random."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import array

__all__ = ["Examples"]


Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Examples:
    """Inputs of your own, as the law of a network's input: each network gets one, drawn uniformly with replacement.

    An engine takes it as ``input_law``. Two that have the same numbers are equal.

    Parameters
    ----------
    values : array_like of float, shape (examples, units) or (examples, inputs, units)
        One example, or more. With the second shape, the inputs of one example go through a network together. With the
        first, each input of a network is drawn by itself.

    Raises
    ------
    TypeError, ValueError
        If `values` is not an array of finite real numbers of such a shape.

    Examples
    --------
    >>> Examples([[1.0, -1.0, 0.5], [0.0, 2.0, 1.0]]).units
    3
    """

    values: Array = field(compare=False, repr=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        given = array("values of Examples", self.values)
        if given.ndim not in (2, 3) or not given.size:
            raise ValueError(
                "values of Examples must have the shape (examples, units) or (examples, inputs, units), "
                f"got {given.shape}"
            )
        values = np.array(given, order="C")
        if values.shape[1] == 1 and values.ndim == 3:
            values = values[:, 0]
        values.flags.writeable = False
        object.__setattr__(self, "values", values)
        text = f"{values.shape}".encode() + values.astype("<f8").tobytes()
        object.__setattr__(self, "digest", hashlib.sha256(text).hexdigest())

    @property
    def units(self) -> int:
        """The units of an input."""
        return int(self.values.shape[-1])

    def require(self, units: int, correlation: float, inputs: int, cosine: float) -> None:
        """Raise ValueError unless networks with so many units and inputs can take these examples."""
        if self.units != units:
            raise ValueError(
                f"widths must begin with the units of an example, {self.units}, for the first layer to fit, got {units}"
            )
        if correlation:
            raise ValueError(f"input_correlation must be 0 with Examples as input_law, got {correlation}")
        if cosine:
            raise ValueError(
                f"input_cosine must be 0 with Examples as input_law, got {cosine}: give examples of the shape "
                "(examples, inputs, units)"
            )
        if self.values.ndim == 3 and self.values.shape[1] != inputs:
            raise ValueError(
                f"inputs must be {self.values.shape[1]}, as many as an example of input_law has, got {inputs}"
            )

    def fill(self, rng: np.random.Generator, out: npt.NDArray[Any]) -> None:
        """Write examples into an array of shape (..., units), or (..., inputs, units) for several inputs."""
        drawn = self.values.ndim - 1
        # Not rng.integers, which may draw other numbers in another version of NumPy.
        chosen = rng.random(out.shape[: out.ndim - drawn]) * len(self.values)
        out[...] = self.values[chosen.astype(np.intp)]
