"""Questions 1.3 to 1.5: how many units dropout keeps."""

from __future__ import annotations

import mpmath
import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.units import kept_units, mask_count, thinned_units
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.notation import M, k, lam, p
from theory.results.kept_units import (
    WEIGHT,
    kept_units_mean,
    kept_units_pmf,
    poisson_components,
    poisson_limit,
    thinned_poisson,
)

__all__ = ["CLAIMS"]


# Every count, so that one pass gives the mean and the probabilities.
_MASKS: Setting = {"units": 6, "drop": 0.3, "counts": tuple(range(7))}


def _masks(point: Point) -> dict[sp.Symbol, float]:
    return {M: point["units"], p: point["drop"], k: point.where.get("count", 0)}


def _components(point: Point) -> float:
    """Return both powers at a number of units so large that what is left of 1/M is below 1e-11."""
    units = mpmath.mpf(10) ** 16
    with mpmath.workdps(40):
        factor = 1 - point["rate"] / units
        return float(factor ** point["count"] + point["weight"] * factor**units)


CLAIMS = (
    Claim(
        id="cpen455hw1.1.3.expected-kept",
        source=homework("question 1.3", "E k = M(1-p)."),
        kind=Kind.EXACT,
        rhs=M * (1 - p),
        derivation=kept_units_mean,
        rivals=(
            Rival(M * p, "p for 1 - p"),
            Rival(M, "every unit kept"),
            Rival(M * p * (1 - p), "the variance for the mean"),
            Rival((M - 1) * (1 - p), "one unit too few"),
        ),
        experiment=kept_units,
        points=(Point(_MASKS),),
        symbols=_masks,
    ),
    Claim(
        id="cpen455hw1.1.3.pmf",
        source=homework("question 1.3", "f(M, k) = M!/((M-k)!k!) (1-p)^k p^{M-k} where 0 ≤ k ≤ m"),
        kind=Kind.EXACT,
        rhs=sp.binomial(M, k) * (1 - p) ** k * p ** (M - k),
        derivation=kept_units_pmf,
        rivals=(
            Rival(sp.binomial(M, k) * p**k * (1 - p) ** (M - k), "p for 1 - p"),
            Rival((1 - p) ** k * p ** (M - k), "of one given pattern: the binomial coefficient forgotten"),
            Rival(sp.binomial(M, k) * (1 - p) ** k, "the units dropped forgotten"),
        ),
        experiment=kept_units,
        points=tuple(Point(_MASKS, count=count) for count in (3, 5)),
        symbols=_masks,
        margin=0.02,
    ),
    Claim(
        id="cpen455hw1.1.3.second-term",
        source=homework(
            "question 1.3",
            "The second term is the associated probability that exactly k units are on and the rest are off.",
            "as the words say it: the second term, (1-p)^k p^(M-k), is the probability that k of the M units are on, "
            "whichever they are. “Associated” may mean that of one way to choose them; then it is right.",
        ),
        kind=Kind.EXACT,
        rhs=(1 - p) ** k * p ** (M - k),
        derivation=kept_units_pmf,
        rivals=(
            Rival(p**k * (1 - p) ** (M - k), "p for 1 - p"),
            Rival((1 - p) ** k, "the units dropped forgotten"),
        ),
        experiment=kept_units,
        points=tuple(Point(_MASKS, count=count) for count in (3, 5)),
        symbols=_masks,
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.1.3.pmf",
        reason="It is the probability of one given pattern of k units. The whole product, with the number of such "
        "patterns before it, is the probability that exactly k units are on.",
        erratum="the second term is the probability of one pattern of k units, not that exactly k are on",
    ),
    Claim(
        id="cpen455hw1.1.4.components",
        source=homework(
            "question 1.4",
            "2. lim_{M→∞} (1 - λ/M)^k = 1 3. Given lim_{x→∞} (1 + 1/x)^x = e, let x = -M/λ, then "
            "lim_{M→∞} (1 - λ/M)^M = e^{-λ}",
        ),
        # Both limits in one statement: c is free, so that neither can make up for the other.
        kind=Kind.EXACT,
        rhs=1 + WEIGHT * sp.exp(-lam),
        derivation=poisson_components,
        rivals=(
            Rival(1 + WEIGHT, "each factor tends to 1, so the power does"),
            Rival(sp.exp(-lam) * (1 + WEIGHT), "the fixed power as the growing one"),
            Rival(1 + WEIGHT * sp.exp(lam), "x = M/lambda: the sign lost"),
            Rival(1 - lam + WEIGHT * sp.exp(-lam), "the first-order term kept"),
        ),
        computation=_components,
        points=tuple(
            Point({"rate": rate, "weight": weight}, count=count)
            for rate, weight, count in ((2.0, 1.0, 3), (0.5, 4.0, 7))
        ),
        symbols=lambda point: {lam: point["rate"], WEIGHT: point["weight"]},
    ),
    Claim(
        id="cpen455hw1.1.4.poisson-limit",
        source=homework("question 1.4", "lim_{M→∞} f(M, k) = λ^k e^{-λ}/k! = Poisson(λ)"),
        kind=Kind.ASYMPTOTIC,
        rhs=lam**k * sp.exp(-lam) / sp.factorial(k),
        large=M,
        derivation=poisson_limit,
        rivals=(
            Rival(lam**k * sp.exp(-lam), "k! forgotten"),
            Rival(lam**k * sp.exp(-k) / sp.factorial(k), "k for lambda in the exponent"),
            Rival((1 / (1 + lam)) * (lam / (1 + lam)) ** k, "a geometric law of the same mean"),
            Rival(
                sp.exp(-((k - lam) ** 2) / (2 * lam)) / sp.sqrt(2 * sp.pi * lam), "the normal limit instead"
            ),
        ),
        experiment=mask_count,
        points=tuple(
            Point({"units": units, "kept": 2.0, "counts": (0, 3)}, count=count)
            for units in (8, 24)
            for count in (0, 3)
        ),
        symbols=lambda point: {M: point["units"], lam: sp.Rational(point["kept"]), k: point["count"]},
        margin=0.02,
    ),
    Claim(
        id="cpen455hw1.1.5.thinning",
        source=homework("question 1.5", "P(K = k) = (λ(1-p))^k e^{(p-1)λ}/k! = Poisson((1-p)λ)"),
        kind=Kind.EXACT,
        rhs=(lam * (1 - p)) ** k * sp.exp((p - 1) * lam) / sp.factorial(k),
        derivation=thinned_poisson,
        rivals=(
            Rival((lam * p) ** k * sp.exp(-p * lam) / sp.factorial(k), "p for 1 - p"),
            Rival(lam**k * sp.exp(-lam) / sp.factorial(k), "no thinning"),
            Rival((lam * (1 - p)) ** k * sp.exp(-lam) / sp.factorial(k), "the series e^(p lambda) forgotten"),
        ),
        experiment=thinned_units,
        points=tuple(Point({"rate": 2.0, "drop": 0.3, "counts": (0, 2)}, count=count) for count in (0, 2)),
        symbols=lambda point: {lam: point["rate"], p: point["drop"], k: point["count"]},
        margin=0.02,
    ),
)
