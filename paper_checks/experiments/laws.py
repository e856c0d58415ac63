"""Laws of weights, by numerical integration of their densities."""

from __future__ import annotations

import math

from scipy import integrate

__all__ = ["variance_between"]


def variance_between(*, numerator: float, fans: int) -> float:
    """Return the variance of U(-b, b) for b = sqrt(numerator)/sqrt(fans), about its mean.

    Parameters
    ----------
    numerator : float
        Above 0.
    fans : int
        fan_in, or fan_in + fan_out; 1 or above.

    Raises
    ------
    ValueError
        If a parameter is below that.
    """
    if not numerator > 0 or fans < 1:
        raise ValueError(
            f"numerator = {numerator}, fans = {fans}: give a numerator above 0, and 1 or more for fans"
        )
    bound = math.sqrt(numerator) / math.sqrt(fans)
    first, second = (
        integrate.quad(lambda w, power=power: w**power / (2 * bound), -bound, bound)[0] for power in (1, 2)
    )
    return float(second - first**2)
