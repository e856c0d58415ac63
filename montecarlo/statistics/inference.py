"""From an estimate to its interval: the number of replicates, the interval and the power of a comparison."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import special

from montecarlo.arguments import array, real, shown, whole

__all__ = [
    "ALPHA",
    "Z_POWER",
    "Interval",
    "Z",
    "dkw_band",
    "interval",
    "level",
    "planned_replicates",
    "power",
    "skewness",
]


ALPHA = 1e-6
"""Probability that an interval lies wholly above the truth, and also that it lies wholly below it: 1e-6."""
Z = float(-special.ndtri(ALPHA))
"""Half-width of an interval, in standard errors: 4.753."""
Z_POWER = float(-special.ndtri(ALPHA / 2))
"""Standard errors that a planned run leaves between interval and margin: 4.892.

A true value then fails to be verified at most once in a million runs.
"""
_STUDENT_BELOW = 10_000
# The error of the normal approximation at Z is proportional to skewness^2 / n.
_REPLICATES_PER_SQUARED_SKEWNESS = 2670


@dataclass(frozen=True)
class Interval:
    """A closed interval for an estimand.

    Parameters
    ----------
    low, high : float
    """

    low: float
    high: float


def level(alpha: float) -> float:
    """Return the probability that an interval misses the truth on one side, as a float.

    Raises
    ------
    TypeError, ValueError
        If it is not a number from 1e-100 to 1/2.
    """
    # Far below 1e-100 SciPy's quantile of Student's law overflows, and has the wrong sign.
    if not 1e-100 <= real("alpha", alpha) <= 0.5:
        raise ValueError(f"alpha must be within [1e-100, 1/2], got {alpha}")
    return float(alpha)


@cache
def _quantile(count: int, alpha: float = ALPHA) -> float:
    return float(-special.stdtrit(count - 1, alpha) if count < _STUDENT_BELOW else -special.ndtri(alpha))


def interval(estimate: float, se: float, count: int, alpha: float = ALPHA) -> Interval:
    """Return the interval that misses the truth with probability alpha on each side.

    Parameters
    ----------
    estimate : float
    se : float
        Its standard error, 0 or more. With 0, the interval is the estimate alone.
    count : int
        Replicates, 2 or more. Below 10,000 the quantile is Student's, otherwise the normal one.
    alpha : float
        Within [1e-100, 1/2]. Verdicts use ALPHA; another value serves to calibrate the rule.

    Returns
    -------
    Interval

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above.
    """
    centre = real("estimate", estimate)
    reach = _quantile(whole("count", count, at_least=2), level(alpha)) * real("se", se, at_least=0.0)
    return Interval(centre - reach, centre + reach)


def planned_replicates(
    sigma: float, margin: float, skewness: float = 0.0, minimum: int = 1000, alpha: float = ALPHA
) -> int:
    """Return how many replicates a run needs, so that a true value is verified with probability 1 - alpha.

    Parameters
    ----------
    sigma : float
        Standard deviation of the influence of one replicate; see `Estimand.influence`.
    margin : float
        Above 0. The interval must fit into value ± margin.
    skewness : float
        Skewness of the influence of one replicate.
    minimum : int
        The smallest number to return, 2 or more.
    alpha : float
        Within [1e-100, 1/2]. The probability that the interval misses the truth on each side, and that a true
        value is not verified. Verdicts use ALPHA.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above.
    """
    room = real("margin", margin, at_least=0.0)
    if room == 0:
        raise ValueError("margin must be above 0, got 0: an infinite number of replicates would be needed")
    missed = level(alpha)
    errors = float(-special.ndtri(missed) - special.ndtri(missed / 2))
    least, units = whole("minimum", minimum, at_least=2), real("sigma", sigma, at_least=0.0) / room
    skew = real("skewness", skewness)
    if units * units <= missed * least:
        # Rounding errors alone: by Chebyshev, under any law, the mean is less than a margin away.
        return least
    # Products, since a power that overflows is an error in Python.
    needed = max((errors * units) * (errors * units), _REPLICATES_PER_SQUARED_SKEWNESS * skew * skew)
    if math.isinf(needed):
        raise ValueError(
            f"sigma = {sigma:g} and skewness = {skewness:g} are too large for a margin of {margin:g}"
        )
    return max(math.ceil(needed), least)


def power(se: float, margin: float, count: int) -> float:
    """Return the probability that the interval of a true value lies inside value ± margin.

    Parameters
    ----------
    se, margin : float
        0 or more.
    count : int
        Replicates, 2 or more.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above.
    """
    error = real("se", se, at_least=0.0)
    slack = real("margin", margin, at_least=0.0) - _quantile(whole("count", count, at_least=2)) * error
    if error == 0:
        return 1.0
    return float(1.0 - 2.0 * special.ndtr(-slack / error)) if slack > 0 else 0.0


def dkw_band(count: int, alpha: float) -> float:
    """Return the half-width of a band that contains a whole distribution function with probability 1 - alpha.

    Dvoretzky, Kiefer, Wolfowitz (1956), with Massart's constant (1990): sqrt(log(2 / alpha) / (2 count)).

    Parameters
    ----------
    count : int
        Independent observations, 1 or more.
    alpha : float
        In (0, 1).

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above.
    """
    if real("alpha", alpha, at_least=0.0, below=1.0) == 0:
        raise ValueError("alpha must be above 0, got 0: a certain band would have infinite width")
    return math.sqrt(math.log(2.0 / alpha) / (2 * whole("count", count, at_least=1)))


def skewness(values: npt.ArrayLike) -> float:
    """Return the sample skewness of values; it is 0 if they are all equal.

    Parameters
    ----------
    values : array_like, shape (n,)
        For example `Estimand.influence` of a pilot.

    Raises
    ------
    TypeError, ValueError
        If the values are not one finite number or more.
    """
    numbers = array("values", values)
    if not numbers.size:
        raise ValueError(f"values must hold one number or more, got {shown(values)}")
    # The mean of equal numbers may be a rounding error away from them.
    if numbers.min() == numbers.max():
        return 0.0
    scaled = numbers / np.abs(numbers).max()  # no power of them overflows
    deviations = scaled - scaled.mean()
    squares = deviations * deviations
    second = np.mean(squares)
    # Not deviations**3: a general power costs twenty times as much as a product.
    return float(np.mean(squares * deviations) / second**1.5) if second > 0 else 0.0
