"""Batch normalisation: the derivatives of one column of a batch (CPEN 455, homework 1, question 2.3).

One value y of a column is told from the others, whose number is B - 1 and whose mean is r.  Then the batch's mean and
variance are functions of plain symbols, for every size of the batch.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.registry import derived
from theory.notation import EPS, B, beta, gamma, partial_derivative, y

__all__ = [
    "BATCH_MEAN",
    "BATCH_VARIANCE",
    "LOSS_SLOPE",
    "OTHER",
    "REST_MEAN",
    "batch_mean_by_parts",
    "gated_loss_by_scale",
    "inverse_deviation_by_value",
    "mean_by_value",
    "normalized_by_mean",
    "normalized_by_other_value",
    "normalized_by_scale",
    "normalized_by_shift",
    "normalized_by_value",
    "normalized_by_value_in_all",
    "normalized_by_variance",
    "variance_by_mean",
    "variance_by_value",
]

BATCH_MEAN = sp.Symbol("m_j", real=True)
BATCH_VARIANCE = sp.Symbol("v_j", real=True)
LOSS_SLOPE = sp.Symbol("d_h", real=True)  # the derivative of the loss by the unit behind the rectifier
OTHER = sp.Symbol("Y_kj", real=True)  # another value of the column
REST_MEAN = sp.Symbol("r_j", real=True)  # mean of the other values of the column
_REST_SQUARE = sp.Symbol("q_j", positive=True)  # their mean square
_NORMALIZED = gamma * (y - BATCH_MEAN) / sp.sqrt(BATCH_VARIANCE + EPS) + beta
_HELD = "the mean and the variance are held fixed"


def _normalized_by(variable: sp.Symbol, what: str, letter: str, result: sp.Expr, reason: str) -> Derivation:
    """Return the derivative of (8) by one of its arguments, the others being held fixed."""
    return Derivation(
        name=f"normalized_by_{what}",
        lhs=partial_derivative(r"\hat Y_{ij}", letter),
        start=sp.Derivative(_NORMALIZED, variable),
        steps=(Differentiate(result, reason),),
    )


@derived("cpen455hw1 2.3, by gamma")
def normalized_by_scale() -> Derivation:
    """(Y - m)/sqrt(v + epsilon): the derivative of a normalised value by the scale."""
    slope = (y - BATCH_MEAN) / sp.sqrt(BATCH_VARIANCE + EPS)
    return _normalized_by(gamma, "scale", r"\gamma_j", slope, "(8) is linear in the scale")


@derived("cpen455hw1 2.3, by beta")
def normalized_by_shift() -> Derivation:
    """1: the derivative of a normalised value by the shift."""
    return _normalized_by(beta, "shift", r"\beta_j", sp.S.One, "the shift is added")


@derived("cpen455hw1 2.3, by the variance")
def normalized_by_variance() -> Derivation:
    """-gamma/2 (Y - m) (v + epsilon)^(-3/2): the derivative of a normalised value by the variance."""
    slope = -gamma / 2 * (y - BATCH_MEAN) * (BATCH_VARIANCE + EPS) ** sp.Rational(-3, 2)
    return _normalized_by(
        BATCH_VARIANCE, "variance", "v_j", slope, "the power rule; the mean and Y are held fixed"
    )


@derived("cpen455hw1 2.3, by the mean")
def normalized_by_mean() -> Derivation:
    """-gamma/sqrt(v + epsilon): the derivative of a normalised value by the mean."""
    slope = -gamma / sp.sqrt(BATCH_VARIANCE + EPS)
    return _normalized_by(
        BATCH_MEAN, "mean", "m_j", slope, "(8) is linear in the mean; the variance and Y are held fixed"
    )


@derived
def normalized_by_value() -> Derivation:
    """gamma/sqrt(v + epsilon): the derivative by Y, with the mean and the variance held fixed."""
    return _normalized_by(
        y, "value", "Y_{ij}", gamma / sp.sqrt(BATCH_VARIANCE + EPS), f"(8) is linear in Y; {_HELD}"
    )


@derived
def batch_mean_by_parts() -> Derivation:
    """(y + (B - 1) r)/B: the mean of a column, by one value and the mean of the others."""
    return Derivation(
        name="batch_mean_by_parts",
        lhs=BATCH_MEAN,
        start=y / B + (1 - 1 / B) * REST_MEAN,
        steps=(Equal((y + (B - 1) * REST_MEAN) / B, "one of B values is y, and B - 1 have the mean r"),),
    )


@derived("cpen455hw1 2.3, mean by Y")
def mean_by_value() -> Derivation:
    """1/B: the derivative of the batch's mean by one of its values."""
    return Derivation(
        name="mean_by_value",
        lhs=partial_derivative("m_j", "Y_{ij}"),
        start=sp.Derivative(batch_mean_by_parts().rhs, y),
        steps=(Differentiate(1 / B, "the mean is linear in each value"),),
    )


