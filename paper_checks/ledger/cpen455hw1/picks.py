"""Questions 1.3 to 1.5: ways to keep k of M units, and the steps to the Poisson limit."""

from typing import Any

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments.picks import exponential_series, in_order, out_of_order
from paper_checks.experiments.units import mask_count
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.notation import M, k, lam, p
from theory.results.picks import exponential_series as derived_series
from theory.results.picks import kept_on_average, ordered_picks, ordered_picks_ratio, picks, rearranged_pmf

__all__ = ["CLAIMS"]

_FEW = tuple(Point({"units": units, "count": count}) for units, count in ((6, 2), (8, 3)))
_POWER = "1. lim_{M→∞} M!/((M - k)!) = lim_{M→∞} ∏_{i=1}^k (M - i+1) = ∏_{i=1}^k M = M^k 2. lim_{M→∞} (1 - λ/M)^k = 1"
_PRODUCT = sp.factorial(M) / sp.factorial(M - k)
_SETS = _PRODUCT / sp.factorial(k)
_NONE = 1 - lam / M


def _sizes(point: Point) -> dict[sp.Symbol, Any]:
    return {M: point["units"], k: point["count"]}


CLAIMS = (
    Claim(
        id="cpen455hw1.1.3.first-term",
        source=homework(
            "question 1.3",
            "f(M, k) = M!/((M-k)!k!) (1-p)^k p^{M-k} where 0 ≤ k ≤ m [...] The first term gives the number of possible "
            "ways we can turn on k hidden units given a total number of M hidden units.",
        ),
        kind=Kind.EXACT,
        rhs=_SETS,
        derivation=picks,
        rivals=(
            Rival(_PRODUCT, "in order"),
            Rival(M**k / sp.factorial(k), "a unit may be turned on twice"),
            Rival(sp.binomial(M + k - 1, k), "the same, out of order"),
        ),
        computation=lambda point: float(out_of_order(**point.setting)),
        points=_FEW,
        symbols=_sizes,
    ),
    Claim(
        id="cpen455hw1.1.4.lambda",
        source=homework(
            "question 1.4",
            "Let u = λ/m = 1-p where λ is the number of cases where the neuron is activated",
            "on average: the number itself is random.",
        ),
        kind=Kind.EXACT,
        rhs=lam,
        derivation=kept_on_average,
        rivals=(
            Rival(lam * (1 - lam / M), "the variance for the mean"),
            Rival(M - lam, "those that are dropped"),
            Rival(lam / M, "of one unit"),
        ),
        experiment=mask_count,
        points=(Point({"units": 8, "kept": 2.0, "counts": tuple(range(9))}),),
        symbols=lambda point: {M: point["units"], lam: sp.Rational(point["kept"])},
        margin=0.02,
    ),
    Claim(
        id="cpen455hw1.1.4.rearranged",
        source=homework(
            "question 1.4",
            "lim_{M→∞} f(M, k) = M!/((M-k)!k!) (u)^k (1-u)^{M-k} = lim_{M→∞} M!/((M-k)!k!) λ^k/M^k (1 - λ/M)^M "
            "(1 - λ/M)^{-k}",
            "at each M, before the limit.",
        ),
        kind=Kind.EXACT,
        rhs=_SETS * (lam / M) ** k * _NONE**M * _NONE ** (-k),
        derivation=rearranged_pmf,
        rivals=(
            Rival(_SETS * (lam / M) ** k * _NONE**M * _NONE**k, "the last exponent without its sign"),
            Rival(_SETS * (lam / M) ** k * _NONE**M, "the last factor taken as 1"),
            Rival(lam**k / sp.factorial(k) * _NONE**M * _NONE ** (-k), "M!/(M-k)! taken as M^k"),
        ),
        experiment=mask_count,
        points=(Point({"units": 8, "kept": 2.0, "counts": (0, 3)}, count=3),),
        symbols=lambda point: {M: point["units"], lam: sp.Rational(point["kept"]), k: point["count"]},
        margin=0.02,
    ),
    Claim(
        id="cpen455hw1.1.4.falling-factorial",
        source=homework(
            "question 1.4",
            _POWER,
            "a limit in M cannot hold M: the two sides are equal at large M, and so at every M, both being polynomials "
            "in it.",
        ),
        kind=Kind.EXACT,
        rhs=M**k,
        derivation=ordered_picks,
        rivals=(
            Rival((M - k + 1) ** k, "the last factor for each"),
            Rival(_SETS, "out of order"),
            Rival(M ** (k - 1), "a power less"),
        ),
        computation=lambda point: float(in_order(**point.setting)),
        points=_FEW,
        symbols=_sizes,
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.1.4.falling-factorial.corrected",
        reason="Both sides grow without bound with M, and so does their difference, from k = 2 on. What "
        "tends to a number is their ratio: its k factors 1 - r/M tend to 1, and this is what the homework needs.",
        erratum="M!/(M-k)! has no limit; its ratio to M^k has, and that is 1",
    ),
    Claim(
        id="cpen455hw1.1.4.falling-factorial.corrected",
        source=homework("question 1.4", "", "M!/((M-k)! M^k) → 1 as M → ∞, for every k."),
        kind=Kind.ASYMPTOTIC,
        rhs=sp.S.One,
        large=M,
        derivation=ordered_picks_ratio,
        rivals=(
            Rival(1 / sp.factorial(k), "out of order"),
            Rival(sp.exp(-k * (k - 1) / 2), "as if k² grew with M"),
            Rival(1 - k * (k - 1) / (2 * M), "the term of first order kept"),
        ),
        computation=lambda point: in_order(**point.setting) / point["units"] ** point["count"],
        points=_FEW,
        symbols=_sizes,
    ),
    Claim(
        id="cpen455hw1.1.5.series",
        source=homework("question 1.5", "Using the convergent series ∑_{r=0}^∞ ((pλ)^r)/(r!) = e^{pλ}"),
        kind=Kind.EXACT,
        rhs=sp.exp(p * lam),
        derivation=derived_series,
        rivals=(
            Rival(sp.exp(p * lam) - 1, "from r = 1 on"),
            Rival(sp.exp(lam), "p forgotten"),
            Rival(1 + p * lam, "to first order"),
            Rival(sp.exp(-p * lam), "the sign lost"),
        ),
        computation=lambda point: exponential_series(**point.setting),
        points=tuple(Point({"rate": rate, "drop": drop}) for rate, drop in ((2.0, 0.3), (5.0, 0.75))),
        symbols=lambda point: {lam: point["rate"], p: point["drop"]},
    ),
)
