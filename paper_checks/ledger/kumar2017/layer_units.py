"""Section 2: what the inputs of one layer have in common, two at a time."""

import math

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Relation, Rival, Setting
from paper_checks.experiments.networks import row
from paper_checks.ledger.kumar2017.source import kumar
from theory.notation import N, mu, s, v, w
from theory.results.layer_units import (
    relu_unit_covariance,
    relu_unit_covariance_of_two,
    row_term_mean,
    row_term_variance_ratio,
    unit_mean_ratio,
    unit_variance_ratio,
    weight_products_independence,
)

__all__ = ["CLAIMS"]

_SYMMETRY = (
    "Due to the symmetry in the problem, all inputs to the m^th layer will have the same means and variances during "
    "the first forward pass (i.e., E(x_m(i)) = μ_m and Var(x_m(i)) = s_m^2 for all i)"
)
# Two units of the second and of the third layer, whose own inputs are neither centred nor independent.
_PAIR: Setting = {"record": ("x1", "x1^2", "x2", "x2^2"), "input_mean": 0.5, "input_correlation": 0.4}
_PAIRS = tuple(
    Point(
        _PAIR
        | {"width": width, "depth": depth, "activation": name, "weight_variance": weights, "weight_law": law}
        | {"input_law": "uniform"}
    )
    for width, depth, name, weights, law in (
        (2, 2, "relu", 2.0, "normal"),
        (3, 3, "softplus", 3.0, "uniform"),
    )
)
_COVARIANCE: Setting = {
    "depth": 2, "activation": "relu", "record": ("x1", "x2", "x1 x2"), "input_law": "normal",
}  # fmt: skip
_TWO = Point(_COVARIANCE | {"width": 2, "weight_variance": 1.0})
_PRODUCTS: Setting = {
    "width": 2,
    "depth": 2,
    "weight_variance": 1.0,
    "record": ("w1^2", "x1 x2", "w1^2 x1 x2"),
}
# The terms of a row whose inputs share most of their variance and are far from centred.
_TERMS: Setting = {
    "width": 2, "depth": 1, "activation": "linear", "weight_variance": 1.2, "record": ("p1", "p1^2", "p2^2"),
    "input_law": "uniform", "input_mean": 0.8, "input_deviation": 1.5, "input_correlation": 0.9,
}  # fmt: skip
_TERM_LAWS = tuple(Point(_TERMS | {"weight_law": law}) for law in ("normal", "uniform", "rademacher"))
_COV = w / (2 * sp.pi) * (1 - 2 * sp.gamma((N + 1) / 2) ** 2 / (N * sp.gamma(N / 2) ** 2))


def _width(point: Point) -> dict[sp.Symbol, int]:
    return {N: point["width"]}


def _of_inputs(point: Point) -> dict[sp.Symbol, float]:
    return {
        N: point["width"],
        v: math.sqrt(point["weight_variance"] / point["width"]),
        s: point["input_deviation"],
        mu: point["input_mean"],
    }


_UNEQUAL = (
    Rival(1 + 1 / N, "a unit that sums one input more than the other"),
    Rival(1 - 1 / N, "a unit that sums one input less"),
)

