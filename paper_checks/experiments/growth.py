"""Moments of an activation and of its slope under a normal law, by numerical integration: no closed form."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from scipy import integrate, optimize

from montecarlo.sampling import activations
from paper_checks.experiments.complex_step import COMPLEX_STEP, complex_slope

__all__ = ["cubic_excess", "growth", "poincare_excess", "preserving_weights"]

_FARTHEST = 12.0  # standard deviations: the density beyond is 1e-32


def _mean(function: Callable[[float], float], deviation: float) -> float:
    """Return E function(y), y ~ N(0, deviation^2), each half of the line for itself, since g may have a kink at 0."""

    def integrand(z: float) -> float:
        return function(deviation * z) * math.exp(-z * z / 2)

    halves = (
        integrate.quad(integrand, *ends, epsabs=0.0, epsrel=1e-12, limit=200)[0]
        for ends in ((-_FARTHEST, 0.0), (0.0, _FARTHEST))
    )
    return float(sum(halves) / np.sqrt(2 * np.pi))


def _value(activation: str, at: float) -> float:
    return float(activations.apply(activation, np.array([at]))[0])


def growth(*, activation: str, deviation: float) -> float:
    """Return u^2 E g'(y)^2 - E g(y)^2, y ~ N(0, u^2)."""
    slope = _mean(lambda y: float(activations.derivative(activation, np.array([y]))[0]) ** 2, deviation)
    return deviation**2 * slope - _mean(lambda y: _value(activation, y) ** 2, deviation)


def poincare_excess(*, activation: str, deviation: float) -> float:
    """Return u^2 E g'(y)^2 - Var g(y), y ~ N(0, u^2)."""
    mean = _mean(lambda y: _value(activation, y), deviation)
    return growth(activation=activation, deviation=deviation) + mean**2


def cubic_excess(*, coefficients: tuple[float, ...], deviation: float) -> float:
    """Return u^2 E g'(y)^2 - Var g(y) of a polynomial g, by Gauss quadrature; g' is a complex step."""
    nodes, weights = hermegauss(12)
    y, weights = deviation * nodes, weights / weights.sum()
    values = np.polynomial.polynomial.polyval(y + COMPLEX_STEP, coefficients)
    slopes, mean = complex_slope(values), weights @ values.real
    return float(deviation**2 * weights @ slopes**2 - weights @ (values.real - mean) ** 2)


def preserving_weights(*, activation: str) -> float:
    """Return N v^2 at which inputs of variance 1, and of the mean of g(y), give back Var g(y) = 1, by bracketing."""

    def moments(deviation: float) -> tuple[float, float]:
        mean = _mean(lambda y: _value(activation, y), deviation)
        return mean, _mean(lambda y: _value(activation, y) ** 2, deviation) - mean**2

    deviation = optimize.brentq(lambda u: moments(u)[1] - 1, 0.2, 5.0, xtol=1e-14)
    return float(deviation**2 / (1 + moments(deviation)[0] ** 2))
