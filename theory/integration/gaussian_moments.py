"""Moments of any activation of a normal variable, as numbers, each with a bound on its error."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.activation.lookup import resolve
from theory.arguments import checked
from theory.integration.compiled import CompiledPiece
from theory.integration.narrow_features import feature_ends
from theory.integration.panel_sums import UNDERFLOW, Sums, tails, total, variances
from theory.integration.refinement import integrate

__all__ = ["Errors", "GaussianMoments", "moments"]


Array = npt.NDArray[np.float64]
DIVERGED = (
    1e-6  # relative to the integral; an error that halving does not bring below this shows a singularity
)


@dataclass(frozen=True)
class Errors:
    """Bounds on the absolute errors of the fields of `GaussianMoments` of the same names, arrays of the same shape."""

    mean: Array
    second: Array
    variance: Array
    derivative_second: Array


@dataclass(frozen=True)
class GaussianMoments:
    """Moments of g(y), y ~ N(mean, u^2): arrays of the common shape of u and mean.

    Parameters
    ----------
    mean, second, variance : ndarray
        E g, E g^2 and Var g; the variance is not computed by subtraction.
    derivative_second : ndarray
        E g'^2; inf where g jumps (see `Activation.moment`), or is as steep as a square root at 0.
    second_slope : ndarray
        d E g^2/d q with q = u^2: the slope of the q-map per unit of weight variance.  At u = 0 it is the limit
        E g'^2 if g(0) = 0, and nan if not.
    derivative : ndarray
        E g', with the jumps of g counted in.
    error : Errors
        Truncation, from the last Legendre coefficients of each panel, plus rounding, from comparing the float64
        evaluation of g with 40 digits.  inf where the moment is inf.
    """

    mean: Array
    second: Array
    variance: Array
    derivative_second: Array
    second_slope: Array
    derivative: Array
    error: Errors


@cache
def _compiled(activation: Activation) -> tuple[CompiledPiece, ...]:
    return tuple(CompiledPiece(piece) for piece in activation.pieces)


@cache
def _ends(activation: Activation) -> tuple[Array, Array]:
    return np.array([float(kink) for kink in activation.kinks]), feature_ends(activation.pieces)


@checked
def moments(activation: str | Activation, u: npt.ArrayLike, *, mean: npt.ArrayLike = 0.0) -> GaussianMoments:
    """Return E g, E g^2, Var g and E g'^2 of a pre-activation y ~ N(mean, u^2), with bounds.

    Parameters
    ----------
    activation : str or Activation
    u : array-like
        The standard deviation of the pre-activation, at least 0.
    mean : array-like, optional
        Its mean; broadcasts with u.

    Returns
    -------
    GaussianMoments
        A moment too large for float64 is inf, one too small is 0, and the bound says so.  A bump or peak that is
        much narrower than 0.01 (or than u/100), and that `theory.integration.narrow_features` does not recognise,
        can fall between the nodes; the bound then misses it too.  Tell where it is by from_expr(..., kinks=(...)).

    Raises
    ------
    ValueError
        If u is negative, infinite or NaN, the mean is not finite, a moment diverges, or g is not real somewhere.
    TypeError
        If the activation is neither a name nor an `Activation`, or u or mean is not a real number.
    """
    function = resolve(activation)
    deviations, means = (_numbers(name, value) for name, value in (("u", u), ("mean", mean)))
    if not (np.isfinite(deviations) & (deviations >= 0)).all():
        bad = deviations[~(np.isfinite(deviations) & (deviations >= 0))].flat[0]
        raise ValueError(f"u = {bad:g}: a standard deviation must be a finite number, at least 0")
    if not np.isfinite(means).all():
        raise ValueError(f"mean = {means[~np.isfinite(means)].flat[0]:g}: a mean must be a finite number")
    deviations, means = np.broadcast_arrays(deviations, means)
    flat, centre = deviations.ravel(), means.ravel()
    _require_convergence(function, flat)
    if flat.size == 0:
        return _shaped([np.empty(0)] * 10, deviations.shape)
    sums, starts = integrate(_compiled(function), *_ends(function), function.parity, flat, centre)
    return _shaped(_moments(function, sums, starts, flat, centre), deviations.shape)


def _numbers(name: str, value: npt.ArrayLike) -> Array:
    numbers = np.asarray(value)
    if numbers.dtype.kind in "USc":
        raise TypeError(f"{name} = {value!r}: it must be a real number, or an array of them")
    return numbers.astype(np.float64)


def largest_variance(activation: Activation) -> float:
    """Return the least variance of a pre-activation at which E g^2 diverges; inf for ordinary activations."""
    growth = max(piece.growth for piece in _compiled(activation))
    return 1 / (4 * growth) if growth else float("inf")


def _require_convergence(function: Activation, u: Array) -> None:
    if function.poles:
        raise ValueError(f"E g² diverges for {function.name} = {function.expr}: at x = {function.poles[0]}")
    limit = largest_variance(function)
    if (u >= np.sqrt(limit)).any():
        reason = f"it converges only for u < {np.sqrt(limit):g}" if limit else "it diverges for every u"
        raise ValueError(f"E g² diverges for {function.name} = {function.expr}: {reason}")


def _moments(
    function: Activation, sums: Sums, starts: npt.NDArray[np.intp], u: Array, centre: Array
) -> list[Array]:
    counts = np.diff(starts, append=len(sums.weight))
    with np.errstate(all="ignore"):
        mean, second, slope = (total(part, starts) for part in (sums.first, sums.second, sums.slope))
        part = variances(sums, np.repeat(mean, counts))
        variance = np.maximum(total(part, starts), 0.0)
        first, about_mean, about_zero, last = tails(sums, np.repeat(mean, counts), np.zeros_like(sums.weight))
        truncation = [total(tail, starts) for tail in (first, about_mean, last)]
        _require_resolution(function, truncation, (np.sqrt(second + UNDERFLOW), second, slope), u, centre)
        noise, weight = 4 * sums.noise, sums.weight
        value_noise = 4 * sums.value_noise + noise * np.sqrt(sums.second)
        slope_noise = 4 * sums.slope_noise + noise * np.sqrt(sums.slope)
        errors = [
            truncation[0] + total(4 * sums.value_noise * np.sqrt(weight) + noise * sums.size(), starts),
            total(about_zero + (2 * np.sqrt(sums.second) + value_noise) * value_noise, starts),
            truncation[1] + total((2 * np.sqrt(np.abs(part)) + value_noise) * value_noise, starts),
            truncation[2] + total((2 * np.sqrt(sums.slope) + slope_noise) * slope_noise, starts),
        ]
        mixed = np.where(u > 0, total(sums.mixed, starts) / u, np.where(mean == 0, slope, np.nan))
        derivative = total(sums.gradient, starts)
        if function.slope_diverges:
            slope = np.full_like(slope, np.inf)
        if function.jumps:
            mean_part, second_part = _jumps(function, u, centre)
            derivative, mixed = derivative + mean_part, mixed + second_part
    # The terms of a square are positive, so a value that is not a number has overflowed.
    values = [mean, *(np.where(np.isfinite(value), value, np.inf) for value in (second, variance, slope))]
    bounds = [
        np.where(np.isfinite(value) & np.isfinite(error), error + UNDERFLOW, np.inf)
        for value, error in zip(values, errors, strict=True)
    ]
    return [*values, mixed, derivative, *bounds]


def _jumps(function: Activation, u: Array, centre: Array) -> tuple[Array, Array]:
    """Return what the jumps of g add to E g' and to d E g^2/d q.

    A jump at a adds its size times density(a) to the first.  To the second it adds the jump of g^2 times
    (a - mean) density(a)/(2q), the probability that crosses the jump as q grows.
    """
    gradient, mixed = np.zeros_like(u), np.zeros_like(u)
    for kink, size in function.jumps:
        left = function.side(kink, -1)
        with np.errstate(all="ignore"):
            z = (float(kink) - centre) / u
            density = np.nan_to_num(np.exp(-z * z / 2) / u) / np.sqrt(2 * np.pi)
            gradient += float(size) * density
            mixed += float((left + size) ** 2 - left**2) * np.nan_to_num(z * density / (2 * u))
    return gradient, mixed


def _require_resolution(
    function: Activation, truncation: list[Array], scales: tuple[Array, ...], u: Array, centre: Array
) -> None:
    for name, error, scale in zip(("E g", "E g²", "E g'²"), truncation, scales, strict=True):
        if name == "E g'²" and function.slope_diverges:
            continue
        bad = np.isfinite(scale) & (error > DIVERGED * scale + UNDERFLOW)
        if bad.any():
            raise ValueError(
                f"{name} is not resolved for {function.name} = {function.expr} at u = {u[bad][0]:g}, "
                f"mean = {centre[bad][0]:g}: it diverges, or g is too rough"
            )


def _shaped(parts: list[Array], shape: tuple[int, ...]) -> GaussianMoments:
    mean, second, variance, slope, mixed, derivative, *errors = (part.reshape(shape) for part in parts)
    return GaussianMoments(mean, second, variance, slope, mixed, derivative, Errors(*errors))
