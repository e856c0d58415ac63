"""What figures show of a simulation: an estimate, its standard error and its interval."""

from __future__ import annotations

from dataclasses import asdict

from montecarlo import Estimand, SampleMoments
from montecarlo.statistics import inference

__all__ = ["COVERAGE", "with_interval"]

COVERAGE = f"{100 * (1 - 2 * inference.ALPHA):.4f} %"
"""Of an interval, in words."""


def with_interval(estimand: Estimand, moments: SampleMoments) -> dict[str, float]:
    """Return an estimate, its standard error, and the ends of the interval that judges claims."""
    return {
        "estimate": estimand.value(moments),
        "se": estimand.standard_error(moments),
        **asdict(estimand.interval(moments)),
    }
