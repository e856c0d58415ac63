"""Batch normalisation of a narrow batch: its values stay bounded, and its slopes do not (CPEN 455, homework 1, 2.1).

One value of a column is told from the R others, by its distance d from their mean and by their variance.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.limits import Limit
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import EPS, B, beta, gamma, i, j, y
from theory.results.batchnorm_gradients import (
    BATCH_MEAN,
    BATCH_VARIANCE,
    REST_MEAN,
    batch_mean_by_parts,
    normalized_by_value_in_all,
)

__all__ = [
    "DISTANCE",
    "EPSILON",
    "NARROWING",
    "OTHERS",
    "REST_VARIANCE",
    "WIDENING",
    "constant_column_divisor",
    "constant_column_variance",
    "lone_value_square",
    "narrow_batch_slope",
    "normalized_square",
    "saturation_ratio",
    "slope_ratio",
]

OTHERS = sp.Symbol("R", integer=True, positive=True)  # the other values of the column: B - 1
DISTANCE = sp.Symbol("d", positive=True)  # of one value from the mean of the others
REST_VARIANCE = sp.Symbol("v_k", positive=True)  # of the others
WIDENING = sp.Symbol("c", positive=True)  # the whole batch is multiplied by it
NARROWING = sp.Symbol("n", positive=True)  # the whole batch is divided by it
EPSILON = sp.Symbol("epsilon_0", positive=True)  # an epsilon that is not 0
_VALUE = sp.Symbol("a", real=True)  # of every sample of a constant column
_SQUARE = sp.Symbol(r"(\hat Y_{ij}-\beta_j)^2", real=True)
_NO_EPSILON = "epsilon is 0"


@derived
def constant_column_variance() -> Derivation:
    """0: the variance (7) of a column whose values are all equal."""
    mean = sp.Sum(_VALUE, (j, 1, B)) / B
    return Derivation(
        name="constant_column_variance",
        lhs=BATCH_VARIANCE,
        start=sp.Sum((_VALUE - mean) ** 2, (i, 1, B)) / B,
        steps=(Index(sp.S.Zero, "the mean is the common value", size=B),),
    )


@derived("cpen455hw1 2.1, constant column")
def constant_column_divisor() -> Derivation:
    """0: what (8) divides by, without epsilon, in a column whose values are all equal."""
    variance = sp.Symbol("V", nonnegative=True)
    return Derivation(
        name="constant_column_divisor",
        lhs=sp.sqrt(BATCH_VARIANCE + EPS),
        start=sp.sqrt(variance + EPS),
        steps=(
            Equal(
                sp.S.Zero,
                "the variance of the column and epsilon are 0",
                given={variance: constant_column_variance(), EPS: sp.S.Zero},
            ),
        ),
    )


def _square(rest_variance: sp.Expr) -> sp.Expr:
    """Return gamma^2 (Y - m)^2/v, where v is the mean of R + 1 squares: of one value, and of R about their mean."""
    own = (REST_MEAN + DISTANCE - BATCH_MEAN) ** 2
    others = OTHERS * ((REST_MEAN - BATCH_MEAN) ** 2 + rest_variance)
    return gamma**2 * own / ((own + others) / (OTHERS + 1))


@derived("cpen455hw1 2.1, normalised values")
def normalized_square() -> Derivation:
    """gamma^2 R d^2/(d^2 + (R + 1) v_k): below gamma^2 (B - 1) however narrow the batch is."""
    mean = batch_mean_by_parts().at({B: OTHERS + 1, y: REST_MEAN + DISTANCE})
    return Derivation(
        name="normalized_square",
        lhs=_SQUARE,
        start=_square(REST_VARIANCE),
        steps=(
            Equal(
                gamma**2 * OTHERS * DISTANCE**2 / (DISTANCE**2 + (OTHERS + 1) * REST_VARIANCE),
                "the mean lies at the fraction 1/(R + 1) of the distance",
                given={BATCH_MEAN: mean},
            ),
        ),
        assumptions=(_NO_EPSILON,),
    )


@derived("cpen455hw1 2.1, largest value")
def lone_value_square() -> Derivation:
    """gamma^2 R: the square of a value whose R others are equal, at any distance from them."""
    mean = batch_mean_by_parts().at({B: OTHERS + 1, y: REST_MEAN + DISTANCE})
    return Derivation(
        name="lone_value_square",
        lhs=_SQUARE,
        start=_square(sp.S.Zero),
        steps=(Equal(gamma**2 * OTHERS, "the distance cancels", given={BATCH_MEAN: mean}),),
        assumptions=(_NO_EPSILON, "the other values are equal"),
    )


@derived("cpen455hw1 2.1, gradient")
def slope_ratio() -> Derivation:
    """1/c: what a batch c times as wide has as derivative dYhat_i/dY_i, by that of the batch itself."""
    wide, own = sp.symbols("J_c J_1", real=True)
    scaled = {
        y: WIDENING * y,
        BATCH_MEAN: WIDENING * BATCH_MEAN,
        BATCH_VARIANCE: WIDENING**2 * BATCH_VARIANCE,
        EPS: sp.S.Zero,
    }
    return Derivation(
        name="slope_ratio",
        lhs=sp.Symbol(r"(d\hat Y_{ij}/dY_{ij})(c)/(d\hat Y_{ij}/dY_{ij})(1)", real=True),
        start=wide / own,
        steps=(
            Equal(
                1 / WIDENING,
                "the deviations are c times as large, and the variance c²",
                given={
                    wide: normalized_by_value_in_all().at(scaled),
                    own: normalized_by_value_in_all().at({EPS: sp.S.Zero}),
                },
            ),
        ),
        assumptions=(_NO_EPSILON, "the derivative of the batch itself is not 0"),
    )


@derived("cpen455hw1 2.1, saturation")
def saturation_ratio() -> Derivation:
    """1: the slope of tanh at a normalised value of a batch c times as wide, by that of the batch itself."""
    root = sp.sqrt(BATCH_VARIANCE)
    wide = gamma * (WIDENING * y - WIDENING * BATCH_MEAN) / (WIDENING * root) + beta
    own = gamma * (y - BATCH_MEAN) / root + beta
    return Derivation(
        name="saturation_ratio",
        lhs=sp.Symbol(r"\sigma'(\hat Y_{ij})(c)/\sigma'(\hat Y_{ij})(1)", real=True),
        start=(1 - sp.tanh(wide) ** 2) / (1 - sp.tanh(own) ** 2),
        steps=(
            Equal(
                sp.S.One,
                "the deviations are c times as large, and so is the root of the variance",
            ),
        ),
        assumptions=(_NO_EPSILON,),
    )


@derived("cpen455hw1 2.1, with epsilon")
def narrow_batch_slope() -> Derivation:
    """gamma (1 - 1/B)/sqrt(epsilon): the limit of dYhat_i/dY_i as the batch becomes narrow, epsilon being fixed."""
    spread = BATCH_VARIANCE / NARROWING**2 + EPSILON
    deviation = (y - BATCH_MEAN) / NARROWING
    slope = gamma / sp.sqrt(spread) * (1 - 1 / B - deviation**2 / (B * spread))
    derivative = sp.Symbol("J_n", real=True)
    narrow = normalized_by_value_in_all().at(
        {
            y: y / NARROWING,
            BATCH_MEAN: BATCH_MEAN / NARROWING,
            BATCH_VARIANCE: BATCH_VARIANCE / NARROWING**2,
            EPS: EPSILON,
        }
    )
    return Derivation(
        name="narrow_batch_slope",
        lhs=sp.Limit(slope, NARROWING, sp.oo),
        start=derivative,
        steps=(
            Equal(
                slope,
                "the derivative on all paths, the batch being divided by n",
                given={derivative: narrow},
            ),
            Limit(
                gamma * (1 - 1 / B) / sp.sqrt(EPSILON),
                "the deviations and the variance vanish; epsilon stays",
                variable=NARROWING,
                order=2,
            ),
        ),
    )
