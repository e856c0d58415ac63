"""Exact laws at every width N, for positively homogeneous activations: g(z) = a z for z > 0, b z for z < 0.

Given the layer below, y_m(i) = v |x_m| Z_i with independent standard normal Z_i, so that
|x_{m+1}|^2 = v^2 |x_m|^2 S with S = sum_i g(Z_i)^2 independent of everything below.  Every moment is a
product over layers of moments of S, with no limit taken.  ReLU is a = 1, b = 0; the linear map a = b = 1.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import sympy as sp

from theory.derivation import Derivation
from theory.expectation import Independent, Law
from theory.gaussian import relu_mean
from theory.integrals import Evaluate, Substitute
from theory.notation import E, N, i, j, m, t, x, y
from theory.steps import Equal, Index, Limit, Squeeze

__all__ = [
    "SLOPES",
    "WEIGHT_VARIANCE",
    "chi_mean",
    "input_norm",
    "mean_square",
    "mean_square_second_moment",
    "norm_ratio",
    "norm_ratio_limit",
    "preactivation_kurtosis",
    "ratio_tends_to_one",
    "relative_fluctuation",
    "relu_deviation_limit",
    "relu_mean_at_width",
    "relu_variance_at_width",
    "relu_variance_limit",
    "root_bound",
]

SLOPES = a, b = sp.symbols("a b", real=True)  # g(z) = a z for z > 0 and b z for z < 0
WEIGHT_VARIANCE = w = sp.Symbol("sigma_w^2", positive=True)  # N v^2
INPUT_KURTOSIS = sp.Symbol(
    "kappa_1", positive=True
)  # E x_1^4 / (E x_1^2)^2: 1 for signs, 3 for normal inputs
_SECOND = (a**2 + b**2) / 2  # E g(Z)^2
_FOURTH = 3 * (a**4 + b**4) / 2  # E g(Z)^4
_DEGREES = sp.Symbol("k", integer=True, positive=True)
HOMOGENEOUS = "Gaussian weights; g is positively homogeneous"
SIGNS = "the input's components are independent signs, so that |x_1|² = N"
_LIMIT_ASSUMPTIONS = ("m >= 2", "v² = 1/N", SIGNS, HOMOGENEOUS)


@cache
def relative_fluctuation() -> Derivation:
    """E S^2/(E S)^2 = 1 + kappa/N: how one layer spreads the mean square over networks (ReLU: kappa = 5)."""
    power = sp.IndexedBase("h")
    second, fourth = sp.symbols("a_2 a_4", positive=True)
    # h_i = g(Z_i)^2 enters through two moments; a finite law that has them: 0 or 3 with probabilities 2/3, 1/3.
    atoms = ((Fraction(2, 3), Fraction(0)), (Fraction(1, 3), Fraction(3)))
    law = Law((Independent(power, (second, fourth), atoms, ((second, Fraction(1)), (fourth, Fraction(3)))),))
    total = sp.Sum(power[i], (i, 1, N))
    return Derivation(
        name="relative_fluctuation",
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
            Equal(
                1 + (6 * (a**4 + b**4) / (a**2 + b**2) ** 2 - 1) / N,
                "E g(Z)² = (a² + b²)/2 and E g(Z)⁴ = 3(a⁴ + b⁴)/2",
                given={second: _SECOND, fourth: _FOURTH},
            ),
        ),
        source="corollary",
        assumptions=(HOMOGENEOUS,),
    )


@cache
def mean_square() -> Derivation:
    """E x_m^2 = (sigma_w^2 (a^2 + b^2)/2)^(m-1) for a unit input: exact at every N."""
    return Derivation(
        name="mean_square",
        lhs=sp.Symbol(r"\operatorname{E}x_m^2"),
        start=sp.Product(w * _SECOND, (j, 1, m - 1)),
        steps=(Index((w * (a**2 + b**2) / 2) ** (m - 1), "m - 1 independent factors v² E S", size=m),),
        source="corollary",
        assumptions=(HOMOGENEOUS,),
    )


@cache
def mean_square_second_moment() -> Derivation:
    """E q_m^2/(E q_m)^2 for the mean square q_m = |x_m|^2/N of one network's layer, exact at every N and m.

    Its variance relative to the squared mean is this less 1.
    """
    layer = relative_fluctuation().rhs
    first = 1 + (INPUT_KURTOSIS - 1) / N
    return Derivation(
        name="mean_square_second_moment",
        lhs=sp.Symbol(r"\operatorname{E}q_m^2/(\operatorname{E}q_m)^2"),
        start=first * sp.Product(layer, (j, 1, m - 1)),
        steps=(Index(first * layer ** (m - 1), "the layers' factors are independent", size=m),),
        source="corollary",
        premises=(relative_fluctuation(),),
        assumptions=(HOMOGENEOUS, "the input's components are independent, with kurtosis kappa_1"),
    )


@cache
def preactivation_kurtosis() -> Derivation:
    """Excess kurtosis of y_m: 3 (E q_m^2/(E q_m)^2 - 1), which vanishes as N -> oo at fixed depth.

    y_m = v |x_m| Z is a normal of random scale: it is normal if and only if |x_m| is not random, and its excess
    kurtosis measures exactly that.
    """
    fourth, square = sp.symbols("q_2 q_1", positive=True)
    ratio = mean_square_second_moment().rhs
    exact = 3 * (ratio - 1)
    return Derivation(
        name="preactivation_kurtosis",
        lhs=sp.Symbol(r"\operatorname{E}y_m^4/(\operatorname{E}y_m^2)^2 - 3"),
        start=3 * fourth / square**2 - 3,
        steps=(
            Equal(exact, "E Z⁴ = 3, and Z is independent of |x_m|", given={fourth: square**2 * ratio}),
            Limit(sp.S.Zero, "each factor tends to 1", variable=N, order=1),
        ),
        source="kumar2017, proposition 2",
        premises=(mean_square_second_moment(),),
        assumptions=(HOMOGENEOUS,),
    )


@cache
def chi_mean() -> Derivation:
    """E of a chi variable with k degrees of freedom: sqrt(2) Gamma((k+1)/2)/Gamma(k/2)."""
    density = x ** (_DEGREES - 1) * sp.exp(-(x**2) / 2) / (2 ** (_DEGREES / 2 - 1) * sp.gamma(_DEGREES / 2))
    scale = sp.sqrt(2) / sp.gamma(_DEGREES / 2)
    power = t ** ((_DEGREES - 1) / 2)
    return Derivation(
        name="chi_mean",
        lhs=sp.Symbol(r"\operatorname{E}\chi_k"),
        start=sp.Integral(x * density, (x, 0, sp.oo)),
        steps=(
            Substitute(
                scale * sp.Integral(power * sp.exp(-t), (t, 0, sp.oo)), "x² = 2t", old_of_new=sp.sqrt(2 * t)
            ),
            Evaluate(
                scale * sp.gamma((_DEGREES + 1) / 2),
                "the integral is the Gamma function",
                antiderivative=-sp.uppergamma((_DEGREES + 1) / 2, t),
            ),
        ),
        source="definition",
    )


@cache
def root_bound() -> Derivation:
    """T - (3 t^2 - t^4)/2 = t (t-1)^2 (t+2)/2 >= 0 for t >= 0.

    With t^2 = S/E S, so that E t^2 = 1 and E t^4 = 1 + kappa/N, it gives 1 - kappa/(2N) <= E t; and E t <= 1.
    """
    return Derivation(
        name="root_bound",
        lhs=sp.Symbol("t - (3t^2 - t^4)/2"),
        start=y - (3 * y**2 - y**4) / 2,
        steps=(Equal(y * (y - 1) ** 2 * (y + 2) / 2, "a double root at 1"),),
        source="corollary",
    )


def norm_ratio() -> sp.Expr:
    """E sqrt(S)/sqrt(E S) for ReLU: of N half-normals, k ~ Bin(N, 1/2) are positive and form a chi variable."""
    return sp.Sum(sp.binomial(N, _DEGREES) / 2**N * chi_mean().rhs * sp.sqrt(2 / N), (_DEGREES, 1, N))


def ratio_tends_to_one() -> dict[sp.Expr, Squeeze]:
    """Return what a Limit step needs to send `norm_ratio` to 1 wherever it stands."""
    kappa = sp.simplify(N * (relative_fluctuation().rhs - 1).subs({a: 1, b: 0}))
    return {norm_ratio(): Squeeze(1 - kappa / (2 * N), sp.S.One, sp.S.One)}


@cache
def norm_ratio_limit() -> Derivation:
    """E sqrt(S)/sqrt(E S) -> 1 for ReLU, between 1 - 5/(2N) and 1 at every N."""
    return Derivation(
        name="norm_ratio_limit",
        lhs=sp.Symbol(r"\operatorname{E}\sqrt{S}/\sqrt{\operatorname{E}S}"),
        start=norm_ratio(),
        steps=(
            Limit(
                sp.S.One,
                "between 1 - kappa/(2N) (root_bound) and 1 (Jensen)",
                variable=N,
                order=1,
                parts=ratio_tends_to_one(),
            ),
        ),
        source="corollary",
        premises=(chi_mean(), relative_fluctuation(), root_bound()),
        letters={sp.Symbol("rho_N"): norm_ratio()},
    )


def input_norm(law: str) -> sp.Expr:
    """E |x_1|/sqrt(N) for an input of unit variance: 1 for signs ("rademacher"), a chi mean for "normal"."""
    if law == "rademacher":
        return sp.S.One
    if law == "normal":
        return chi_mean().rhs.subs(_DEGREES, N) / sp.sqrt(N)
    raise ValueError(f"no exact norm is known for inputs of law {law!r}: use 'rademacher' or 'normal'")


def relu_mean_at_width(law: str = "rademacher") -> sp.Expr:
    """E x_m, m >= 2, through ReLU layers of N units with weight variance sigma_w^2/N: exact at every N."""
    per_layer = sp.sqrt(w / 2) * norm_ratio()
    return input_norm(law) * sp.sqrt(w / (2 * sp.pi)) * per_layer ** (m - 2)


def relu_variance_at_width(law: str = "rademacher") -> sp.Expr:
    """Var x_m, m >= 2, over networks and inputs, through ReLU layers of N units: exact at every N."""
    return mean_square().rhs.subs({a: 1, b: 0}) - relu_mean_at_width(law) ** 2


@cache
def relu_variance_limit() -> Derivation:
    """Var x_m -> (1/2 - 1/(2 pi)) 2^-(m-2) for v^2 = 1/N, from the exact value at every N."""
    return Derivation(
        name="relu_variance_limit",
        lhs=sp.Symbol("s_m^2"),
        start=mean_square().rhs - relu_mean_at_width() ** 2,
        steps=(
            Equal(
                sp.Rational(1, 2) ** (m - 1) * (1 - norm_ratio() ** (2 * m - 4) / sp.pi),
                "ReLU, N v² = 1: the mean square and the mean are exact at every N",
                given={a: 1, b: 0, w: 1},
            ),
            Limit(
                sp.Rational(1, 2) ** (m - 1) * (1 - 1 / sp.pi),
                "the ratio of norms tends to 1 (norm_ratio_limit)",
                variable=N,
                order=1,
                parts=ratio_tends_to_one(),
            ),
            Equal(
                (sp.Rational(1, 2) - 1 / (2 * sp.pi)) * sp.Rational(1, 2) ** (m - 2),
                "one halving taken inside",
            ),
        ),
        source="kumar2017 (30), mended",
        premises=(mean_square(), relu_mean(), norm_ratio_limit()),
        assumptions=_LIMIT_ASSUMPTIONS,
    )


@cache
def relu_deviation_limit() -> Derivation:
    """Sd x_m -> sqrt(1/2 - 1/(2 pi)) 2^(-(m-2)/2) for v^2 = 1/N: what Kumar 2017, figure 4, plots."""
    variance = relu_variance_limit()
    return Derivation(
        name="relu_deviation_limit",
        lhs=sp.Symbol("s_m"),
        start=sp.sqrt(variance.steps[0].result),
        steps=(
            Limit(
                sp.sqrt(variance.steps[1].result),
                "the ratio of norms tends to 1 (norm_ratio_limit)",
                variable=N,
                order=1,
                parts=ratio_tends_to_one(),
            ),
            Equal(sp.sqrt(variance.rhs), "one halving taken inside"),
        ),
        source="kumar2017, figure 4",
        premises=(variance,),
        assumptions=_LIMIT_ASSUMPTIONS,
    )
