"""The distribution function of one unit, over fresh networks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import instance
from montecarlo.engines.indicators import Indicators
from montecarlo.engines.network import Network

__all__ = ["Distribution"]


Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Distribution(Indicators):
    """The distribution function of a unit at some edges, from one unit of each network.

    Units of one network share the layers below, so they are not independent draws. Hence one unit of each network.

    Parameters
    ----------
    network : Network
        It ends in a layer of one unit, and records one quantity to the power 1.
    edges : tuple of float
        One or more, in increasing order.

    Raises
    ------
    ValueError
        If a parameter has another type or value than above.
    """

    network: Network
    edges: tuple[float, ...]

    def __post_init__(self) -> None:
        instance("network", self.network, Network, "a network on an engine, such as Dense(...)")
        if len(self.network.record) != 1 or "^" in self.network.record[0] or self.network.widths[-1] != 1:
            raise ValueError(
                "network must end in one unit and record only that unit, to the power 1, "
                f"got widths = {self.network.widths} and record = {self.network.record}"
            )
        self._require_edges()

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw networks, shape (replicates, len(edges)); one whose unit is NaN stays NaN."""
        return self._at_most(self.network.sample(rng, replicates))
