"""Measurements as figures show them: an estimate, its standard error and its interval."""

from __future__ import annotations

from montecarlo import Estimand, SampleMoments
from montecarlo.statistics import inference

__all__ = ["COVERAGE", "measured"]

COVERAGE = f"{100 * (1 - 2 * inference.ALPHA):.4f} %"
"""Of an interval, in words."""


def measured(estimand: Estimand, moments: SampleMoments) -> dict[str, float]:
    """Return what a simulation found, with the ends of the interval that judges claims."""
    value, se = estimand.value(moments), estimand.standard_error(moments)
    interval = inference.interval(value, se, moments.count)
    return {"estimate": value, "se": se, "low": interval.low, "high": interval.high}
