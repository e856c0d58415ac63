"""How dropout spreads networks of one width: the law of `finite_width` under masks, exact at every N.

A unit becomes k g(y)/(1 - p), where k is 1 with probability 1 - p and 0 otherwise; g(z) = a z for z > 0, b z for z < 0.
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.quantities import ExcessKurtosis, dropped, preactivation
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, N, a, b, j, m, p
from theory.results.dropout import over_masks
from theory.results.finite_width import (
    HOMOGENEOUS,
    fluctuation,
    homogeneous_fourth_moment,
    homogeneous_second_moment,
)

__all__ = [
    "dropped_fluctuation",
    "dropped_fourth_moment",
    "dropped_kurtosis",
    "dropped_length",
    "dropped_second_moment",
]

_MASK = sp.Symbol("m", nonnegative=True)
_MASKS = "the masks are independent of the units and of each other, and are 1 with probability 1 - p"


@derived
def dropped_second_moment() -> Derivation:
    """E (k g(Z)/(1-p))^2 = (a^2 + b^2)/(2(1-p)): dropout adds a factor 1/(1-p)."""
    return _dropped("dropped_second_moment", 2, homogeneous_second_moment())


@derived
def dropped_fourth_moment() -> Derivation:
    """E (k g(Z)/(1-p))^4 = 3(a^4 + b^4)/(2(1-p)^3): three more factors than units, since k^4 = k."""
    return _dropped("dropped_fourth_moment", 4, homogeneous_fourth_moment())


def _dropped(name: str, power: int, plain: Derivation) -> Derivation:
    moment = sp.Symbol(f"h_{power}", positive=True)
    return Derivation(
        name=name,
        lhs=E(dropped**power),
        start=over_masks((_MASK / (1 - p)) ** power, _MASK) * moment,
        steps=(Equal(plain.rhs / (1 - p) ** (power - 1), f"k^{power} = k", given={moment: plain}),),
        assumptions=(_MASKS, *plain.assumptions),
    )


@derived
def dropped_fluctuation() -> Derivation:
    """E S^2/(E S)^2 = 1 + (6(a^4 + b^4)/((1-p)(a^2 + b^2)^2) - 1)/N of one layer under dropout."""
    return fluctuation(
        "dropped_fluctuation",
        1 + (6 * (a**4 + b**4) / ((1 - p) * (a**2 + b**2) ** 2) - 1) / N,
        "of four factors 1/(1-p) in the fourth moment and in the squared second, one is left",
        (dropped_second_moment(), dropped_fourth_moment()),
        (HOMOGENEOUS, _MASKS),
    )


@derived
def dropped_length() -> Derivation:
    """E q_m^2/(E q_m)^2 for the mean square q_m = |x_m|^2/N of one network's layer under dropout, exact at every N."""
    layer = dropped_fluctuation()
    return Derivation(
        name="dropped_length",
        lhs=sp.Symbol(r"\operatorname{E}q_m^2/(\operatorname{E}q_m)^2"),
        start=sp.Product(layer.rhs, (j, 1, m - 1)),
        steps=(Index(layer.rhs ** (m - 1), "each layer has weights and masks of its own", size=m),),
        assumptions=(*layer.assumptions, "the input is one of signs, without dropout"),
    )


@derived
def dropped_kurtosis() -> Derivation:
    """3((1 + (6(a^4 + b^4)/((1-p)(a^2 + b^2)^2) - 1)/N)^(m-1) - 1): the excess kurtosis of y_m under dropout."""
    ratio, length = sp.Symbol("r_m", positive=True), dropped_length()
    return Derivation(
        name="dropped_kurtosis",
        lhs=ExcessKurtosis(preactivation(m)),
        start=3 * ratio - 3,
        steps=(
            Equal(3 * (length.rhs - 1), "E Z⁴ = 3, and Z is independent of |x_m|", given={ratio: length}),
        ),
        assumptions=length.assumptions,
    )
