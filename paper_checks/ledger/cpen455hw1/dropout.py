"""Part 1: dropout."""

import sympy as sp

from montecarlo import estimands
from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments import dropped_layer, mask_count
from paper_checks.ledger.cpen455hw1.source import homework
from theory import kept_pmf, poisson_limit, relu_dropout_variance
from theory.notation import M, k, lam, p

__all__ = ["CLAIMS"]

_BEFORE = sp.Rational(1, 2) - 1 / (2 * sp.pi)

CLAIMS = (
    Claim(
        id="cpen455hw1.1.2.variance-after",
        source=homework("1.2", "VAR(h̃_i) = 1/(2(1-p)) - 1/(2π)"),
        kind=Kind.EXACT,
        lhs=relu_dropout_variance().lhs,
        rhs=1 / (2 * (1 - p)) - 1 / (2 * sp.pi),
        derivation=relu_dropout_variance,
        rivals=(
            Rival(1 / (2 * p) - 1 / (2 * sp.pi), "p for 1 - p"),
            Rival(_BEFORE / (1 - p), "the mean rescaled as the mean square is"),
            Rival(1 / (2 * (1 - p) ** 2) - 1 / (2 * sp.pi), "the mask's mean square taken as 1"),
            Rival(_BEFORE, "no effect of dropout"),
        ),
        experiment=dropped_layer,
        estimand=lambda _: estimands.variance("d", "d^2"),
        points=tuple(Point({"inputs": 16, "units": 16, "drop": drop}) for drop in (0.2, 0.5)),
        symbols=lambda point: {p: point["drop"]},
        margin=0.02,
    ),
    Claim(
        id="cpen455hw1.1.4.poisson-limit",
        source=homework("1.4", "lim_{M→∞} f(M, k) = λ^k e^{-λ}/k! = Poisson(λ)"),
        kind=Kind.ASYMPTOTIC,
        lhs=poisson_limit().lhs,
        rhs=lam**k * sp.exp(-lam) / sp.factorial(k),
        at_width=kept_pmf(),
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
        estimand=lambda point: estimands.mean(f"k={point['count']}"),
        points=tuple(
            Point({"units": units, "kept": 2.0, "counts": (0, 3)}, count=count)
            for units in (8, 24)
            for count in (0, 3)
        ),
        symbols=lambda point: {M: point["units"], lam: sp.Rational(point["kept"]), k: point["count"]},
        margin=0.02,
    ),
)