CLAIMS = (
    Claim(
        id="kumar2017.setup.same-moments",
        source=kumar("section 2", _SYMMETRY, reading="the variances, of two units, at any N."),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=unit_variance_ratio,
        rivals=_UNEQUAL,
        experiment=row,
        points=_PAIRS,
        symbols=_width,
        margin=0.1,
    ),
    Claim(
        id="kumar2017.setup.same-moments.means",
        source=kumar("section 2", _SYMMETRY, reading="the means, of two units, at any N."),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=unit_mean_ratio,
        rivals=_UNEQUAL,
        experiment=row,
        points=_PAIRS,
        symbols=_width,
        margin=0.1,
    ),
    Claim(
        id="kumar2017.setup.covariances",
        source=kumar(
            "section 2",
            "the covariances between the inputs to the m^th layer need not be 0.",
            reading="one that is not 0 shows it: of two ReLU units of the second layer behind two normal inputs, with "
            "N v^2 = 1. With inputs of signs, all of one length, it would be 0 there, and not 0 one layer later.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        relation=Relation.GREATER,
        derivation=relu_unit_covariance_of_two,
        rivals=(
            Rival(
                (1 - 2 / sp.pi) / (2 * sp.pi), "above that of the size of one input, not of the length of two"
            ),
            Rival(1 / (2 * sp.pi), "above the mean of the product, the means not subtracted"),
        ),
        experiment=row,
        points=(_TWO,),
        margin=0.1,
    ),
    Claim(
        id="kumar2017.setup.covariances.relu",
        source=kumar(
            "section 2, made precise for ReLU",
            reading="behind a normal input, two ReLU units of the second layer have the covariance "
            "(N v^2/2π) (1 - (E |x_1|)^2/N): the variance of the length of the input that they share.",
        ),
        kind=Kind.EXACT,
        rhs=_COV,
        derivation=relu_unit_covariance,
        rivals=(
            Rival(sp.S.Zero, "uncorrelated"),
            Rival(w / (2 * sp.pi), "the means not subtracted"),
            Rival(w / (2 * sp.pi) * (1 - 2 / sp.pi), "the size of one input for the length of N"),
        ),
        experiment=row,
        points=(_TWO, Point(_COVARIANCE | {"width": 3, "weight_variance": 2.0})),
        symbols=lambda point: {N: point["width"], w: sp.Rational(point["weight_variance"])},
        margin=0.1,
    ),
    Claim(
        id="kumar2017.prop1.products",
        source=kumar(
            "proposition 1, proof",
            "since W_m(i, j) is independent of x_m(k) and x_m(l), W_m(i, j) will also be independent of x_m(k)x_m(l)",
            reading="independent of both together, as the proof shows: of each by itself would not do. By one "
            "consequence, E W_m(i, j)^2 x_m(k) x_m(l) = E W_m(i, j)^2 E x_m(k) x_m(l).",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=weight_products_independence,
        rivals=(
            Rival(1 + 1 / N, "the weight of the layer below, W_{m-1}(k, j)"),
            Rival(1 + 2 / N, "that weight against x_m(k)^2"),
        ),
        experiment=row,
        points=(
            Point(_PRODUCTS | {"activation": "relu", "input_law": "rademacher"}),
            Point(_PRODUCTS | {"activation": "softplus", "input_law": "uniform"}),
        ),
        symbols=_width,
        margin=0.1,
    ),
    Claim(
        id="kumar2017.prop2.mean",
        source=kumar(
            "proposition 2, proof",
            "For the first iteration, note that E(p_ij) = E(W_m(i, j)x_m(j)) = E(W_m(i, j)) E(x_m(j)) = 0.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=row_term_mean,
        rivals=(
            Rival(v * mu, "the deviation of the weight for its mean"),
            Rival(mu / N, "weights that average their inputs"),
            Rival(v * s, "the deviation of a weight times that of its input"),
        ),
        experiment=row,
        points=_TERM_LAWS,
        symbols=_of_inputs,
        margin=0.05,
    ),
    Claim(
        id="kumar2017.prop2.identical",
        source=kumar(
            "proposition 2, proof",
            "This implies that p_i1, p_i2 … p_iN are independent and identically distributed random variables.",
            reading="identically, by one consequence: two terms of a row have one mean square. Their independence is "
            "judged under prop2.independence.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=row_term_variance_ratio,
        rivals=(
            Rival(1 + 1 / N, "a term with the weight of one input more"),
            Rival(1 + mu**2 / s**2, "the mean of one input forgotten"),
        ),
        experiment=row,
        points=_TERM_LAWS,
        symbols=_of_inputs,
        margin=0.1,
    ),
)
