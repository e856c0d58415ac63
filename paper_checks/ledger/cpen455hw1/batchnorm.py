"""Part 2: batch normalisation."""

import sympy as sp

from montecarlo.statistics import estimands
from paper_checks.claim import Claim, Kind, Point, Rival, Setting
from paper_checks.experiments.units import normalized_batch
from paper_checks.ledger.cpen455hw1.source import homework
from theory.notation import B, beta, gamma
from theory.results.batchnorm import normalized_mean, normalized_variance

__all__ = ["CLAIMS"]

_OFFSET = sp.Symbol("E[m]", real=True)  # mean of a unit before normalisation, in its standard deviations
_BATCHES: tuple[Setting, ...] = tuple(
    {"inputs": 6, "units": 4, "batch": batch, "scale": scale, "shift": 0.3, "bias_mean": 2.0}
    for batch, scale in ((2, 1.5), (5, 0.4))
)


def _root_mean(point: Point) -> estimands.Estimand:
    """Return (E m̂^k)^(1/k): with beta > 0, both k give beta only if every batch's own mean is beta."""
    if point["power"] == 1:
        return estimands.mean("mean")
    return estimands.Estimand("(E mean²)^(1/2)", ("mean^2",), lambda square: square**0.5)


CLAIMS = (
    Claim(
        id="cpen455hw1.2.2.mean",
        source=homework(
            "question 2.2",
            "m̂[j] = (1/B) ∑_{i=1}^B γ[j] (Y[i, j] - m[j])/√(v[j]) + β[j] = γ[j] (m[j] - m[j])/√(v[j]) + β[j] = β[j]",
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
            Rival(beta + gamma * _OFFSET, "not centred: the scaled values keep their mean"),
        ),
        experiment=normalized_batch,
        estimand=_root_mean,
        points=tuple(Point(setting, power=power) for setting in _BATCHES for power in (1, 2)),
        symbols=lambda point: {
            beta: point["shift"],
            gamma: point["scale"],
            B: point["batch"],
            _OFFSET: point["bias_mean"],
        },
    ),
    Claim(
        id="cpen455hw1.2.2.variance",
        source=homework(
            "question 2.2",
            "v̂[j] = (1/B) ∑_{i=1}^B (Ŷ[i, j] - β[j])² = (γ²[j]/v[j]) (1/B) ∑_{i=1}^B (Y[i, j] - m[j])² = γ²[j]",
        ),
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
        points=tuple(Point(setting) for setting in _BATCHES),
        symbols=lambda point: {gamma: point["scale"], B: point["batch"]},
    ),
)
