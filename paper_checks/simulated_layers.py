"""Networks simulated with both passes, and quantiles over them, layer by layer."""

from __future__ import annotations

import math
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from montecarlo import Backward, Samples, quantile, samples
from paper_checks.bridge import register_activation
from theory.activation.activation import Activation
from theory.mean_field.dense_network import DenseNetwork

__all__ = ["PROBABILITIES", "Band", "OutOfRange", "band", "known_numbers", "mean_squares", "median_cosines"]


Array = npt.NDArray[np.float64]
PROBABILITIES = 0.05, 0.5, 0.95


@dataclass(frozen=True)
class Band:
    """Quantiles over networks of the natural logarithm of a mean square, by layer.

    Parameters
    ----------
    value, low, high : ndarray, shape (3, layers)
        The 5 %, 50 % and 95 % quantiles of the simulated networks, and a distribution-free interval of each.
    """

    value: Array
    low: Array
    high: Array


class OutOfRange(Exception):
    """A signal overflows in one network, first at this layer."""

    def __init__(self, layer: int) -> None:
        super().__init__(layer)
        self.layer = layer


def mean_squares(
    activation: str | Activation, part: DenseNetwork, replicates: int, seed: int, jobs: int | None
) -> Samples:
    """Return logarithms of mean squares of simulated networks.

    Raises
    ------
    OutOfRange
        If a signal overflows in one of them.
    """
    numbers = range(1, part.depth + 1)
    experiment = _passes(activation, part, tuple(f"log {name}{m}^2" for name in "yd" for m in numbers))
    try:
        return _samples(experiment, replicates, seed, jobs)
    except ValueError as error:
        found = re.search(r"drew NaN or infinity for log y(\d+)\^2", str(error))
        if found is None or found[1] == "1":
            raise
        raise OutOfRange(int(found[1])) from error


def median_cosines(
    activation: str | Activation,
    part: DenseNetwork,
    cosine: float,
    replicates: int,
    seed: int,
    jobs: int | None,
) -> Array:
    """Return the median cosine of two inputs by layer; nan if a layer is all zero in some network."""
    names = tuple(f"cos y{m}" for m in range(1, part.depth + 1))
    try:
        found = _samples(_passes(activation, part, names, cosine), replicates, seed, jobs)
    except ValueError:
        return np.full(part.depth, np.nan)
    return np.array([quantile(name, 0.5).value(found) for name in names])


def _passes(
    activation: str | Activation, part: DenseNetwork, record: tuple[str, ...], cosine: float | None = None
) -> Backward:
    return Backward(
        part.widths,
        activation if isinstance(activation, str) else register_activation(activation),
        part.weight_variances,
        input_law="normal",
        input_deviation=math.sqrt(part.input_variance),
        bias_variance=part.bias_variances,
        keep=part.keep,
        record=record,
        inputs=1 if cosine is None else 2,
        input_cosine=cosine or 0.0,
    )


def _samples(experiment: Backward, replicates: int, seed: int, jobs: int | None) -> Samples:
    with ThreadPoolExecutor(jobs or os.cpu_count()) as executor:
        return samples(experiment, replicates=replicates, seed=seed, executor=executor)


def band(drawn: Samples, fields: list[str]) -> Band:
    """Return the quantiles of fields, one for each layer."""
    value, low, high = np.empty((3, 3, len(fields)))
    for column, field in enumerate(fields):
        for row, probability in enumerate(PROBABILITIES):
            found = quantile(field, probability)
            value[row, column] = found.value(drawn)
            ends = found.interval(drawn)
            low[row, column], high[row, column] = ends.low, ends.high
    return Band(value, low, high)


def known_numbers(values: Array) -> list[float | None]:
    """Return numbers for JSON: nothing where none is known, or where a signal is 0 and its logarithm infinite."""
    return [float(value) if math.isfinite(value) else None for value in values]