@derived("cpen455hw1 2.3, variance by Y")
def variance_by_value() -> Derivation:
    """2/B (Y - m): the derivative of the batch's variance by one of its values, the mean being held fixed."""
    rest = sp.Symbol("S_j", nonnegative=True)  # the squares of the other values, about the mean
    return Derivation(
        name="variance_by_value",
        lhs=partial_derivative("v_j", "Y_{ij}"),
        start=sp.Derivative(((y - BATCH_MEAN) ** 2 + rest) / B, y),
        steps=(Differentiate(2 / B * (y - BATCH_MEAN), "one square depends on Y; the mean is held fixed"),),
    )


@derived("cpen455hw1 2.3, variance by the mean")
def variance_by_mean() -> Derivation:
    """0: the derivative of the batch's variance by the mean."""
    rest = (B - 1) * (_REST_SQUARE - 2 * REST_MEAN * BATCH_MEAN + BATCH_MEAN**2)
    slope = 2 * (BATCH_MEAN - y / B - (1 - 1 / B) * REST_MEAN)
    return Derivation(
        name="variance_by_mean",
        lhs=partial_derivative("v_j", "m_j"),
        start=sp.Derivative(((y - BATCH_MEAN) ** 2 + rest) / B, BATCH_MEAN),
        steps=(
            Differentiate(slope, "each square, about a mean that is held apart from the values"),
            Equal(
                sp.S.Zero,
                "the deviations from the mean add up to 0",
                given={BATCH_MEAN: batch_mean_by_parts()},
            ),
        ),
    )


@derived("cpen455hw1 2.3, inverse deviation by Y")
def inverse_deviation_by_value() -> Derivation:
    """-(v + epsilon)^(-3/2) (Y - m)/B: the derivative of s = (v + epsilon)^(-1/2) by one value."""
    inner = sp.Symbol("D_v", real=True)
    power = (BATCH_VARIANCE + EPS) ** sp.Rational(-3, 2)
    return Derivation(
        name="inverse_deviation_by_value",
        lhs=partial_derivative("s", "Y_{ij}"),
        start=sp.Derivative((BATCH_VARIANCE + EPS) ** sp.Rational(-1, 2), BATCH_VARIANCE) * inner,
        steps=(
            Differentiate(
                -power / 2 * inner, "the chain rule through the variance; by the mean it does not change"
            ),
            Equal(
                -power / 2 * 2 / B * (y - BATCH_MEAN),
                "the derivative of the variance",
                given={inner: variance_by_value()},
            ),
        ),
    )


@derived("cpen455hw1 2.3, by Y")
def normalized_by_value_in_all() -> Derivation:
    """gamma/sqrt(v + epsilon) (1 - 1/B - (Y - m)^2/(B (v + epsilon))): the derivative by Y, on all paths.

    Y stands in (8) itself, in the mean and in the variance; the variance does not change with the mean.
    """
    direct, by_mean, by_variance, mean, variance = sp.symbols("D_Y D_m D_v m' v'", real=True)
    spread = BATCH_VARIANCE + EPS
    return Derivation(
        name="normalized_by_value_in_all",
        lhs=sp.Symbol(r"d\hat Y_{ij}/dY_{ij}", real=True),
        start=direct + by_mean * mean + by_variance * variance,
        steps=(
            Equal(
                gamma / sp.sqrt(spread) * (1 - 1 / B - (y - BATCH_MEAN) ** 2 / (B * spread)),
                "the paths through Y, the mean and the variance",
                given={
                    direct: normalized_by_value(),
                    by_mean: normalized_by_mean(),
                    mean: mean_by_value(),
                    by_variance: normalized_by_variance(),
                    variance: variance_by_value(),
                },
            ),
        ),
    )


@derived
def normalized_by_other_value() -> Derivation:
    """-gamma/(B sqrt(v + epsilon)) (1 + (Y_i - m)(Y_k - m)/(v + epsilon)): the derivative of Yhat_i by Y_k, k != i."""
    by_mean, by_variance, mean, variance = sp.symbols("D_m D_v m' v'", real=True)
    spread = BATCH_VARIANCE + EPS
    return Derivation(
        name="normalized_by_other_value",
        lhs=sp.Symbol(r"d\hat Y_{ij}/dY_{kj}", real=True),
        start=by_mean * mean + by_variance * variance,
        steps=(
            Equal(
                -gamma / sp.sqrt(spread) * (1 / B + (y - BATCH_MEAN) * (OTHER - BATCH_MEAN) / (B * spread)),
                "the paths through the mean and the variance",
                given={
                    by_mean: normalized_by_mean(),
                    mean: mean_by_value(),
                    by_variance: normalized_by_variance(),
                    variance: variance_by_value().at({y: OTHER}),
                },
            ),
        ),
    )


@derived
def gated_loss_by_scale() -> Derivation:
    """dl/dh (Y - m)/sqrt(v + epsilon): the derivative of a loss by the scale, where the unit is above 0."""
    return Derivation(
        name="gated_loss_by_scale",
        lhs=partial_derivative(r"\ell", r"\gamma_j"),
        start=sp.Derivative(LOSS_SLOPE * _NORMALIZED, gamma),
        steps=(
            Differentiate(
                LOSS_SLOPE * (y - BATCH_MEAN) / sp.sqrt(BATCH_VARIANCE + EPS),
                "where Ŷ > 0, the unit is Ŷ itself, and the loss changes by dl/dh times it",
            ),
        ),
    )
