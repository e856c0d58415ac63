"""Sequential saturation: the layers of tanh under U[±1/sqrt(N)], Kumar 2017, section 3.1."""

from __future__ import annotations

import sympy as sp

from theory.derivation.bounds import Below
from theory.derivation.derivation import Derivation
from theory.derivation.expansions import Approx
from theory.derivation.expectation import Law, forward_law
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.limits import Limit
from theory.derivation.quantities import Probability, Variance, layer_input, preactivation
from theory.derivation.registry import derived
from theory.derivation.sizes import Index
from theory.notation import G0, G1, G2, E, N, W, X, g, h, i, j, m, mu, s, t, u, v, x
from theory.results.layer_units import inputs_of_any_moments
from theory.results.normal import LINE, NORMAL, STANDARD_DENSITY, normal_density
from theory.results.preactivation import preactivation_variance
from theory.results.tanh import tanh_mean_square, uniform_weight_variance
from theory.results.tanh_law import tanh_distribution, tanh_modes

__all__ = [
    "tanh_excess_kurtosis",
    "tanh_fourth_moment",
    "tanh_zero_mean",
    "uniform_first_preactivation",
    "uniform_preactivation_ratio",
    "uniform_tanh_distribution",
    "uniform_tanh_modes",
]


@derived("kumar2017 section 3.1, mean")
def tanh_zero_mean() -> Derivation:
    """E x_{m+1} = 0 for an odd activation, at every N and whatever the inputs: Kumar 2017, section 3.1.

    The polynomial 3 y - y^3, three times the beginning of tanh, stands for an odd function of the row.
    """
    row = sp.Sum(W[i, j] * X[j], (j, 1, N))
    law = Law((forward_law().families[0], inputs_of_any_moments()))
    return Derivation(
        name="tanh_zero_mean",
        lhs=E(layer_input(m + 1)),
        start=E(3 * row - row**3),
        steps=(Index(sp.S.Zero, "the law of a weight is even", size=N, sizes=(1, 2, 3), law=law),),
        assumptions=("the weights are independent of the layer's inputs (proposition 1)",),
    )


@derived("kumar2017 section 3.1, decreasing")
def uniform_preactivation_ratio() -> Derivation:
    """u_{m+1}^2 < u_m^2/3 for tanh and U[±1/sqrt(N)], at every u_m: Kumar 2017, section 3.1, below (15)."""
    density, line = normal_density(x, u), (x, -sp.oo, sp.oo)
    weights = N * uniform_weight_variance().rhs
    antiderivative = sp.erf(x / (sp.sqrt(2) * u)) / 2 - x * density
    return Derivation(
        name="uniform_preactivation_ratio",
        lhs=Variance(preactivation(m + 1)) / Variance(preactivation(m)),
        start=sp.Integral(weights * sp.tanh(x) ** 2 * density / u**2, line),
        steps=(
            Below(
                sp.Integral(weights * x**2 * density / u**2, line),
                "|tanh y| < |y| except at 0, since y - tanh y has the slope tanh²",
                gap=(x - sp.tanh(x), x + sp.tanh(x), weights * density / u**2),
            ),
            Evaluate(sp.Rational(1, 3), "the variance of y", antiderivative=weights * antiderivative),
        ),
        assumptions=("(6), with inputs of mean 0", "v² = 1/(3N)", NORMAL),
    )


