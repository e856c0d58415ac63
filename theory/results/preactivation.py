"""Mean and variance of a pre-activation: Kumar 2017, equations (3) to (6).

Weights W_ij ~ N(0, v^2) are independent of each other and of the layer's inputs x_j, which have mean mu,
variance s^2 and any covariances.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.expectation import forward_law
from theory.derivation.quantities import Variance, preactivation
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, N, W, X, i, j, m, mu, s, v

__all__ = ["preactivation_mean", "preactivation_variance"]


INDEPENDENT = "the weights are independent of the layer's inputs (proposition 1)"
_ROW = sp.Sum(W[i, j] * X[j], (j, 1, N))


@derived("kumar2017 (3)")
def preactivation_mean() -> Derivation:
    """E y_m(i) = 0: Kumar 2017, equation (3)."""
    return Derivation(
        name="preactivation_mean",
        lhs=E(preactivation(m)),
        start=E(_ROW),
        steps=(
            Index(
                sp.Sum(E(W[i, j]) * E(X[j]), (j, 1, N)),
                "linearity, and a weight is independent of the input it meets",
                size=N,
                law=forward_law(),
            ),
            Index(sp.S.Zero, "a weight has mean 0", size=N, law=forward_law()),
        ),
        assumptions=(INDEPENDENT,),
    )


@derived("kumar2017 (4)", "kumar2017 (6)")
def preactivation_variance() -> Derivation:
    """Var y_m(i) = N v^2 (s^2 + mu^2) for inputs of any covariances: Kumar 2017, equations (4) to (6).

    The printed (4) has the cross terms W(i,j) x(j) W(k,l) x(l), but the square of row i has W(i,j) W(i,l).
    """
    low = sp.Symbol("l", integer=True, positive=True)
    squares = sp.Sum(E(W[i, j] ** 2 * X[j] ** 2), (j, 1, N))
    cross = 2 * sp.Sum(sp.Sum(E(W[i, low] * X[low] * W[i, j] * X[j]), (low, 1, j - 1)), (j, 1, N))
    law = forward_law()
    return Derivation(
        name="preactivation_variance",
        lhs=Variance(preactivation(m)),
        start=E(_ROW**2),
        steps=(
            Index(
                squares + cross, "the square of a row, corrected: both weights are of row i", size=N, law=law
            ),
            Index(squares, "the cross terms vanish: independent weights of mean 0 (5)", size=N, law=law),
            Index(
                sp.Sum(E(W[i, j] ** 2) * E(X[j] ** 2), (j, 1, N)),
                "a weight is independent of the input it meets",
                size=N,
                law=law,
            ),
            Index(N * v**2 * (s**2 + mu**2), "N equal terms", size=N, law=law),
        ),
        assumptions=(INDEPENDENT, "the inputs have equal means and variances; their covariances are free"),
    )
