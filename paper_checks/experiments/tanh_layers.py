"""Wide layers of tanh under the uniform weights of Glorot and Bengio, by quadrature and without a closed form."""

from __future__ import annotations

import math

from scipy import integrate

from paper_checks.experiments.definitions import modes, uniform_variance

__all__ = ["deviation", "modes_of_layer"]

_FARTHEST = 12.0  # standard deviations: the density beyond is 1e-32


def deviation(layer: int) -> float:
    """Return the deviation of a pre-activation of a layer, from an input of mean 0 and variance 1.

    Raises
    ------
    ValueError
        If the layer is not an integer of 1 or more.
    """
    if not isinstance(layer, int) or layer < 1:
        raise ValueError(f"layer = {layer!r}: the first layer is 1; give an integer of 1 or more")
    weights = uniform_variance(width=1)  # N times the variance of a weight, at any N
    square = 1.0
    for _ in range(layer - 1):
        square = _mean_square(math.sqrt(weights * square))
    return math.sqrt(weights * square)


def modes_of_layer(*, layer: int) -> int:
    """Return the number of modes of the density of tanh(y), y being a pre-activation of a layer."""
    return modes(deviation=deviation(layer))


def _mean_square(scale: float) -> float:
    """Return E tanh(y)^2, y ~ N(0, scale^2)."""

    def integrand(z: float) -> float:
        return math.tanh(scale * z) ** 2 * math.exp(-z * z / 2)

    half, _ = integrate.quad(integrand, 0.0, _FARTHEST, epsabs=0.0, epsrel=1e-12)
    return 2 * float(half) / math.sqrt(2 * math.pi)
