"""How many units dropout keeps: fixed and Poisson numbers of units (CPEN 455, homework 1, questions 1.3 to 1.5)."""

from __future__ import annotations

import sympy as sp

from theory.derivation import Derivation, derived
from theory.dropout import over_masks
from theory.notation import M, i, k, lam, m, p, z
from theory.series import Coefficient, ExponentialSeries
from theory.steps import Equal, Index, Limit

__all__ = ["WEIGHT", "kept_units_mean", "kept_units_pmf", "poisson_components", "thinned_poisson"]

WEIGHT = sp.Symbol("c", positive=True)  # tells two limits apart that are stated in one expression
_MASK = sp.Symbol("m", nonnegative=True)
_INDEPENDENT = "the masks are independent"


@derived
def kept_units_mean() -> Derivation:
    """E K = M (1 - p): homework question 1.3."""
    return Derivation(
        name="kept_units_mean",
        lhs=sp.Symbol(r"\operatorname{E}K"),
        start=sp.Sum(over_masks(_MASK, _MASK), (i, 1, M)),
        steps=(Index(M * (1 - p), "M equal terms; independence is not needed", size=M),),
        source="cpen455hw1 1.3",
    )


@derived
def kept_units_pmf() -> Derivation:
    """P(K = k) = binomial(M, k) (1-p)^k p^(M-k): homework question 1.3, from E z^K."""
    pmf = sp.binomial(M, k) * (1 - p) ** k * p ** (M - k)
    return Derivation(
        name="kept_units_pmf",
        lhs=sp.Symbol("P(K=k)"),
        start=sp.Product(over_masks(z**_MASK, _MASK), (i, 1, M)),
        steps=(
            Index(
                sp.Sum(pmf * z**k, (k, 0, M)),
                "E z^K is the product of the masks' E z^m; multiplied out",
                size=M,
            ),
            Coefficient(pmf, "P(K=k) is the coefficient of z^k in E z^K", variable=z, index=k),
        ),
        source="cpen455hw1 1.3",
        assumptions=(_INDEPENDENT,),
    )


@derived
def poisson_components() -> Derivation:
    """(1 - lambda/M)^r -> 1 and (1 - lambda/M)^M -> e^-lambda as M -> oo: homework question 1.4.

    Both at once: c is any weight, so that neither limit can stand in for the other.
    """
    fixed = sp.Symbol("r", integer=True, nonnegative=True)  # the k of the homework
    kept, none_kept = (1 - lam / M) ** fixed, (1 - lam / M) ** M
    return Derivation(
        name="poisson_components",
        lhs=sp.Symbol(r"\lim_{M\to\infty}((1-\lambda/M)^r + c(1-\lambda/M)^M)"),
        start=kept + WEIGHT * none_kept,
        steps=(
            Limit(
                1 + WEIGHT * sp.exp(-lam),
                "r is fixed; (1 + 1/x)^x tends to e also as x = -M/lambda goes to -oo, where it is needed",
                variable=M,
                order=1,
                parts={kept: sp.S.One, none_kept: sp.exp(-lam)},
            ),
        ),
        source="cpen455hw1 1.4",
        assumptions=("M > lambda",),
    )


@derived
def thinned_poisson() -> Derivation:
    """P(K = k) is Poisson with mean (1 - p) lambda where the number of units is with mean lambda: question 1.5."""
    term = sp.binomial(m, k) * (1 - p) ** k * p ** (m - k) * lam**m * sp.exp(-lam) / sp.factorial(m)
    return Derivation(
        name="thinned_poisson",
        lhs=sp.Symbol("P(K=k)"),
        start=sp.Sum(term, (m, k, sp.oo)),
        steps=(
            ExponentialSeries(
                ((1 - p) * lam) ** k * sp.exp(-lam) / sp.factorial(k) * sp.exp(p * lam),
                "given m units K is binomial; the sum over the m - k units dropped is a series of e^(p lambda)",
                base=p * lam,
            ),
            Equal(
                ((1 - p) * lam) ** k * sp.exp(-(1 - p) * lam) / sp.factorial(k),
                "one exponential",
            ),
        ),
        source="cpen455hw1 1.5",
        assumptions=(_INDEPENDENT, "of the number of units too"),
    )
