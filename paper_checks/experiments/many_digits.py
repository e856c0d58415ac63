"""Tanh of a normal variable to many digits, by quadrature and by numerical differentiation: no closed form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath

__all__ = [
    "curvature_at_centre",
    "gradient_loss",
    "inverse_growth",
    "kurtosis_rate",
    "mode_growth",
    "mode_variance",
]

_DIGITS = 50
_FARTHEST = 16  # standard deviations: the density beyond is 1e-56


def _mean(function: Callable[[Any], Any], deviation: Any) -> Any:
    """Return E function(y), y ~ N(0, deviation^2), for an even function."""

    def integrand(z: Any) -> Any:
        return function(deviation * z) * mpmath.npdf(z)

    return 2 * mpmath.quad(integrand, [0, 4, _FARTHEST])


def inverse_growth(*, deviation: str) -> float:
    """Return 1/E tanh(y)^2 - 1/E y^2."""
    with mpmath.workdps(_DIGITS):
        u = mpmath.mpf(deviation)
        return float(1 / _mean(lambda y: mpmath.tanh(y) ** 2, u) - 1 / _mean(lambda y: y**2, u))


def gradient_loss(*, deviation: str) -> float:
    """Return (1 - E tanh'(y)^2)/E y^2; the slope is a numerical derivative."""
    with mpmath.workdps(_DIGITS):
        u, step = mpmath.mpf(deviation), mpmath.mpf(10) ** -20

        def squared_slope(y: Any) -> Any:
            return ((mpmath.tanh(y + step) - mpmath.tanh(y - step)) / (2 * step)) ** 2

        return float((1 - _mean(squared_slope, u)) / _mean(lambda y: y**2, u))


def kurtosis_rate(*, deviation: str) -> float:
    """Return the excess kurtosis of tanh(y) over the variance of y."""
    with mpmath.workdps(_DIGITS):
        u = mpmath.mpf(deviation)
        second, fourth = _mean(lambda y: mpmath.tanh(y) ** 2, u), _mean(lambda y: mpmath.tanh(y) ** 4, u)
        return float((fourth / second**2 - 3) / u**2)


def _slope_of_distribution(at: Any, deviation: Any, order: int) -> Any:
    """Return a derivative of the distribution function of tanh(y) at a value."""
    return mpmath.diff(lambda h: mpmath.ncdf(mpmath.atanh(h) / deviation), at, order)


def curvature_at_centre(*, deviation: str) -> float:
    """Return f''(0)/f(0) of the density of tanh(y)."""
    with mpmath.workdps(_DIGITS):
        u = mpmath.mpf(deviation)
        return float(_slope_of_distribution(0, u, 3) / _slope_of_distribution(0, u, 1))


def _variance_with_mode(mode: Any) -> Any:
    deviation = mpmath.findroot(
        lambda u: _slope_of_distribution(mode, u, 2),
        (mpmath.mpf("0.5"), mpmath.mpf(4)),
        solver="illinois",
        tol=1e-60,
    )
    return deviation**2


def mode_variance(*, mode: str) -> float:
    """Return the variance of y at which the density of tanh(y) has the slope 0 at a value."""
    with mpmath.workdps(_DIGITS):
        return float(_variance_with_mode(mpmath.mpf(mode)))


def mode_growth(*, mode: str) -> float:
    """Return twice that variance minus 1, over the square of the value."""
    with mpmath.workdps(_DIGITS):
        return float((2 * _variance_with_mode(mpmath.mpf(mode)) - 1) / mpmath.mpf(mode) ** 2)
