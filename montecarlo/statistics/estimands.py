"""Estimands: smooth functions of the replicate means, with standard errors by the delta method."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from montecarlo.arguments import instance, real, shown, texts
from montecarlo.statistics.inference import ALPHA, Interval, interval
from montecarlo.statistics.sample_moments import SampleMoments, positions

__all__ = ["Estimand", "deviation", "excess_kurtosis", "mean", "ratio", "richardson", "variance"]


Array = npt.NDArray[np.float64]
# A complex step has no difference to cancel, so that it may be as small as the exponent range allows.
_STEP = 1e-100
# Of a mean of squares: what rounding may change in it, and in a variance.
_ROUNDING = 1e-12
# How much larger x may be than the first two terms of an expansion show it: see `richardson`.
_ALLOWANCE = 1.5


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
    error : callable, optional
        Where the function is no more than close to what is meant, such as an extrapolation: takes the same means and
        returns a bound of how far apart the two are. The interval is wider by it on each side.
    """

    name: str
    fields: tuple[str, ...]
    function: Callable[..., Any]
    error: Callable[..., float] | None = None

    def __post_init__(self) -> None:
        instance("name", self.name, str, "a text")
        texts("fields", self.fields)
        if not callable(self.function):
            raise TypeError(
                f"function must be callable with the means of the fields, got {shown(self.function)}"
            )

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

    def own_error(self, moments: SampleMoments) -> float:
        """Return the bound of the estimand's own error, which no number of replicates makes smaller; 0 for most.

        Raises
        ------
        ValueError
            As in `Estimand.value`, or if the error has no bound at the means.
        """
        if self.error is None:
            return 0.0
        means = moments.mean[moments.columns(self.fields)]
        bound = self.error(*means.tolist())
        if not math.isfinite(bound):
            raise ValueError(
                f"{self.name} has an error without bound where {self._describe(means)}: "
                "measure it where its terms are smaller"
            )
        return bound

    def interval(self, moments: SampleMoments, alpha: float = ALPHA) -> Interval:
        """Return the interval that misses the truth with probability alpha on each side.

        It reaches a quantile times the standard error to each side, and the estimand's own error beyond that.

        Parameters
        ----------
        moments : SampleMoments
            Of 2 replicates or more.
        alpha : float
            Within [1e-100, 1/2]. Verdicts use the default, ALPHA.

        Raises
        ------
        ValueError
            As in `Estimand.value`, or if there are fewer than two replicates.
        """
        sampled = interval(self.value(moments), self.standard_error(moments), moments.count, alpha)
        beyond = self.own_error(moments)
        return Interval(sampled.low - beyond, sampled.high + beyond)

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


def _require_names(**fields: str) -> None:
    for name, field in fields.items():
        instance(name, field, str, "the name of a field")


def mean(field: str) -> Estimand:
    """Return the estimand E f of a field f."""
    _require_names(field=field)
    return Estimand(f"E {field}", (field,), lambda first: first)


def variance(mean_field: str, square_field: str) -> Estimand:
    """Return the estimand E f^2 - (E f)^2: the variance over everything that is random.

    Its own error is that of rounding: at most 1e-12 E f^2.
    """
    _require_names(mean_field=mean_field, square_field=square_field)
    return Estimand(
        f"Var {mean_field}",
        (mean_field, square_field),
        lambda first, second: second - first**2,
        lambda _, second: _ROUNDING * second,
    )


def deviation(mean_field: str, square_field: str) -> Estimand:
    """Return the estimand sqrt(E f^2 - (E f)^2); a variance that rounding leaves just below zero counts as zero.

    Its own error is that of rounding, by which the variance is at most 1e-12 E f^2 off.
    """
    _require_names(mean_field=mean_field, square_field=square_field)
    return Estimand(f"sd {mean_field}", (mean_field, square_field), _deviation, _deviation_error)


def _deviation(first: complex, second: complex) -> complex:
    squared = second - first**2
    rounding = squared.real <= 0 and abs(squared) <= _ROUNDING * abs(second)
    found: complex = np.sqrt(0.0 if rounding else squared)
    return found


