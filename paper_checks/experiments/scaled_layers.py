"""ReLU networks under two scales of the same normal numbers: fan_in v^2 = 2 (He) and 1 (Xavier)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from paper_checks.experiments.complex_step import COMPLEX_STEP, complex_slope

__all__ = ["gradient_ratio", "unit_ratio"]

Array = NDArray[np.float64]
_HE, _XAVIER = 2.0, 1.0


def _network(seed: int, widths: Sequence[int]) -> tuple[Array, list[Array]]:
    """Return an input, and standard normal numbers for the weights of each layer."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal(widths[0]), [rng.standard_normal((b, a)) for a, b in pairwise(widths)]


def _outputs(x: Array, weights: Sequence[NDArray[np.complex128]]) -> NDArray[np.complex128]:
    values = x.astype(np.complex128)
    for matrix in weights:
        y = matrix @ values
        values = np.where(y.real > 0, y, 0)
    return values


def _scaled(numbers: Sequence[Array], variance: float) -> list[NDArray[np.complex128]]:
    return [np.sqrt(variance / matrix.shape[1]) * matrix.astype(np.complex128) for matrix in numbers]


def _largest(seed: int, units: Array) -> int:
    unit = int(np.argmax(units))
    if not units[unit] > 0:
        raise ValueError(
            f"seed = {seed}: no unit of the last layer is positive, so there is no ratio; give another"
        )
    return unit


def unit_ratio(*, seed: int, widths: tuple[int, ...]) -> float:
    """Return the largest unit of the last layer under He, over the same unit under Xavier."""
    x, numbers = _network(seed, widths)
    he, xavier = (_outputs(x, _scaled(numbers, variance)).real for variance in (_HE, _XAVIER))
    unit = _largest(seed, xavier)
    return float(he[unit] / xavier[unit])


def gradient_ratio(*, seed: int, widths: tuple[int, ...], layer: int) -> float:
    """Return the gradient of that unit by the weights of a layer under He, over that under Xavier, by length.

    Each entry is a complex step.

    Parameters
    ----------
    seed : int
    widths : tuple of int
    layer : int
        From 1.
    """
    x, numbers = _network(seed, widths)
    unit = _largest(seed, _outputs(x, _scaled(numbers, _XAVIER)).real)

    def length(variance: float) -> float:
        weights = _scaled(numbers, variance)
        entries = []
        for place in np.ndindex(weights[layer - 1].shape):
            weights[layer - 1][place] += COMPLEX_STEP
            entries.append(complex_slope(_outputs(x, weights)[unit]))
            weights[layer - 1][place] = weights[layer - 1][place].real
        return float(np.linalg.norm(entries))

    return length(_HE) / length(_XAVIER)
