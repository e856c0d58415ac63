"""ReLU layers: Kumar 2017, equations (20) to (26), in the steps of the paper, without rounding.

Throughout, y ~ N(0, u^2) is a pre-activation.  `relu_depth` has (27) to (30).
"""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate, Even, Substitute, Support
from theory.derivation.quantities import Variance, layer_input, preactivation
from theory.derivation.registry import derived
from theory.notation import E, N, m, mu, s, t, u, v, x
from theory.results.normal import NORMAL, normal_density
from theory.results.preactivation import preactivation_variance

__all__ = [
    "he_weight_variance",
    "relu_fourth_moment",
    "relu_mean",
    "relu_second_moment",
    "relu_variance",
    "unit_preactivation_variance",
    "unit_variance_mean",
    "unit_variance_mean_square",
    "unit_variance_weights",
    "xavier_preactivation_variance",
]


@derived("kumar2017 (20)")
def relu_mean() -> Derivation:
    """E max(0, y) = u / sqrt(2 pi): Kumar 2017, equation (20)."""
    density = normal_density(x, u)
    half = sp.Integral(x * density, (x, 0, sp.oo))
    exponential = u / sp.sqrt(2 * sp.pi) * sp.Integral(sp.exp(-t), (t, 0, sp.oo))
    return Derivation(
        name="relu_mean",
        lhs=E(layer_input(m + 1)),
        start=sp.Integral(sp.Max(0, x) * density, (x, -sp.oo, sp.oo)),
        steps=(
            Support(half, "the rectifier is 0 on the negative half-line"),
            Substitute(exponential, "x² = 2u²t, so x dx = u² dt", old_of_new=u * sp.sqrt(2 * t)),
            Evaluate(
                u / sp.sqrt(2 * sp.pi), "e⁻ᵗ integrates to 1 over the half-line", antiderivative=-sp.exp(-t)
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 (21)")
def relu_second_moment() -> Derivation:
    """E max(0, y)^2 = u^2 / 2: Kumar 2017, equation (21)."""
    density = normal_density(x, u)
    line = (x, -sp.oo, sp.oo)
    antiderivative = u**2 * (sp.erf(x / (sp.sqrt(2) * u)) / 2 - x * density)
    return Derivation(
        name="relu_second_moment",
        lhs=E(layer_input(m + 1) ** 2),
        start=sp.Integral(sp.Max(0, x) ** 2 * density, line),
        steps=(
            Support(
                sp.Integral(x**2 * density, (x, 0, sp.oo)), "the rectifier is 0 on the negative half-line"
            ),
            Even(
                sp.Integral(x**2 * density, line) / 2, "x² and the density are even: half of the whole line"
            ),
            Evaluate(u**2 / 2, "the integral is the variance of N(0, u²)", antiderivative=antiderivative),
        ),
        assumptions=(NORMAL,),
    )


@derived
def relu_fourth_moment() -> Derivation:
    """E max(0, y)^4 = 3 u^4/2, on which the spread of a layer's mean square over networks depends."""
    density = normal_density(x, u)
    antiderivative = u**2 * (3 * u**2 * sp.erf(x / (sp.sqrt(2) * u)) / 2 - (x**3 + 3 * u**2 * x) * density)
    return Derivation(
        name="relu_fourth_moment",
        lhs=E(layer_input(m + 1) ** 4),
        start=sp.Integral(sp.Max(0, x) ** 4 * density, (x, -sp.oo, sp.oo)),
        steps=(
            Support(
                sp.Integral(x**4 * density, (x, 0, sp.oo)), "the rectifier is 0 on the negative half-line"
            ),
            Evaluate(3 * u**4 / 2, "by parts, twice", antiderivative=antiderivative),
        ),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 (22)")
def relu_variance() -> Derivation:
    """Var max(0, y) = u^2/2 - u^2/(2 pi): Kumar 2017, equation (22)."""
    second, mean = sp.Symbol("q", positive=True), sp.Symbol("mu_next", positive=True)
    return Derivation(
        name="relu_variance",
        lhs=Variance(layer_input(m + 1)),
        start=second - mean**2,
        steps=(
            Equal(
                relu_second_moment().rhs - relu_mean().rhs ** 2,
                "the second moment is (21) and the mean is (20)",
                given={second: relu_second_moment(), mean: relu_mean()},
            ),
            Equal(u**2 / 2 - u**2 / (2 * sp.pi), "squaring the mean"),
        ),
        assumptions=(NORMAL,),
    )


XAVIER = "v² = 1/N"


@derived("kumar2017 (23)")
def unit_preactivation_variance() -> Derivation:
    """u^2 = 2 pi/(pi - 1) = 2.934 keeps s^2 = 1 through a ReLU layer: Kumar 2017, equation (23)."""
    coefficient = relu_variance().rhs / u**2
    return Derivation(
        name="unit_preactivation_variance",
        lhs=Variance(preactivation(m)),
        start=s**2 / sp.expand(coefficient),
        steps=(Equal(2 * sp.pi / (sp.pi - 1), "(22) solved for u² with s² = 1", given={s: 1}),),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 section 4.1, mean")
def unit_variance_mean() -> Derivation:
    """mu = 1/sqrt(pi - 1) = 0.683 where s^2 = 1: Kumar 2017, (23) in (20), printed as 0.7."""
    return Derivation(
        name="unit_variance_mean",
        lhs=E(layer_input(m + 1)),
        start=relu_mean().rhs,
        steps=(
            Equal(
                1 / sp.sqrt(sp.pi - 1),
                "(23), unrounded, in (20)",
                given={u**2: unit_preactivation_variance()},
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 (24), bracket")
def unit_variance_mean_square() -> Derivation:
    """s^2 + mu^2 = 1 + 1/(pi - 1) = 1.467 where s^2 = 1: Kumar 2017, the bracket of (24), printed as 1 + 0.49."""
    return Derivation(
        name="unit_variance_mean_square",
        lhs=Variance(layer_input(m)) + E(layer_input(m)) ** 2,
        start=s**2 + mu**2,
        steps=(
            Equal(1 + mu**2, "the variance must be 1", given={s: sp.S.One}),
            Equal(
                1 + 1 / (sp.pi - 1),
                "the mean that (23) gives, squared without rounding",
                given={mu: unit_variance_mean()},
            ),
        ),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 (24)")
def unit_variance_weights() -> Derivation:
    """N v^2 = 2, exactly, where s^2 = 1: Kumar 2017, (24) without rounding."""
    return Derivation(
        name="unit_variance_weights",
        lhs=N * v**2,
        start=u**2 / (preactivation_variance().rhs / (N * v**2)),
        steps=(
            Equal(u**2 / (s**2 + mu**2), "(6) solved for N v²"),
            Equal(
                2 * sp.pi / (sp.pi - 1) / (1 + 1 / (sp.pi - 1)),
                "(23) in the numerator and the bracket of (24) in the denominator, without rounding",
                given={u**2: unit_preactivation_variance(), s: 1, mu: unit_variance_mean()},
            ),
            Equal(sp.S(2), "1 + 1/(pi - 1) = pi/(pi - 1), so pi cancels"),
        ),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 (25)")
def he_weight_variance() -> Derivation:
    """v^2 = 2/N keeps the variance of ReLU's pre-activations, exactly: Kumar 2017, equations (24) and (25)."""
    variance, mean = relu_variance(), relu_mean()
    return Derivation(
        name="he_weight_variance",
        lhs=v**2 * E(preactivation(m) ** 2) / E(preactivation(m + 1) ** 2),
        start=u**2 / sp.expand(preactivation_variance().rhs / v**2),
        steps=(
            Equal(
                u**2 / (N * (variance.rhs + mean.rhs**2)),
                "the inputs are ReLU outputs, (22) and (20); u must be the same at both layers",
                given={s**2: variance, mu: mean},
            ),
            Equal(2 / N, "the variance subtracts the square of the mean, which is added again"),
        ),
        assumptions=(NORMAL,),
    )


@derived("kumar2017 (26)")
def xavier_preactivation_variance() -> Derivation:
    """u^2 = s^2 + mu^2 for v^2 = 1/N: Kumar 2017, equation (26)."""
    return Derivation(
        name="xavier_preactivation_variance",
        lhs=Variance(preactivation(m)),
        start=preactivation_variance().rhs,
        steps=(Equal(s**2 + mu**2, XAVIER, given={v: 1 / sp.sqrt(N)}),),
    )
