"""Tests of a law: is it this one (known std), or one of this shape (whatever the std)?

A test has three parts, each at a third of the level, so that the level holds under any dependence between them:

- the standard deviation, by an interval of `deviations`;
- the distribution function, by the bound of Dvoretzky, Kiefer, Wolfowitz and Massart, which holds at all points at
  once, so that counting at some points only errs on the side of the law;
- the largest size, whose law is exact: P(max <= m) = P(|w| <= m)^n.

Where the std is not known, the second and third part hold for some std in the interval of the first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from montecarlo.statistics.inference import dkw_band
from paper_checks.auditing.cut_normals import CUTS, Form, cells
from paper_checks.auditing.deviations import Shape, deviation_interval
from paper_checks.auditing.sample import Sample
from theory.schemes.laws import Law, Normal, Uniform

__all__ = ["fits_form", "fitting_cuts", "refusals", "shape_of"]

# Frameworks draw normal numbers from 24 random bits: by an inverse distribution function they reach 5.42 deviations.
_REACH_OF_GENERATORS = 5.4
_FEW_BITS = {
    dtype: f"; if it is drawn in {dtype}, draw in float32 and convert" for dtype in ("float16", "bfloat16")
}


def shape_of(law: Law) -> Shape:
    """Return what an interval needs to know of a law of independent weights."""
    if isinstance(law, Normal):
        return Shape("normal")
    if isinstance(law, Uniform) and law.low == -law.high:
        return Shape("uniform")
    reach = max(abs(end - law.mean) for end in law.support) / law.std
    return Shape("bounded", law.kurtosis, reach)


def refusals(sample: Sample, law: Law, alpha: float, distribution: Sample | None = None) -> Iterator[str]:
    """Yield why a fully known law of independent weights is refused, at level alpha; nothing if it is not.

    Parameters
    ----------
    sample : Sample
    law : Law
    alpha : float
    distribution : Sample, optional
        Values whose distribution function is tested in place of the sample's; they have to be some of its values.
    """
    part, shape = alpha / 3, shape_of(law)
    interval = deviation_interval(sample, shape, part, law.mean)
    if not interval.low <= law.std <= interval.high:
        uniform = shape.family == "uniform"
        std = sample.largest / math.sqrt(3) if uniform else sample.root_mean_square(law.mean)
        yield (
            f"std {std:.5g}, {std / law.std:.4g} times the expected {law.std:.5g}, which is outside of "
            f"{interval.low:.5g} to {interval.high:.5g} ({shape.method})"
        )
    counted = distribution or sample
    distance, band = _distance(counted, law), dkw_band(counted.count, part)
    if distance > band:
        yield f"distribution is {distance:.3g} away from the expected {law.family} one, more than {band:.3g}"
    yield from _extremes(sample, law, part)


@np.errstate(over="ignore")  # a law may be so narrow that its deviations away are more than a float holds
def _distance(sample: Sample, law: Law) -> float:
    """Return how far the distribution function is from a law's, beyond what rounding explains."""
    slack = sample.precision.slack(sample.points) + 1e-12 * law.std + _grid(sample, law)
    above = sample.upto / sample.count - law.cdf(sample.points + slack)
    under = law.cdf(sample.points - slack) - sample.below / sample.count
    return float(max(above.max(), under.max()))


def _grid(sample: Sample, law: Law) -> float:
    """Return how far few random bits may have moved a uniform number."""
    low, high = law.support
    return sample.precision.grid * (high - low) if isinstance(law, Uniform) else 0.0


def _extremes(sample: Sample, law: Law, alpha: float) -> Iterator[str]:
    largest, slack = sample.largest, float(sample.precision.slack(sample.largest))
    low, high = law.support
    if sample.low < low - slack or sample.high > high + slack:
        yield f"values from {sample.low:.5g} to {sample.high:.5g} leave {low:.5g} to {high:.5g}"
    elif _too_large(largest - slack, sample.count, law, alpha):
        yield (
            f"maximum {largest:.5g}, {largest / law.std:.1f} expected std, is too large for {sample.count:,} values of "
            f"the expected {law.family} law"
        )
    elif _too_small(largest + slack, sample.count, law, alpha):
        yield (
            f"maximum {largest:.5g}, {largest / law.std:.2f} expected std, is too small for {sample.count:,} values of "
            f"the expected {law.family} law" + _FEW_BITS.get(sample.precision.dtype, "")
        )


@np.errstate(over="ignore")
def _too_large(largest: float, count: int, law: Law, alpha: float) -> bool:
    tail = float(law.tail(largest))
    return tail < 1 and -math.expm1(count * math.log1p(-tail)) < alpha / 2


@np.errstate(over="ignore")
def _too_small(largest: float, count: int, law: Law, alpha: float, more: float = 0.0) -> bool:
    if not isinstance(law, Uniform) and largest > _REACH_OF_GENERATORS * law.std:
        return False
    tail = max(float(law.tail(largest)) - more, 0.0)
    return tail >= 1 or count * math.log1p(-tail) < math.log(alpha / 2)


# --- shapes whose std is not known --------------------------------------------------------------------------


def fits_form(sample: Sample, form: Form, alpha: float) -> bool:
    """Return whether weights may have a law of this form, whatever its std; a test at level alpha."""
    part = alpha / 3
    if sample.low == sample.high and sample.count > 1:
        return False
    # The shape of the wide end holds for every cut in between: kurtosis and reach grow with the cut.
    interval = deviation_interval(sample, shape_of(form.wide), part)
    low, high = interval.low, interval.high
    if not 0 < low < math.inf:
        return True
    largest, slack = sample.largest, float(sample.precision.slack(sample.largest))
    least, most = (largest - slack) / high, (largest + slack) / low
    # A tail is longest at the largest std, and of the cut furthest out.
    if math.isfinite(high) and form.falls(least) and _too_large(least, sample.count, form.wide, part):
        return False
    # P(|w| <= x) of any of the laws is that of the narrow one at most, or more by twice the gap.
    more = 0.0 if form.falls(most) else 2 * form.gap
    if _too_small(most, sample.count, form.narrow, part, more):
        return False
    return _least_distance(sample, form, low, high) <= dkw_band(sample.count, part)


def _least_distance(sample: Sample, form: Form, low: float, high: float) -> float:
    """Return how far the distribution function is, at some point, from those of all laws of std low to high.

    At a point above 0, that of the form is largest at the least std, and the other way round below 0.
    """
    slack = sample.precision.slack(sample.points) + 1e-12 * low
    grid = _grid(sample, form.narrow)
    right, left = sample.points + slack, sample.points - slack
    most = form.narrow.cdf(right / np.where(right > 0, low, high) + grid) + form.gap
    least = form.narrow.cdf(left / np.where(left > 0, high, low) - grid) - form.gap
    return float(max((sample.upto / sample.count - most).max(), (least - sample.below / sample.count).max()))


def fitting_cuts(sample: Sample, alpha: float) -> tuple[float, float] | None:
    """Return between which cuts a normal law may be cut, from 0 to 5.5 deviations; None if at none of them."""
    found = [k for k, form in enumerate(cells()) if fits_form(sample, form, alpha)]
    return (CUTS[found[0]], CUTS[found[-1] + 1]) if found else None
