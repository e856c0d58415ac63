"""One column of a batch under batch normalisation and a loss behind it: gradients by complex step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paper_checks.experiments.complex_step import COMPLEX_STEP, complex_slope

__all__ = [
    "gradient",
    "gradient_by_parameter",
    "normalized",
    "slopes",
    "sum_of_gradient",
    "sum_of_gradient_by_deviation",
]


def normalized(values: Any, *, scale: float, shift: float, epsilon: float) -> NDArray[Any]:
    """Return the normalised column.

    Parameters
    ----------
    values : array-like
        The column: two values or more.
    scale, shift, epsilon : float

    Raises
    ------
    ValueError
        If the column has one value, or all are equal and epsilon is 0.
    """
    column = np.asarray(values)
    if column.ndim != 1 or len(column) < 2:
        raise ValueError(f"values: shape {column.shape}; a column of a batch needs two values or more")
    centred = column - column.mean()
    variance = (centred**2).mean()
    if variance == 0 and epsilon == 0:
        raise ValueError(
            f"values = {values}, epsilon = 0: a constant column has variance 0; give a positive epsilon"
        )
    return np.asarray(scale * centred / np.sqrt(variance + epsilon) + shift)


def _loss(column: NDArray[Any]) -> Any:
    """Return a loss of a normalised column, to which each sample adds another function."""
    return np.sum(np.sin(column * np.arange(1, len(column) + 1)) + column)


def _slope(column: Any, move: Any, multiplied: float = 1.0, **parameters: float) -> float:
    moved = multiplied * np.asarray(column) + COMPLEX_STEP * np.asarray(move)
    return float(complex_slope(_loss(normalized(moved, **parameters))))


def slopes(values: Sequence[float], **parameters: float) -> NDArray[np.float64]:
    """Return the derivatives of the loss by each normalised value."""
    column = normalized(values, **parameters)
    moves = COMPLEX_STEP * np.eye(len(column))
    return np.array([complex_slope(_loss(column + move)) for move in moves])


def gradient(*, values: Sequence[float], sample: int, multiplied: float = 1.0, **parameters: float) -> float:
    """Return the derivative of the loss by one value of the column, on all paths.

    Parameters
    ----------
    values : sequence of float
    sample : int
        Which value, counted from 0.
    multiplied : float
        A factor on the whole column, before it is normalised.
    **parameters : float
        scale, shift and epsilon.
    """
    return _slope(values, np.eye(len(values))[sample], multiplied, **parameters)


def gradient_by_parameter(*, by: str, values: Sequence[float], **parameters: float) -> float:
    """Return the derivative of the loss by a number that all values of the column share, the others being held fixed.

    Parameters
    ----------
    by : str
        "scale", "shift", "mean" or "variance".
    values : sequence of float
    **parameters : float
        scale, shift and epsilon.

    Raises
    ------
    ValueError
        If there is no such number.
    """
    column = np.asarray(values)
    shared: dict[str, Any] = {**parameters, "mean": column.mean(), "variance": column.var()}
    if by not in ("scale", "shift", "mean", "variance"):
        raise ValueError(f"by = {by!r}: give scale, shift, mean or variance")
    shared[by] = shared[by] + COMPLEX_STEP
    deviation = np.sqrt(shared["variance"] + shared["epsilon"])
    moved = shared["scale"] * (column - shared["mean"]) / deviation + shared["shift"]
    return float(complex_slope(_loss(moved)))


def sum_of_gradient(*, values: Sequence[float], **parameters: float) -> float:
    """Return the sum of the gradient over the column: the derivative by a move of all values alike."""
    return _slope(values, np.ones(len(values)), **parameters)


def sum_of_gradient_by_deviation(*, values: Sequence[float], **parameters: float) -> float:
    """Return the sum over the column of the gradient times the deviation from the mean, value by value."""
    deviations = np.asarray(values) - np.mean(values)
    return float(
        sum(deviations[k] * gradient(values=values, sample=k, **parameters) for k in range(len(values)))
    )
