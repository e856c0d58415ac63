"""Which networks train: what the theory predicts before training, beside what came of it.

One rule, fixed before any network of the grid was trained: a network trains if it has at most six depth scales, as
Schoenholz et al. 2017 (arXiv:1611.01232), section 5, found for tanh.  A depth scale is the number of layers over which
the variance of gradients changes by a factor e, and the layers are counted that an activation stands between.  So the
rule says that the product of chi over these layers lies within e^-6 and e^6.

In this form it needs no fixed point: each layer has the chi of the variance that reaches it, from inputs of mean
square 1.  So it covers unbounded activations, and it is the paper's rule where signals have settled.  It treats
gradients that grow as those that fall.  In the chaotic phase the paper takes the depth scale of correlations instead of
that of gradients; both diverge at the edge of chaos.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from montecarlo.training.outcome import Outcome
from paper_checks.experiments.trainable_region import (
    DEPTHS,
    SEEDS,
    TRAINED,
    WEIGHT_VARIANCES,
    Cell,
    accuracy,
    cells,
)
from paper_checks.training_record import Record
from theory.integration.gaussian_moments import moments
from theory.mean_field.fixed_point import fixed_points
from theory.mean_field.maps import q_map

__all__ = [
    "MEND",
    "MOST",
    "Judged",
    "Settled",
    "gradient_logs",
    "judged",
    "limit_of_depth",
    "predictions",
    "settled",
]

MEND = "python -m paper_checks train trainable-region"
MOST = 6.0
"""Depth scales of a network that trains."""


@dataclass(frozen=True)
class Settled:
    """Where the variance of pre-activations settles, from inputs of mean square 1.

    Parameters
    ----------
    q : float
        A fixed point of the q-map; inf where the variance grows without bound.
    chi, depth_scale : float
        See `theory.fixed_points`; NaN where q is inf.
    """

    q: float
    chi: float
    depth_scale: float


def settled(activation: str, weight_variance: float) -> Settled:
    """Return where pre-activations settle.

    For the activations of the grid the q-map increases, so that it moves to the nearest fixed point on one side.
    """
    first = weight_variance
    points = fixed_points(activation, weight_variance)
    for point in points:
        if point.continuum:
            return Settled(first, point.chi, point.depth_scale)
    if float(q_map(activation, first, weight_variance)) >= first:
        reached = [point for point in points if point.q >= first][:1]
    else:
        reached = [point for point in points if point.q <= first][-1:]
    for point in reached:
        return Settled(point.q, point.chi, point.depth_scale)
    return Settled(np.inf, np.nan, np.nan)


def gradient_logs(activation: str, weight_variances: npt.ArrayLike, depth: int) -> npt.NDArray[np.float64]:
    """Return the logarithm of what the layers make of a gradient's variance, for networks of 1, 2, ..., `depth` layers.

    Parameters
    ----------
    activation : str
    weight_variances : array-like, shape (n,) or (n, depth)
        N v² of all layers, or of each layer.
    depth : int

    Returns
    -------
    ndarray, shape (n, depth)
        The sum of log chi over the layers below the last one.
    """
    given = np.asarray(weight_variances, dtype=np.float64)
    weights = np.broadcast_to(given if given.ndim == 2 else given[:, np.newaxis], (len(given), depth))
    q = weights[:, 0].copy()
    logs = np.zeros(weights.shape)
    for m in range(1, depth):
        # chi and the q-map at once: each of theory's two functions would integrate anew.
        found = moments(activation, np.sqrt(q))
        logs[:, m] = logs[:, m - 1] + np.log(weights[:, m] * found.derivative_second)
        q = weights[:, m] * found.second
    return logs


def limit_of_depth(activation: str, weight_variances: npt.ArrayLike, deepest: int) -> list[float | None]:
    """Return the depth at which each weight variance first crosses the rule's limit, between layers along a line.

    None where networks of `deepest` layers do not reach it.
    """
    found: list[float | None] = []
    for logs in np.abs(gradient_logs(activation, weight_variances, deepest)):
        above = np.flatnonzero(logs > MOST)
        if not above.size:
            found.append(None)
            continue
        # Networks of one layer have no such factor, so there is one below.
        m = int(above[0])
        found.append(float(m + (MOST - logs[m - 1]) / (logs[m] - logs[m - 1])))
    return found


@dataclass(frozen=True)
class Judged:
    """A cell, its prediction, and what came of it.

    Parameters
    ----------
    cell : Cell
    predicted : bool
        Whether the rule says that it trains.
    accuracy : float
        See `paper_checks.experiments.trainable_region.accuracy`.
    """

    cell: Cell
    predicted: bool
    accuracy: float

    @property
    def trained(self) -> bool:
        """Whether it did."""
        return self.accuracy >= TRAINED

    @property
    def right(self) -> bool:
        """Whether the prediction was right."""
        return self.predicted == self.trained


@cache
def predictions() -> Mapping[Cell, bool]:
    """Return whether the rule says that a cell trains, for each cell of the grid."""
    logs = {
        activation: dict(zip(variances, gradient_logs(activation, variances, max(DEPTHS)), strict=True))
        for activation, variances in WEIGHT_VARIANCES.items()
    }
    return MappingProxyType(
        {
            cell: bool(abs(logs[cell.activation][cell.weight_variance][cell.depth - 1]) <= MOST)
            for cell in cells()
        }
    )


def judged(record: Record) -> Iterator[Judged]:
    """Yield the cells that a record has with as many networks as the grid asks for."""
    for cell, predicted in predictions().items():
        entry = record.of(cell.training)
        if entry is not None and len(entry.outcome.seeds) == SEEDS:
            assert isinstance(entry.outcome, Outcome)
            yield Judged(cell, predicted, accuracy(entry.outcome))
