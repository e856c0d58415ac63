"""Columns of a batch that are narrow, or constant: what (8) divides by, and how large its values become."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from paper_checks.experiments.batch import statistics, total_derivative

__all__ = ["apart", "constant_divisor", "normalized_square", "slope_of_scaled", "tanh_slope"]


def constant_divisor(*, size: int, top: int, bottom: int) -> float:
    """Return √v of a column of `size` values top/bottom, in fractions: floating point may round the mean.

    Raises
    ------
    ValueError
        If the column has no value.
    """
    if size < 1:
        raise ValueError(f"size must be 1 or more, got {size}: a batch has a sample at least")
    values = [Fraction(top, bottom)] * size
    mean = sum(values) / size
    variance = sum((value - mean) ** 2 for value in values) / size
    return math.sqrt(variance)


def _scaled(values: tuple[float, ...], spread: float) -> tuple[float, ...]:
    return tuple(spread * value for value in values)


def normalized_square(*, values: tuple[float, ...], sample: int, spread: float, scale: float) -> float:
    """Return (Yhat_i - beta)^2 of a column times `spread`, as (7) and (8) say, without epsilon.

    Raises
    ------
    ValueError
        If the column is constant.
    """
    return _normalized(values, sample, spread, scale) ** 2


def tanh_slope(*, values: tuple[float, ...], sample: int, spread: float, scale: float, shift: float) -> float:
    """Return the slope of tanh at Yhat_i of a column times `spread`, as (7) and (8) say, without epsilon.

    Raises
    ------
    ValueError
        If the column is constant.
    """
    return float(1.0 / np.cosh(_normalized(values, sample, spread, scale) + shift) ** 2)


def _normalized(values: tuple[float, ...], sample: int, spread: float, scale: float) -> float:
    """Return Yhat_i - beta."""
    column = np.array(_scaled(values, spread))
    mean, variance = statistics(tuple(column))
    if variance == 0:
        raise ValueError(f"values must not all be equal without epsilon, got {values}: give two that differ")
    return float(scale * (column[sample] - mean) / np.sqrt(variance))


def apart(*, values: tuple[float, ...], sample: int, spread: float) -> tuple[float, float]:
    """Return the distance of a value from the mean of the others, and the variance of the others."""
    others = _scaled(values[:sample] + values[sample + 1 :], spread)
    mean, variance = statistics(others)
    return spread * values[sample] - mean, variance


def slope_of_scaled(
    *, values: tuple[float, ...], sample: int, spread: float, scale: float, epsilon: float
) -> float:
    """Return dYhat_i/dY_i of a column times `spread`, on all paths."""
    return total_derivative(
        of="normalized",
        values=_scaled(values, spread),
        sample=sample,
        scale=scale,
        shift=0.0,
        epsilon=epsilon,
    )
