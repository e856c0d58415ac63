"""What follows from symmetric pre-activations alone: y = epsilon |y| with a fair sign epsilon that |y| does not tell.

No law is assumed beyond that: the rows of weights are independent and as likely as their negatives, and the sizes |y|
may depend on each other as they like.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.expectation import Exchangeable, Independent, Law
from theory.derivation.identities import Equal
from theory.derivation.quantities import Covariance, entry, preactivation
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, N, W, X, i, j, m, mu, s, u, v, w
from theory.results.layer_length import DEGREES, chi_mean
from theory.results.relu import relu_mean

__all__ = ["he_mean_square", "he_mean_square_of_skewed_weights", "odd_covariance", "relu_covariance"]

HIGH, LOW = sp.symbols("h_+ h_-", positive=True)  # a skewed weight is h_+ or -h_-


SYMMETRIC = "given the layer below, rows of weights are independent, and as likely as their negatives"
_SIGN = sp.IndexedBase("epsilon")
_SIGNS = Independent(
    _SIGN,
    (sp.S.Zero, sp.S.One),
    ((Fraction(1, 2), Fraction(1)), (Fraction(1, 2), Fraction(-1))),
    (),
)
# Weights of mean 0 that are far from normal, and not symmetric: those of the layer above need not be.
_WEIGHTS = Independent(
    W,
    (sp.S.Zero, v**2),
    ((Fraction(9, 10), Fraction(-1, 2)), (Fraction(1, 10), Fraction(9, 2))),
    ((v, Fraction(3, 2)),),
)


@derived
def he_mean_square() -> Derivation:
    """E y_{m+1}^2 = E y_m^2 for ReLU and v^2 = 2/N: exact at every N, for any y_m of symmetric law.

    relu(y) = |y| (1 + epsilon)/2.  The components X_j = |y_m(j)| have any law and any covariances.
    """
    twice = X[j] * (1 + _SIGN[j])  # twice the unit: the enumeration takes whole coefficients
    mean_square = s**2 + mu**2
    law = Law((_WEIGHTS, _SIGNS, Exchangeable(X)))
    return Derivation(
        name="he_mean_square",
        lhs=E(preactivation(m + 1) ** 2) / E(preactivation(m) ** 2),
        start=E(sp.Sum(W[i, j] * twice, (j, 1, N)) ** 2) / (4 * mean_square),
        steps=(
            Index(
                sp.Sum(E(W[i, j] ** 2) * E(X[j] ** 2) * (1 + E(_SIGN[j] ** 2)), (j, 1, N))
                / (4 * mean_square),
                "weights of mean 0: the cross terms vanish, as does the mean sign in (1 + epsilon)²",
                size=N,
                law=law,
            ),
            Index(N * v**2 / 2, "E epsilon² = 1, and E |y|² is s² + mu²", size=N, law=law),
            Equal(sp.S.One, "v² = 2/N", given={v: sp.sqrt(2 / N)}),
        ),
        assumptions=(SYMMETRIC, "|y_m(j)| has mean mu and variance s², so that E y_m² = s² + mu²"),
    )


@derived
def he_mean_square_of_skewed_weights() -> Derivation:
    """E y_2^2/E y_1^2 = 2 h_+/(h_+ + h_-) for N = 1 and weights h_+ or -h_- of mean 0, scaled to v^2 = 2/N.

    It is 1 for symmetric weights alone: without symmetry He's weights keep the mean square only as N -> oo.
    """
    total = HIGH + LOW
    above, below = LOW / total, HIGH / total  # the probabilities: the mean is 0
    positive = above * HIGH**2
    return Derivation(
        name="he_mean_square_of_skewed_weights",
        lhs=E(preactivation(2) ** 2) / E(preactivation(1) ** 2),
        start=2 * positive / (positive + below * LOW**2),
        steps=(Equal(2 * HIGH / total, "the positive value has the share h_+/(h_+ + h_-) of E y²"),),
        assumptions=("N = 1, x_1 = 1", "P(W = h_+) = h_-/(h_+ + h_-), so that E W = 0, and v² = 2"),
    )


@derived
def odd_covariance() -> Derivation:
    """Cov(x(l), x(j)) = 0 for two units of a layer, where g - g(0) is odd: exact at every N and depth.

    x = g(0) + epsilon A with A = g(|y|) - g(0), and a constant does not change a covariance.
    """
    low = sp.Symbol("l", integer=True, positive=True)
    first, second = _SIGN[low] * X[low], _SIGN[j] * X[j]
    law, sizes = Law((_SIGNS, Exchangeable(X))), (2, 3, 4, 5)

    def over_pairs(term: sp.Expr) -> sp.Expr:
        return 2 * sp.Sum(sp.Sum(term, (low, 1, j - 1)), (j, 1, N)) / (N * (N - 1))

    return Derivation(
        name="odd_covariance",
        lhs=Covariance(entry(1), entry(2)),
        start=over_pairs(E(first * second) - E(first) * E(second)),
        steps=(
            Index(
                sp.S.Zero,
                "a fair sign has mean 0, and does not tell the other sign nor the sizes",
                size=N,
                sizes=sizes,
                law=law,
            ),
        ),
        assumptions=(SYMMETRIC, "g - g(0) is odd: X_j = g(|y_j|) - g(0), of any covariances"),
    )


@derived
def relu_covariance() -> Derivation:
    """Cov(x_2(l), x_2(j)) = sigma_w^2 (1 - c_N^2/N)/(2 pi) for ReLU and a standard-normal input, c_N = E chi_N.

    ReLU is not odd.  Its units share the length u = v |x_1| of the layer below: the covariance is Var(u)/(2 pi).
    """
    unit, length = sp.symbols("h_1 c_N", positive=True)
    mean = sp.sqrt(w / N) * unit * length
    return Derivation(
        name="relu_covariance",
        lhs=Covariance(entry(1), entry(2)),
        start=w * unit**2 - mean**2,
        steps=(
            Equal(
                w * (1 - 2 * sp.gamma((N + 1) / 2) ** 2 / (N * sp.gamma(N / 2) ** 2)) / (2 * sp.pi),
                "given |x_1| the units are independent, of mean v |x_1| E relu(Z); E |x_1|² = N",
                given={unit: relu_mean().at({u: 1}), length: chi_mean().at({DEGREES: N})},
            ),
        ),
        assumptions=("m = 2", "a standard-normal input", "Gaussian weights"),
    )
