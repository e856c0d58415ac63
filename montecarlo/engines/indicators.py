"""Indicators that a number of an experiment is at most some edge."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import increasing, real

__all__ = ["Indicators", "at_most"]


Array = npt.NDArray[np.float64]


class Engine(Protocol):
    """What draws networks."""

    @property
    def fields(self) -> tuple[str, ...]: ...

    @property
    def batch(self) -> int: ...

    @property
    def engine(self) -> str: ...

    def sample(self, rng: np.random.Generator, replicates: int) -> Array: ...


def at_most(edge: float) -> str:
    """Return the name of the field that is 1 where the number is at most `edge`, and 0 elsewhere."""
    return f"<={real('edge', edge):.12g}"


class Indicators:
    """What two dataclasses share that have a `network` and `edges`, and a field "<=EDGE" for each edge."""

    network: Engine
    edges: tuple[float, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The indicators, named "<=EDGE"."""
        return tuple(map(at_most, self.edges))

    @property
    def batch(self) -> int:
        """The batch of the network."""
        return self.network.batch

    @property
    def engine(self) -> str:
        """The engine of the network."""
        return self.network.engine

    def _at_most(self, values: Array) -> Array:
        """Return the indicators of a column of values; where a value is NaN, they are NaN."""
        return np.where(np.isnan(values), np.nan, values <= np.asarray(self.edges))

    def _require_edges(self) -> None:
        increasing("edges", self.edges)
        if len(set(self.fields)) < len(self.edges):
            raise ValueError(f"edges must differ in their first twelve digits, got {self.edges}")
