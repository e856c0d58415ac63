"""Whitening: how many samples it takes."""

from paper_checks.claim import Claim, Kind, Point, Rival, Source
from paper_checks.experiments.whitened_batch import rank_of_whitened
from theory.notation import B, M
from theory.results.whitened_batch import rank_of_covariance

__all__ = ["CLAIMS"]

CLAIMS = (
    Claim(
        id="corollaries.whitening-rank",
        source=Source(
            "corollary",
            "the condition that CPEN 455, homework 1, 2.4 lacks",
            "",
            "The covariance of a batch of samples in general position, whitened by the pseudo-inverse of its root, has "
            "rank B - 1 where M ≥ B - 1. So it is the identity of M units only where B - 1 ≥ M.",
        ),
        kind=Kind.EXACT,
        rhs=B - 1,
        derivation=rank_of_covariance,
        rivals=(
            Rival(M, "full rank: the covariance is the identity"),
            Rival(B, "the mean not subtracted"),
            Rival(B - 2, "two samples lost"),
        ),
        computation=lambda point: float(rank_of_whitened(**point.setting)),
        points=tuple(
            Point({"seed": seed, "size": size, "units": units})
            for seed, size, units in ((1, 2, 3), (2, 3, 2), (3, 5, 6), (4, 4, 7))
        ),
        symbols=lambda point: {B: point["size"], M: point["units"]},
    ),
)
