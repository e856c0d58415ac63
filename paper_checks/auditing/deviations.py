"""Intervals for the standard deviation of a weight, exact or proved conservative, and what they resolve.

Each misses the truth with probability alpha at most, for independent weights of known mean.

- normal: the sum of squares over std^2 is chi^2 with one degree of freedom for each weight, since the mean is known.
- uniform on (-a, a): the largest size m of n weights has P(m <= a q) = q^n, which pins a to m ... m alpha^(-1/n).
- any other law of kurtosis k within r deviations of its mean: Bernstein's inequality for the squares (Boucheron,
  Lugosi, Massart 2013, corollary 2.11) bounds their mean over std^2 to within sqrt(2 (k - 1) L/n) + max(r^2 - 1, 1)
  L/(3 n) of 1, where L = log(2/alpha).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from scipy import special

from montecarlo.statistics.inference import Interval
from paper_checks.auditing.sample import Sample

__all__ = ["Shape", "deviation_interval", "least_count", "resolution", "rounding_of"]

_MOST = 2**50  # weights


@dataclass(frozen=True)
class Shape:
    """A law up to its scale, as far as it matters for an interval.

    Parameters
    ----------
    family : {"normal", "uniform", "bounded"}
    kurtosis : float
        For "bounded": E (w - mean)^4/std^4, or an upper bound.
    reach : float
        For "bounded": the largest distance from the mean, in deviations, or an upper bound.
    """

    family: Literal["normal", "uniform", "bounded"]
    kurtosis: float = math.nan
    reach: float = math.nan

    @property
    def method(self) -> str:
        return {"normal": "exact, chi^2", "uniform": "exact, by the maximum"}.get(self.family, "conservative")


def _factors(count: int, shape: Shape, alpha: float) -> tuple[float, float]:
    """Return the ends of the interval over what was measured: the root mean square, or the largest size."""
    if shape.family == "normal":
        half = count / 2
        # chi^2 quantiles as those of a gamma law; the upper one by its upper tail.
        smallest, largest = (
            2 * float(special.gammaincinv(half, alpha / 2)),
            2 * float(special.gammainccinv(half, alpha / 2)),
        )
        return math.sqrt(count / largest), math.sqrt(count / smallest) if smallest > 0 else math.inf
    if shape.family == "uniform":
        return 1 / math.sqrt(3), math.exp(min(-math.log(alpha) / count, 700.0)) / math.sqrt(3)
    level = math.log(2 / alpha)
    away = math.sqrt(2 * (shape.kurtosis - 1) * level / count)
    away += max(shape.reach**2 - 1, 1.0) * level / (3 * count)
    return 1 / math.sqrt(1 + away), 1 / math.sqrt(1 - away) if away < 1 else math.inf


def _measured(sample: Sample, shape: Shape, mean: float) -> float:
    return sample.largest if shape.family == "uniform" else sample.root_mean_square(mean)


def deviation_interval(sample: Sample, shape: Shape, alpha: float, mean: float = 0.0) -> Interval:
    """Return an interval that misses the standard deviation of the drawn weights with probability alpha at most.

    Parameters
    ----------
    sample : Sample
    shape : Shape
        What is known of the law.
    alpha : float
        In (0, 1).
    mean : float
        The known mean; 0 for a uniform law.
    """
    measured = _measured(sample, shape, mean)
    low, high = _factors(sample.count, shape, alpha)
    below, above = sample.precision.around(measured, measured)
    return Interval(below * low, above * high if above else 0.0)


def rounding_of(sample: Sample, shape: Shape, mean: float = 0.0) -> float:
    """Return by what share of itself rounding may have moved what an interval is computed from."""
    return sample.precision.share(_measured(sample, shape, mean))


def resolution(count: int, shape: Shape, alpha: float, rounding: float = 0.0) -> float:
    """Return the relative error of std that is refused with probability 1 - alpha or more.

    An interval that contains the true value excludes any other that is more than high/low times as large or small.
    Where storing moved what is measured by a share `rounding` of it, the interval moves, and is widened, by as much.
    """
    low, high = _factors(count, shape, alpha)
    return high / low / (1 - rounding) ** 2 - 1 if rounding < 1 else math.inf


def least_count(error: float, shape: Shape, alpha: float, rounding: float = 0.0) -> int | None:
    """Return how many weights resolve a relative error of std; None if none do, because of their rounding."""
    few, many = 0, 1
    while resolution(many, shape, alpha, rounding) > error:
        few, many = many, 2 * many
        if many > _MOST:
            return None
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if resolution(middle, shape, alpha, rounding) <= error else (middle, many)
    return many
