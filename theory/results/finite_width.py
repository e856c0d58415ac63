"""Exact laws at every width N, for positively homogeneous activations: g(z) = a z for z > 0, b z for z < 0.

Given the layer below, y_m(i) = v |x_m| Z_i with independent standard normal Z_i.  Hence |x_{m+1}|^2 = v^2 |x_m|^2 S,
where S = sum_i g(Z_i)^2 is independent of everything below.  Every moment is a product over layers of moments of S, and
no limit is taken.  ReLU is a = 1, b = 0; the linear map is a = b = 1.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.expectation import Independent, Law
from theory.derivation.hypotheses import Result
from theory.derivation.identities import Equal
from theory.derivation.limits import Limit
from theory.derivation.quantities import ExcessKurtosis, layer_input, preactivation
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import E, N, a, b, i, j, kappa, m, u, w
from theory.results.relu import relu_fourth_moment, relu_second_moment

__all__ = [
    "HOMOGENEOUS",
    "INPUT_KURTOSIS",
    "RELU",
    "SLOPES",
    "WEIGHT_VARIANCE",
    "fluctuation",
    "mean_square",
    "mean_square_second_moment",
    "preactivation_kurtosis",
    "relative_fluctuation",
    "relu_kurtosis",
]


SLOPES = a, b
RELU = {a: sp.S.One, b: sp.S.Zero}
WEIGHT_VARIANCE, INPUT_KURTOSIS = w, kappa
HOMOGENEOUS = "Gaussian weights; g is positively homogeneous"
_HALVES = "each half-line has half of the normal's moment"


@derived
def homogeneous_second_moment() -> Derivation:
    """E g(Z)^2 = (a^2 + b^2)/2: each half-line has half of the second moment of the normal."""
    return _halves("homogeneous_second_moment", 2, relu_second_moment().at({u: 1}))


@derived
def homogeneous_fourth_moment() -> Derivation:
    """E g(Z)^4 = 3 (a^4 + b^4)/2: each half-line has half of the fourth moment of the normal."""
    return _halves("homogeneous_fourth_moment", 4, relu_fourth_moment().at({u: 1}))


def _halves(name: str, power: int, half: Result) -> Derivation:
    share, slopes = sp.Symbol(f"h_{power}", positive=True), a**power + b**power
    return Derivation(
        name=name,
        lhs=sp.Symbol(rf"\operatorname{{E}}g(Z)^{power}"),
        start=slopes * share,
        steps=(Equal(slopes * half.value, "g(Z) is a relu(Z) - b relu(-Z)", given={share: half}),),
        assumptions=("g is positively homogeneous",),
    )


@derived
def relative_fluctuation() -> Derivation:
    """E S^2/(E S)^2 = 1 + kappa/N: how one layer spreads the mean square over networks (ReLU: kappa = 5)."""
    return fluctuation(
        "relative_fluctuation",
        1 + (6 * (a**4 + b**4) / (a**2 + b**2) ** 2 - 1) / N,
        f"E g(Z)² = (a² + b²)/2 and E g(Z)⁴ = 3(a⁴ + b⁴)/2: {_HALVES}",
        (homogeneous_second_moment(), homogeneous_fourth_moment()),
        (HOMOGENEOUS,),
    )


def fluctuation(
    name: str,
    result: sp.Expr,
    reason: str,
    moments: tuple[Derivation, Derivation],
    assumptions: tuple[str, ...],
) -> Derivation:
    """Return the chain for E S^2/(E S)^2, S being a sum of N independent squares with E h = a_2 and E h^2 = a_4.

    Parameters
    ----------
    name : str
    result : sympy expression
        What follows once the two moments are known, for `reason`.
    reason : str
    moments : tuple of Derivation
        Of a_2 and of a_4.
    assumptions : tuple of str
    """
    square = sp.IndexedBase("h")
    second, fourth = sp.symbols("a_2 a_4", positive=True)
    # Only two moments of h_i, the square of a unit, matter.  A finite law with two: 0 or 3, with chances 2/3, 1/3.
    atoms = ((Fraction(2, 3), Fraction(0)), (Fraction(1, 3), Fraction(3)))
    law = Law((Independent(square, (second, fourth), atoms, ((second, Fraction(1)), (fourth, Fraction(3)))),))
    total = sp.Sum(square[i], (i, 1, N))
    return Derivation(
        name=name,
        lhs=sp.Symbol(r"\operatorname{E}S^2/(\operatorname{E}S)^2"),
        start=E(total**2) / E(total) ** 2,
        steps=(
            Index(
                (N * fourth + N * (N - 1) * second**2) / (N * second) ** 2,
                "N squares and N(N-1) products of independent terms",
                size=N,
                law=law,
            ),
            Equal(1 + (fourth / second**2 - 1) / N, "division"),
            Equal(result, reason, given=dict(zip((second, fourth), moments, strict=True))),
        ),
        assumptions=assumptions,
    )


@derived
def mean_square() -> Derivation:
    """E x_m^2 = (sigma_w^2 (a^2 + b^2)/2)^(m-1) for a unit input: exact at every N."""
    half = sp.Symbol("h_2", positive=True)  # E relu(Z)^2
    layer = w * (a**2 + b**2) / 2
    return Derivation(
        name="mean_square",
        lhs=E(layer_input(m) ** 2),
        start=sp.Product(w * (a**2 + b**2) * half, (j, 1, m - 1)),
        steps=(
            Equal(
                sp.Product(layer, (j, 1, m - 1)),
                f"v² E S, with E g(Z)² = (a² + b²)/2: {_HALVES}",
                given={half: relu_second_moment().at({u: 1})},
            ),
            Index(layer ** (m - 1), "m - 1 independent factors", size=m),
        ),
        assumptions=(HOMOGENEOUS,),
    )


@derived
def mean_square_second_moment() -> Derivation:
    """E q_m^2/(E q_m)^2 for the mean square q_m = |x_m|^2/N of one network's layer, exact at every N and m.

    Minus 1, it is the variance of q_m relative to its squared mean.
    """
    layer = relative_fluctuation().rhs
    first = 1 + (INPUT_KURTOSIS - 1) / N
    return Derivation(
        name="mean_square_second_moment",
        lhs=sp.Symbol(r"\operatorname{E}q_m^2/(\operatorname{E}q_m)^2"),
        start=first * sp.Product(layer, (j, 1, m - 1)),
        steps=(Index(first * layer ** (m - 1), "the layers' factors are independent", size=m),),
        assumptions=(HOMOGENEOUS, "the input's components are independent, with kurtosis kappa_1"),
    )


@derived("kumar2017 proposition 2, normality")
def preactivation_kurtosis() -> Derivation:
    """Excess kurtosis of y_m: 3 (E q_m^2/(E q_m)^2 - 1), which tends to 0 as N -> oo at fixed depth.

    y_m = v |x_m| Z is a normal of random scale.  It is normal if and only if |x_m| is not random, and its excess
    kurtosis measures how random |x_m| is.
    """
    ratio = sp.Symbol("r_m", positive=True)  # E q_m^2/(E q_m)^2
    exact = 3 * (mean_square_second_moment().rhs - 1)
    return Derivation(
        name="preactivation_kurtosis",
        lhs=ExcessKurtosis(preactivation(m)),
        start=3 * ratio - 3,
        steps=(
            Equal(
                exact, "E Z⁴ = 3, and Z is independent of |x_m|", given={ratio: mean_square_second_moment()}
            ),
            Limit(sp.S.Zero, "each factor tends to 1", variable=N, order=1),
        ),
        assumptions=(HOMOGENEOUS,),
    )


@derived("kumar2017 proposition 2, normality at every depth")
def relu_kurtosis() -> Derivation:
    """3((1 + 5/N)^(m-1) - 1), the excess kurtosis of ReLU's y_m: at fixed N it grows without bound with depth."""
    general, relu = preactivation_kurtosis(), RELU | {INPUT_KURTOSIS: sp.S.One}
    closed = 3 * ((1 + 5 / N) ** (m - 1) - 1)
    return Derivation(
        name="relu_kurtosis",
        lhs=general.lhs,
        start=general.exact,
        steps=(Equal(closed, "ReLU, and an input of signs", given=relu),),
        assumptions=general.assumptions,
    )
