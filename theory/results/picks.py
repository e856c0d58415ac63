"""Ways to keep k of M units, in order and out of order, and the steps to the Poisson limit (homework 1, 1.3 to 1.5)."""

from __future__ import annotations

import sympy as sp

from theory.derivation.derivation import Derivation
from theory.derivation.identities import Equal
from theory.derivation.limits import Limit
from theory.derivation.quantities import Probability, kept
from theory.derivation.registry import derived
from theory.derivation.series import Binomial, Coefficient, ExponentialSeries
from theory.derivation.sizes import Index
from theory.notation import E, M, i, k, lam, p, z
from theory.results.kept_units import kept_units_mean, kept_units_pmf

__all__ = [
    "exponential_series",
    "kept_on_average",
    "ordered_picks",
    "ordered_picks_ratio",
    "picks",
    "rearranged_pmf",
]

_INDEX = sp.Symbol("r", integer=True, nonnegative=True)
_EACH = (_INDEX, 0, k - 1)
_COUNTS = (0, 1, 2, 3, 4)


@derived("cpen455hw1 1.3, first term")
def picks() -> Derivation:
    """M!/((M-k)! k!): the sets of k units are the terms of z^k in the product of (1 + z), one factor a unit."""
    return Derivation(
        name="picks",
        lhs=sp.Symbol("n_k", integer=True),
        start=sp.Product(1 + z, (i, 1, M)),
        steps=(
            Index((1 + z) ** M, "each unit is left out, or taken once", size=M),
            Binomial(
                sp.Sum(sp.binomial(M, k) * z**k, (k, 0, M)), "the binomial theorem", first=z, second=sp.S.One
            ),
            Coefficient(sp.binomial(M, k), "the terms that take k units", variable=z, index=k),
            Equal(
                sp.factorial(M) / (sp.factorial(M - k) * sp.factorial(k)), "the coefficient, by factorials"
            ),
        ),
        assumptions=("k is at most M",),
    )


@derived("cpen455hw1 1.4, falling factorial")
def ordered_picks() -> Derivation:
    """M!/(M-k)!: the product of M - r over r below k."""
    return Derivation(
        name="ordered_picks",
        lhs=sp.Symbol("M!/(M-k)!", real=True),
        start=sp.Product(M - _INDEX, _EACH),
        steps=(
            Index(
                sp.factorial(M) / sp.factorial(M - k),
                "each pick has one unit less to choose from",
                size=k,
                sizes=_COUNTS,
            ),
        ),
        assumptions=("k is at most M",),
    )


@derived("cpen455hw1 1.4, falling factorial by the power")
def ordered_picks_ratio() -> Derivation:
    """1: the limit of M!/((M-k)! M^k) as M -> oo."""
    factors = sp.Product(1 - _INDEX / M, _EACH)
    limits = sp.Product(sp.S.One, _EACH)
    return Derivation(
        name="ordered_picks_ratio",
        lhs=sp.Symbol("M!/((M-k)!M^k)", real=True),
        start=sp.Product(M - _INDEX, _EACH) / M**k,
        steps=(
            Index(factors, "a factor M for each pick", size=k, sizes=_COUNTS),
            Limit(limits, "each of the k factors tends to 1", variable=M, order=1, parts={factors: limits}),
            Index(sp.S.One, "k factors 1", size=k, sizes=_COUNTS),
        ),
        assumptions=("k is fixed",),
    )


@derived("cpen455hw1 1.4, rearranged")
def rearranged_pmf() -> Derivation:
    """The binomial law at p = 1 - lambda/M, with the power M - k taken apart."""
    factorials = sp.factorial(M) / (sp.factorial(M - k) * sp.factorial(k))
    return Derivation(
        name="rearranged_pmf",
        lhs=Probability(sp.Eq(kept, k)),
        start=kept_units_pmf().rhs.subs(p, 1 - lam / M),
        steps=(
            Equal(
                factorials * (lam / M) ** k * (1 - lam / M) ** M * (1 - lam / M) ** (-k),
                "the power of a difference of exponents",
            ),
        ),
        assumptions=("M > lambda", "the masks are independent"),
    )


@derived("cpen455hw1 1.5, series")
def exponential_series() -> Derivation:
    """e^(p lambda): the sum of (p lambda)^r/r! over r."""
    term = (p * lam) ** _INDEX / sp.factorial(_INDEX)
    return Derivation(
        name="exponential_series",
        lhs=sp.Sum(term, (_INDEX, 0, sp.oo)),
        start=sp.Sum(term, (_INDEX, 0, sp.oo)),
        steps=(ExponentialSeries(sp.exp(p * lam), "the exponential series", base=p * lam),),
    )


@derived("cpen455hw1 1.4, lambda")
def kept_on_average() -> Derivation:
    """lambda: the mean of the number of units kept, each with probability lambda/M."""
    mean = sp.Symbol("F", positive=True)
    return Derivation(
        name="kept_on_average",
        lhs=E(kept),
        start=mean,
        steps=(
            Equal(
                lam, "M units, of probability λ/M each", given={mean: kept_units_mean().at({p: 1 - lam / M})}
            ),
        ),
        assumptions=("M > lambda",),
    )
