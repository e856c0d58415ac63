"""The distribution function of one unit, over fresh networks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo.engines.network import Network

__all__ = ["Distribution", "at_most"]


Array = npt.NDArray[np.float64]


def at_most(edge: float) -> str:
    """Return the name of the field that tells whether the unit is at most `edge`."""
    return f"<={edge:.12g}"


@dataclass(frozen=True)
class Distribution:
    """Whether a network's unit is at most each of some edges: the replicate is a network, and gives one unit.

    Units of one network share the layers below and are no independent draws; so there is one unit a network.

    Parameters
    ----------
    network : Network
        Records one quantity, in power 1, of a layer of one unit.
    edges : tuple of float
        Increasing.

    Raises
    ------
    ValueError
        If a parameter is not as above.
    """

    network: Network
    edges: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.network.record) != 1 or "^" in self.network.record[0] or self.network.widths[-1] != 1:
            raise ValueError(
                f"record = {self.network.record}, widths = {self.network.widths}: "
                "give a network that ends in one unit and records it alone"
            )
        if not self.edges or list(self.edges) != sorted(set(self.edges)):
            raise ValueError(f"edges = {self.edges}: give one or more, in increasing order")

    @property
    def fields(self) -> tuple[str, ...]:
        """The indicators "<=edge"."""
        return tuple(map(at_most, self.edges))

    @property
    def batch(self) -> int:
        """The network's."""
        return self.network.batch

    @property
    def engine(self) -> str:
        """The network's."""
        return self.network.engine

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw networks, shape (replicates, len(edges))."""
        below: Array = (self.network.sample(rng, replicates) <= np.asarray(self.edges)).astype(np.float64)
        return below
