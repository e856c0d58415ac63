"""The layers of tanh: Kumar 2017, equations (13) to (15)."""

from __future__ import annotations

import sympy as sp

from theory.derivation.bounds import Below
from theory.derivation.derivation import Derivation
from theory.derivation.expansions import Approx
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate
from theory.derivation.limits import Limit
from theory.derivation.quantities import Variance, layer_input, preactivation
from theory.derivation.registry import derived
from theory.notation import G0, G1, G2, G3, G4, E, N, g, m, mu, s, t, u, v, x, y
from theory.results.linearised import tangent, weight_deviation
from theory.results.normal import LINE, NORMAL, gaussian_mean, normal_density
from theory.results.preactivation import preactivation_variance

__all__ = [
    "tanh_decay",
    "tanh_mean_square",
    "tanh_tangent",
    "tanh_weight_deviation",
    "uniform_tanh_variance",
    "uniform_tanh_variance_bound",
    "uniform_weight_variance",
]


@derived("kumar2017 (13)")
def tanh_tangent() -> Derivation:
    """y: g(0) = 0 and g'(0) = 1 for tanh, Kumar 2017, equation (13)."""
    return tangent("tanh")


@derived("kumar2017 (14)")
def tanh_weight_deviation() -> Derivation:
    """v = 1/sqrt(N) for tanh: Kumar 2017, equation (14)."""
    return weight_deviation("tanh")


@derived
def tanh_mean_square() -> Derivation:
    """E tanh(y)^2 = u^2 - 2 u^4 + O(u^6): what a layer of small variance loses, one order beyond (8)."""
    square = sp.Integral(g(u * t) ** 2 * normal_density(t, sp.S.One), LINE)
    fourth = G1 * G3 + 3 * G2**2 / 4 + G0 * G4 / 4
    return Derivation(
        name="tanh_mean_square",
        lhs=E(layer_input(m + 1) ** 2),
        start=square,
        steps=(
            Approx(
                G0**2 + (G1**2 + G0 * G2) * u**2 + fourth * u**4,
                "the expansion of g at 0, squared; E Z⁴ = 3",
                variable=u,
                order=6,
            ),
            Equal(
                u**2 - 2 * u**4,
                "tanh y = y - y³/3 + ...",
                given={G0: sp.S.Zero, G1: sp.S.One, G2: sp.S.Zero, G3: sp.S(-2), G4: sp.S.Zero},
            ),
        ),
        assumptions=("tanh is odd, and y is symmetric: the mean is 0", NORMAL),
    )


@derived("kumar2017 (12), for tanh")
def tanh_decay() -> Derivation:
    """1/s_{m+1}^2 - 1/s_m^2 -> 2 as s_m -> 0, for tanh and v^2 = 1/N: the variance falls like 1/(2m).

    The variance does fall, since |tanh y| < |y|.  The differences tend to 2, and so does their mean over the layers,
    1/(m s_m^2).
    """
    remainder = sp.Symbol("c", positive=True)
    size = sp.Symbol("n", positive=True)  # 1/s_m^2
    return Derivation(
        name="tanh_decay",
        lhs=1 / E(layer_input(m + 1) ** 2) - 1 / E(preactivation(m) ** 2),
        start=1 / (tanh_mean_square().rhs.subs(u, 1 / sp.sqrt(size)) + remainder / size**3) - size,
        steps=(
            Equal(
                (2 - remainder / size) / (1 - 2 / size + remainder / size**2),
                "tanh_mean_square, with its remainder c u⁶, at u² = s_m² = 1/n, since v² = 1/N",
            ),
            Limit(sp.S(2), "s_m tends to 0", variable=size, order=1),
        ),
        assumptions=("v² = 1/N", "c is bounded", NORMAL),
    )


@derived("kumar2017 section 3.1, uniform variance")
def uniform_weight_variance() -> Derivation:
    """The variance of U[-1/sqrt(N), 1/sqrt(N)] is 1/(3N): Kumar 2017, section 3.1."""
    return Derivation(
        name="uniform_weight_variance",
        lhs=v**2,
        start=sp.Integral((t / sp.sqrt(N)) ** 2 / 2, (t, -1, 1)),
        steps=(Evaluate(1 / (3 * N), "a cubic", antiderivative=t**3 / (6 * N)),),
        assumptions=("a weight is T/sqrt(N), T uniform on [-1, 1], of density 1/2 and mean 0",),
    )


@derived("kumar2017 (15)")
def uniform_tanh_variance() -> Derivation:
    """s_{m+1}^2 = s_m^2/3 to leading order, for tanh and U[±1/sqrt(N)]: Kumar 2017, equation (15)."""
    return Derivation(
        name="uniform_tanh_variance",
        lhs=Variance(layer_input(m + 1)),
        start=gaussian_mean(g(y) ** 2, u) - gaussian_mean(g(y), u) ** 2,
        steps=(
            Approx(G1**2 * u**2, "the variance of (8)", variable=u, order=4),
            Equal(
                G1**2 * N * v**2 * s**2,
                "equation (6); tanh is odd, so its outputs have mean 0",
                given={u**2: preactivation_variance().at({mu: 0})},
            ),
            Equal(
                s**2 / 3, "tanh has g'(0) = 1; v² = 1/(3N)", given={G1: 1, v**2: uniform_weight_variance()}
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 (15), inequality")
def uniform_tanh_variance_bound() -> Derivation:
    """s_{m+1}^2 < s_m^2/3 for tanh and U[±1/sqrt(N)], at every s_m: Kumar 2017, (15), the inequality."""
    deviation = s * sp.sqrt(N * uniform_weight_variance().rhs)
    density, line = normal_density(x, deviation), (x, -sp.oo, sp.oo)
    antiderivative = deviation**2 / s**2 * (sp.erf(x / (sp.sqrt(2) * deviation)) / 2 - x * density)
    return Derivation(
        name="uniform_tanh_variance_bound",
        lhs=Variance(layer_input(m + 1)) / Variance(layer_input(m)),
        start=sp.Integral(sp.tanh(x) ** 2 * density / s**2, line),
        steps=(
            Below(
                sp.Integral(x**2 * density / s**2, line),
                "|tanh y| < |y| except at 0, since y - tanh y has the slope tanh²",
                gap=(x - sp.tanh(x), x + sp.tanh(x), density / s**2),
            ),
            Evaluate(
                sp.Rational(1, 3),
                "the variance of y, N v² s² with v² = 1/(3N)",
                antiderivative=antiderivative,
            ),
        ),
        assumptions=("tanh is odd, and y is symmetric: the mean is 0", NORMAL),
    )