@derived
def tanh_fourth_moment() -> Derivation:
    """E tanh(y)^4/u^4 = 3 - 20 u^2 + O(u^4).

    tanh y is y g(y), where g(y) = 1 - y^2/3 + ... has no pole.
    """
    return Derivation(
        name="tanh_fourth_moment",
        lhs=E(layer_input(m + 1) ** 4) / E(preactivation(m) ** 2) ** 2,
        start=sp.Integral((t * g(u * t)) ** 4 * STANDARD_DENSITY, LINE),
        steps=(
            Approx(
                3 * G0**4 + (30 * G0**3 * G2 + 90 * G0**2 * G1**2) * u**2,
                "the expansion of g at 0, to the fourth power; E Z⁴ = 3 and E Z⁶ = 15",
                variable=u,
                order=4,
            ),
            Equal(
                3 - 20 * u**2,
                "tanh(y)/y = 1 - y²/3 + ...",
                given={G0: sp.S.One, G1: sp.S.Zero, G2: -sp.Rational(2, 3)},
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 section 3.1, normal limit")
def tanh_excess_kurtosis() -> Derivation:
    """(E x^4/(E x^2)^2 - E y^4/(E y^2)^2)/u^2 -> -8 as u -> 0, for x = tanh y: Kumar 2017, section 3.1.

    The excess kurtosis of x, whose mean is 0, vanishes like -8 u^2: tanh of a normal variable tends to a normal one.
    """
    second, fourth = sp.symbols("c_2 c_4", real=True)
    size = sp.Symbol("n", positive=True)  # 1/u^2
    small = {u: 1 / sp.sqrt(size)}
    square = tanh_mean_square().rhs.subs(small) * size + second / size**2
    quartic = tanh_fourth_moment().rhs.subs(small) + fourth / size**2
    unit, below = layer_input(m + 1), preactivation(m)
    kurtosis = E(unit**4) / E(unit**2) ** 2 - E(below**4) / E(below**2) ** 2
    return Derivation(
        name="tanh_excess_kurtosis",
        lhs=kurtosis / E(below**2),
        start=(quartic / square**2 - 3) * size,
        steps=(
            Equal(
                ((3 - 20 / size + fourth / size**2) - 3 * (1 - 2 / size + second / size**2) ** 2)
                * size
                / (1 - 2 / size + second / size**2) ** 2,
                "both moments with their remainders, at u² = 1/n, over those of y, whose kurtosis is 3",
            ),
            Limit(-sp.S(8), "u tends to 0", variable=size, order=1),
        ),
        assumptions=("c_2 and c_4 are bounded", NORMAL),
    )


@derived("kumar2017 section 3.1, first pre-activation")
def uniform_first_preactivation() -> Derivation:
    """u_1^2 = 1/3 for the stated input and U[±1/sqrt(N)]: Kumar 2017, (6) in the setting of Glorot and Bengio."""
    return Derivation(
        name="uniform_first_preactivation",
        lhs=Variance(preactivation(1)),
        start=preactivation_variance().rhs,
        steps=(
            Equal(
                sp.Rational(1, 3),
                "an input of mean 0 and variance 1",
                given={v**2: uniform_weight_variance(), s: sp.S.One, mu: sp.S.Zero},
            ),
        ),
    )


@derived("kumar2017 section 3.1, modes in the setting of Glorot and Bengio")
def uniform_tanh_modes() -> Derivation:
    """1 mode in the first layer for U[±1/sqrt(N)] and the stated input: u_1^2 = 1/3 is below the threshold 1/2."""
    return Derivation(
        name="uniform_tanh_modes",
        lhs=tanh_modes().lhs,
        start=tanh_modes().rhs,
        steps=(Equal(sp.S.One, "u_1² = 1/3 is below 1/2", given={u**2: uniform_first_preactivation()}),),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 section 3.1, distribution in the setting of Glorot and Bengio")
def uniform_tanh_distribution() -> Derivation:
    """P(x_2 <= h) = 1/2 + erf(sqrt(3/2) t_h)/2 for U[±1/sqrt(N)] and the stated input."""
    general = tanh_distribution()
    return Derivation(
        name="uniform_tanh_distribution",
        lhs=Probability(layer_input(2) <= h),
        start=general.rhs,
        steps=(
            Equal(
                (1 + sp.erf(sp.sqrt(sp.Rational(3, 2)) * sp.log((1 + h) / (1 - h)) / 2)) / 2,
                "u_1² = 1/3",
                given={u**2: uniform_first_preactivation()},
            ),
        ),
        assumptions=(NORMAL,),
    )
