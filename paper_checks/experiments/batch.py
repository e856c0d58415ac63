"""One column of a batch under batch normalisation: its derivatives by complex step, from the definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from paper_checks.experiments.complex_step import COMPLEX_STEP, complex_slope

__all__ = ["derivative", "statistics", "total_derivative"]


def _mean(values: Any, **_: Any) -> Any:
    return values.mean()


def _variance(values: Any, mean: Any, **_: Any) -> Any:
    return ((values - mean) ** 2).mean()


def _inverse_deviation(variance: Any, epsilon: Any, **_: Any) -> Any:
    return (variance + epsilon) ** -0.5


def _normalized(
    values: Any, sample: int, mean: Any, variance: Any, scale: Any, shift: Any, epsilon: Any, **_: Any
) -> Any:
    return scale * (values[sample] - mean) / np.sqrt(variance + epsilon) + shift


def _loss(slope: float, **arguments: Any) -> Any:
    """Return a loss whose derivative by the unit behind the rectifier is `slope`."""
    normalized = _normalized(**arguments)
    return slope * (normalized if normalized.real > 0 else 0 * normalized)


_QUANTITIES: Mapping[str, Callable[..., Any]] = {
    "mean": _mean,
    "variance": _variance,
    "inverse deviation": _inverse_deviation,
    "normalized": _normalized,
    "loss": _loss,
}


def statistics(values: tuple[float, ...]) -> tuple[float, float]:
    """Return the mean of a column and its variance, the mean of the squared deviations."""
    mean = _mean(np.array(values))
    return float(mean), float(_variance(np.array(values), mean))


def derivative(*, of: str, by: str, values: tuple[float, ...], sample: int, **parameters: float) -> float:
    """Return a partial derivative: the other arguments of the definition are held fixed.

    Parameters
    ----------
    of : str
        "mean", "variance", "inverse deviation", "normalized" or "loss".
    by : str
        "values", meaning the one of `sample`, or "mean", "variance", "scale" or "shift".
    values : tuple of float
        The column.
    sample : int
        Which value of the column is normalised.
    **parameters : float
        scale, shift, epsilon, and slope for a loss.
    """
    arguments: dict[str, Any] = {
        "values": np.array(values, dtype=np.complex128),
        "sample": sample,
        **parameters,
    }
    arguments["mean"] = _mean(**arguments)
    arguments["variance"] = _variance(**arguments)
    if by == "values":
        arguments["values"][sample] += COMPLEX_STEP
    else:
        arguments[by] = arguments[by] + COMPLEX_STEP
    return float(complex_slope(_QUANTITIES[of](**arguments)))


def total_derivative(
    *, of: str, values: tuple[float, ...], sample: int, other: int | None = None, **parameters: float
) -> float:
    """Return the derivative by one value of the column, whose mean and variance change with it.

    Parameters
    ----------
    of, values, sample, **parameters
        As in `derivative`.
    other : int, optional
        Which value changes; that of `sample` by default.
    """
    column = np.array(values, dtype=np.complex128)
    column[sample if other is None else other] += COMPLEX_STEP
    arguments: dict[str, Any] = {"values": column, "sample": sample, **parameters}
    arguments["mean"] = _mean(**arguments)
    arguments["variance"] = _variance(**arguments)
    return float(complex_slope(_QUANTITIES[of](**arguments)))
