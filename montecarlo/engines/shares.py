"""The share of networks in which a quantity is at most some value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import instance, one_of
from montecarlo.engines.architecture import Architecture
from montecarlo.engines.indicators import Engine, Indicators

__all__ = ["Shares"]


Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Shares(Indicators):
    """The distribution function, across networks, of one field of an engine, at some edges.

    The fields are indicators, named "<=EDGE" by `montecarlo.at_most`, so a share is a mean like any other, and an
    `Estimand` of two of them is the share in between. To estimate a quantile itself, see `montecarlo.quantile`.

    Parameters
    ----------
    network : Architecture
        A network on an engine, such as `Backward`.
    field : str
        One of its fields.
    edges : tuple of float
        One or more, in increasing order.

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than above.

    Examples
    --------
    In how many ReLU networks of 30 layers of 64 units is the mean square off by a factor of 2 or more?

    >>> import math
    >>> from montecarlo import Estimand, Homogeneous, at_most, run
    >>> network = Homogeneous((64,) * 31, "relu", 2.0, ("log x31^2",))
    >>> edges = (-math.log(2), math.log(2))
    >>> below, above = map(at_most, edges)
    >>> off = Estimand("off by 2", (below, above), lambda low, high: low + 1 - high)
    >>> off.interval(run(Shares(network, "log x31^2", edges), replicates=20_000, seed=0))
    Interval(low=0.720..., high=0.749...)
    """

    network: Engine
    field: str
    edges: tuple[float, ...]

    def __post_init__(self) -> None:
        instance("network", self.network, Architecture, "a network on an engine, such as Backward(...)")
        one_of("field", self.field, self.network.fields)
        self._require_edges()

    def sample(self, rng: np.random.Generator, replicates: int) -> Array:
        """Draw replicates, shape (replicates, len(edges)); one whose field is NaN stays NaN."""
        column = self.network.fields.index(self.field)
        return self._at_most(self.network.sample(rng, replicates)[:, column, np.newaxis])
