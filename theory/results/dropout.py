"""Dropout: mean and variance of a masked unit (CPEN 455, homework 1, questions 1.1 and 1.2)."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.quantities import Variance, dropped, unit
from theory.derivation.registry import derived
from theory.notation import E, p, u
from theory.results.relu import relu_mean, relu_second_moment, relu_variance

__all__ = [
    "over_masks",
    "relu_dropout_mean",
    "relu_dropout_second_moment",
    "relu_dropout_variance",
    "relu_unit_mean",
    "relu_unit_variance",
    "unscaled_dropout_ratio",
]


_STANDARD = "z ~ N(0, I)"
_MASK_LAW = "the mask is independent of the unit, and is 1 with probability 1 - p"


def over_masks(function: sp.Expr, mask: sp.Symbol) -> sp.Expr:
    """Return the expectation of `function` over a Bernoulli(1 - p) mask."""
    return (1 - p) * function.subs(mask, 1) + p * function.subs(mask, 0)


@derived("cpen455hw1 1.1")
def unscaled_dropout_ratio() -> Derivation:
    """E[m h]/E[h] = 1 - p, the effect of dropout without rescaling on the mean: homework question 1.1."""
    mask, mean = sp.Symbol("m", nonnegative=True), sp.Symbol("E[h]", positive=True)
    return Derivation(
        name="unscaled_dropout_ratio",
        lhs=E(dropped) / E(unit),
        # Unevaluated, since SymPy would cancel E h before the first step.
        start=sp.Mul(over_masks(mask, mask), mean, 1 / mean, evaluate=False),
        steps=(Equal(1 - p, "a unit is set to 0 with probability p, and is unchanged otherwise"),),
        assumptions=(_MASK_LAW, "E h is not 0"),
    )


@derived("cpen455hw1 1.2, mean before dropout")
def relu_unit_mean() -> Derivation:
    """E relu(z) = 1/sqrt(2 pi), z ~ N(0, 1): homework question 1.2."""
    return Derivation(
        name="relu_unit_mean",
        lhs=E(unit),
        start=relu_mean().rhs,
        steps=(
            Equal(1 / sp.sqrt(2 * sp.pi), "orthonormal rows make z standard normal", given={u: sp.S.One}),
        ),
        assumptions=(_STANDARD,),
    )


@derived("cpen455hw1 1.2, variance before dropout")
def relu_unit_variance() -> Derivation:
    """Var relu(z) = 1/2 - 1/(2 pi), z ~ N(0, 1): homework question 1.2."""
    return Derivation(
        name="relu_unit_variance",
        lhs=Variance(unit),
        start=relu_variance().rhs,
        steps=(
            Equal(
                sp.Rational(1, 2) - 1 / (2 * sp.pi),
                "orthonormal rows make z standard normal",
                given={u: sp.S.One},
            ),
        ),
        assumptions=(_STANDARD,),
    )


@derived("cpen455hw1 1.2, mean after dropout")
def relu_dropout_mean() -> Derivation:
    """E[m h/(1-p)] = E h = 1/sqrt(2 pi): homework question 1.2."""
    mask, mean = sp.Symbol("m", nonnegative=True), sp.Symbol("E[h]", positive=True)
    return Derivation(
        name="relu_dropout_mean",
        lhs=E(dropped),
        start=over_masks(mask / (1 - p), mask) * mean,
        steps=(
            Equal(mean, "the mean of the mask is 1 - p, and the scale cancels it"),
            Equal(
                1 / sp.sqrt(2 * sp.pi),
                "E h is (20) at u = 1",
                given={mean: relu_unit_mean()},
            ),
        ),
        assumptions=(_STANDARD, _MASK_LAW),
    )


@derived("cpen455hw1 1.2, second moment after dropout")
def relu_dropout_second_moment() -> Derivation:
    """E[(m h/(1-p))^2] = E[h^2]/(1-p) = 1/(2(1-p)): homework question 1.2."""
    mask, second = sp.Symbol("m", nonnegative=True), sp.Symbol("E[h^2]", positive=True)
    return Derivation(
        name="relu_dropout_second_moment",
        lhs=E(dropped**2),
        start=over_masks(mask**2 / (1 - p) ** 2, mask) * second,
        steps=(
            Equal(second / (1 - p), "E m² = E m = 1 - p cancels one of the two factors 1 - p"),
            Equal(
                1 / (2 * (1 - p)),
                "E h² is (21) at u = 1",
                given={second: relu_second_moment().at({u: 1})},
            ),
        ),
        assumptions=(_STANDARD, _MASK_LAW),
    )


@derived("cpen455hw1 1.2, variance after dropout")
def relu_dropout_variance() -> Derivation:
    """Var(m h/(1-p)) = 1/(2(1-p)) - 1/(2 pi), h = relu(z), z ~ N(0, 1): homework question 1.2."""
    mask = sp.Symbol("m", nonnegative=True)
    second, mean = sp.symbols("E[h^2] E[h]", positive=True)
    keep = over_masks(mask**2 / (1 - p) ** 2, mask), over_masks(mask / (1 - p), mask)
    return Derivation(
        name="relu_dropout_variance",
        lhs=Variance(dropped),
        start=keep[0] * second - (keep[1] * mean) ** 2,
        steps=(
            Equal(
                second / (1 - p) - mean**2,
                "m² = m, so one of two factors 1 - p cancels in the square, and the only one in the mean",
            ),
            Equal(
                1 / (2 * (1 - p)) - 1 / (2 * sp.pi),
                "E h² and E h are (21) and (20) at u = 1",
                given={second: relu_second_moment().at({u: 1}), mean: relu_mean().at({u: 1})},
            ),
        ),
        assumptions=(_STANDARD, _MASK_LAW),
    )
