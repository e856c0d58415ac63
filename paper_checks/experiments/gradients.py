"""Gradients of small networks that have vanished: behind a dead unit of ReLU, and below many layers of the sigmoid."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from paper_checks.experiments.complex_step import COMPLEX_STEP, complex_slope

__all__ = ["dead_unit", "example_ratio", "loss_by_dead_weight", "sigmoid_gradients", "updated_weight"]

Array = NDArray[np.float64]
_DIFFERENCE = 2.0**-12
_RATE = 0.5


def dead_unit(*, seed: int, inputs: int, units: int) -> dict[str, Any]:
    """Return a network of one hidden layer of ReLU, an example, and the unit that is furthest below 0 on it.

    Raises
    ------
    ValueError
        If every unit is above 0 on the example.
    """
    rng = np.random.default_rng(seed)
    weights, above, example = (
        rng.standard_normal((units, inputs)),
        rng.standard_normal(units),
        rng.random(inputs),
    )
    preactivations = weights @ example
    unit = int(np.argmin(preactivations))
    if preactivations[unit] >= 0:
        raise ValueError(f"seed = {seed}: no unit is dead on the example; give another seed, or more units")
    return {"weights": weights, "above": above, "example": example, "unit": unit, "label": 0.75}


def loss_by_dead_weight(*, seed: int, inputs: int, units: int) -> float:
    """Return the central difference of the squared loss by the dead unit's first weight."""
    found = dead_unit(seed=seed, inputs=inputs, units=units)

    def loss(change: float) -> float:
        weights = found["weights"].copy()
        weights[found["unit"], 0] += change
        output = found["above"] @ np.maximum(0.0, weights @ found["example"])
        return float((found["label"] - output) ** 2)

    return (loss(_DIFFERENCE) - loss(-_DIFFERENCE)) / (2 * _DIFFERENCE)


def sigmoid_gradients(*, seed: int, depth: int, width: int) -> tuple[float, float, float, float]:
    """Return a weight of the first layer, the learning rate, and the loss by that weight and by one of the last layer.

    Weights are normal with variance 1/width; the derivatives are complex steps through the whole network.
    """
    rng = np.random.default_rng(seed)
    weights = rng.standard_normal((depth, width, width)) / np.sqrt(width)
    inputs, labels = rng.standard_normal(width), rng.standard_normal(width)

    def derivative(layer: int) -> float:
        values: NDArray[Any] = inputs.astype(np.complex128)
        for number, matrix in enumerate(weights):
            moved = matrix.astype(np.complex128)
            if number == layer:
                moved[0, 0] += COMPLEX_STEP
            values = 1 / (1 + np.exp(-(moved @ values)))
        return float(complex_slope(((labels - values) ** 2).sum()))

    return float(weights[0, 0, 0]), _RATE, derivative(0), derivative(depth - 1)


def updated_weight(*, seed: int, depth: int, width: int) -> float:
    """Return the weight of the first layer after one step of gradient descent."""
    weight, rate, gradient, _ = sigmoid_gradients(seed=seed, depth=depth, width=width)
    return weight - rate * gradient


def example_ratio(*, lost: float) -> float:
    """Return dL/dw_11^1 over dL/dw_11^3 for the numbers of the lecture, in their order; a digit of one is lost."""
    first, second = (0.4, 0.2, 0.08, 0.9), (0.4, 0.3, lost, 0.9)
    return float((np.prod(first) + np.prod(second)) / np.prod((0.4, 0.5)))
