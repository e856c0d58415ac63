"""Losses behind a softmax, and behind batch normalisation and a rectifier: their derivatives by complex step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from paper_checks.experiments.complex_step import jacobian

__all__ = ["cross_entropy_by_logit", "loss_by_first_value", "sum_of_others"]


def _require_truth(truth: tuple[float, ...], logits: tuple[float, ...]) -> None:
    if len(truth) != len(logits) or min(truth) < 0 or abs(sum(truth) - 1) > 1e-12:
        raise ValueError(
            f"truth must be a probability for each of {len(logits)} logits, which add up to 1, got {truth}"
        )


def cross_entropy_by_logit(*, logits: tuple[float, ...], truth: tuple[float, ...], number: int) -> float:
    """Return the derivative of the loss (11) of the softmax (10) by one logit."""
    _require_truth(truth, logits)

    def loss(h: NDArray[np.complex128]) -> NDArray[np.complex128]:
        return np.atleast_1d(-np.dot(truth, np.log(np.exp(h) / np.exp(h).sum())))

    return float(jacobian(loss, np.array(logits))[0, number])


def sum_of_others(*, logits: tuple[float, ...], number: int) -> float:
    """Return the sum of exp(h) over all logits but one."""
    return float(np.exp(logits).sum() - np.exp(logits[number]))


def loss_by_first_value(
    *, values: tuple[float, ...], slopes: tuple[float, ...], scale: float, shift: float, epsilon: float
) -> float:
    """Return the derivative by the first value of a column of a loss that is linear in the units H.

    The column is normalised as (6) to (8) say, and rectified.

    Raises
    ------
    ValueError
        If there is not one slope, dl/dH, for each value.
    """
    if len(slopes) != len(values):
        raise ValueError(f"slopes must be one for each of {len(values)} values, got {slopes}")

    def loss(column: NDArray[np.complex128]) -> NDArray[np.complex128]:
        deviations = column - column.mean()
        normalized = scale * deviations / np.sqrt((deviations**2).mean() + epsilon) + shift
        return np.atleast_1d(np.dot(slopes, np.where(normalized.real > 0, normalized, 0)))

    return float(jacobian(loss, np.array(values))[0, 0])
