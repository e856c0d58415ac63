"""One rectified normal variable by numerical integration: no closed form, no random numbers."""

from __future__ import annotations

import math

from scipy import integrate, optimize

__all__ = [
    "exponential_on_half_line",
    "gamma_of_three_halves",
    "layer_variance",
    "normal_mean_on_line",
    "rectified",
    "unit_variance_deviation",
]

_FARTHEST = 12.0  # standard deviations: the density beyond is 1e-32


def _mean_power(deviation: float, power: int) -> float:
    """Return E max(0, y)^power, y ~ N(0, deviation^2), over the half-line where it is not 0."""

    def integrand(z: float) -> float:
        return max(0.0, deviation * z) ** power * math.exp(-z * z / 2)

    value, _ = integrate.quad(integrand, 0.0, _FARTHEST, epsabs=0.0, epsrel=1e-12)
    return float(value) / math.sqrt(2 * math.pi)


def rectified(deviation: float) -> tuple[float, float]:
    """Return mean and variance of max(0, y), y ~ N(0, deviation^2)."""
    mean = _mean_power(deviation, 1)
    return mean, _mean_power(deviation, 2) - mean**2


def unit_variance_deviation() -> float:
    """Return the deviation of y at which max(0, y) has variance 1, by bisection."""
    return float(optimize.brentq(lambda deviation: rectified(deviation)[1] - 1, 1.0, 3.0, xtol=1e-14))


def layer_variance(layer: int, weight_variance: float = 1.0) -> float:
    """Return the variance of x_layer of infinitely wide ReLU layers, layer by layer from a unit input x_1."""
    mean, variance = 0.0, 1.0
    for _ in range(layer - 1):
        mean, variance = rectified(math.sqrt(weight_variance * (variance + mean**2)))
    return variance


def normal_mean_on_line() -> float:
    """Return the integral of z times the standard normal density over the line, whose halves cancel."""
    halves = (
        integrate.quad(lambda z: z * math.exp(-z * z / 2), *ends, epsabs=0.0, epsrel=1e-12)[0]
        for ends in ((-_FARTHEST, 0.0), (0.0, _FARTHEST))
    )
    return float(sum(halves)) / math.sqrt(2 * math.pi)


def exponential_on_half_line() -> float:
    """Return the integral of exp(-u/2) over the half-line."""
    return float(integrate.quad(lambda u: math.exp(-u / 2), 0.0, math.inf, epsabs=0.0, epsrel=1e-12)[0])


def gamma_of_three_halves() -> float:
    """Return the integral of √u exp(-u) over the half-line, in the variable √u, in which it is smooth."""
    return float(
        integrate.quad(lambda r: 2 * r * r * math.exp(-r * r), 0.0, _FARTHEST, epsabs=0.0, epsrel=1e-12)[0]
    )
