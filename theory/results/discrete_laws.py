"""Expectations of few outcomes: products, variances, masks, and what "uncorrelated" leaves open (homework 1, 1.2)."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.derivatives import Differentiate
from theory.derivation.identities import Equal
from theory.derivation.quantities import Covariance, dropped, mask, unit
from theory.derivation.registry import derived
from theory.notation import E, p, z
from theory.results.dropout import over_masks

__all__ = [
    "CHANGE",
    "FIRST_VALUES",
    "LEVEL",
    "PROBABILITIES",
    "SECOND_VALUES",
    "dropped_square_if_independent",
    "dropped_square_if_uncorrelated",
    "mask_by_power",
    "mask_square",
    "mask_square_by_power",
    "mean_of",
    "product_mean",
    "uncorrelated_mask",
    "variance_by_moments",
]

FIRST_VALUES = sp.symbols("x_1:4", real=True)
SECOND_VALUES = sp.symbols("y_1:4", real=True)
_FREE = sp.symbols("P_1:3", nonnegative=True)
PROBABILITIES = (*_FREE, 1 - sum(_FREE))  # of three outcomes
LEVEL = sp.Symbol("c", positive=True)  # the mean of a unit, kept or not
CHANGE = sp.Symbol("e", nonnegative=True)  # of a unit that is kept, to both sides
_THREE = "three outcomes, of any probabilities and values"


def mean_of(*values: sp.Expr) -> sp.Expr:
    """Return the mean of a quantity by its values at the three outcomes."""
    return sum(chance * value for chance, value in zip(PROBABILITIES, values, strict=True))


def _centred(values: tuple[sp.Expr, ...]) -> list[sp.Expr]:
    return [value - mean_of(*values) for value in values]


def _products(first: object, second: object) -> list[sp.Expr]:
    return [x * y for x, y in zip(first, second, strict=True)]  # type: ignore[call-overload]


@derived("cpen455hw1 1.2, product")
def product_mean() -> Derivation:
    """E x E y + E (x - E x)(y - E y): the mean of a product, for dependent factors too."""
    centred = mean_of(*_products(_centred(FIRST_VALUES), _centred(SECOND_VALUES)))
    return Derivation(
        name="product_mean",
        lhs=sp.Symbol(r"\operatorname{E}[xy]", real=True),
        start=mean_of(*_products(FIRST_VALUES, SECOND_VALUES)),
        steps=(
            Equal(
                mean_of(*FIRST_VALUES) * mean_of(*SECOND_VALUES) + centred,
                "the deviations from the means have mean 0",
            ),
        ),
        assumptions=(_THREE,),
    )


@derived("cpen455hw1 1.2, variance")
def variance_by_moments() -> Derivation:
    """E x^2 - (E x)^2: the mean of the squared deviations."""
    centred = _centred(FIRST_VALUES)
    return Derivation(
        name="variance_by_moments",
        lhs=sp.Symbol(r"\operatorname{Var}[x]", real=True),
        start=mean_of(*_products(centred, centred)),
        steps=(
            Equal(
                mean_of(*_products(FIRST_VALUES, FIRST_VALUES)) - mean_of(*FIRST_VALUES) ** 2,
                "the mean is linear",
            ),
        ),
        assumptions=(_THREE,),
    )


# --- a mask and its square --------------------------------------------------------------------------------------


@derived
def mask_by_power() -> Derivation:
    """z (1 - p): E m z^m is z times the slope of E z^m."""
    bernoulli = sp.Symbol("m", nonnegative=True)
    return Derivation(
        name="mask_by_power",
        lhs=sp.Symbol(r"\operatorname{E}[m z^m]", real=True),
        start=z * sp.Derivative(over_masks(z**bernoulli, bernoulli), z),
        steps=(Differentiate(z * (1 - p), "E z^m = p + (1 - p) z is linear"),),
    )


@derived
def mask_square_by_power() -> Derivation:
    """z (1 - p): E m^2 z^m is z times the slope of E m z^m."""
    return Derivation(
        name="mask_square_by_power",
        lhs=sp.Symbol(r"\operatorname{E}[m^2 z^m]", real=True),
        start=z * sp.Derivative(mask_by_power().rhs, z),
        steps=(Differentiate(z * (1 - p), "it is linear too"),),
    )


@derived("cpen455hw1 1.2, square of the mask")
def mask_square() -> Derivation:
    """1: E m^2/E m of a mask of zeros and ones."""
    square, mean = sp.symbols("S F", positive=True)
    one = {z: sp.S.One}
    return Derivation(
        name="mask_square",
        lhs=E(mask**2) / E(mask),
        start=square / mean,
        steps=(
            Equal(
                sp.S.One,
                "both at z = 1",
                given={square: mask_square_by_power().at(one), mean: mask_by_power().at(one)},
            ),
        ),
    )


# --- a unit that is uncorrelated with its mask, and depends on it ------------------------------------------------
# Where it is kept, the unit is c - e or c + e; where it is dropped, it is 0 or 2c; with equal chances.


def _over_dropped(function: sp.Expr, kept: sp.Symbol, value: sp.Symbol) -> sp.Expr:
    """Return a mean over the outcomes of the mask and of the unit that depends on it."""
    at = [
        ((1 - p) / 2, 1, LEVEL - CHANGE),
        ((1 - p) / 2, 1, LEVEL + CHANGE),
        (p / 2, 0, sp.S.Zero),
        (p / 2, 0, 2 * LEVEL),
    ]
    return sum(chance * function.subs({kept: one, value: level}) for chance, one, level in at)


_KEPT, _VALUE = sp.symbols("m h", nonnegative=True)


@derived("cpen455hw1 1.2, uncorrelated")
def uncorrelated_mask() -> Derivation:
    """0: the covariance of the mask with that unit."""
    means = [_over_dropped(part, _KEPT, _VALUE) for part in (_KEPT * _VALUE, _KEPT, _VALUE)]
    return Derivation(
        name="uncorrelated_mask",
        lhs=Covariance(mask, unit),
        start=means[0] - means[1] * means[2],
        steps=(Equal(sp.S.Zero, "the unit has the mean c, whether kept or not"),),
    )


@derived("cpen455hw1 1.2, square of an uncorrelated unit")
def dropped_square_if_uncorrelated() -> Derivation:
    """(c^2 + e^2)/(1 - p): E (m h/(1-p))^2 of that unit."""
    return Derivation(
        name="dropped_square_if_uncorrelated",
        lhs=E(dropped**2),
        start=_over_dropped((_KEPT * _VALUE / (1 - p)) ** 2, _KEPT, _VALUE),
        steps=(Equal((LEVEL**2 + CHANGE**2) / (1 - p), "a unit that is kept is c ± e"),),
    )


@derived("cpen455hw1 1.2, square of an independent unit")
def dropped_square_if_independent() -> Derivation:
    """c^2 + e^2 + 2 p c^2/(1 - p): the same of a unit with the same law, but independent of its mask."""
    chances = over_masks((_KEPT / (1 - p)) ** 2, _KEPT)
    return Derivation(
        name="dropped_square_if_independent",
        lhs=E(dropped**2),
        start=chances * _over_dropped(_VALUE**2, _KEPT, _VALUE),
        steps=(
            Equal(
                LEVEL**2 + CHANGE**2 + 2 * p * LEVEL**2 / (1 - p),
                "E h² = (1 - p)(c² + e²) + 2 p c², whatever the mask is",
            ),
        ),
        assumptions=("the mask is independent of the unit",),
    )
