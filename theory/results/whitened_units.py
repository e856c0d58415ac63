"""What whitening needs, costs and leaves: rank, condition number, rectified units (CPEN 455, homework 1, 2.4)."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.limits import Limit
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import M, j

__all__ = [
    "CORRELATION",
    "RATIO",
    "WEIGHT",
    "covariance_means",
    "rectified_covariance",
    "rectified_variance",
    "square_batch_variance",
    "whitened_directions",
    "whitening_condition",
]

CORRELATION = sp.Symbol("rho", positive=True)  # of two units
RATIO = sp.Symbol("r", positive=True)  # of the two coordinates of a corner
WEIGHT = sp.Symbol("b", real=True)  # of the second unit, beside the first
_SHARPENING = sp.Symbol("k", positive=True)  # the inverse of what is added to the eigenvalues


@derived("cpen455hw1 2.4, directions")
def whitened_directions() -> Derivation:
    """1: in so many directions has a whitened batch of two samples and three units the variance 1.

    The eigenvalues a of Sigma have no inverse root where they are 0.  With 1/(a + 1/k) in place of 1/a, the variance of
    the whitened batch is a/(a + 1/k) in each direction, and tends to 1 or to 0.
    """
    distance = sp.Matrix(sp.symbols("d_1:4", positive=True))  # of one sample from the other
    covariance = distance * distance.T / 4
    shifted = covariance + sp.eye(3) / _SHARPENING
    length = (distance.T * distance)[0]
    variance = length / (length + 4 / _SHARPENING)
    return Derivation(
        name="whitened_directions",
        lhs=sp.Limit(variance, _SHARPENING, sp.oo),
        start=(shifted.adjugate() * covariance).trace() / shifted.det(),
        steps=(
            Equal(variance, "Σ has one eigenvalue that is not 0, |d|²/4"),
            Limit(sp.S.One, "of this one direction", variable=_SHARPENING, order=1),
        ),
        assumptions=("two samples that differ, and three units",),
    )


@derived("cpen455hw1 2.4, cost")
def covariance_means() -> Derivation:
    """M (M + 1)/2: the means over the batch that Sigma takes, one for each unit and for each pair."""
    column = sp.Symbol("l", integer=True, positive=True)
    return Derivation(
        name="covariance_means",
        lhs=sp.Symbol(r"n_\Sigma", integer=True),
        start=sp.Sum(sp.Sum(sp.S.One, (column, 1, j)), (j, 1, M)),
        steps=(
            Index(M * (M + 1) / 2, "row j has j entries up to the diagonal; the others are the same", size=M),
        ),
    )


@derived("cpen455hw1 2.4, stability")
def whitening_condition() -> Derivation:
    """(1 + rho)/(1 - rho): the square of the condition number of Sigma^(-1/2), for two units of equal variance.

    The eigenvalues of Sigma are the roots of x^2 - T x + D, with its trace T = 2 v and determinant D = v^2 (1 - rho^2).
    """
    variance = sp.Symbol("v_j", positive=True)
    trace, determinant = 2 * variance, variance**2 * (1 - CORRELATION**2)
    root = sp.sqrt(trace**2 - 4 * determinant)
    return Derivation(
        name="whitening_condition",
        lhs=sp.Symbol(r"\kappa(\Sigma^{-1/2})^2", positive=True),
        start=(trace + root) / (trace - root),
        steps=(Equal((1 + CORRELATION) / (1 - CORRELATION), "the eigenvalues are v(1 + ρ) and v(1 - ρ)"),),
        assumptions=("two units of equal variance", "their correlation is positive"),
    )


# --- a batch of four samples, the corners of a square, whose two units are white at every angle -------------------


def _corners() -> list[tuple[sp.Expr, sp.Expr]]:
    first = sp.sqrt(2) / sp.sqrt(1 + RATIO**2)
    second = RATIO * first
    return [(first, second), (-second, first), (-first, -second), (second, -first)]


def _mean(values: list[sp.Expr]) -> sp.Expr:
    return sp.Add(*values) / len(values)


def _rectified() -> list[tuple[sp.Expr, sp.Expr]]:
    return [(sp.Max(0, first), sp.Max(0, second)) for first, second in _corners()]


@derived("cpen455hw1 2.4, white square")
def square_batch_variance() -> Derivation:
    """1 + b^2: the variance of y_1 + b y_2 over the batch, as of uncorrelated units of variance 1."""
    sums = [first + WEIGHT * second for first, second in _corners()]
    return Derivation(
        name="square_batch_variance",
        lhs=sp.Symbol(r"\operatorname{Var}(\tilde y_1+b\tilde y_2)", real=True),
        start=_mean([value**2 for value in sums]) - _mean(sums) ** 2,
        steps=(Equal(1 + WEIGHT**2, "opposite corners cancel, and neighbours are orthogonal"),),
    )


@derived("cpen455hw1 2.4, rectified covariance")
def rectified_covariance() -> Derivation:
    """-(1 - r)^2/(8 (1 + r^2)): the covariance of the two units of that batch behind the rectifier."""
    units = _rectified()
    product, first, second = ([one * other for one, other in units], *map(list, zip(*units, strict=True)))
    return Derivation(
        name="rectified_covariance",
        lhs=sp.Symbol(r"\operatorname{Cov}(h_1,h_2)", real=True),
        start=_mean(product) - _mean(first) * _mean(second),
        steps=(
            Equal(
                -((1 - RATIO) ** 2) / (8 * (1 + RATIO**2)),
                "one corner has two positive coordinates, and two corners have one",
            ),
        ),
    )


@derived("cpen455hw1 2.4, rectified variance")
def rectified_variance() -> Derivation:
    """1/2 - (1 + r)^2/(8 (1 + r^2)): the variance of a unit of that batch behind the rectifier."""
    first = [one for one, _ in _rectified()]
    return Derivation(
        name="rectified_variance",
        lhs=sp.Symbol(r"\operatorname{Var}(h_1)", real=True),
        start=_mean([value**2 for value in first]) - _mean(first) ** 2,
        steps=(
            Equal(
                sp.Rational(1, 2) - (1 + RATIO) ** 2 / (8 * (1 + RATIO**2)),
                "the rectifier halves the mean square, and the mean is no longer 0",
            ),
        ),
    )
