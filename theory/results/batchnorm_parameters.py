"""Batch normalisation, backwards: the gradient of any loss by scale and shift, and by a mean or variance held apart.

Where the gradient is by the mean, the variance and the values are held fixed, and the other way round, as in question
2.3 of CPEN 455, homework 1.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.matrices import TraceIdentity
from theory.derivation.registry import derived
from theory.notation import EPS, B, beta, gamma, tau
from theory.results.batch_column import (
    COLUMN,
    MEAN_PRODUCT,
    MEAN_SLOPE,
    ONES,
    SLOPES,
    centring,
    loss,
    loss_by,
    named,
)
from theory.results.batchnorm_gradients import BATCH_VARIANCE

__all__ = ["loss_by_mean", "loss_by_scale", "loss_by_shift", "loss_by_variance", "loss_with_moved_variance"]


def _variance() -> sp.Expr:
    return sp.Trace(COLUMN.T * centring() * COLUMN) / B


@derived
def loss_by_scale() -> Derivation:
    """B C/sqrt(v + epsilon): the gradient by gamma, in which the loss is linear to first order."""
    moved = loss(COLUMN).subs(gamma, gamma + tau)
    return Derivation(
        name="loss_by_scale",
        lhs=loss_by(r"\gamma_j"),
        start=(moved - loss(COLUMN)) / tau,
        steps=(
            TraceIdentity(
                B * MEAN_PRODUCT / sp.sqrt(BATCH_VARIANCE + EPS),
                "a normalised value has the derivative (Y - m)/√(v + ε) by the scale",
                names=named(BATCH_VARIANCE, MEAN_PRODUCT),
            ),
        ),
    )


@derived
def loss_by_shift() -> Derivation:
    """B D: the gradient by beta is the sum of the derivatives by the normalised values."""
    moved = loss(COLUMN).subs(beta, beta + tau)
    return Derivation(
        name="loss_by_shift",
        lhs=loss_by(r"\beta_j"),
        start=(moved - loss(COLUMN)) / tau,
        steps=(TraceIdentity(B * MEAN_SLOPE, "the shift is added to each", names=named(MEAN_SLOPE)),),
    )


@derived
def loss_by_mean() -> Derivation:
    """-gamma B D/sqrt(v + epsilon): the gradient by the mean, the values and the variance being held fixed."""
    mean = sp.Trace(ONES.T * COLUMN) / B

    def held(at: sp.Expr) -> sp.Expr:
        centred = COLUMN - at * ONES
        return sp.Trace(SLOPES.T * (gamma * centred / sp.sqrt(_variance() + EPS) + beta * ONES))

    return Derivation(
        name="loss_by_mean",
        lhs=loss_by("m_j"),
        start=(held(mean + tau) - held(mean)) / tau,
        steps=(
            TraceIdentity(
                -gamma * B * MEAN_SLOPE / sp.sqrt(BATCH_VARIANCE + EPS),
                "the mean is subtracted from each value, before it is scaled",
                names=named(MEAN_SLOPE, BATCH_VARIANCE),
            ),
        ),
    )


@derived
def loss_with_moved_variance() -> Derivation:
    """The loss where the variance is moved by tau, the values and their mean being held fixed."""
    scaled = gamma * centring() * COLUMN / sp.sqrt(_variance() + tau + EPS)
    return Derivation(
        name="loss_with_moved_variance",
        lhs=sp.Symbol(r"\ell", real=True),
        start=sp.Trace(SLOPES.T * (scaled + beta * ONES)),
        steps=(
            TraceIdentity(
                gamma * B * MEAN_PRODUCT / sp.sqrt(BATCH_VARIANCE + tau + EPS) + beta * B * MEAN_SLOPE,
                "the products of d with Y - m have the mean C",
                names=named(MEAN_SLOPE, BATCH_VARIANCE, MEAN_PRODUCT),
            ),
        ),
    )


@derived
def loss_by_variance() -> Derivation:
    """-gamma/2 B C (v + epsilon)^(-3/2): the gradient by the variance, the values and their mean being held fixed."""
    power = sp.Rational(-3, 2)
    return Derivation(
        name="loss_by_variance",
        lhs=loss_by("v_j"),
        start=sp.Derivative(loss_with_moved_variance().rhs, tau),
        steps=(
            Differentiate(
                -gamma / 2 * B * MEAN_PRODUCT * (BATCH_VARIANCE + tau + EPS) ** power, "the power rule"
            ),
            Equal(
                -gamma / 2 * B * MEAN_PRODUCT * (BATCH_VARIANCE + EPS) ** power,
                "where nothing is moved",
                given={tau: 0},
            ),
        ),
    )
