"""Computation: the left-hand side evaluated without any derived formula, where nothing is random."""

from __future__ import annotations

import sympy as sp

from paper_checks.claim import Claim
from paper_checks.evidence.line import Line
from paper_checks.evidence.targets import value_at
from paper_checks.verdict import Measurement, Status

__all__ = ["compute"]

_TOLERANCE = 1e-10  # relative; double precision over some thousand operations


def compute(claim: Claim) -> Line:
    """Compare the computed left-hand side with the printed right-hand side at every point."""
    assert claim.computation is not None
    measurements = []
    refuted_rivals = set()
    for point in claim.points:
        computed = claim.computation(point)
        margin = _TOLERANCE * abs(computed)
        low, high = value_at(claim.rhs, claim, point)
        measurements.append(
            Measurement(
                point={**point.setting, **point.where},
                estimand=sp.latex(claim.lhs),
                engine="computation",
                predicted=(low, high),
                margin=margin,
                estimate=computed,
                se=0.0,
                interval=(computed, computed),
                n=1,
                power=1.0,
                status=_status(computed, low - margin, high + margin),
            )
        )
        for rival in claim.rivals:
            low, high = value_at(rival.expression, claim, point)
            if _status(computed, low - margin, high + margin) is Status.REFUTED:
                refuted_rivals.add(rival)
    verified = all(measurement.status is Status.VERIFIED for measurement in measurements)
    rivals = {
        rival: Status.REFUTED if rival in refuted_rivals else Status.INCONCLUSIVE for rival in claim.rivals
    }
    return Line("computation", Status.VERIFIED if verified else Status.REFUTED, rivals, tuple(measurements))


def _status(value: float, low: float, high: float) -> Status:
    return Status.VERIFIED if low <= value <= high else Status.REFUTED
