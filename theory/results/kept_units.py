"""How many units dropout keeps: fixed and Poisson numbers of units (CPEN 455, homework 1, questions 1.3 to 1.5)."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.limits import Limit
from theory.derivation.quantities import Probability, kept
from theory.derivation.registry import derived
from theory.derivation.series import Binomial, Coefficient, ExponentialSeries
from theory.derivation.sizes import Index
from theory.notation import E, M, i, k, lam, m, p, z
from theory.results.dropout import (
    over_masks,
)

__all__ = [
    "WEIGHT",
    "kept_units_mean",
    "kept_units_pmf",
    "poisson_components",
    "poisson_limit",
    "thinned_poisson",
]


WEIGHT = sp.Symbol("c", positive=True)  # separates two limits that are stated in one expression
_MASK = sp.Symbol("m", nonnegative=True)
_INDEPENDENT = "the masks are independent"


@derived("cpen455hw1 1.3, mean")
def kept_units_mean() -> Derivation:
    """E K = M (1 - p): homework question 1.3."""
    return Derivation(
        name="kept_units_mean",
        lhs=E(kept),
        start=sp.Sum(over_masks(_MASK, _MASK), (i, 1, M)),
        steps=(Index(M * (1 - p), "M equal terms; the masks need not be independent", size=M),),
    )


@derived("cpen455hw1 1.3, distribution")
def kept_units_pmf() -> Derivation:
    """P(K = k) = binomial(M, k) (1-p)^k p^(M-k): homework question 1.3, from E z^K."""
    pmf = sp.binomial(M, k) * (1 - p) ** k * p ** (M - k)
    return Derivation(
        name="kept_units_pmf",
        lhs=Probability(sp.Eq(kept, k)),
        start=sp.Product(over_masks(z**_MASK, _MASK), (i, 1, M)),
        steps=(
            Index((p + (1 - p) * z) ** M, "E z^K is the product of the masks' E z^m, all equal", size=M),
            Binomial(sp.Sum(pmf * z**k, (k, 0, M)), "the binomial theorem", first=(1 - p) * z, second=p),
            Coefficient(pmf, "P(K=k) is the coefficient of z^k in E z^K", variable=z, index=k),
        ),
        assumptions=(_INDEPENDENT,),
    )


@derived("cpen455hw1 1.4, components")
def poisson_components() -> Derivation:
    """(1 - lambda/M)^r -> 1 and (1 - lambda/M)^M -> e^-lambda as M -> oo: homework question 1.4.

    Both limits stand in one expression.  Its weight c is free, so neither limit can compensate the other.
    """
    fixed = sp.Symbol("r", integer=True, nonnegative=True)  # the k of the homework
    kept, none_kept = (1 - lam / M) ** fixed, (1 - lam / M) ** M
    return Derivation(
        name="poisson_components",
        lhs=sp.Limit(kept + WEIGHT * none_kept, M, sp.oo),
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
        assumptions=("M > lambda",),
    )


@derived("cpen455hw1 1.5")
def thinned_poisson() -> Derivation:
    """P(K = k) is Poisson with mean (1 - p) lambda where the number of units is with mean lambda: question 1.5."""
    term = sp.binomial(m, k) * (1 - p) ** k * p ** (m - k) * lam**m * sp.exp(-lam) / sp.factorial(m)
    return Derivation(
        name="thinned_poisson",
        lhs=Probability(sp.Eq(kept, k)),
        start=sp.Sum(term, (m, k, sp.oo)),
        steps=(
            ExponentialSeries(
                ((1 - p) * lam) ** k * sp.exp(-lam) / sp.factorial(k) * sp.exp(p * lam),
                "given m units K is binomial; the sum over the m - k units dropped is a series of e^(p lambda)",
                base=p * lam,
            ),
            Equal(
                ((1 - p) * lam) ** k * sp.exp(-(1 - p) * lam) / sp.factorial(k),
                "the two exponentials are one",
            ),
        ),
        assumptions=(_INDEPENDENT, "of the number of units too"),
    )


@derived("cpen455hw1 1.4")
def poisson_limit() -> Derivation:
    """P(K = k) -> lambda^k e^-lambda/k! as M -> oo with M (1 - p) = lambda: homework question 1.4.

    For symbolic k, by the ratios of successive probabilities, so that no factorial is taken to infinity.
    """
    index = sp.Symbol("r", integer=True, nonnegative=True)
    ratios = sp.Product((M - index) / (index + 1) * (lam / M) / (1 - lam / M), (index, 0, k - 1))
    none_kept = (1 - lam / M) ** M
    limits = sp.Product(lam / (index + 1), (index, 0, k - 1))
    return Derivation(
        name="poisson_limit",
        lhs=Probability(sp.Eq(kept, k)),
        start=kept_units_pmf().rhs.subs(p, 1 - lam / M),
        steps=(
            Index(
                none_kept * ratios,
                "P(K=0) times the ratios P(K=r+1)/P(K=r)",
                size=k,
                sizes=(0, 1, 2, 3, 4),
            ),
            Limit(
                sp.exp(-lam) * limits,
                "P(K=0) and each of the k ratios, one by one",
                variable=M,
                order=1,
                parts={none_kept: sp.exp(-lam), ratios: limits},
            ),
            Index(lam**k * sp.exp(-lam) / sp.factorial(k), "the k factors", size=k, sizes=(0, 1, 2, 3, 4, 5)),
        ),
        assumptions=("M > lambda", "the masks are independent"),
    )
