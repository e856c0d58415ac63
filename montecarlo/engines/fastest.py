"""Choose the fastest engine for a network."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from montecarlo.engines.conditional import Conditional
from montecarlo.engines.dense import Dense
from montecarlo.engines.homogeneous import Homogeneous
from montecarlo.engines.layerwise import Layerwise
from montecarlo.engines.network import Network
from montecarlo.sampling.activations import known, slope
from montecarlo.sampling.weights import WeightLaw

__all__ = ["forward"]


# The options that only engines of units have. With these values, the length of a layer is all that the next needs.
_PLAIN = {field.name: field.default for field in fields(Layerwise) if field not in fields(Network)}


def forward(
    widths: tuple[int, ...],
    activation: str,
    weight_variance: float,
    record: tuple[str, ...],
    *,
    weight_law: WeightLaw = "normal",
    **options: Any,
) -> Network:
    """Return a network on the fastest engine that has its exact law.

    Parameters
    ----------
    widths, activation, weight_variance, record
        See `Network`.
    weight_law : str
        See `weight_matrices`. Weights of another law than "normal" need the engine `Dense`.
    **options
        Options of `Dense`: the law of the inputs, their number, the bias variance and the precision.

    Returns
    -------
    Homogeneous, Conditional or Dense

    Raises
    ------
    TypeError, ValueError
        If a parameter has another type or value than the engine allows.

    Examples
    --------
    >>> forward((500,) * 11, "relu", 2.0, ("x11^2",)).engine
    'homogeneous'
    >>> forward((500,) * 11, "relu", 2.0, ("x11^2",), bias_variance=0.1).engine
    'conditional'
    >>> forward((500,) * 11, "relu", 2.0, ("x11^2",), weight_law="uniform").engine
    'dense'
    """
    if weight_law != "normal":
        return Dense(widths, activation, weight_variance, record, weight_law=weight_law, **options)
    if slope(known("activation", activation)) is not None and all(
        options.get(name, plain) == plain for name, plain in _PLAIN.items()
    ):
        inputs = {name: value for name, value in options.items() if name not in _PLAIN}
        return Homogeneous(widths, activation, weight_variance, record, **inputs)
    return Conditional(widths, activation, weight_variance, record, **options)
