"""E g(y1) g(y2) and E g'(y1) g'(y2) of two normals of correlation c, each by the method that bounds it best.

Closed forms in ball arithmetic where there are, Hermite series where they converge; elsewhere integrals over the plane,
of both pre-activations or, near c = 1 and -1, of their sum and difference.
All are relative to E g^2, which may be out of float64's range.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from flint import arb

from theory.activation.activation import Activation
from theory.integration.gaussian_moments import moments
from theory.mean_field.arcsine_products import arcsine_products
from theory.mean_field.closed_products import closed_drops, closed_slopes, has_closed_products
from theory.mean_field.hermite_series import Series, series
from theory.mean_field.joined_panels import joined
from theory.mean_field.mehler_integrals import by_kernel, furthest
from theory.mean_field.paired_integrals import Paired, paired
from theory.mean_field.resolved import EPS, Resolved
from theory.mean_field.steps import with_jumps

__all__ = ["Means", "relative_drops", "relative_slopes"]


Array = npt.NDArray[np.float64]
# Correlations for which a series, made once, is quicker than a closed form or an integral for each.
MANY = 100
GOOD = (
    2.0**-44,
    1e-9,
)  # errors of a series, relative to E g^2 and to what is sought, with which no integral is tried
# Numbers of terms, and the |c| up to which c^k is nothing after so many.  Beyond it, only smooth functions converge.
TERMS = (128, 0.75), (512, 0.94)
CONVERGING = 1e-2  # of E g'^2: what the first series may leave, if the second is to settle it


@dataclass(frozen=True)
class Means:
    """Numbers relative to E g^2, with bounds on their errors, and E g^2 itself with its own.

    Parameters
    ----------
    value, error : ndarray, shape (c,)
    second, second_error : float
        E g^2: 0 or inf where float64 does not hold it.
    """

    value: Array
    error: Array
    second: float
    second_error: float


def relative_drops(function: Activation, q: float, c: Array) -> Means:
    """Return 1 - E g(y1) g(y2)/E g^2 at each c of an array of shape (c,).

    Raises
    ------
    ValueError
        If E g^2 diverges, or is not resolved.
    """
    closed = has_closed_products(function, q)
    if closed and _is_quick(function, c):
        return _closed_drops(function, q, c)
    at = _numeric(function, q)
    value, error = np.zeros_like(c), np.zeros_like(c)
    inside = c != 1
    with np.errstate(all="ignore"):  # as in `relative_slopes`
        value[inside], error[inside] = at.drops(c[inside])
    bad = inside & ~at.is_good(value, error, 1.0)
    if closed and bad.any():
        better = _closed_drops(function, q, c[bad])
        value[bad], error[bad] = better.value, better.error
    return Means(value, error, at.second, at.second_error)


def relative_slopes(function: Activation, q: float, c: Array) -> Means:
    """Return E g'(y1) g'(y2)/E g^2 at each c of an array of shape (c,); inf where deltas of jumps meet.

    Raises
    ------
    ValueError
        If E g^2 diverges, or is not resolved, or E g'^2 is infinite though g does not jump.
    """
    if has_closed_products(function, q) and _is_quick(function, c):
        return _closed_slopes(function, q, c)
    at = _numeric(function, q)
    # At the ends of float64's range a bound may be infinite, or not a number; both are refused.
    with np.errstate(all="ignore"):
        value, error = at.slopes(c)
    return Means(value, error, at.second, at.second_error)


def _is_quick(function: Activation, c: Array) -> bool:
    """Return whether a closed form for each correlation is quicker than a series: kinks and steep steps have none."""
    return len(c) > 0 and (len(c) < MANY or arcsine_products(function) is not None)


def _closed_drops(function: Activation, q: float, c: Array) -> Means:
    found = closed_drops(function, q, c.tolist())
    return _from_balls([each.drop / each.second for each in found], found[0].second)


def _closed_slopes(function: Activation, q: float, c: Array) -> Means:
    found = closed_slopes(function, q, c.tolist())
    return _from_balls([slope / second for second, slope in found], found[0][0])


def _from_balls(ratios: list[arb], second: arb) -> Means:
    value = np.array([float(ratio.mid()) for ratio in ratios])
    radius = np.array([float(ratio.rad()) for ratio in ratios])
    size = float(second.mid())
    return Means(value, radius + EPS * np.abs(value), size, EPS * size)


class _Numeric:
    """The methods in float64, for one activation at one variance."""

    def __init__(self, function: Activation, q: float) -> None:
        self.function, self.u = function, float(np.sqrt(q))
        self.at = moments(function, self.u)
        self.second, self.second_error = float(self.at.second), float(self.at.error.second)

    def is_good(self, value: Array, error: Array, scale: float) -> npt.NDArray[np.bool_]:
        with np.errstate(invalid="ignore"):
            return np.asarray((error <= GOOD[0] * scale) & (error <= GOOD[1] * np.abs(value)))

    def by_series(
        self, c: Array, sum_up: Callable[[Series], Callable[[Array], tuple[Array, Array]]], scale: float
    ) -> tuple[Array, Array]:
        """Return a sum over the series at each c, relative to E g^2; the error is inf where none was tried."""
        at, steep = self.at, np.inf if self.function.slope_diverges else float(self.at.derivative_second)
        value, error = np.zeros_like(c), np.full_like(c, np.inf)
        converging = not self.function.kinks
        for terms, reach in TERMS:
            tried = ~self.is_good(value, error, scale) & (
                converging | ((np.abs(c) <= reach) & (len(c) >= MANY))
            )
            if not tried.any():
                continue
            found = series(self.function, self.u, terms, float(at.variance), float(at.error.variance), steep)
            value[tried], error[tried] = (part / self.second for part in sum_up(found)(c[tried]))
            converging = found.slope_rest < CONVERGING * steep < np.inf
        return value, error

    def drops(self, c: Array) -> tuple[Array, Array]:
        if not 0 < self.second < np.inf:
            raise _out_of_range(self.function, self.second)
        parity = self.function.parity
        if parity and (c < 0).any():
            value, error = self.drops(np.abs(c))
            return np.where((c < 0) & (parity < 0), 2 - value, value), error
        value, error = self.by_series(c, lambda found: found.drop, 1.0)
        for index in np.flatnonzero(~self.is_good(value, error, 1.0)).tolist():
            found_value, found_error = self._drop(float(c[index]))
            if found_error < error[index]:
                value[index], error[index] = found_value, found_error
        return value, error + EPS * value + self._missed

    def _drop(self, c: float) -> tuple[float, float]:
        if c == 1:
            return 0.0, 0.0
        found = self._over_plane(c)
        if c > self._furthest:
            return found.value / self.second, found.error / self.second
        return 1 - found.value / self.second, (found.error + self.second_error) / self.second

    @cached_property
    def _furthest(self) -> float:
        return furthest(Resolved.of(self.function, self.u))

    def _over_plane(self, c: float, *, slope: bool = False) -> Paired:
        """Return E g(y1) g(y2), or what E g^2 exceeds it by where c is above `_furthest`; with `slope`, of h."""
        if abs(c) <= self._furthest:
            return by_kernel(Resolved.of(self.function, self.u), c, slope=slope)
        return paired(joined(self.function, self.u), c, slope=slope)

    @cached_property
    def _missed(self) -> float:
        """What a product of two units may miss, relative to E g^2: at most four times what E g^2 does."""
        return 4 * Resolved.of(self.function, self.u).missed(self.at)

    @cached_property
    def _missed_slope(self) -> float:
        """The same for E g'^2, relative to E g^2."""
        steep = float(self.at.derivative_second)
        if not self.at.certified or not np.isfinite(steep):
            return self._missed
        grid = Resolved.of(self.function, self.u)
        return max(self._missed, 4 * abs(grid.slope - steep) / self.second)

    def slopes(self, c: Array) -> tuple[Array, Array]:
        if not 0 < self.second < np.inf:
            raise _out_of_range(self.function, self.second)
        scale = float(self.at.derivative_second) / self.second
        scale = scale if np.isfinite(scale) else 1.0
        value, error = self.by_series(c, lambda found: found.slope, scale)
        bad = ~self.is_good(value, error, scale)
        for index in np.flatnonzero(bad).tolist():
            found_value, found_error = self._slope(float(c[index]))
            if found_error < error[index] or np.isinf(found_value):
                value[index], error[index] = found_value, found_error
        return value, error + 2 * EPS * np.abs(value) + self._missed_slope

    def _slope(self, c: float) -> tuple[float, float]:
        at, function = self.at, self.function
        if c == 1:
            return float(at.derivative_second) / self.second, float(at.error.derivative_second) / self.second
        grid = Resolved.of(function, self.u)
        if not grid.slope_unresolved <= 1e-3 * np.sqrt(grid.slope):
            # Halved in vain, and halving panels of the plane would not help.
            raise ValueError(
                f"E g'(y1) g'(y2) is not resolved for {function.name}, since E g'² is infinite or g is too rough"
            )
        found = self._over_plane(c, slope=True)
        value, error = found.value, found.error
        if c > self._furthest:
            square, noise = grid.mean_square(slope=True)
            value = square - value
            error += 2 * noise * np.sqrt(square)
        if function.jumps:
            more, more_error = with_jumps(grid, c)
            value, error = value + more, error + more_error
        return value / self.second, error / self.second


@lru_cache(maxsize=64)
def _numeric(function: Activation, q: float) -> _Numeric:
    """Return the methods, with the moments of the activation: in ball arithmetic they can take a second."""
    return _Numeric(function, q)


def _out_of_range(function: Activation, second: float) -> ValueError:
    size = "too large" if second else "too small"
    return ValueError(
        f"E g² of {function.name} is {size} for float64, so the correlation after it is not known"
    )
