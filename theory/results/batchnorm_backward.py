"""Batch normalisation, backwards: the gradient of any loss by one column of a batch, for every size of the batch.

A value that is moved by tau moves the mean and the variance too, and the derivative is taken at tau = 0.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.matrices import TraceIdentity
from theory.derivation.registry import derived
from theory.notation import EPS, B, beta, gamma, tau, y
from theory.results.batch_column import (
    COLUMN,
    MEAN_PRODUCT,
    MEAN_SLOPE,
    ONES,
    SCALE,
    SLOPE,
    UNIT,
    centring,
    loss,
    loss_by,
    named,
)
from theory.results.batchnorm_gradients import BATCH_MEAN, BATCH_VARIANCE

__all__ = [
    "loss_by_scaled_value",
    "loss_by_shift_of_column",
    "loss_by_stretch_of_column",
    "loss_by_value",
    "loss_with_moved_value",
    "loss_with_scaled_value",
    "loss_with_stretched_column",
]


@derived
def loss_with_moved_value() -> Derivation:
    """The loss where one value of the column is moved by tau; its mean and its variance move with it."""
    moved = BATCH_VARIANCE + 2 * tau * (y - BATCH_MEAN) / B + tau**2 * (1 - 1 / B) / B
    change = B * MEAN_PRODUCT + tau * (SLOPE - MEAN_SLOPE)
    return Derivation(
        name="loss_with_moved_value",
        lhs=sp.Symbol(r"\ell", real=True),
        start=loss(COLUMN + tau * UNIT),
        steps=(
            TraceIdentity(
                gamma * change / sp.sqrt(moved + EPS) + beta * B * MEAN_SLOPE,
                "the moved column is Y + τ e, whose variance is that of Y, plus terms in τ",
                names=named(y, SLOPE, BATCH_MEAN, MEAN_SLOPE, BATCH_VARIANCE, MEAN_PRODUCT),
            ),
        ),
    )


@derived
def loss_by_value() -> Derivation:
    """gamma/sqrt(v + epsilon) (d - D - (Y - m) C/(v + epsilon)): the gradient of the loss by Y, on all paths."""
    spread = BATCH_VARIANCE + EPS
    moved = spread + 2 * tau * (y - BATCH_MEAN) / B + tau**2 * (1 - 1 / B) / B
    change = B * MEAN_PRODUCT + tau * (SLOPE - MEAN_SLOPE)
    slope = (y - BATCH_MEAN) / B + tau * (1 - 1 / B) / B
    return Derivation(
        name="loss_by_value",
        lhs=loss_by("Y_{kj}"),
        start=sp.Derivative(loss_with_moved_value().rhs, tau),
        steps=(
            Differentiate(
                gamma * (SLOPE - MEAN_SLOPE) / sp.sqrt(moved)
                - gamma * change * slope * moved ** sp.Rational(-3, 2),
                "the quotient rule",
            ),
            Equal(
                gamma / sp.sqrt(spread) * (SLOPE - MEAN_SLOPE - (y - BATCH_MEAN) * MEAN_PRODUCT / spread),
                "where nothing is moved",
                given={tau: 0},
            ),
        ),
    )


@derived
def loss_by_shift_of_column() -> Derivation:
    """0: the change of the loss where a whole column is moved by tau, whatever tau is; so the gradient adds up to 0."""
    return Derivation(
        name="loss_by_shift_of_column",
        lhs=sp.Symbol(r"\sum_k \partial \ell/\partial Y_{kj}", real=True),
        start=(loss(COLUMN + tau * ONES) - loss(COLUMN)) / tau,
        steps=(TraceIdentity(sp.S.Zero, "C 1 = 0: the mean moves with the column"),),
    )


@derived
def loss_with_stretched_column() -> Derivation:
    """The loss where the deviations of a column from its mean are multiplied by 1 + tau."""
    stretched = gamma * B * MEAN_PRODUCT * (1 + tau) / sp.sqrt(BATCH_VARIANCE * (1 + tau) ** 2 + EPS)
    return Derivation(
        name="loss_with_stretched_column",
        lhs=sp.Symbol(r"\ell", real=True),
        start=loss(COLUMN + tau * centring() * COLUMN),
        steps=(
            TraceIdentity(
                stretched + beta * B * MEAN_SLOPE,
                "C Y is multiplied by 1 + τ, and the variance by its square",
                names=named(MEAN_SLOPE, BATCH_VARIANCE, MEAN_PRODUCT),
            ),
        ),
    )


@derived
def loss_by_stretch_of_column() -> Derivation:
    """gamma B C epsilon (v + epsilon)^(-3/2): the sum of the gradient times Y - m, which is 0 without epsilon."""
    stretched = BATCH_VARIANCE * (1 + tau) ** 2 + EPS
    power = sp.Rational(-3, 2)
    return Derivation(
        name="loss_by_stretch_of_column",
        lhs=sp.Symbol(r"\sum_k (Y_{kj} - m_j) \partial \ell/\partial Y_{kj}", real=True),
        start=sp.Derivative(loss_with_stretched_column().rhs, tau),
        steps=(
            Differentiate(
                gamma * B * MEAN_PRODUCT * (stretched - BATCH_VARIANCE * (1 + tau) ** 2) * stretched**power,
                "the quotient rule",
            ),
            Equal(
                gamma * B * MEAN_PRODUCT * EPS * (BATCH_VARIANCE + EPS) ** power,
                "where nothing is stretched",
                given={tau: 0},
            ),
        ),
    )


@derived
def loss_with_scaled_value() -> Derivation:
    """The loss where one value of a column a Y is moved by tau, without epsilon."""
    moved = SCALE**2 * BATCH_VARIANCE + 2 * tau * SCALE * (y - BATCH_MEAN) / B + tau**2 * (1 - 1 / B) / B
    change = SCALE * B * MEAN_PRODUCT + tau * (SLOPE - MEAN_SLOPE)
    return Derivation(
        name="loss_with_scaled_value",
        lhs=sp.Symbol(r"\ell", real=True),
        start=loss(SCALE * COLUMN + tau * UNIT, sp.S.Zero),
        steps=(
            TraceIdentity(
                gamma * change / sp.sqrt(moved) + beta * B * MEAN_SLOPE,
                "the moved column is a Y + τ e; v is the variance of Y",
                names=named(y, SLOPE, BATCH_MEAN, MEAN_SLOPE, BATCH_VARIANCE, MEAN_PRODUCT),
            ),
        ),
    )


@derived
def loss_by_scaled_value() -> Derivation:
    """1/a times the gradient at a = 1, without epsilon: the larger a column is, the smaller is its gradient."""
    moved = SCALE**2 * BATCH_VARIANCE + 2 * tau * SCALE * (y - BATCH_MEAN) / B + tau**2 * (1 - 1 / B) / B
    change = SCALE * B * MEAN_PRODUCT + tau * (SLOPE - MEAN_SLOPE)
    slope = SCALE * (y - BATCH_MEAN) / B + tau * (1 - 1 / B) / B
    centred = SLOPE - MEAN_SLOPE - (y - BATCH_MEAN) * MEAN_PRODUCT / BATCH_VARIANCE
    return Derivation(
        name="loss_by_scaled_value",
        lhs=loss_by("(a_j Y_{kj})"),
        start=sp.Derivative(loss_with_scaled_value().rhs, tau),
        steps=(
            Differentiate(
                gamma * (SLOPE - MEAN_SLOPE) / sp.sqrt(moved)
                - gamma * change * slope * moved ** sp.Rational(-3, 2),
                "the quotient rule",
            ),
            Equal(
                gamma / (SCALE * sp.sqrt(BATCH_VARIANCE)) * centred, "where nothing is moved", given={tau: 0}
            ),
        ),
    )
