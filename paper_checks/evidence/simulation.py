"""Simulation: a Monte Carlo estimate of the left-hand side at every point, judged by its interval."""

from __future__ import annotations

from typing import Any

from montecarlo import Interval
from montecarlo.statistics import inference
from paper_checks.claim import Claim
from paper_checks.evidence.judgement import judge
from paper_checks.evidence.line import Line
from paper_checks.evidence.measured import estimand_at
from paper_checks.evidence.passes import Passes, experiment_at, room_of
from paper_checks.evidence.targets import Target, targets
from paper_checks.paper import Paper
from paper_checks.verdict import Measurement

__all__ = ["simulate"]

_ROUNDING = 1e-12  # relative


def simulate(claim: Claim, paper: Paper, passes: Passes) -> Line:
    """Measure the claim at every point and judge it and its rivals by the same intervals.

    Parameters
    ----------
    claim : Claim
    paper : Paper
        The claim's paper: its other claims share the passes, and one of them may state this one right.
    passes : Passes
        Simulated on first use.
    """
    stated = targets(claim, paper.truth_of(claim))
    measured = [_measured(claim, target, paper, passes) for target in stated]
    found = judge(claim.relation, stated, [entry["interval"] for entry, _ in measured])
    measurements = tuple(
        Measurement(
            point={**target.point.setting, **target.point.where},
            predicted=target.value,
            margin=target.margin,
            power=inference.power(entry["se"], room, entry["n"]),
            status=status,
            **entry | {"interval": (entry["interval"].low, entry["interval"].high)},
        )
        for target, (entry, room), status in zip(stated, measured, found.at_points, strict=True)
    )
    return Line("simulation", found.status, found.rivals, measurements)


def _measured(claim: Claim, target: Target, paper: Paper, passes: Passes) -> tuple[dict[str, Any], float]:
    """Return what was measured, and the part of the margin that is left for the error of sampling."""
    moments = passes.of(claim, target.point, paper)
    estimand = estimand_at(claim, target.point, moments.fields)
    entry = {
        "estimand": estimand.name,
        "engine": experiment_at(claim, target.point).engine,
        "estimate": estimand.value(moments),
        "se": estimand.standard_error(moments),
        "interval": _with_rounding(estimand.interval(moments), estimand.value(moments)),
        "n": moments.count,
    }
    return entry, room_of(target.margin, estimand, moments)


def _with_rounding(interval: Interval, estimate: float) -> Interval:
    """Widen an interval by the rounding of sums in double precision, which is all that an identity has."""
    error = _ROUNDING * abs(estimate)
    return Interval(interval.low - error, interval.high + error)
