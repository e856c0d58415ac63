"""Networks simulated with both passes, and quantiles over them, layer by layer."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from montecarlo import Backward, NotFiniteError, Samples, quantile, samples
from montecarlo.running.runner import processors
from paper_checks.bridge import register_activation
from theory.mean_field.dense_network import DenseNetwork

__all__ = ["PROBABILITIES", "Band", "BiasLaw", "OutOfRange", "Simulation"]


Array = npt.NDArray[np.float64]
BiasLaw = Literal["normal", "uniform"]
PROBABILITIES = 0.05, 0.5, 0.95
_FEW, _MANY = 32, 64  # networks at once: with few, NumPy's calls cost more than their work
_KEPT_UNITS = 8_000_000  # of all layers of the networks at once, which the backward pass needs


@dataclass(frozen=True)
class Band:
    """Quantiles over networks of a number of each layer.

    Parameters
    ----------
    value, low, high : ndarray, shape (3, layers)
        The 5 %, 50 % and 95 % quantiles of the simulated networks, and a distribution-free interval of each.
    """

    value: Array
    low: Array
    high: Array

    @property
    def median(self) -> Array:
        """The median of the simulated networks, shape (layers,)."""
        return np.asarray(self.value[1])


class OutOfRange(Exception):
    """A signal overflows in one network, first at this layer."""

    def __init__(self, layer: int) -> None:
        super().__init__(layer)
        self.layer = layer


@dataclass(frozen=True)
class Simulation:
    """Networks with fresh normal weights, biases, masks and inputs.

    Parameters
    ----------
    network : DenseNetwork
    bias_law : {"normal", "uniform"}
    replicates, seed : int
    jobs : int, optional
        Threads, on which no result depends.
    """

    network: DenseNetwork
    bias_law: BiasLaw
    replicates: int
    seed: int
    jobs: int | None = None

    def mean_squares(self) -> tuple[Band, Band]:
        """Return the natural logarithms of the mean squares of y_m, and of the gradient at y_m.

        Raises
        ------
        OutOfRange
            If a signal overflows in one of the networks.
        """
        signals, gradients = ([f"log {side}{m}^2" for m in self._layers] for side in "yd")
        try:
            drawn = self._drawn((*signals, *gradients))
        except NotFiniteError as error:
            layer = _first_layer(signals, error)
            # There is no layer before the first, to which the simulation could be cut.
            if layer is None or layer == 1:
                raise
            raise OutOfRange(layer) from error
        return _band(drawn, signals), _band(drawn, gradients)

    def cosines(self, cosine: float) -> Band:
        """Return the cosine of the pre-activations of two inputs of this correlation.

        It is nan from the first layer at which an input has no cosine in some network, since its pre-activations are
        all zero or out of range.
        """
        names, known = [f"cos y{m}" for m in self._layers], self.network.depth
        while known:
            part = replace(self, network=self.network.first_layers(known))
            try:
                found = _band(part._drawn(tuple(names[:known]), cosine), names[:known])
            except NotFiniteError as error:
                first = _first_layer(names, error)
                if first is None:
                    raise
                known = first - 1
                continue
            missing = np.full((3, self.network.depth - known), np.nan)
            return Band(*(np.hstack([part, missing]) for part in (found.value, found.low, found.high)))
        return Band(*np.full((3, 3, self.network.depth), np.nan))

    @property
    def _layers(self) -> range:
        return range(1, self.network.depth + 1)

    def _drawn(self, record: tuple[str, ...], cosine: float | None = None) -> Samples:
        network, activation = self.network, self.network.activation
        passes = Backward(
            network.widths,
            activation if isinstance(activation, str) else register_activation(activation),
            network.weight_variances,
            input_law="normal",
            input_deviation=math.sqrt(network.input_variance),
            bias_variance=network.bias_variances,
            bias_law=self.bias_law,
            keep=network.keep,
            record=record,
            inputs=1 if cosine is None else 2,
            input_cosine=cosine or 0.0,
        )
        if passes.batch < _FEW:
            # The pass with cosines goes forward alone, and keeps no layer.
            most = _MANY if cosine is not None else min(_MANY, _KEPT_UNITS // sum(network.widths))
            passes = replace(passes, at_once=max(most, passes.batch))
        with ThreadPoolExecutor(self.jobs or processors()) as executor:
            return samples(passes, replicates=self.replicates, seed=self.seed, executor=executor)


def _first_layer(names: list[str], error: NotFiniteError) -> int | None:
    """Return the first layer, from 1, whose name is among the fields that are not finite."""
    return next((layer for layer, name in enumerate(names, start=1) if name in error.fields), None)


def _band(drawn: Samples, fields: list[str]) -> Band:
    """Return the quantiles of fields, one for each layer."""
    value, low, high = np.empty((3, 3, len(fields)))
    for column, field in enumerate(fields):
        for row, probability in enumerate(PROBABILITIES):
            found = quantile(field, probability)
            value[row, column] = found.value(drawn)
            ends = found.interval(drawn)
            low[row, column], high[row, column] = ends.low, ends.high
    return Band(value, low, high)
