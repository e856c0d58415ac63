"""Laws of a weight: distribution function, tail, deviation, kurtosis and the bound that no weight passes."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from theory.arguments import check_fields

__all__ = ["Constant", "Law", "Normal", "Orthogonal", "Uniform", "require_positive"]


Array = npt.NDArray[np.float64]


class Law(ABC):
    """The law of one entry of a weight.

    Attributes
    ----------
    family : str
        "normal", "uniform", "truncated normal", "orthogonal" or "constant".
    independent : bool
        Whether the entries are independent.  Those of an orthogonal matrix are not: their sum of squares is fixed.
    mean, std : float
    kurtosis : float
        E (w - mean)^4/std^4, which is 3 for a normal law; NaN for a constant.
    support : tuple of float
        The least and the largest value that a weight may have.
    """

    family: str
    independent: bool = True
    mean: float = 0.0

    @property
    @abstractmethod
    def std(self) -> float: ...

    @property
    @abstractmethod
    def kurtosis(self) -> float: ...

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]: ...

    @abstractmethod
    def cdf(self, x: npt.ArrayLike) -> Array:
        """Return P(w <= x)."""

    def tail(self, size: npt.ArrayLike) -> Array:
        """Return P(|w| > size), to a small relative error also where it is tiny; 1 for a negative size."""
        x = np.asarray(size, dtype=np.float64)
        return np.where(x < 0, 1.0, self._tail(np.abs(x)))

    @abstractmethod
    def _tail(self, size: Array) -> Array: ...


def require_positive(name: str, value: float) -> None:
    """Raise ValueError if the value is not positive; `name` is the name of the argument, for the error."""
    if not value > 0:
        raise ValueError(
            f"{name} = {value:g}: it must be positive; for weights that are all equal, use Constant"
        )


@dataclass(frozen=True)
class Normal(Law):
    """N(mean, deviation^2)."""

    deviation: float
    mean: float = 0.0
    family = "normal"

    def __post_init__(self) -> None:
        check_fields(self)
        require_positive("deviation", self.deviation)

    @property
    def std(self) -> float:
        return self.deviation

    @property
    def kurtosis(self) -> float:
        return 3.0

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    def cdf(self, x: npt.ArrayLike) -> Array:
        return np.asarray(special.ndtr((np.asarray(x, dtype=np.float64) - self.mean) / self.deviation))

    def _tail(self, size: Array) -> Array:
        above, below = (size - self.mean) / self.deviation, (-size - self.mean) / self.deviation
        return np.asarray(special.ndtr(-above) + special.ndtr(below))


@dataclass(frozen=True)
class Uniform(Law):
    """Uniform between two numbers."""

    low: float
    high: float
    family = "uniform"

    def __post_init__(self) -> None:
        check_fields(self)
        if not self.low < self.high:
            raise ValueError(f"low = {self.low:g}, high = {self.high:g}: low must be below high")

    @property
    def mean(self) -> float:  # type: ignore[override]
        return self.low / 2 + self.high / 2

    @property
    def std(self) -> float:
        return (self.high - self.low) / math.sqrt(12)

    @property
    def kurtosis(self) -> float:
        return 1.8

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def cdf(self, x: npt.ArrayLike) -> Array:
        return np.asarray(np.clip((np.asarray(x) - self.low) / (self.high - self.low), 0.0, 1.0))

    def _tail(self, size: Array) -> Array:
        above = np.clip(self.high - np.maximum(size, self.low), 0.0, None)
        below = np.clip(np.minimum(-size, self.high) - self.low, 0.0, None)
        return np.asarray((above + below) / (self.high - self.low))


@dataclass(frozen=True)
class Orthogonal(Law):
    """An entry of gain times a uniform (Haar) matrix whose rows or columns, of `length` entries, are orthonormal."""

    gain: float
    length: int
    family = "orthogonal"
    independent = False

    def __post_init__(self) -> None:
        check_fields(self)
        require_positive("gain", self.gain)
        if self.length < 1:
            raise ValueError(f"length = {self.length}: it must be at least 1")

    @property
    def std(self) -> float:
        return self.gain / math.sqrt(self.length)

    @property
    def kurtosis(self) -> float:
        return 3 * self.length / (self.length + 2)

    @property
    def support(self) -> tuple[float, float]:
        return -self.gain, self.gain

    def cdf(self, x: npt.ArrayLike) -> Array:
        value = np.asarray(x, dtype=np.float64)
        outside = self._tail(np.abs(value)) / 2
        if self.length == 1:  # a sign: the value -gain itself counts
            return np.where(value < -self.gain, 0.0, np.where(value < self.gain, 0.5, 1.0))
        return np.where(value < 0, outside, 1 - outside)

    def _tail(self, size: Array) -> Array:
        if self.length == 1:
            return np.where(size < self.gain, 1.0, 0.0)
        # The square of an entry over gain^2 is Beta(1/2, (length - 1)/2).
        square = np.clip(size / self.gain, 0.0, 1.0) ** 2
        return np.asarray(special.betaincc(0.5, (self.length - 1) / 2, square))


@dataclass(frozen=True)
class Constant(Law):
    """One value."""

    value: float
    family = "constant"

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def mean(self) -> float:  # type: ignore[override]
        return self.value

    @property
    def std(self) -> float:
        return 0.0

    @property
    def kurtosis(self) -> float:
        return math.nan

    @property
    def support(self) -> tuple[float, float]:
        return self.value, self.value

    def cdf(self, x: npt.ArrayLike) -> Array:
        return np.where(np.asarray(x) < self.value, 0.0, 1.0)

    def _tail(self, size: Array) -> Array:
        return np.where(size < abs(self.value), 1.0, 0.0)
