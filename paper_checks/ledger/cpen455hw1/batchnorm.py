"""Part 2: batch normalisation."""

import sympy as sp

from montecarlo import estimands
from paper_checks.claim import Claim, Kind, Point, Rival
from paper_checks.experiments import normalized_batch
from paper_checks.ledger.cpen455hw1.source import homework
from theory import normalized_mean, normalized_variance
from theory.notation import B, beta, gamma

__all__ = ["CLAIMS"]

_BATCHES = tuple(
    Point({"inputs": 6, "units": 4, "batch": batch, "scale": scale, "shift": 0.3})
    for batch, scale in ((2, 1.5), (5, 0.4))
)

CLAIMS = (
    Claim(
        id="cpen455hw1.2.2.mean",
        source=homework(
            "2.2",
            "m̂[j] = (1/B) Σ_i γ[j] (Y[i,j] - m[j])/√v[j] + β[j] = γ[j] (m[j] - m[j])/√v[j] + β[j] = β[j]",
        ),
        kind=Kind.EXACT,
        lhs=sp.Symbol(r"\hat m"),
        rhs=beta,
        derivation=normalized_mean,
        rivals=(
            Rival(sp.S.Zero, "beta forgotten"),
            Rival(beta * gamma, "beta scaled too"),
            Rival(beta + gamma, "gamma added"),
            Rival(beta / B, "beta averaged once more"),
        ),
        experiment=normalized_batch,
        # One unit of one example: the batch's own mean is beta to the last bit, with nothing left to estimate.
        estimand=lambda _: estimands.mean("unit-mean"),
        points=_BATCHES,
        symbols=lambda point: {beta: point["shift"], gamma: point["scale"], B: point["batch"]},
        margin=0.1,
    ),
    Claim(
        id="cpen455hw1.2.2.variance",
        source=homework("2.2", "v̂[j] = (γ²[j]/v[j]) (1/B) Σ_i (Y[i,j] - m[j])² = γ²[j]"),
        kind=Kind.EXACT,
        lhs=sp.Symbol(r"\hat v"),
        rhs=gamma**2,
        derivation=normalized_variance,
        rivals=(
            Rival(gamma, "gamma not squared"),
            Rival(gamma**2 * B / (B - 1), "the unbiased variance"),
            Rival(sp.S.One, "unit variance: gamma forgotten"),
        ),
        experiment=normalized_batch,
        estimand=lambda _: estimands.mean("variance"),
        points=_BATCHES,
        symbols=lambda point: {gamma: point["scale"], B: point["batch"]},
    ),
)
