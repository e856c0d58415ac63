"""Estimands: smooth functions of the replicate means, with standard errors by the delta method."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.statistics.inference import ALPHA, Interval, interval
from montecarlo.statistics.sample_moments import SampleMoments, positions

__all__ = ["Estimand", "deviation", "excess_kurtosis", "mean", "ratio", "richardson", "variance"]


Array = npt.NDArray[np.float64]
# A complex step has no difference to cancel, so that it may be as small as the exponent range allows.
_STEP = 1e-100


@dataclass(frozen=True)
class Estimand:
    """A number to estimate: a smooth function of the means of some fields.

    Parameters
    ----------
    name : str
        What it is, in words.
    fields : tuple of str
        The fields whose means it takes.
    function : callable
        Takes these means in order, as positional arguments, and returns a scalar. It is also evaluated at complex
        numbers and must be analytic: arithmetic, powers, and NumPy's sqrt, exp and log are; abs and max are not.
    """

    name: str
    fields: tuple[str, ...]
    function: Callable[..., Any]

    def value(self, moments: SampleMoments) -> float:
        """Return the estimate.

        Raises
        ------
        ValueError
            If a field was not recorded, or the function has no finite real value at the means.
        """
        return self._value(moments.mean[moments.columns(self.fields)])

    def gradient(self, moments: SampleMoments) -> Array:
        """Return the derivatives with respect to the means of `fields`, shape (len(fields),), by the complex step."""
        return self._gradient(moments.mean[moments.columns(self.fields)])

    def standard_error(self, moments: SampleMoments) -> float:
        """Return the standard error sqrt(g' C g / n) with the gradient g and the covariance C.

        Raises
        ------
        ValueError
            As in `Estimand.value`, or if there are fewer than two replicates.
        """
        columns = moments.columns(self.fields)
        gradient = self._gradient(moments.mean[columns])
        covariance = moments.covariance[np.ix_(columns, columns)]
        # Rounding may leave the quadratic form just below zero where the linear combination is constant.
        return math.sqrt(max(float(gradient @ covariance @ gradient), 0.0) / moments.count)

    def interval(self, moments: SampleMoments, alpha: float = ALPHA) -> Interval:
        """Return the interval that misses the truth with probability alpha on each side.

        Parameters
        ----------
        moments : SampleMoments
            Of 2 replicates or more.
        alpha : float
            In (0, 1). Verdicts use the default, ALPHA.

        Raises
        ------
        ValueError
            As in `Estimand.value`, or if there are fewer than two replicates.
        """
        return interval(self.value(moments), self.standard_error(moments), moments.count, alpha)

    def influence(self, fields: tuple[str, ...], samples: Array) -> Array:
        """Return the linearised contribution of each replicate to the estimate, to plan a run.

        Parameters
        ----------
        fields : tuple of str
            The names of the columns of `samples`.
        samples : ndarray, shape (n, len(fields))

        Returns
        -------
        ndarray, shape (n,)
            Its mean is zero. Its standard deviation over sqrt(n) is the standard error of the estimate. Its skewness
            over sqrt(n) is the skewness of the estimate.
        """
        columns = positions(self.fields, fields)
        used = np.ascontiguousarray(samples[:, columns].T)
        means = used.mean(axis=1)
        influence: Array = self._gradient(means) @ (used - means[:, np.newaxis])
        return influence

    def _value(self, means: Array) -> float:
        value = self._at(means)
        # Rounding may leave a variance of zero just below zero, and its root just off the real axis.
        if not np.isfinite(value) or abs(value.imag) > 1e-6 * max(1.0, abs(value.real)):
            raise ValueError(
                f"{self.name} has no finite real value where {self._describe(means)}: got {value}"
            )
        return value.real

    def _gradient(self, means: Array) -> Array:
        steps = means + 1j * _STEP * np.eye(len(means))
        base = self._at(means).imag
        gradient = np.array([(self._at(point).imag - base) / _STEP for point in steps])
        if not np.isfinite(gradient).all():
            raise ValueError(
                f"{self.name} has no finite gradient where {self._describe(means)}: got {gradient}"
            )
        return gradient

    def _at(self, means: npt.NDArray[Any]) -> complex:
        try:
            with np.errstate(all="ignore"):
                return complex(self.function(*means.astype(np.complex128).tolist()))
        except ArithmeticError as error:
            raise ValueError(f"{self.name} has no value where {self._describe(means)}: {error}") from error

    def _describe(self, means: npt.NDArray[Any]) -> str:
        return ", ".join(
            f"E {field} = {value.real:.6g}" for field, value in zip(self.fields, means, strict=True)
        )


def mean(field: str) -> Estimand:
    """Return the estimand E f of a field f."""
    return Estimand(f"E {field}", (field,), lambda first: first)


def variance(mean_field: str, square_field: str) -> Estimand:
    """Return the estimand E f^2 - (E f)^2: the variance over everything that is random."""
    return Estimand(f"Var {mean_field}", (mean_field, square_field), lambda first, second: second - first**2)


def deviation(mean_field: str, square_field: str) -> Estimand:
    """Return the estimand sqrt(E f^2 - (E f)^2); a variance that rounding leaves below zero counts as zero."""
    fields = (mean_field, square_field)
    return Estimand(f"sd {mean_field}", fields, lambda first, second: np.sqrt(second - first**2))


def ratio(top: str, bottom: str) -> Estimand:
    """Return the estimand E top / E bottom."""
    return Estimand(f"E {top} / E {bottom}", (top, bottom), lambda first, second: first / second)


def excess_kurtosis(square_field: str, fourth_field: str) -> Estimand:
    """Return the estimand E f^4 / (E f^2)^2 - 3: the excess kurtosis of a quantity of mean zero."""
    fields = (square_field, fourth_field)
    name = f"E {fourth_field} / (E {square_field})^2 - 3"
    return Estimand(name, fields, lambda second, fourth: fourth / second**2 - 3)


def richardson(estimand: Estimand, units: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> Estimand:
    """Extrapolate an estimand to h = 0 from three experiments side by side, at h, h/2 and h/4 in this order.

    If t(h) = t + a h + b h^2, then (8 t(h/4) - 6 t(h/2) + t(h)) / 3 is t.

    Parameters
    ----------
    estimand : Estimand
        On the fields of one experiment.
    units : tuple of float
        Each experiment's value is divided by its unit before the extrapolation. A unit may be h itself.

    Returns
    -------
    Estimand
        On the fields "0:...", "1:..." and "2:..." of `CommonNumbers` or `SeparateNumbers`.
    """
    size = len(estimand.fields)

    def extrapolate(*means: complex) -> complex:
        parts = (estimand.function(*means[k * size : (k + 1) * size]) for k in range(3))
        whole, half, quarter = (part / unit for part, unit in zip(parts, units, strict=True))
        return complex(8 * quarter - 6 * half + whole) / 3

    fields = tuple(f"{k}:{field}" for k in range(3) for field in estimand.fields)
    return Estimand(f"{estimand.name}, extrapolated", fields, extrapolate)
