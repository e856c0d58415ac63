"""Computation: the left-hand side evaluated without any derived formula, where nothing is random."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from montecarlo import Interval
from paper_checks.claim import Claim
from paper_checks.evidence.judgement import judge
from paper_checks.evidence.line import Line
from paper_checks.evidence.targets import Target, targets
from paper_checks.verdict import Measurement

__all__ = ["compute"]

_TOLERANCE = 1e-10  # relative; double precision over some thousand operations


def compute(claim: Claim, truth: Claim) -> Line:
    """Compare the computed left-hand side with the printed right-hand side at every point.

    Parameters
    ----------
    claim : Claim
    truth : Claim
        The claim that states it right: its correction, or the claim itself.
    """
    assert claim.computation is not None
    computed = [claim.computation(point) for point in claim.points]
    stated = targets(claim, truth)
    # Nothing is random: the interval is the rounding error of the computation, and the margin twice that.
    errors = [_TOLERANCE * _scale(value, target) for value, target in zip(computed, stated, strict=True)]
    stated = tuple(replace(target, margin=2 * error) for target, error in zip(stated, errors, strict=True))
    intervals = [
        Interval(value - error, value + error) for value, error in zip(computed, errors, strict=True)
    ]
    found = judge(claim.relation, stated, intervals)
    measurements = tuple(
        Measurement(
            point={**target.point.setting, **target.point.where},
            estimand=sp.latex(claim.lhs),
            engine="computation",
            predicted=target.value,
            margin=target.margin,
            estimate=value,
            se=0.0,
            interval=(interval.low, interval.high),
            n=1,
            power=1.0,
            status=status,
        )
        for target, value, interval, status in zip(stated, computed, intervals, found.at_points, strict=True)
    )
    return Line("computation", found.status, found.rivals, measurements)


def _scale(value: float, target: Target) -> float:
    """Return the size of a computed value; 0 has none of its own, and takes that of the smallest rival."""
    sizes = [max(map(abs, bounds)) for bounds in target.rivals.values()]
    return abs(value) or min(filter(None, sizes), default=1.0)
