"""Batch normalisation: mean and variance of the normalised batch (CPEN 455, homework 1, question 2.2)."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.quantities import batch_mean, batch_variance
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import B, E, Y, beta, gamma, i, j, k

__all__ = ["normalized_deviation", "normalized_mean", "normalized_variance"]


_SIZES = (2, 3, 4)  # not 1, since a single sample has variance 0
_COLUMN = sp.Symbol("l", integer=True, positive=True)
_MEAN = sp.Sum(Y[j], (j, 1, B)) / B
_VARIANCE = sp.Sum((Y[_COLUMN] - _MEAN) ** 2, (_COLUMN, 1, B)) / B
_NORMALIZED = gamma * (Y[i] - _MEAN) / sp.sqrt(_VARIANCE) + beta
_NO_EPSILON = "epsilon is ignored, and the batch is not constant"


@derived("cpen455hw1 2.2, mean")
def normalized_mean() -> Derivation:
    """The batch mean of the normalised values is beta: homework question 2.2."""
    return Derivation(
        name="normalized_mean",
        lhs=E(batch_mean**k) ** (1 / k),
        start=sp.Sum(_NORMALIZED, (i, 1, B)) / B,
        steps=(Index(beta, "the centred values add up to 0", size=B, sizes=_SIZES),),
        assumptions=(_NO_EPSILON,),
    )


@derived("cpen455hw1 2.2, variance")
def normalized_variance() -> Derivation:
    """The batch variance of the normalised values is gamma^2: homework question 2.2."""
    mean = normalized_mean().rhs
    centred = gamma**2 / _VARIANCE * sp.Sum((Y[i] - _MEAN) ** 2, (i, 1, B)) / B
    return Derivation(
        name="normalized_variance",
        lhs=E(batch_variance),
        start=sp.Sum((_NORMALIZED - mean) ** 2, (i, 1, B)) / B,
        steps=(
            Index(centred, "the mean is beta; the squared scale comes out of the sum", size=B, sizes=_SIZES),
            Index(gamma**2, "the sum is the variance that it is divided by", size=B, sizes=_SIZES),
        ),
        assumptions=(_NO_EPSILON,),
    )


@derived("cpen455hw1 2.2, standard deviation")
def normalized_deviation() -> Derivation:
    """The standard deviation of the normalised values over the batch is gamma, and the variance is not."""
    variance = sp.Symbol("V", positive=True)
    return Derivation(
        name="normalized_deviation",
        lhs=sp.sqrt(E(batch_variance)),
        start=sp.sqrt(variance),
        steps=(Equal(gamma, "gamma is positive", given={variance: normalized_variance()}),),
    )
