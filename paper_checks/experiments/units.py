"""Single units, and single layers with masks or batch normalisation."""

from __future__ import annotations

from montecarlo import (
    DeadUnit,
    DroppedLayer,
    DroppedNetwork,
    Experiment,
    MaskCount,
    NormalizedBatch,
    ThinnedCount,
)

__all__ = [
    "dead_unit",
    "dropped_layer",
    "dropped_network",
    "kept_units",
    "mask_count",
    "normalized_batch",
    "thinned_units",
]


def dead_unit(*, fan_in: int, examples: int, cosine: float) -> Experiment:
    """Return whether a unit is at most 0 on each of several examples that have one cosine with each other."""
    return DeadUnit(fan_in, examples, cosine)


def dropped_layer(
    *, inputs: int, units: int, drop: float, activation: str = "relu", rescale: bool = True
) -> Experiment:
    """Return a layer with orthonormal weight rows, before and after dropout."""
    return DroppedLayer(inputs, units, drop, activation=activation, rescale=rescale)


def dropped_network(
    *, width: int, depth: int, activation: str, weight_variance: float, drop: float
) -> Experiment:
    """Return a pass forward and back through layers of one width, each with dropout behind its activation."""
    return DroppedNetwork((width,) * (depth + 1), activation, weight_variance, drop=drop)


def kept_units(*, units: int, drop: float, counts: tuple[int, ...]) -> Experiment:
    """Return the number of units kept of `units`, each dropped with probability `drop`."""
    return MaskCount(units, 1 - drop, counts)


def thinned_units(*, rate: float, drop: float, counts: tuple[int, ...]) -> Experiment:
    """Return the number of units kept of a Poisson number of them, each dropped with probability `drop`."""
    return ThinnedCount(rate, 1 - drop, counts)


def mask_count(*, units: int, kept: float, counts: tuple[int, ...]) -> Experiment:
    """Return the number of units kept of `units`, when `kept` of them are kept on average."""
    return MaskCount(units, kept / units, counts)


def normalized_batch(
    *, inputs: int, units: int, batch: int, scale: float, shift: float, bias_mean: float
) -> Experiment:
    """Return batch-normalised pre-activations, with epsilon = 0."""
    return NormalizedBatch(inputs, units, batch, scale, shift, bias_mean=bias_mean)
