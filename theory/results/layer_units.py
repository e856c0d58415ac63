"""Units of one layer, two at a time, and a weight against both: Kumar 2017, section 2, and propositions 1 and 2.

A unit stands for any function of its row: y + y^2, which is neither even nor odd in its weights.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.expectation import Independent, Law, forward_law
from theory.derivation.identities import Equal
from theory.derivation.quantities import Covariance, Variance, entry, product, weight
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, N, W, X, i, j, u, v, w
from theory.results.layer_length import DEGREES, chi_mean
from theory.results.relu import relu_mean

__all__ = [
    "inputs_of_any_moments",
    "relu_unit_covariance",
    "relu_unit_covariance_of_two",
    "row_term_mean",
    "row_term_variance_ratio",
    "unit_mean_ratio",
    "unit_variance_ratio",
    "weight_products_independence",
]

_OTHER = sp.Symbol("l", integer=True, positive=True)  # another unit of the layer
_FEW = (1, 2, 3)
_ROWS = "the rows of weights are independent of each other and of the inputs, and have one law"


def _unit(weights: sp.IndexedBase, row: sp.Symbol) -> sp.Expr:
    below = sp.Sum(weights[row, j] * X[j], (j, 1, N))
    return below + below**2


def inputs_of_any_moments() -> Independent:
    """Return inputs whose first four moments are free, and 1, with probability 2/3, or -1/2 in the finite law."""
    atoms = ((Fraction(2, 3), Fraction(1)), (Fraction(1, 3), Fraction(-1, 2)))
    moments = sp.symbols("a_1:5", real=True)
    found = (sum(chance * value**power for chance, value in atoms) for power in range(1, 5))
    return Independent(X, moments, atoms, tuple(zip(moments, map(Fraction, found), strict=True)))


def _layer_law() -> Law:
    return Law((forward_law().families[0], inputs_of_any_moments()))


@derived("kumar2017 section 2, equal means")
def unit_mean_ratio() -> Derivation:
    """E x(i)/E x(l) = 1 for two units of a layer: Kumar 2017, section 2."""
    return Derivation(
        name="unit_mean_ratio",
        lhs=E(entry(1)) / E(entry(2)),
        start=E(_unit(W, i)) / E(_unit(W, _OTHER)),
        steps=(Index(sp.S.One, _ROWS, size=N, sizes=_FEW, law=_layer_law()),),
    )


@derived("kumar2017 section 2, equal variances")
def unit_variance_ratio() -> Derivation:
    """Var x(i)/Var x(l) = 1 for two units of a layer: Kumar 2017, section 2."""
    first, second = _unit(W, i), _unit(W, _OTHER)
    variances = [E(unit**2) - E(unit) ** 2 for unit in (first, second)]
    return Derivation(
        name="unit_variance_ratio",
        lhs=Variance(entry(1)) / Variance(entry(2)),
        start=variances[0] / variances[1],
        steps=(Index(sp.S.One, _ROWS, size=N, sizes=_FEW, law=_layer_law()),),
    )


@derived("kumar2017 section 2, covariances")
def relu_unit_covariance() -> Derivation:
    """Cov(x_2(1), x_2(2)) = (sigma_w^2/2 pi) (1 - 2 Gamma((N+1)/2)^2/(N Gamma(N/2)^2)) for ReLU: above 0 at every N.

    Given a standard-normal input x_1 the units v |x_1| relu(Z_i) are independent.  They share |x_1|, and the variance
    of |x_1| is N - (E |x_1|)^2.
    """
    unit, norm = sp.symbols("h_1 E|x_1|", positive=True)
    return Derivation(
        name="relu_unit_covariance",
        lhs=Covariance(entry(1), entry(2)),
        start=w / N * unit**2 * N - (sp.sqrt(w / N) * unit * norm) ** 2,
        steps=(
            Equal(
                w / (2 * sp.pi) * (1 - norm**2 / N),
                "E relu(Z) = 1/√(2π), and E |x_1|² = N",
                given={unit: relu_mean().at({u: 1})},
            ),
            Equal(
                w / (2 * sp.pi) * (1 - 2 * sp.gamma((N + 1) / 2) ** 2 / (N * sp.gamma(N / 2) ** 2)),
                "|x_1| is a chi variable with N degrees of freedom",
                given={norm: chi_mean().at({DEGREES: N})},
            ),
        ),
        assumptions=("m = 2", "a standard-normal input", "Gaussian weights"),
    )


@derived("kumar2017 section 2, covariances at N = 2")
def relu_unit_covariance_of_two() -> Derivation:
    """1/(2 pi) - 1/8 = 0.034 at N = 2 and N v^2 = 1: a covariance between inputs of a layer that is not 0."""
    general = relu_unit_covariance()
    return Derivation(
        name="relu_unit_covariance_of_two",
        lhs=general.lhs,
        start=general.rhs,
        steps=(
            Equal(
                1 / (2 * sp.pi) - sp.Rational(1, 8),
                "Γ(3/2) = √π/2",
                given={N: sp.Integer(2), w: sp.S.One},
            ),
        ),
        assumptions=general.assumptions,
    )


@derived("kumar2017 proposition 1, products")
def weight_products_independence() -> Derivation:
    """E W^2 x(k) x(l) = E W^2 E x(k) x(l): a weight is independent of a product of its layer's inputs (proposition 1).

    The two inputs are units of the layer below, whose rows of weights are V and U.
    """
    first, second = sp.IndexedBase("V"), sp.IndexedBase("U")
    (weights, _) = forward_law().families
    signs = ((Fraction(1, 2), Fraction(1)), (Fraction(1, 2), Fraction(-1)))
    scaled = tuple((chance, sign * Fraction(3, 2)) for chance, sign in signs)
    law = Law((
        weights,
        *(Independent(row, (sp.S.Zero, v**2), scaled, ((v, Fraction(3, 2)),)) for row in (first, second)),
        Independent(X, (sp.S.Zero, sp.S.One, sp.S.Zero, sp.S.One), signs, ()),
    ))  # fmt: skip
    both = _unit(first, i) * _unit(second, i)
    square = weight(1) ** 2
    return Derivation(
        name="weight_products_independence",
        lhs=E(square * entry(1) * entry(2)) / (E(square) * E(entry(1) * entry(2))),
        start=E(W[1, 1] ** 2 * both) / (E(W[1, 1] ** 2) * E(both)),
        steps=(
            Index(
                sp.S.One,
                "both units are functions of the weights below and of the input: together they are independent of W",
                size=N,
                sizes=_FEW,
                law=law,
            ),
        ),
        assumptions=("the weights of all layers are independent of each other and of the input",),
    )


@derived("kumar2017 proposition 2, mean of a term")
def row_term_mean() -> Derivation:
    """E p_ij = 0, on average over the terms of a row: Kumar 2017, proposition 2."""
    law = forward_law()
    return Derivation(
        name="row_term_mean",
        lhs=E(product(1)),
        start=sp.Sum(E(W[i, j] * X[j]), (j, 1, N)) / N,
        steps=(
            Index(
                sp.Sum(E(W[i, j]) * E(X[j]), (j, 1, N)) / N,
                "a weight is independent of the input it meets",
                size=N,
                law=law,
            ),
            Index(sp.S.Zero, "a weight has mean 0", size=N, law=law),
        ),
    )


@derived("kumar2017 proposition 2, identical variances")
def row_term_variance_ratio() -> Derivation:
    """E p_i1^2/E p_ij^2 = 1, on average over the terms of a row: Kumar 2017, proposition 2."""
    return Derivation(
        name="row_term_variance_ratio",
        lhs=E(product(1) ** 2) / E(product(2) ** 2),
        start=N * E(W[i, 1] ** 2 * X[1] ** 2) / sp.Sum(E(W[i, j] ** 2 * X[j] ** 2), (j, 1, N)),
        steps=(
            Index(sp.S.One, "all weights, and all inputs, have one mean square", size=N, law=forward_law()),
        ),
    )
