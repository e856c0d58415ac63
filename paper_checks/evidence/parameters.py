"""What the symbols of theory are in an experiment, as far as its parameters say."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import sympy as sp

from montecarlo import Experiment
from theory.notation import B, M, N, beta, gamma, lam, m, mu, p, s, u, v, w

__all__ = ["parameters_of"]


def parameters_of(experiment: Experiment, layer: int = 1) -> Mapping[sp.Symbol, float]:
    """Return the symbols that an experiment gives a value to.

    Moments of the inputs of a layer are parameters at the first layer alone; deeper, they are results.

    Parameters
    ----------
    experiment : Experiment
    layer : int
        Which layer N, v and the moments of the inputs belong to.
    """
    if hasattr(experiment, "network"):
        return parameters_of(experiment.network, layer)
    if hasattr(experiment, "widths"):
        return _of_network(experiment, layer)
    named = {M: "units", p: "drop", B: "batch_size", gamma: "scale", beta: "shift", lam: "rate"}
    found = {symbol: getattr(experiment, name) for symbol, name in named.items() if hasattr(experiment, name)}
    if hasattr(experiment, "keep"):
        found[p] = 1 - experiment.keep
        found.setdefault(lam, found.get(M, 0) * experiment.keep)
    return found


def _of_network(network: Any, layer: int) -> dict[sp.Symbol, float]:
    fan_in = network.widths[min(layer, len(network.widths)) - 1]
    variance = network.weight_variance
    found = {N: fan_in, v: math.sqrt(variance / fan_in), w: variance}
    if hasattr(network, "drop"):
        found[p] = network.drop
    if layer == 1:
        mean, deviation = network.input_mean, network.input_deviation
        found |= {m: 1, mu: mean, s: deviation, u: math.sqrt(variance * (mean**2 + deviation**2))}
    return found
