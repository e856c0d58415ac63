"""Dropout for any unit, and the weights that keep the mean square of layers under it.

The mask is inverted: a unit h becomes m h/(1 - p), where m is 1 with probability 1 - p and 0 otherwise.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.hypotheses import Result
from theory.derivation.identities import Equal
from theory.derivation.quantities import Variance, dropped, gradient, preactivation, unit
from theory.derivation.registry import derived
from theory.notation import E, a, b, m, p, u, w
from theory.results.dropout import over_masks
from theory.results.finite_width import HOMOGENEOUS, homogeneous_second_moment
from theory.results.relu import relu_second_moment
from theory.results.vanishing import relu_slope_square

__all__ = [
    "dropout_added_variance",
    "dropout_backward_ratio",
    "dropout_critical_weights",
    "dropout_forward_ratio",
    "dropout_mean_ratio",
]

_MASK = sp.Symbol("m", nonnegative=True)
_MASK_LAW = "the mask is independent of the unit, and is 1 with probability 1 - p"


@derived
def dropout_mean_ratio() -> Derivation:
    """E[m h/(1-p)]/E h = 1, for a unit of any law: the mean is kept."""
    mean = sp.Symbol("E[h]", positive=True)
    return Derivation(
        name="dropout_mean_ratio",
        lhs=E(dropped) / E(unit),
        start=sp.Mul(over_masks(_MASK / (1 - p), _MASK), mean, 1 / mean, evaluate=False),
        steps=(Equal(sp.S.One, "the mean of the mask is 1 - p, and the scale cancels it"),),
        assumptions=(_MASK_LAW, "E h is not 0"),
    )


@derived
def dropout_added_variance() -> Derivation:
    """(Var(m h/(1-p)) - Var h)/E h^2 = p/(1-p), for a unit of any law: dropout adds noise in proportion to E h^2."""
    second, mean = sp.symbols("E[h^2] E[h]", positive=True)
    after = (
        over_masks((_MASK / (1 - p)) ** 2, _MASK) * second - (over_masks(_MASK / (1 - p), _MASK) * mean) ** 2
    )
    return Derivation(
        name="dropout_added_variance",
        lhs=(Variance(dropped) - Variance(unit)) / E(unit**2),
        start=(after - (second - mean**2)) / second,
        steps=(
            Equal(
                (second / (1 - p) - second) / second,
                "m² = m has the mean 1 - p; the mean of the unit is kept, and cancels",
            ),
            Equal(p / (1 - p), "1/(1-p) - 1"),
        ),
        assumptions=(_MASK_LAW,),
    )


@derived
def dropout_critical_weights() -> Derivation:
    """sigma_w^2 = 2(1-p)/(a^2 + b^2) keeps E y^2 under dropout, for g(z) = a z, z > 0, and b z, z < 0.

    The next layer has E y'^2 = sigma_w^2 E (m h/(1-p))^2, which must be E y^2 = 1.
    """
    second = sp.Symbol("E[h^2]", positive=True)
    return Derivation(
        name="dropout_critical_weights",
        lhs=1 / E(dropped**2),
        start=1 / (over_masks((_MASK / (1 - p)) ** 2, _MASK) * second),
        steps=(
            Equal((1 - p) / second, "m² = m, so that one of two factors 1 - p cancels"),
            Equal(
                2 * (1 - p) / (a**2 + b**2),
                "E h² = (a² + b²)/2 for y ~ N(0, 1)",
                given={second: homogeneous_second_moment()},
            ),
        ),
        assumptions=("z ~ N(0, I)", _MASK_LAW, "g is positively homogeneous"),
    )


def _ratio(name: str, lhs: sp.Expr, half: Derivation | Result, reason: str) -> Derivation:
    """Derive the factor of one layer on a mean square, where each half-line has a share of its slope's square."""
    share = sp.Symbol("h", positive=True)
    return Derivation(
        name=name,
        lhs=lhs,
        start=w * over_masks((_MASK / (1 - p)) ** 2, _MASK) * (a**2 + b**2) * share,
        steps=(
            Equal(w * (a**2 + b**2) * share / (1 - p), "m² = m, so that one of two factors 1 - p cancels"),
            Equal(w * (a**2 + b**2) / (2 * (1 - p)), reason, given={share: half}),
        ),
        assumptions=(_MASK_LAW, HOMOGENEOUS, "all layers have N units"),
    )


@derived
def dropout_forward_ratio() -> Derivation:
    """E y_{m+1}^2/E y_m^2 = sigma_w^2 (a^2 + b^2)/(2(1-p)) under dropout: exact at every N."""
    lhs = E(preactivation(m + 1) ** 2) / E(preactivation(m) ** 2)
    return _ratio("dropout_forward_ratio", lhs, relu_second_moment().at({u: 1}), "E relu(Z)² = 1/2 (21)")


@derived
def dropout_backward_ratio() -> Derivation:
    """E d_m^2/E d_{m+1}^2 = sigma_w^2 (a^2 + b^2)/(2(1-p)) under dropout: the same as forward.

    It is exact at every N, but for layers that are all zero: at y = 0 the slope is neither a nor b by chance.
    """
    lhs = E(gradient(m) ** 2) / E(gradient(m + 1) ** 2)
    return _ratio("dropout_backward_ratio", lhs, relu_slope_square(), "half of the mass is on each half-line")
