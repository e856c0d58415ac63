"""Section 2: the terms of one row, p_ij = W(i,j) x(j), and what is and is not independent in it."""

from __future__ import annotations

import math
from random import Random

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.definitions import mean_square_of_equal_weights, square_of_row
from paper_checks.experiments.networks import forward_pass, row
from paper_checks.ledger.kumar2017.source import kumar
from paper_checks.verdict import Status
from theory.notation import N, mu, s, v
from theory.results.preactivation import preactivation_mean
from theory.results.row_terms import (
    cross_terms,
    product_covariance,
    product_dependence,
    row_square,
    weight_unit_independence,
)

__all__ = ["CLAIMS"]


_RHO = sp.Symbol("rho", positive=True)  # correlation of two inputs
_LAWS = ("normal", "uniform", "rademacher")
# Inputs that share most of their variance and are far from centred.
_INPUTS: Setting = {
    "input_law": "uniform",
    "input_mean": 0.8,
    "input_deviation": 1.5,
    "input_correlation": 0.9,
}
_MEAN: Setting = _INPUTS | {
    "width": 8, "depth": 1, "outputs": 4, "activation": "linear", "weight_variance": 1.2, "record": ("y1", "y1^2"),
}  # fmt: skip
_TERMS: Setting = _INPUTS | {
    "width": 2, "depth": 1, "activation": "linear", "weight_variance": 1.2, "record": ("p1", "p2", "p1 p2"),
}  # fmt: skip
_PROP1: Setting = {
    "width": 2, "depth": 2, "activation": "relu", "weight_variance": 1.0, "record": ("w1^2", "x1^2", "w1^2 x1^2"),
    "input_law": "rademacher",
}  # fmt: skip
_PROP2: Setting = {
    "depth": 2, "activation": "relu", "weight_variance": 1.0, "record": ("|p1|", "|p2|", "|p1| |p2|"),
    "input_law": "normal",
}  # fmt: skip


def _moments(point: Point) -> dict[sp.Symbol, float]:
    return {
        N: point["width"],
        v: math.sqrt(point["weight_variance"] / point["width"]),
        s: point["input_deviation"],
        mu: point["input_mean"],
        _RHO: point["input_correlation"],
    }


_WEIGHTS = sp.symbols("W_i1:4", real=True)
_OTHER_ROW = sp.symbols("W_k1:4", real=True)
_X = sp.symbols("x_1:4", real=True)
_SQUARES = sum(weight**2 * value**2 for weight, value in zip(_WEIGHTS, _X, strict=True))
_PAIRS = ((0, 1), (0, 2), (1, 2))


def _cross(second_row: tuple[sp.Symbol, ...]) -> sp.Expr:
    return sum(_WEIGHTS[a] * _X[a] * second_row[b] * _X[b] for a, b in _PAIRS)


def _random_integers(seed: int) -> Point:
    numbers = Random(seed)
    weights = tuple(numbers.choices([-9, -7, -4, -2, 3, 5, 6, 8], k=9))
    return Point({"weights": weights, "inputs": tuple(numbers.choices([-5, -3, 2, 4], k=3)), "width": 3})


_INTEGERS = tuple(map(_random_integers, range(4)))
_EQUAL_WEIGHTS = Point({"inputs": (3, 1, -2)})


def _square(point: Point) -> float:
    if "weights" in point.setting:
        return square_of_row(**point.setting)
    return mean_square_of_equal_weights(**point.setting)


def _integers(point: Point) -> dict[sp.Symbol, int]:
    inputs = dict(zip(_X, point["inputs"], strict=True))
    if "weights" in point.setting:
        return dict(zip((*_WEIGHTS, *_OTHER_ROW), point["weights"][:6], strict=True)) | inputs
    # In the mean over the rows' signs: E W_ij W_il = 1, and E W_ij W_kl = 0 as for a second row of zeros.
    return dict.fromkeys(_WEIGHTS, 1) | dict.fromkeys(_OTHER_ROW, 0) | inputs


