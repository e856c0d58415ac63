"""Moments in float64 by panels, many laws at once, each with an estimate of its error."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from theory.activation.activation import Activation
from theory.integration.compiled import CompiledPiece
from theory.integration.narrow_features import feature_ends
from theory.integration.panel_sums import UNDERFLOW, Sums, counts, tails, total, variances
from theory.integration.panels import nearest_and_rest
from theory.integration.refinement import integrate

__all__ = ["DIVERGED", "by_panels", "compiled_pieces"]


Array = npt.NDArray[np.float64]
DIVERGED = (
    1e-6  # relative to the integral; an error that halving does not bring below this shows a singularity
)


@cache
def compiled_pieces(activation: Activation) -> tuple[CompiledPiece, ...]:
    """Return the pieces of an activation, compiled for float64."""
    return tuple(CompiledPiece(piece) for piece in activation.pieces)


@cache
def _ends(activation: Activation) -> tuple[Array, Array]:
    return nearest_and_rest(activation.kinks), feature_ends(activation.pieces)


def by_panels(function: Activation, u: Array, centre: Array) -> tuple[list[Array], npt.NDArray[np.bool_]]:
    """Return the moments at each law N(centre, u^2) and estimates of their errors.

    Returns
    -------
    list of ndarray, each of shape (n,)
        E g, E g^2, Var g, E g'^2, d E g^2/d q, d E g/d mean, and the errors of the first four.
    ndarray, shape (n,)
        Where one of the integrals is not resolved.

    Raises
    ------
    ValueError
        If g is not real somewhere.
    """
    with np.errstate(over="ignore"):
        # Near the largest float, nodes are infinite, where the weight is small enough.
        sums, starts = integrate(compiled_pieces(function), *_ends(function), function.parity, u, centre)
    return _moments(function, sums, starts, u, centre)


def _moments(
    function: Activation, sums: Sums, starts: npt.NDArray[np.intp], u: Array, centre: Array
) -> tuple[list[Array], npt.NDArray[np.bool_]]:
    with np.errstate(all="ignore"):
        mean, second, slope = (total(part, starts) for part in (sums.first, sums.second, sums.slope))
        means = np.repeat(mean, counts(starts, len(sums.weight)))
        part = variances(sums, means)
        variance = np.maximum(total(part, starts), 0.0)
        first, about_mean, about_zero, last = tails(sums, means, np.zeros_like(sums.weight))
        truncation = [total(tail, starts) for tail in (first, about_mean, last)]
        unresolved = _unresolved(function, truncation, (np.sqrt(second + UNDERFLOW), second, slope))
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
    return [*values, mixed, derivative, *bounds], unresolved


def _jumps(function: Activation, u: Array, centre: Array) -> tuple[Array, Array]:
    """Return what the jumps of g add to E g' and to d E g^2/d q.

    A jump at a adds its size times density(a) to the first.  To the second it adds the jump of g^2 times
    (a - mean) density(a)/(2q), the probability that crosses the jump as q grows.
    """
    gradient, mixed = np.zeros_like(u), np.zeros_like(u)
    places = nearest_and_rest([kink for kink, _ in function.jumps]).T
    for (kink, size), (nearest, rest) in zip(function.jumps, places.tolist(), strict=True):
        left = function.side(kink, -1)
        with np.errstate(all="ignore"):
            z = (nearest - centre + rest) / u
            density = np.nan_to_num(np.exp(-z * z / 2) / u) / np.sqrt(2 * np.pi)
            gradient += float(size) * density
            mixed += float((left + size) ** 2 - left**2) * np.nan_to_num(z * density / (2 * u))
    return gradient, mixed


def _unresolved(
    function: Activation, truncation: list[Array], scales: tuple[Array, ...]
) -> npt.NDArray[np.bool_]:
    last = 2 if function.slope_diverges else 3
    over = [
        np.isfinite(scale) & (error > DIVERGED * scale + UNDERFLOW)
        for error, scale in zip(truncation[:last], scales[:last], strict=True)
    ]
    return np.asarray(np.logical_or.reduce(over))
