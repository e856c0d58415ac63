"""Tests of a law: is it this one (known std), or one of this shape (whatever the std)?

A test has three parts, each at a third of the level, so that the level holds under any dependence between them:

- the standard deviation, by an interval of `deviations`;
- the distribution function, by the bound of Dvoretzky, Kiefer, Wolfowitz and Massart, which holds at all points at
  once, so that counting at some points only errs on the side of the law;
- the largest size, whose law is exact: P(max <= m) = P(|w| <= m)^n.

Where the std is not known, the second and third part hold for some std in the interval of the first.  Changing the
std by a factor e^t changes the distribution function by sup |x f(x)| t at most.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from montecarlo.statistics.inference import Interval, dkw_band
from paper_checks.auditing.deviations import Shape, deviation_interval
from paper_checks.auditing.sample import Sample
from theory.schemes.laws import Law, Normal, Uniform
from theory.schemes.truncated_normal import TruncatedNormal

__all__ = ["FORMS", "Form", "fits_form", "fitting_cuts", "refusals", "shape_of"]

# Frameworks draw normal numbers from 24 random bits: by an inverse distribution function they reach 5.42 deviations.
_REACH_OF_GENERATORS = 5.4


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
    part = alpha / 3
    interval = deviation_interval(sample, shape_of(law), part, law.mean)
    if not interval.low <= law.std <= interval.high:
        yield (
            f"std {sample.root_mean_square(law.mean):.5g}, so {interval.low:.5g} to {interval.high:.5g}, "
            f"is not {law.std:.5g}, of which it is {sample.root_mean_square(law.mean) / law.std:.4g} times"
        )
    counted = distribution or sample
    distance, band = _distance(counted, law), dkw_band(counted.count, part)
    if distance > band:
        yield f"distribution is {distance:.3g} away from {law.family}, more than {band:.3g}"
    yield from _extremes(sample, law, part)


def _distance(sample: Sample, law: Law) -> float:
    """Return how far the distribution function is from a law's, beyond what rounding explains."""
    slack = sample.precision.slack(sample.points) + 1e-12 * law.std
    above = sample.upto / sample.count - law.cdf(sample.points + slack)
    under = law.cdf(sample.points - slack) - sample.below / sample.count
    return float(max(above.max(), under.max()))


def _extremes(sample: Sample, law: Law, alpha: float) -> Iterator[str]:
    largest, slack = sample.largest, float(sample.precision.slack(sample.largest))
    low, high = law.support
    if sample.low < low - slack or sample.high > high + slack:
        yield f"values from {sample.low:.5g} to {sample.high:.5g} leave {low:.5g} to {high:.5g}"
    elif _too_large(largest - slack, sample.count, law, alpha):
        yield f"maximum {largest:.5g} = {largest / law.std:.1f} std is too large for {law.family}"
    elif _too_small(largest + slack, sample.count, law, alpha):
        yield f"maximum {largest:.5g} = {largest / law.std:.2f} std is too small for {law.family}"


def _too_large(largest: float, count: int, law: Law, alpha: float) -> bool:
    tail = float(law.tail(largest))
    return tail < 1 and -math.expm1(count * math.log1p(-tail)) < alpha / 2


def _too_small(largest: float, count: int, law: Law, alpha: float) -> bool:
    if not isinstance(law, Uniform) and largest > _REACH_OF_GENERATORS * law.std:
        return False
    tail = float(law.tail(largest))
    return tail >= 1 or count * math.log1p(-tail) < math.log(alpha / 2)


# --- shapes whose std is not known --------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """A law up to its scale; for laws cut anywhere between two cuts, `wide` is the end with the longer tail.

    Parameters
    ----------
    name : str
    narrow, wide : Law
        Of standard deviation 1.
    steepness : float
        sup |x f(x)|.
    gap : float
        How far the distribution functions of the two are apart.
    """

    name: str
    narrow: Law
    wide: Law
    steepness: float
    gap: float = 0.0

    @property
    def shape(self) -> Shape:
        return shape_of(self.wide)


def _standard(cut: float) -> Law:
    """Return a normal law cut at so many deviations (before the cut), of standard deviation 1."""
    if cut == 0:
        return Uniform(-math.sqrt(3), math.sqrt(3))
    if cut == math.inf:
        return Normal(1.0)
    before = 1 / TruncatedNormal(1.0, -cut, cut).std
    return TruncatedNormal(before, -cut * before, cut * before)


def _steepness(cut: float) -> float:
    if cut == 0:
        return 0.5
    density = math.exp(-(min(cut, 1.0) ** 2) / 2) / math.sqrt(2 * math.pi)
    mass = math.erf(cut / math.sqrt(2))
    return min(cut, 1.0) * density / mass


FORMS = {
    name: Form(name, _standard(cut), _standard(cut), _steepness(cut))
    for name, cut in (("normal", math.inf), ("uniform", 0.0), ("truncated normal at 2", 2.0))
}
_CUTS = (0.0, 0.3, 0.6, 0.8, *(1 + k / 8 for k in range(25)), 4.25, 4.5, 4.75, 5.0, 5.5)


@cache
def _cells() -> tuple[Form, ...]:
    """Return forms that together hold the normal laws at any cut from 0 to 5.5."""
    x = np.linspace(0, 6, 4001)
    cells = []
    for first, second in itertools.pairwise(_CUTS):
        narrow, wide = _standard(first), _standard(second)
        gap = 1.01 * float(np.abs(narrow.cdf(x) - wide.cdf(x)).max())
        steepness = max(_steepness(first), _steepness(second))
        cells.append(Form(f"{first:g} to {second:g}", narrow, wide, steepness, gap))
    return tuple(cells)


def fits_form(sample: Sample, form: Form, alpha: float) -> bool:
    """Return whether weights may have a law of this form, whatever its std; a test at level alpha."""
    part = alpha / 3
    if sample.low == sample.high and sample.count > 1:
        return False
    # The shape of the wide end holds for every cut in between: kurtosis and reach grow with the cut.
    interval = deviation_interval(sample, form.shape, part)
    low, high = interval.low, interval.high
    if not 0 < low < math.inf:
        return True
    largest, slack = sample.largest, float(sample.precision.slack(sample.largest))
    # A tail is longest at the largest std, and of the cut furthest out.
    if math.isfinite(high) and _too_large((largest - slack) / high, sample.count, form.wide, part):
        return False
    if _too_small((largest + slack) / low, sample.count, form.narrow, part):
        return False
    if not math.isfinite(high):
        return True
    middle = math.sqrt(low * high)
    allowed = form.steepness * math.log(high / low) / 2 + form.gap
    return _distance(_scaled(sample, middle), form.narrow) <= dkw_band(sample.count, part) + allowed


def _scaled(sample: Sample, unit: float) -> Sample:
    precision = replace(sample.precision, absolute=sample.precision.absolute / unit)
    return replace(sample, points=sample.points / unit, precision=precision)


def fitting_cuts(sample: Sample, alpha: float) -> tuple[float, float] | None:
    """Return between which cuts a normal law may be cut, from 0 to 5.5 deviations; None if at none of them."""
    found = [k for k, form in enumerate(_cells()) if fits_form(sample, form, alpha)]
    return (_CUTS[found[0]], _CUTS[found[-1] + 1]) if found else None


def interval_of(sample: Sample, form: Form, alpha: float) -> Interval:
    """Return the interval of the std under a form, at the level that `fits_form` gives it."""
    return deviation_interval(sample, form.shape, alpha / 3)
