"""What figures show of a simulation: an estimate with its interval, or a histogram with its band."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from montecarlo import Estimand, SampleMoments, at_most
from montecarlo.statistics import inference

__all__ = ["COVERAGE", "histogram", "with_interval"]

_BAND = 1e-6  # the probability that the band misses the distribution function somewhere

COVERAGE = f"{100 * (1 - 2 * inference.ALPHA):.4f} %"
"""Of an interval, in words."""


def with_interval(estimand: Estimand, moments: SampleMoments) -> dict[str, float]:
    """Return an estimate, its standard error, and the ends of the interval that judges claims."""
    return {
        "estimate": estimand.value(moments),
        "se": estimand.standard_error(moments),
        **asdict(estimand.interval(moments)),
    }


def histogram(edges: tuple[float, ...], moments: SampleMoments) -> dict[str, Any]:
    """Return the histogram of units in (-1, 1), and their distribution function with the half-width of its band."""
    below = moments.mean[moments.columns(tuple(map(at_most, edges)))]
    bounds = np.array([-1.0, *edges, 1.0])
    shares = np.diff([0.0, *below, 1.0])
    return {
        "n": moments.count,
        "bounds": bounds.tolist(),
        "histogram": (shares / np.diff(bounds)).tolist(),
        "distribution": below.tolist(),
        "dkw": inference.dkw_band(moments.count, _BAND),
    }
