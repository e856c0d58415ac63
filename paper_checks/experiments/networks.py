"""Forward passes, and backward ones, of networks, most of whose layers have one width."""

from __future__ import annotations

from typing import Any

from montecarlo import Backward, CommonNumbers, Dense, Distribution, Experiment, Network, Row, forward
from montecarlo.sampling.weights import InputLaw, WeightLaw

__all__ = [
    "backward_pass",
    "backward_through",
    "distribution",
    "fading",
    "forward_pass",
    "forward_through",
    "row",
    "shrinking",
]


def forward_pass(
    *,
    width: int,
    depth: int,
    activation: str,
    weight_variance: float,
    record: tuple[str, ...],
    outputs: int | None = None,
    weight_law: WeightLaw = "normal",
    input_law: InputLaw = "rademacher",
    input_mean: float = 0.0,
    input_deviation: float = 1.0,
    input_correlation: float = 0.0,
) -> Experiment:
    """Return a pass of `depth` weight layers by the fastest engine that is valid for it.

    A single layer is sampled literally, weight by weight.  `outputs` is the width of the last layer, where it
    differs.
    """
    widths = (width,) * depth + (width if outputs is None else outputs,)
    inputs: dict[str, Any] = {
        "input_law": input_law,
        "input_mean": input_mean,
        "input_deviation": input_deviation,
        "input_correlation": input_correlation,
    }
    network = Dense if depth == 1 else forward
    return network(widths, activation, weight_variance, record, weight_law=weight_law, **inputs)


def forward_through(
    *, widths: tuple[int, ...], activation: str, weight_variance: float, record: tuple[str, ...]
) -> Experiment:
    """Return a pass through layers of the given widths, with an input of signs."""
    return forward(widths, activation, weight_variance, record)


def backward_pass(
    *,
    width: int,
    depth: int,
    activation: str,
    weight_variance: float,
    input_deviation: float,
    outputs: int | None = None,
) -> Experiment:
    """Return a pass forward, and back from a gradient of variance 1; `outputs` is as in `forward_pass`."""
    return backward_through(
        widths=(width,) * depth + (width if outputs is None else outputs,),
        activation=activation,
        weight_variance=weight_variance,
        input_deviation=input_deviation,
    )


def backward_through(
    *, widths: tuple[int, ...], activation: str, weight_variance: float, input_deviation: float
) -> Experiment:
    """Return a pass forward, and back from a gradient of variance 1, through layers of the given widths."""
    return Backward(widths, activation, weight_variance, input_deviation=input_deviation)


def shrinking(*, weight_variance: float, **parameters: Any) -> Experiment:
    """Return a pass at a weight variance, its half and its quarter, on common random numbers."""
    variances = (weight_variance / 2**halvings for halvings in range(3))
    return CommonNumbers(
        tuple(forward_pass(weight_variance=variance, **parameters) for variance in variances)
    )


def fading(*, input_deviation: float, **parameters: Any) -> Experiment:
    """Return a pass at an input variance, its half and its quarter, on common random numbers."""
    deviations = (input_deviation / 2 ** (halvings / 2) for halvings in range(3))
    return CommonNumbers(
        tuple(forward_pass(input_deviation=deviation, **parameters) for deviation in deviations)
    )


def distribution(*, edges: tuple[float, ...], record: tuple[str, ...], **parameters: Any) -> Experiment:
    """Return whether one unit of a fresh network is at most each of some edges."""
    network = forward_pass(outputs=1, record=record, **parameters)
    assert isinstance(network, Network)
    return Distribution(network, edges)


def row(*, width: int, depth: int, activation: str, weight_variance: float, **parameters: Any) -> Experiment:
    """Return the first two terms of a row of layer `depth`."""
    return Row((width,) * depth, activation, weight_variance, **parameters)
