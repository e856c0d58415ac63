"""A normal law that is cut: its moments and tails at any cut, also one far out or narrow."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import special

from theory.arguments import check_fields
from theory.schemes.laws import Law, require_positive

__all__ = ["TruncatedNormal"]


Array = npt.NDArray[np.float64]
# Nodes of Gauss and Legendre.  An interval of at most 2 x 28 deviations has a spacing of 0.44 of them in the middle,
# where the rule integrates a Gaussian to the rounding error.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(200)
_FAR = 28.0  # exp(-28²/2) is 1e-170


@dataclass(frozen=True)
class TruncatedNormal(Law):
    """N(0, before^2) under the condition that it lies between `low` and `high`, which are absolute values."""

    before: float
    low: float
    high: float
    family = "truncated normal"

    def __post_init__(self) -> None:
        check_fields(self)
        require_positive("before", self.before)
        if not self.low < self.high:
            raise ValueError(
                f"low = {self.low:g}, high = {self.high:g}: the interval has no mass; low must be below high"
            )
        if not self._mass > 0:
            raise ValueError(
                f"low = {self.low:g}, high = {self.high:g}: the interval has no mass that a float can hold, "
                f"since it is {max(self._low, -self._high):.3g} deviations away from 0"
            )

    @property
    def _low(self) -> float:
        return self.low / self.before

    @property
    def _high(self) -> float:
        return self.high / self.before

    @cached_property
    def _mass(self) -> float:
        return float(_between(np.float64(self._low), np.float64(self._high)))

    @cached_property
    def _moments(self) -> tuple[float, float, float]:
        """Return mean, standard deviation and kurtosis, in deviations before the cut; no digits cancel."""
        nearest = min(max(0.0, self._low), self._high)
        low, high = max(self._low, nearest - _FAR), min(self._high, nearest + _FAR)
        # Beyond a distance d from a far nearest point, the density falls like exp(-nearest d).
        reach = 60.0 / max(abs(nearest), 1.0)
        if nearest > 0:
            high = min(high, nearest + reach)
        elif nearest < 0:
            low = max(low, nearest - reach)
        width = high - low
        part = (_NODES + 1) / 2  # of the width
        z = low + width * part
        density = _WEIGHTS * np.exp(-(z - nearest) * (z + nearest) / 2)
        density /= density.sum()
        middle = density @ part
        square, fourth = density @ (part - middle) ** 2, density @ (part - middle) ** 4
        return float(low + width * middle), float(width * math.sqrt(square)), float(fourth / square**2)

    @property
    def mean(self) -> float:  # type: ignore[override]
        return 0.0 if self.low == -self.high else self.before * self._moments[0]

    @property
    def std(self) -> float:
        return self.before * self._moments[1]

    @property
    def kurtosis(self) -> float:
        return self._moments[2]

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def cdf(self, x: npt.ArrayLike) -> Array:
        z = np.clip(np.asarray(x, dtype=np.float64) / self.before, self._low, self._high)
        return np.asarray(_between(np.float64(self._low), z) / self._mass)

    def _tail(self, size: Array) -> Array:
        z = size / self.before
        above = _between(np.clip(z, self._low, self._high), np.float64(self._high))
        below = _between(np.float64(self._low), np.clip(-z, self._low, self._high))
        return np.asarray((above + below) / self._mass)


def _between(low: npt.ArrayLike, high: npt.ArrayLike) -> Array:
    """Return P(low < Z < high) by the tail on the side of 0 where the two differ most."""
    a, b = np.broadcast_arrays(np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64))
    turned = a > 0
    return np.asarray(
        special.ndtr(np.where(turned, -a, b)) - special.ndtr(np.where(turned, -b, a)), dtype=np.float64
    )