def _deviation_error(first: float, second: float) -> float:
    squared, off = max(0.0, second - first**2), _ROUNDING * second
    return off / (math.sqrt(squared) + math.sqrt(squared + off)) if off else 0.0


def ratio(top: str, bottom: str) -> Estimand:
    """Return the estimand E top / E bottom."""
    _require_names(top=top, bottom=bottom)
    return Estimand(f"E {top} / E {bottom}", (top, bottom), lambda first, second: first / second)


def excess_kurtosis(square_field: str, fourth_field: str) -> Estimand:
    """Return the estimand E f^4 / (E f^2)^2 - 3: the excess kurtosis of a quantity of mean zero."""
    _require_names(square_field=square_field, fourth_field=fourth_field)
    fields = (square_field, fourth_field)
    name = f"E {fourth_field} / (E {square_field})^2 - 3"
    return Estimand(name, fields, lambda second, fourth: fourth / second**2 - 3)


def richardson(estimand: Estimand, units: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> Estimand:
    """Extrapolate an estimand to h = 0 from three experiments side by side, at h, h/2 and h/4 in this order.

    If t(h) = t + a h + b h^2, then (8 t(h/4) - 6 t(h/2) + t(h)) / 3 is t. Otherwise this has an error of third order,
    which `Estimand.interval` includes. Three values cannot bound it by themselves. The assumption is that the term of
    order k of t(h) is at most |t| x^k. Here x is half as much again as the least number for which t(h) - t is at most
    |t| x, and the term of second order, as the three values show it, at most |t| x^2. The error is then at most that
    of |t| / (1 - x h'/h) at h' = h, h/2, h/4, which is |t| x^3 / (8 (1 - x) (1 - x/2) (1 - x/4)). The half is for
    series whose coefficients grow faster than powers. At small h, the bound is 1.3 to 3 times the error of Gaussian
    means of tanh^2 and of softplus, and 20 times that of exp(h), whose terms shrink faster than powers.

    Parameters
    ----------
    estimand : Estimand
        On the fields of one experiment.
    units : tuple of float
        Each experiment's value is divided by its unit before the extrapolation. A unit may be h itself.

    Returns
    -------
    Estimand
        On the fields "0:...", "1:..." and "2:..." of `CommonNumbers` or `SeparateNumbers`. Its own error has no bound
        where x is 1 or more: then h is too large, or the limit is 0.
    """
    instance("estimand", estimand, Estimand, "an Estimand")
    if not isinstance(units, tuple) or len(units) != 3:
        raise ValueError(f"units must be a tuple of 3 numbers, got {shown(units)}")
    for index, unit in enumerate(units):
        if real(f"units[{index}]", unit) == 0:
            raise ValueError(f"units[{index}] must not be 0")
    size = len(estimand.fields)

    def values(means: tuple[Any, ...]) -> list[Any]:
        parts = (estimand.function(*means[k * size : (k + 1) * size]) for k in range(3))
        return [part / unit for part, unit in zip(parts, units, strict=True)]

    def extrapolate(*means: complex) -> complex:
        whole, half, quarter = values(means)
        return complex(8 * quarter - 6 * half + whole) / 3

    def error(*means: float) -> float:
        whole, half, quarter = (float(value) for value in values(means))
        limit = (8 * quarter - 6 * half + whole) / 3
        if not limit:
            return math.inf
        second = 8 / 3 * abs(whole - 3 * half + 2 * quarter)
        # Where the first two orders cancel in t(h), the second by itself gives the larger x.
        x = _ALLOWANCE * max(abs(whole / limit - 1), math.sqrt(second / abs(limit)))
        return abs(limit) * x**3 / (8 * (1 - x) * (1 - x / 2) * (1 - x / 4)) if x < 1 else math.inf

    fields = tuple(f"{k}:{field}" for k in range(3) for field in estimand.fields)
    return Estimand(f"{estimand.name}, extrapolated", fields, extrapolate, error)
