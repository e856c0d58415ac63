"""The length of a ReLU layer at every width N: E sqrt(S)/sqrt(E S), of S = sum_i relu(Z_i)^2, and its limit."""

from __future__ import annotations

from typing import Literal, get_args

import sympy as sp

from theory.derivation.bounds import AtLeast, AtMost
from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.integrals import Evaluate, Substitute
from theory.derivation.limits import Limit, Squeeze
from theory.derivation.registry import derived
from theory.notation import E, M, N, k, p, t, x
from theory.results.finite_width import RELU, relative_fluctuation
from theory.results.kept_units import kept_units_pmf

__all__ = [
    "DEGREES",
    "RATIO",
    "InputLaw",
    "chi_mean",
    "input_norm",
    "limit_of_norms",
    "norm_ratio",
    "norm_ratio_bound",
    "norm_ratio_cap",
    "norm_ratio_limit",
]


DEGREES = sp.Symbol("k", integer=True, positive=True)  # of freedom, of a chi variable
ROOT = sp.Symbol("T", positive=True)  # sqrt(S/E S)
RATIO = sp.Symbol("rho_N", positive=True)  # stands for the result of `norm_ratio`
InputLaw = Literal["rademacher", "normal"]  # of the components of the input


@derived
def chi_mean() -> Derivation:
    """E of a chi variable with k degrees of freedom: sqrt(2) Gamma((k+1)/2)/Gamma(k/2)."""
    density = x ** (DEGREES - 1) * sp.exp(-(x**2) / 2) / (2 ** (DEGREES / 2 - 1) * sp.gamma(DEGREES / 2))
    scale = sp.sqrt(2) / sp.gamma(DEGREES / 2)
    power = t ** ((DEGREES - 1) / 2)
    return Derivation(
        name="chi_mean",
        lhs=sp.Symbol(r"\operatorname{E}\chi_k"),
        start=sp.Integral(x * density, (x, 0, sp.oo)),
        steps=(
            Substitute(
                scale * sp.Integral(power * sp.exp(-t), (t, 0, sp.oo)), "x² = 2t", old_of_new=sp.sqrt(2 * t)
            ),
            Evaluate(
                scale * sp.gamma((DEGREES + 1) / 2),
                "the integral is the Gamma function",
                antiderivative=-sp.uppergamma((DEGREES + 1) / 2, t),
            ),
        ),
    )


@derived
def norm_ratio() -> Derivation:
    """E sqrt(S)/sqrt(E S): k ~ Bin(N, 1/2) of N units are positive, and together they form a chi variable."""
    share, length = sp.symbols("P_k c_k", positive=True)
    positive = kept_units_pmf().at({M: N, p: sp.Rational(1, 2), k: DEGREES})
    return Derivation(
        name="norm_ratio",
        lhs=sp.Symbol(r"\operatorname{E}\sqrt{S}/\sqrt{\operatorname{E}S}"),
        start=sp.Sum(share * length * sp.sqrt(2 / N), (DEGREES, 1, N)),
        steps=(
            Equal(
                sp.Sum(sp.binomial(N, DEGREES) / 2**N * chi_mean().rhs * sp.sqrt(2 / N), (DEGREES, 1, N)),
                "each unit is positive with probability 1/2; E S = N/2",
                given={share: positive, length: chi_mean()},
            ),
        ),
        assumptions=("k positive units are independent half-normals, of length chi_k; none has length 0",),
    )


@derived
def norm_ratio_bound() -> Derivation:
    """E T >= 1 - kappa/(2N) for T = sqrt(S/E S), ReLU: the mean of the polynomial (3T^2 - T^4)/2, which lies below T.

    T is scaled so that E T^2 = E S/E S = 1, and E T^4 is E S^2/(E S)^2.
    """
    fluctuation = relative_fluctuation().at(RELU)
    return Derivation(
        name="norm_ratio_bound",
        lhs=norm_ratio().lhs,
        start=E(ROOT),
        steps=(
            AtLeast(
                (3 * E(ROOT**2) - E(ROOT**4)) / 2,
                "T - (3T² - T⁴)/2 = T (T-1)² (T+2)/2",
                gap=(ROOT, (ROOT - 1) ** 2, (ROOT + 2) / 2),
            ),
            Equal(
                sp.expand((3 - fluctuation.value) / 2),
                "E T² = 1 and E T⁴ = E S²/(E S)²",
                given={E(ROOT**2): 1, E(ROOT**4): fluctuation},
            ),
        ),
    )


@derived
def norm_ratio_cap() -> Derivation:
    """E T <= 1 for T = sqrt(S/E S): a mean is at most the root of the mean square."""
    return Derivation(
        name="norm_ratio_cap",
        lhs=norm_ratio().lhs,
        start=E(ROOT),
        steps=(
            AtMost(
                (1 + E(ROOT**2)) / 2, "(1 + T²)/2 - T = (T-1)²/2", gap=((ROOT - 1) ** 2, sp.Rational(1, 2))
            ),
            Equal(sp.S.One, "E T² = 1", given={E(ROOT**2): 1}),
        ),
    )


@derived
def norm_ratio_limit() -> Derivation:
    """E sqrt(S)/sqrt(E S) -> 1 for ReLU, between 1 - 5/(2N) and 1 at every N."""
    ratio = norm_ratio()
    return Derivation(
        name="norm_ratio_limit",
        lhs=ratio.lhs,
        start=ratio.rhs,
        steps=(
            Limit(
                sp.S.One,
                "between 1 - 5/(2N) (norm_ratio_bound) and 1 (norm_ratio_cap)",
                variable=N,
                order=1,
                parts={ratio.rhs: Squeeze(ratio, norm_ratio_bound(), norm_ratio_cap(), sp.S.One)},
            ),
        ),
        letters={RATIO: ratio.rhs},
    )


def input_norm(law: InputLaw) -> sp.Expr:
    """Return E |x_1|/sqrt(N) for an input of unit variance: 1 for signs ("rademacher"), a chi mean for "normal".

    Raises
    ------
    ValueError
        If the law is neither.
    """
    if law == "rademacher":
        return sp.S.One
    if law == "normal":
        return chi_mean().rhs.subs(DEGREES, N) / sp.sqrt(N)
    raise ValueError(
        f"law = {law!r}: the exact norm of an input is known for {' and '.join(map(repr, get_args(InputLaw)))}"
    )


def limit_of_norms(result: sp.Expr) -> Limit:
    """Return the step from the exact value at width N, in powers of the ratio of norms, to its limit."""
    ratio = norm_ratio_limit()
    return Limit(result, "the ratio of norms tends to 1", variable=N, order=1, parts={ratio.start: ratio})
