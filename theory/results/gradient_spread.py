"""How gradients spread over networks of one width, for g(z) = a z for z > 0 and b z for z < 0: exact at every N.

The gradient at y_m is d_m = g'(y_m) W' d_{m+1}.  A unit whose weights, in and out, change their signs changes no size.
So the slopes g'(y_m) are a or b by fair coins, independent of all sizes and of each other (Hanin, Nica 2018,
arXiv:1812.05994).
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.quantities import ExcessKurtosis, gradient
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import N, a, b, j
from theory.results.finite_width import HOMOGENEOUS, relative_fluctuation

__all__ = ["LAYERS", "gradient_kurtosis", "gradient_length", "slope_fluctuation"]


LAYERS = sp.Symbol("L", integer=True, positive=True)  # of weights, from the gradient's on
_COINS = "the slopes of a layer's units are independent fair coins, independent of the sizes of all signals"


@derived
def slope_fluctuation() -> Derivation:
    """E g'^4/(E g'^2)^2 = 2(a^4 + b^4)/(a^2 + b^2)^2: 2 for ReLU, 1 for a linear map and for |z|."""
    coin = sp.Symbol("s", positive=True)
    half = sp.Rational(1, 2)

    def mean(power: int) -> sp.Expr:
        return (coin * a**power + coin * b**power).subs(coin, half)

    return Derivation(
        name="slope_fluctuation",
        lhs=sp.Symbol(r"\operatorname{E}g'^4/(\operatorname{E}g'^2)^2"),
        start=sp.Mul(mean(4), mean(2) ** -2, evaluate=False),
        steps=(Equal(2 * (a**4 + b**4) / (a**2 + b**2) ** 2, "each slope has probability 1/2"),),
        assumptions=(HOMOGENEOUS, _COINS),
    )


@derived
def gradient_length() -> Derivation:
    """E |d_2|^4/(E |d_2|^2)^2 = (1 + 2/N)(1 + k/N)^(L-2) under L >= 2 layers, k = 6(a^4 + b^4)/(a^2 + b^2)^2 - 1.

    A layer between multiplies |d|^2 by a sum of N squares, each of a slope times a normal, as forward.
    """
    last, between = sp.Symbol("r_L", positive=True), relative_fluctuation()
    return Derivation(
        name="gradient_length",
        lhs=sp.Symbol(r"\operatorname{E}|d_2|^4/(\operatorname{E}|d_2|^2)^2"),
        start=last * sp.Product(between.rhs, (j, 2, LAYERS - 1)),
        steps=(
            Index(
                last * between.rhs ** (LAYERS - 2),
                "the layers' factors are independent",
                size=LAYERS,
                sizes=(2, 3, 4, 5),
            ),
            Equal(
                (1 + 2 / N) * between.rhs ** (LAYERS - 2),
                "the last is a sum of N squares of normals",
                given={last: between.at({a: 1, b: 1})},
            ),
        ),
        assumptions=(
            HOMOGENEOUS,
            _COINS,
            "the gradient at the last pre-activation has independent standard normal components",
        ),
    )


@derived
def gradient_kurtosis() -> Derivation:
    """6(a^4 + b^4)/(a^2 + b^2)^2 (1 + 2/N)(1 + k/N)^(L-2) - 3: excess kurtosis of d_1 under L >= 2 layers.

    A unit of d_1 is its slope times a normal whose variance is that of the weights times |d_2|^2.
    """
    own, above = sp.symbols("R r_2", positive=True)
    slopes, length = slope_fluctuation(), gradient_length()
    return Derivation(
        name="gradient_kurtosis",
        lhs=ExcessKurtosis(gradient(1)),
        start=3 * own * above - 3,
        steps=(
            Equal(
                3 * slopes.rhs * length.rhs - 3,
                "E Z⁴ = 3; slope, normal and |d_2| are independent",
                given={own: slopes, above: length},
            ),
        ),
        assumptions=length.assumptions,
    )
