"""From an estimate to a verdict: the interval, the plan of its size, its power, and the rule."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import stats

from montecarlo.arguments import real, whole

__all__ = [
    "ALPHA",
    "Z_POWER",
    "Decision",
    "Interval",
    "Z",
    "decide",
    "dkw_band",
    "interval",
    "planned_replicates",
    "power",
    "skewness",
]


ALPHA = 1e-6
"""Probability that an interval misses the truth on one given side."""
Z = float(stats.norm.isf(ALPHA))
"""Standard errors on each side of an estimate: 4.753."""
Z_POWER = float(stats.norm.isf(ALPHA / 2))
"""Standard errors left inside the margin by the plan: 4.892. A true value then passes but once in 1e6."""
_STUDENT_BELOW = 10_000
# The normal approximation's error at Z falls as skewness^2 / n.
_REPLICATES_PER_SQUARED_SKEWNESS = 2670


class Decision(enum.StrEnum):
    """What an interval says of a value."""

    VERIFIED = "VERIFIED"
    REFUTED = "REFUTED"
    INCONCLUSIVE = "INCONCLUSIVE"


@dataclass(frozen=True)
class Interval:
    """A closed interval for an estimand.

    Parameters
    ----------
    low, high : float
    """

    low: float
    high: float


@cache
def _quantile(count: int, alpha: float = ALPHA) -> float:
    return float(stats.t.isf(alpha, count - 1) if count < _STUDENT_BELOW else stats.norm.isf(alpha))


def interval(estimate: float, se: float, count: int, alpha: float = ALPHA) -> Interval:
    """Return the interval that misses the truth with probability alpha on each side.

    Parameters
    ----------
    estimate : float
    se : float
        Its standard error, 0 or more; 0 gives the estimate alone.
    count : int
        Replicates, 2 or more; below 10,000 Student's quantile takes the place of the normal one.
    alpha : float
        Verdicts use ALPHA; another one serves to calibrate the rule.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above.
    """
    centre = real("estimate", estimate)
    reach = _quantile(whole("count", count, at_least=2), alpha) * real("se", se, at_least=0.0)
    return Interval(centre - reach, centre + reach)


def planned_replicates(
    sigma: float, margin: float, skewness: float = 0.0, minimum: int = 1000, alpha: float = ALPHA
) -> int:
    """Return the replicates after which a true value is not verified but with probability alpha.

    Parameters
    ----------
    sigma : float
        Standard deviation of one replicate's influence; see `Estimand.influence`.
    margin : float
        Above 0: the interval must fit in value ± margin.
    skewness : float
        Of one replicate's influence.
    minimum : int
        The least number to return, 2 or more.
    alpha : float
        Of the interval on each side, and of missing a true value; verdicts use ALPHA.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above.
    """
    room = real("margin", margin, at_least=0.0)
    if room == 0:
        raise ValueError("margin = 0: no number of replicates resolves it; give a margin above 0")
    errors = float(stats.norm.isf(alpha) + stats.norm.isf(alpha / 2))
    least, units = whole("minimum", minimum, at_least=2), real("sigma", sigma, at_least=0.0) / room
    skewed = _REPLICATES_PER_SQUARED_SKEWNESS * real("skewness", skewness) ** 2
    if units**2 <= alpha * least:
        # Chebyshev: whatever the law, such as that of rounding errors, the mean is not a margin away.
        return least
    return max(math.ceil((errors * units) ** 2), math.ceil(skewed), least)


def power(se: float, margin: float, count: int) -> float:
    """Return the probability that the interval lies inside value ± margin when the value is the truth.

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
    return float(1.0 - 2.0 * stats.norm.sf(slack / error)) if slack > 0 else 0.0


def decide(interval: Interval, low: float, high: float, margin: float, relation: str = "=") -> Decision:
    """Compare an interval with a value, known to lie in [low, high].

    Parameters
    ----------
    interval : Interval
    low, high : float
        Equal for an exact value; the ends of the printed digits for a rounded one.
    margin : float
        0 or more, added on both sides under "="; an inequality has none.
    relation : str
        "=": VERIFIED inside [low - margin, high + margin], REFUTED apart from it.
        "<": the estimand is below the value: VERIFIED below low, REFUTED at or above high.
        ">": VERIFIED above high, REFUTED at or below low.

    Returns
    -------
    Decision
        INCONCLUSIVE where neither holds.

    Raises
    ------
    TypeError, ValueError
        If low > high, the margin is negative, or the relation is unknown.
    """
    low, high, margin = real("low", low), real("high", high), real("margin", margin, at_least=0.0)
    if low > high:
        raise ValueError(f"low = {low} > high = {high}: give them in order")
    if relation == "=":
        inside = low - margin <= interval.low and interval.high <= high + margin
        outside = interval.high < low - margin or high + margin < interval.low
    elif relation == "<":
        inside, outside = interval.high < low, interval.low >= high
    elif relation == ">":
        inside, outside = interval.low > high, interval.high <= low
    else:
        raise ValueError(f"relation = {relation!r} is unknown: give '=', '<' or '>'")
    return Decision.VERIFIED if inside else Decision.REFUTED if outside else Decision.INCONCLUSIVE


def dkw_band(count: int, alpha: float) -> float:
    """Return the half-width of the band that holds a distribution function with probability 1 - alpha.

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
        raise ValueError("alpha = 0: no band is sure; give alpha above 0")
    return math.sqrt(math.log(2.0 / alpha) / (2 * whole("count", count, at_least=1)))


def skewness(values: npt.ArrayLike) -> float:
    """Return the sample skewness of values, 0 where they are all equal.

    Parameters
    ----------
    values : array_like, shape (n,)
        Such as `Estimand.influence` of a pilot.
    """
    numbers = np.asarray(values, dtype=np.float64)
    deviations = numbers - numbers.mean()
    squares = deviations * deviations
    second = np.mean(squares)
    # Not deviations**3: a general power costs twenty times a product.
    return float(np.mean(squares * deviations) / second**1.5) if second > 0 else 0.0
