"""The moments of an activation as curves over every scale of the variance, each made once."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import sympy as sp

from theory.activation.activation import Activation
from theory.integration.gaussian_moments import GaussianMoments, largest_variance, moments
from theory.mean_field.scale_curve import EPS, ScaleCurve, furthest_scale
from theory.notation import x

__all__ = ["critical_ratio", "line_gap", "linear_rate", "second_moment", "variance"]


Array = npt.NDArray[np.float64]
Pair = tuple[Array, Array]  # values and bounds
PROBES = np.array([1e-3, 0.7, 2e4])  # variances at which a map that is no line shows it


@cache
def second_moment(function: Activation) -> ScaleCurve:
    """Return E g^2 as a curve, to compare with q."""
    return _curve(function, lambda at: (at.second, at.error.second))


@cache
def critical_ratio(function: Activation) -> ScaleCurve:
    """Return E g^2/E g'^2 as a curve, to compare with q; nan where E g'^2 cannot be told from 0."""

    def ratio(at: GaussianMoments) -> Pair:
        with np.errstate(all="ignore"):
            known = at.derivative_second > at.error.derivative_second
            value = np.where(known, at.second / at.derivative_second, np.nan)
            relative = at.error.second / at.second + at.error.derivative_second / at.derivative_second
            return value, value * relative

    return _curve(function, ratio)


@cache
def variance(function: Activation) -> ScaleCurve:
    """Return Var g as a curve, to compare with a constant."""
    return _curve(function, lambda at: (at.variance, at.error.variance), power=0)


def _curve(function: Activation, pick: Callable[[GaussianMoments], Pair], power: int = 1) -> ScaleCurve:
    def evaluate(q: Array) -> Pair:
        return _known(function, q, pick)

    return ScaleCurve(evaluate, largest_variance(function), 2 * furthest_scale(function), power)


def _known(function: Activation, q: Array, pick: Callable[[GaussianMoments], Pair]) -> Pair:
    """Return moments at variances, nan where they are refused."""
    try:
        return pick(moments(function, np.sqrt(q)))
    except ValueError:
        if q.size <= 1:
            return np.full_like(q, np.nan), np.full_like(q, np.inf)
    half = q.size // 2
    parts = _known(function, q[:half], pick), _known(function, q[half:], pick)
    return np.concatenate([parts[0][0], parts[1][0]]), np.concatenate([parts[0][1], parts[1][1]])


@cache
def linear_rate(function: Activation) -> Fraction | float | None:
    """Return c if E g(sqrt(q) Z)^2 = c q for every q, as for rectifiers; None if not.

    That is so if and only if g(x)^2 + g(-x)^2 = 2 c x^2.  The rate is exact where it is rational.
    """
    if function.poles or largest_variance(function) < np.inf:
        return None
    value, bound = _known(function, PROBES, lambda at: (at.second, at.error.second))
    rates = value / PROBES
    if not (np.abs(rates - rates[1]) <= 2 * bound / PROBES + 8 * EPS * rates).all() or not rates[1] > 0:
        return None
    ends = sorted({abs(kink) for kink in function.kinks} | {sp.S.Zero})
    points = [(low + high) / 2 for low, high in pairwise(ends)] + [ends[-1] + 1]
    found = {_mean_square(function, point) for point in points}
    if len(found) > 1 or any(rate.free_symbols for rate in found):
        return None
    rate = found.pop()
    return Fraction(int(rate.p), int(rate.q)) if rate.is_Rational else float(rate)


def _mean_square(function: Activation, point: sp.Expr) -> sp.Expr:
    """Return (g(x)^2 + g(-x)^2)/(2 x^2) as a formula that holds near a point x > 0."""
    right, left = (
        next(piece.expr for piece in function.pieces if piece.low <= at <= piece.high)
        for at in (point, -point)
    )
    return sp.simplify((right**2 + left.subs(x, -x) ** 2) / (2 * x**2))


def line_gap(rate: Fraction | float, weights: float, keep: float = 1.0) -> float:
    """Return 1 - weights * rate/keep without cancellation; 0 if it is no more than rounding.

    A float stands for the decimal that it prints.
    """
    gap = float(1 - Fraction(str(weights)) * Fraction(rate) / Fraction(str(keep)))
    return 0.0 if abs(gap) <= 4 * EPS else gap
