"""Which engine is the fastest for a network."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from montecarlo.engines.conditional import Conditional
from montecarlo.engines.dense import Dense
from montecarlo.engines.homogeneous import Homogeneous
from montecarlo.engines.layerwise import Unitwise
from montecarlo.engines.network import Network
from montecarlo.sampling.activations import SLOPES

__all__ = ["forward"]


# What engines of units have beyond those of lengths: at these values a layer's length is all that the next needs.
_PLAIN = {field.name: field.default for field in fields(Unitwise) if field not in fields(Network)}


def forward(
    widths: tuple[int, ...],
    activation: str,
    weight_variance: float,
    record: tuple[str, ...],
    *,
    weight_law: str = "normal",
    **options: Any,
) -> Network:
    """Return a network on the fastest engine whose law is exactly its own.

    Parameters
    ----------
    widths, activation, weight_variance, record
        See `Network`.
    weight_law : str
        See `weight_matrices`. Normal weights need not be drawn; weights of any other law are.
    **options
        Those of `Dense`: the law of the inputs and their number, biases, the precision.

    Returns
    -------
    Homogeneous, Conditional or Dense

    Raises
    ------
    TypeError, ValueError
        As the engines.

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
    if activation in SLOPES and all(options.get(name, plain) == plain for name, plain in _PLAIN.items()):
        inputs = {name: value for name, value in options.items() if name not in _PLAIN}
        return Homogeneous(widths, activation, weight_variance, record, **inputs)
    return Conditional(widths, activation, weight_variance, record, **options)
