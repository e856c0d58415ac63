"""Part 2: batch normalisation."""

import sympy as sp

from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.units import normalized_batch
from paper_checks.ledger.cpen455hw1.source import homework
from paper_checks.verdict import Status
from theory.notation import B, beta, gamma, k
from theory.results.batchnorm import normalized_deviation, normalized_mean, normalized_variance

__all__ = ["CLAIMS"]

_OFFSET = sp.Symbol("E[m]", real=True)  # mean of a unit before normalisation, in its standard deviations
_BATCHES: tuple[Setting, ...] = tuple(
    {"inputs": 6, "units": 4, "batch": batch, "scale": scale, "shift": 0.3, "bias_mean": 2.0}
    for batch, scale in ((2, 1.5), (5, 0.4))
)


CLAIMS = (
    Claim(
        id="cpen455hw1.2.2.mean",
        source=homework(
            "question 2.2",
            "m̂[j] = (1/B) ∑_{i=1}^B γ[j] (Y[i, j] - m[j])/√(v[j]) + β[j] = γ[j] (m[j] - m[j])/√(v[j]) + β[j] = β[j]",
        ),
        kind=Kind.EXACT,
        rhs=beta,
        derivation=normalized_mean,
        rivals=(
            Rival(sp.S.Zero, "beta forgotten"),
            Rival(beta * gamma, "beta scaled too"),
            Rival(beta + gamma, "gamma added"),
            Rival(beta / B, "beta averaged once more"),
            Rival(beta + gamma * _OFFSET, "not centred: the scaled values keep their mean"),
        ),
        experiment=normalized_batch,
        points=tuple(Point(setting, power=power) for setting in _BATCHES for power in (1, 2)),
        symbols=lambda point: {
            beta: point["shift"],
            gamma: point["scale"],
            B: point["batch"],
            _OFFSET: point["bias_mean"],
            k: point["power"],
        },
    ),
    Claim(
        id="cpen455hw1.2.2.variance",
        source=homework(
            "question 2.2",
            "v̂[j] = (1/B) ∑_{i=1}^B (Ŷ[i, j] - β[j])² = (γ²[j]/v[j]) (1/B) ∑_{i=1}^B (Y[i, j] - m[j])² = γ²[j]",
        ),
        kind=Kind.EXACT,
        rhs=gamma**2,
        derivation=normalized_variance,
        rivals=(
            Rival(gamma, "gamma not squared"),
            Rival(gamma**2 * B / (B - 1), "the unbiased variance"),
            Rival(sp.S.One, "unit variance: gamma forgotten"),
        ),
        experiment=normalized_batch,
        points=tuple(Point(setting) for setting in _BATCHES),
        symbols=lambda point: {gamma: point["scale"], B: point["batch"]},
    ),
    Claim(
        id="cpen455hw1.2.2.themselves-learnable",
        source=homework(
            "question 2.2",
            "Therefore the variance and mean of our normalized inputs are themselves learnable parameters.",
            "the learnable parameter γ is the variance; the mean is judged by itself, as β.",
        ),
        kind=Kind.EXACT,
        rhs=gamma,
        derivation=normalized_variance,
        rivals=(
            Rival(sp.S.One, "unit variance: gamma forgotten"),
            Rival(gamma * B / (B - 1), "the unbiased variance"),
            Rival(sp.sqrt(gamma), "gamma for its own square"),
        ),
        experiment=normalized_batch,
        points=tuple(Point(setting) for setting in _BATCHES),
        symbols=lambda point: {gamma: point["scale"], B: point["batch"]},
        expected=Status.REFUTED,
        corrected_by="cpen455hw1.2.2.variance",
        reason="The line above it has it right: the variance is γ². The mean β is a learnable parameter, and so is the "
        "standard deviation, γ.",
        erratum="the standard deviation γ is a learnable parameter; the variance is its square",
    ),
    Claim(
        id="cpen455hw1.2.2.themselves-learnable.corrected",
        source=homework(
            "question 2.2", "", "The standard deviation of the normalised inputs is γ, for γ > 0."
        ),
        kind=Kind.EXACT,
        rhs=gamma,
        derivation=normalized_deviation,
        rivals=(
            Rival(gamma**2, "the variance for the deviation"),
            Rival(sp.S.One, "gamma forgotten"),
            Rival(gamma * sp.sqrt(B / (B - 1)), "with the unbiased variance"),
        ),
        experiment=normalized_batch,
        points=tuple(Point(setting) for setting in _BATCHES),
        symbols=lambda point: {gamma: point["scale"], B: point["batch"]},
    ),
)
