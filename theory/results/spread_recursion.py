"""How the spread over networks goes from layer to layer for any activation: the leading terms in 1/N.

K is the variance of a layer's pre-activations given the layer below; u^2, of order 1/N, is its variance over networks.
K' = sigma_w^2 sum_i h_i/N + sigma_b^2 with N independent h_i = g(y_i)^2, whose moments depend on K alone.  Here g is
the map of the variance about its value, y -> E K' at K + y, so that g'(0) is its slope and g''(0) its curvature.

By the law of total variance Var K' is the mean of the variance given K and the variance of the mean given K.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.expansions import Approx
from theory.derivation.expectation import Independent, Law
from theory.derivation.identities import Equal
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import G0, G1, G2, E, N, g, i, u, w, y
from theory.results.normal import gaussian_mean

__all__ = ["FOURTH", "SECOND", "layer_noise", "mean_recursion", "spread_recursion"]

SECOND, FOURTH = sp.symbols("a_2 a_4", positive=True)  # E g(y)^2 and E g(y)^4
_NORMAL = "K is normal to leading order: its third cumulant is of order 1/N^2"


@derived
def layer_noise() -> Derivation:
    """Var(K' | K) = sigma_w^4 (E g^4 - (E g^2)^2)/N: the mean of N independent squares."""
    square = sp.IndexedBase("h")
    # Only two moments of h_i matter, so that a finite law with two stands for all: 0 or 3, as in `finite_width`.
    atoms = ((Fraction(2, 3), Fraction(0)), (Fraction(1, 3), Fraction(3)))
    law = Law((Independent(square, (SECOND, FOURTH), atoms, ((SECOND, Fraction(1)), (FOURTH, Fraction(3)))),))
    total = sp.Sum(square[i], (i, 1, N))
    return Derivation(
        name="layer_noise",
        lhs=sp.Symbol(r"\operatorname{Var}(K'\mid K)"),
        start=w**2 * (E(total**2) - E(total) ** 2) / N**2,
        steps=(
            Index(
                w**2 * (N * FOURTH + N * (N - 1) * SECOND**2 - N**2 * SECOND**2) / N**2,
                "N squares and N(N-1) products of independent terms",
                size=N,
                law=law,
            ),
            Equal(
                w**2 * (FOURTH - SECOND**2) / N, "the products take the squared mean away but for N of them"
            ),
        ),
        assumptions=("Gaussian weights: given K the pre-activations are independent",),
    )


@derived
def mean_recursion() -> Derivation:
    """E K' = g(0) + g''(0) u^2/2 + O(1/N^2): a curved map moves the mean by half its curvature times the variance."""
    return Derivation(
        name="mean_recursion",
        lhs=sp.Symbol(r"\operatorname{E}K'"),
        start=gaussian_mean(g(y), u),
        steps=(Approx(G0 + G2 * u**2 / 2, "Taylor's theorem; odd moments vanish", variable=u, order=4),),
        assumptions=(_NORMAL,),
    )


@derived
def spread_recursion() -> Derivation:
    """Var K' = sigma_w^4 (E g^4 - (E g^2)^2)/N + g'(0)^2 u^2 + O(1/N^2): new noise, and the old, moved on."""
    noise = sp.Symbol("V", real=True)
    mean = gaussian_mean(g(y), u)
    return Derivation(
        name="spread_recursion",
        lhs=sp.Symbol(r"\operatorname{Var}K'"),
        start=noise + gaussian_mean(g(y) ** 2, u) - mean**2,
        steps=(
            Approx(noise + G1**2 * u**2, "the variance of the mean given K", variable=u, order=4),
            Equal(
                w**2 * (FOURTH - SECOND**2) / N + G1**2 * u**2,
                "the variance given K; that its moments move with K is of order 1/N^2",
                given={noise: layer_noise()},
            ),
        ),
        assumptions=(*layer_noise().assumptions, _NORMAL),
    )
