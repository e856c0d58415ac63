"""One row of weights against its inputs, term by term: Kumar 2017, propositions 1 and 2, equations (4), (5), (7).

The terms of a row are p_j = W_ij x_j.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.expectation import Independent, Law, forward_law
from theory.derivation.identities import Equal
from theory.derivation.quantities import Covariance, entry, product, weight
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, N, W, X, i, j, v
from theory.results.layer_length import DEGREES, chi_mean

__all__ = [
    "cross_terms",
    "product_covariance",
    "product_dependence",
    "row_square",
    "weight_unit_independence",
]


_LOW = sp.Symbol("l", integer=True, positive=True)
_ROW_ASSUMPTION = "independent weights of mean 0, independent of the layer's inputs (proposition 1)"


_PAIRS = (2, 3, 4, 5)  # sizes of rows that have a pair


def _over_pairs(term: sp.Expr) -> sp.Expr:
    """Return the mean over the pairs of one row, l < j, which are exchangeable."""
    return 2 * sp.Sum(sp.Sum(term, (_LOW, 1, j - 1)), (j, 1, N)) / (N * (N - 1))


@derived("kumar2017 proposition 1")
def weight_unit_independence() -> Derivation:
    """E W_2^2 x_2^2 = E W_2^2 E x_2^2: a weight is independent of its layer's inputs (Kumar 2017, proposition 1).

    The unit x_2 = y + y^2 is neither even nor odd in the layer below, whose weights are V.
    """
    below = sp.IndexedBase("V")
    sum_below = sp.Sum(below[1, j] * X[j], (j, 1, N))
    unit = sum_below + sum_below**2
    moments = (sp.S.Zero, v**2, sp.S.Zero, 3 * v**4)
    (weights, _) = forward_law().families
    assert isinstance(weights, Independent)
    signs = ((Fraction(1, 2), Fraction(1)), (Fraction(1, 2), Fraction(-1)))
    law = Law((
        weights,
        Independent(below, moments, weights.atoms, weights.values),
        Independent(X, (sp.S.Zero, sp.S.One, sp.S.Zero, sp.S.One), signs, ()),
    ))  # fmt: skip
    separate = E(W[1, 1] ** 2) * E(unit**2)
    return Derivation(
        name="weight_unit_independence",
        lhs=E(weight(1) ** 2 * entry(1) ** 2) / (E(weight(1) ** 2) * E(entry(1) ** 2)),
        start=E(W[1, 1] ** 2 * unit**2) / separate,
        steps=(
            Index(
                sp.S.One,
                "the unit is a function of the weights below and of the input: independent of this layer's weights",
                size=N,
                sizes=(1, 2, 3),
                law=law,
            ),
        ),
        assumptions=("the weights of all layers are independent of each other and of the input",),
    )


@derived("kumar2017 (4), one row")
def row_square() -> Derivation:
    """The square of a row of three: both weights of a cross term are of row i (Kumar 2017, (4), corrected)."""
    weights, inputs = sp.symbols("W_i1:4", real=True), sp.symbols("x_1:4", real=True)
    terms = [weight * value for weight, value in zip(weights, inputs, strict=True)]
    first, second, third = terms
    squares = sum(term**2 for term in terms)
    return Derivation(
        name="row_square",
        lhs=sp.Symbol("y_m(i)^2"),
        start=sum(terms) ** 2,
        steps=(
            Equal(
                squares + 2 * (first * second + first * third + second * third),
                "each pair of terms of the row, twice",
            ),
        ),
        assumptions=("N = 3",),
    )


@derived("kumar2017 (5)")
def cross_terms() -> Derivation:
    """E W_il x_l W_ij x_j = 0, summed over the pairs of a row: Kumar 2017, equation (5)."""
    law = forward_law()
    return Derivation(
        name="cross_terms",
        lhs=E(product(1) * product(2)),
        start=_over_pairs(E(W[i, _LOW] * X[_LOW] * W[i, j] * X[j])),
        steps=(
            Index(
                _over_pairs(E(W[i, _LOW]) * E(W[i, j]) * E(X[_LOW] * X[j])),
                "the two weights are independent of each other and of both inputs",
                size=N,
                sizes=_PAIRS,
                law=law,
            ),
            Index(sp.S.Zero, "a weight has mean 0", size=N, sizes=_PAIRS, law=law),
        ),
        assumptions=(_ROW_ASSUMPTION,),
    )


@derived("kumar2017 (7)")
def product_covariance() -> Derivation:
    """Cov(p_il, p_ij) = 0, summed over the pairs of a row: Kumar 2017, equation (7)."""
    first, second = W[i, _LOW] * X[_LOW], W[i, j] * X[j]
    law = forward_law()
    return Derivation(
        name="product_covariance",
        lhs=Covariance(product(1), product(2)),
        start=_over_pairs(E(first * second) - E(first) * E(second)),
        steps=(
            Index(_over_pairs(E(first * second)), "each term has mean 0", size=N, sizes=_PAIRS, law=law),
            Index(sp.S.Zero, "equation (5)", size=N, sizes=_PAIRS, law=law),
        ),
        assumptions=(_ROW_ASSUMPTION,),
    )


@derived("kumar2017 proposition 2, independence")
def product_dependence() -> Derivation:
    """E|p_1 p_2|/(E|p_1| E|p_2|) = N Gamma(N/2)^2/(2 Gamma((N+1)/2)^2) > 1 at m = 2: the terms share |x_1|.

    Independent terms would give 1.  Given a standard-normal input x_1, the units of x_2 are v |x_1| g(Z_j)
    with independent normal Z_j, for g positively homogeneous, such as ReLU.
    """
    first, second = sp.Abs(product(1)), sp.Abs(product(2))
    size, share = sp.symbols("E|W| E|x|/|x_1|", positive=True)  # of a unit, given the length |x_1|
    norm = sp.Symbol("E|x_1|", positive=True)
    length = chi_mean().at({DEGREES: N})
    return Derivation(
        name="product_dependence",
        lhs=E(first * second) / (E(first) * E(second)),
        start=(size**2 * share**2 * N) / ((size * share * norm) * (size * share * norm)),
        steps=(
            Equal(
                N / norm**2,
                "the weights are independent, and given |x_1| so are the units; |x_1|² has mean N",
            ),
            Equal(
                N / length.value**2,
                "|x_1| is a chi variable with N degrees of freedom",
                given={norm: length},
            ),
            Equal(N * sp.gamma(N / 2) ** 2 / (2 * sp.gamma((N + 1) / 2) ** 2), "the mean of a chi variable"),
        ),
        assumptions=("m = 2", "a standard-normal input", "Gaussian weights; g is positively homogeneous"),
    )
