"""Question 1.2: the law of z = W x, for orthonormal rows of W and x ~ N(0, I)."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments.orthonormal import mean_of_powers
from paper_checks.ledger.cpen455hw1.source import homework
from theory.notation import M, N
from theory.results.orthonormal import (
    orthonormal_covariance,
    orthonormal_kurtosis,
    orthonormal_mean,
    orthonormal_squares,
    orthonormal_variance,
)

__all__ = ["CLAIMS"]

_SHAPES = ({"seed": 1, "units": 2, "inputs": 3}, {"seed": 2, "units": 3, "inputs": 5})
_NORMAL = "Thus, z = Wx ∼ N(0, I_m)"
_IDENTITY = (
    "Given COV(x) is an Identity matrix and W is orthonormal, we can say that VAR(Wx) is also an identity matrix of "
    "dimensionality m × m i.e. I_m"
)


def _sizes(point: Point) -> dict[sp.Symbol, Any]:
    return {M: point["units"], N: point["inputs"]}


def _moment(point: Point, first: int, second: int) -> float:
    return mean_of_powers(**point.setting, powers=(first, second))


def _variance(point: Point, weights: tuple[int, int]) -> float:
    """Return the variance of a z_1 + b z_2."""
    a, b = weights
    squares = a**2 * _moment(point, 2, 0) + 2 * a * b * _moment(point, 1, 1) + b**2 * _moment(point, 0, 2)
    return squares - (a * _moment(point, 1, 0) + b * _moment(point, 0, 1)) ** 2


def _of_projection(
    name: str, words: str, reading: str, rhs: sp.Expr, derivation: Any, rivals: Any, computation: Any
) -> Claim:
    """Return a claim on z = W x, at orthonormal rows of unequal shapes."""
    return Claim(
        id=f"cpen455hw1.1.2.preactivation{name}",
        source=homework("question 1.2", words, reading),
        kind=Kind.EXACT,
        rhs=sp.sympify(rhs),
        derivation=derivation,
        rivals=rivals,
        computation=computation,
        points=tuple(Point(shape) for shape in _SHAPES),
        symbols=_sizes,
    )


CLAIMS = (
    _of_projection(
        ".variance",
        _IDENTITY,
        "an entry of its diagonal.",
        1,
        orthonormal_variance,
        (
            Rival(N, "of rows with entries of variance 1"),
            Rival(M / N, "orthonormal columns, padded to N inputs"),
            Rival(1 / N, "of one term of the sum"),
        ),
        lambda point: _variance(point, (1, 0)),
    ),
    _of_projection(
        ".covariance",
        _IDENTITY,
        "its entries off the diagonal are 0: Var(z_1 + z_2) = Var z_1 + Var z_2.",
        1,
        orthonormal_covariance,
        (
            Rival(sp.S(2), "a matrix of ones"),
            Rival(1 + 1 / sp.sqrt(N), "rows of length 1 that are drawn apart: the size of their product"),
        ),
        lambda point: _variance(point, (1, 1)) / (_variance(point, (1, 0)) + _variance(point, (0, 1))),
    ),
    _of_projection(
        ".mean",
        "Given that Ex = 0 and b = 0, we can say that E[Wx] = 0",
        "an entry of it: the variance is the mean square, Var z = E z².",
        1,
        orthonormal_mean,
        (Rival(1 - 1 / sp.pi, "that of ReLU(z)"), Rival(1 - 2 / sp.pi, "that of |z|")),
        lambda point: _variance(point, (1, 0)) / _moment(point, 2, 0),
    ),
    _of_projection(
        "",
        _NORMAL,
        "two units are independent, and not uncorrelated alone: E z_1² z_2²/(E z_1² E z_2²) = 1. The moments of a "
        "unit, up to the fourth, are judged by themselves.",
        1,
        orthonormal_squares,
        (
            Rival(1 + 2 / N, "rows of length 1 that are drawn apart"),
            Rival(N / (N + 2), "inputs of a fixed length"),
            Rival(sp.S(3), "one unit twice"),
        ),
        lambda point: _moment(point, 2, 2) / (_moment(point, 2, 0) * _moment(point, 0, 2)),
    ),
    _of_projection(
        ".kurtosis",
        _NORMAL,
        "E z_1⁴/(E z_1²)² = 3, as of every normal variable of mean 0.",
        3,
        orthonormal_kurtosis,
        (
            Rival(3 * N / (N + 2), "inputs of a fixed length"),
            Rival(3 - sp.Rational(6, 5) / N, "uniform inputs, equal weights"),
            Rival(sp.S.One, "signs"),
        ),
        lambda point: _moment(point, 4, 0) / _moment(point, 2, 0) ** 2,
    ),
)