_DEPENDENCE = product_dependence().rhs
_WIDTHS = tuple(Point(_PROP2 | {"width": width}) for width in (2, 4))
CLAIMS = (
    Claim(
        id="kumar2017.prop1",
        source=kumar(
            "proposition 1",
            "During the first iteration, W_m(i, j) is independent of x_m(k) for all values of i, j and k",
            reading="by one consequence: E W_m(i, j)^2 x_m(k)^2 = E W_m(i, j)^2 E x_m(k)^2. Independence says "
            "more than this one ratio, which a weight of the layer below would change.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=weight_unit_independence,
        rivals=(
            Rival(1 + 2 / N, "the weight of the layer below: W_{m-1}(k, j) against x_m(k)"),
            Rival(sp.S(3), "the weight against itself"),
        ),
        experiment=row,
        points=(Point(_PROP1), Point(_PROP1 | {"activation": "tanh", "input_law": "uniform"})),
        symbols=lambda point: {N: point["width"]},
        margin=0.1,
    ),
    Claim(
        id="kumar2017.eq3",
        source=kumar("equation (3)", "r_m = E(y_m(i)) = ∑_{j=1}^{j=N} E(W_m(i, j)) E(x_m(j)) = 0."),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=preactivation_mean,
        rivals=(
            Rival(N * v * mu, "weights of mean v"),
            Rival(mu, "weights that average their inputs"),
            Rival(sp.sqrt(N) * v * mu, "the deviation of the weights for their mean"),
        ),
        experiment=forward_pass,
        points=tuple(Point(_MEAN | {"weight_law": law}) for law in _LAWS),
        symbols=_moments,
        margin=0.05,
    ),
    Claim(
        id="kumar2017.eq4",
        source=kumar(
            "equation (4)",
            "u_m^2 = E(∑_{j=1}^{j=N} W_m(i, j) x_m(j))^2 = ∑_{j=1}^{j=N} E(W_m(i, j)^2 x_m(j)^2) + "
            "2 ∑ E(W_m(i, j) x_m(j) W_m(k, l) x_m(l)).",
            reading="without the expectation: the square of the sum, multiplied out for given weights and inputs. "
            "With the expectation, and the model's independent weights of mean 0, both sides agree, since the terms "
            "that are wrong and those that should stand there have mean 0 alike.",
        ),
        kind=Kind.EXACT,
        rhs=_SQUARES + 2 * _cross(_OTHER_ROW),
        derivation=row_square,
        expected=Status.REFUTED,
        rivals=(
            Rival(_SQUARES + _cross(_WEIGHTS), "the factor 2 lost"),
            Rival(_SQUARES, "the cross terms forgotten"),
        ),
        computation=_square,
        points=(*_INTEGERS, _EQUAL_WEIGHTS),
        symbols=_integers,
        corrected_by="kumar2017.eq4.corrected",
        reason="The square of row i has W(i,j) W(i,l) in its cross terms, not a weight of another row k. For "
        "fixed integers, or weights correlated within a row, the two sides differ. Only the model's own "
        "independent weights of mean 0 make both kinds of cross term vanish.",
        erratum="the square of row i has W(i,j) W(i,l) in its cross terms, not a weight of another row",
    ),
    Claim(
        id="kumar2017.eq4.corrected",
        source=kumar(
            "equation (4), corrected",
            reading="(∑_j W(i,j) x(j))^2 = ∑_j W(i,j)^2 x(j)^2 + 2 ∑_{j<l} W(i,j) x(j) W(i,l) x(l)",
        ),
        kind=Kind.EXACT,
        rhs=_SQUARES + 2 * _cross(_WEIGHTS),
        derivation=row_square,
        rivals=(
            Rival(_SQUARES + 2 * _cross(_OTHER_ROW), "as printed: a weight of another row"),
            Rival(_SQUARES + _cross(_WEIGHTS), "the factor 2 lost"),
            Rival(_SQUARES, "the cross terms forgotten"),
        ),
        computation=_square,
        points=(*_INTEGERS, _EQUAL_WEIGHTS),
        symbols=_integers,
    ),
    Claim(
        id="kumar2017.eq5",
        source=kumar(
            "equation (5)",
            "E(W_m(i, j) x_m(j) W_m(k, l) x_m(l)) = E(W_m(i, j)) E(W_m(k, l)) E(x_m(j) x_m(l)) = 0.",
            reading="two different terms of one row, k = i and l ≠ j: the cross terms of the square that (6) "
            "needs. Terms of two rows, k ≠ i, are not judged; k = i with l = j is not meant.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=cross_terms,
        rivals=(
            Rival(v**2 * (_RHO * s**2 + mu**2), "weights equal along a row"),
            Rival(v**2 * (s**2 + mu**2), "a term with itself: k = i and l = j"),
            Rival(v**2 * mu**2, "uncorrelated inputs, weights equal along a row"),
        ),
        experiment=row,
        points=tuple(Point(_TERMS | {"weight_law": law}) for law in _LAWS),
        symbols=_moments,
        margin=0.05,
    ),
    Claim(
        id="kumar2017.eq7",
        source=kumar(
            "equation (7)",
            "for j ≠ k, Cov(p_ij, p_ik) = E(p_ij p_ik) - E(p_ij) E(p_ik) = E(p_ij p_ik) = "
            "E(W_m(i, j) x_m(j) W_m(i, k) x_m(k)) = 0,",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.Zero,
        derivation=product_covariance,
        rivals=(
            Rival(v**2 * (_RHO * s**2 + mu**2), "weights equal along a row"),
            Rival(v**2 * _RHO * s**2, "the inputs' own covariance"),
        ),
        experiment=row,
        points=tuple(Point(_TERMS | {"weight_law": law}) for law in _LAWS),
        symbols=_moments,
        margin=0.05,
    ),
    Claim(
        id="kumar2017.prop2.independence",
        source=kumar(
            "proposition 2, proof",
            "This implies that p_i1, p_i2 … p_iN are independent and identically distributed random variables.",
            reading="in particular E|p_ij p_ik| = E|p_ij| E|p_ik| for j ≠ k, at every layer.",
        ),
        kind=Kind.EXACT,
        rhs=sp.S.One,
        derivation=product_dependence,
        expected=Status.REFUTED,
        rivals=(
            Rival(1 + 2 / N, "the dependence of the squares"),
            Rival(1 / _DEPENDENCE, "the dependence inverted"),
        ),
        experiment=row,
        points=_WIDTHS,
        symbols=lambda point: {N: point["width"]},
        margin=0.06,
        corrected_by="kumar2017.prop2.independence.corrected",
        reason="Uncorrelated terms need not be independent. From the second layer on the terms of a row share "
        "the length |x_{m-1}| of the layer below, so that their sizes |p_ij| are correlated at every "
        "finite N. If |x_1| is the same for all inputs, as for inputs of signs, this begins at the "
        "third layer.",
        erratum="uncorrelated terms are not independent: from layer 2 on their sizes correlate",
    ),
    Claim(
        id="kumar2017.prop2.independence.corrected",
        source=kumar(
            "proposition 2, proof, corrected",
            reading="p_i1 … p_iN are uncorrelated; at m = 2, with ReLU and a standard-normal input, E|p_ij p_ik| "
            "exceeds E|p_ij| E|p_ik| by the factor N Gamma(N/2)^2/(2 Gamma((N+1)/2)^2)",
        ),
        kind=Kind.EXACT,
        rhs=_DEPENDENCE,
        derivation=product_dependence,
        rivals=(
            Rival(sp.S.One, "as printed: independent"),
            Rival(1 + 2 / N, "the dependence of the squares"),
            Rival(1 / _DEPENDENCE, "the dependence inverted"),
        ),
        experiment=row,
        points=_WIDTHS,
        symbols=lambda point: {N: point["width"]},
        margin=0.06,
    ),
)
