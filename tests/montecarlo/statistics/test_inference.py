import math
from dataclasses import FrozenInstanceError
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from montecarlo import (
    ALPHA,
    Z_POWER,
    Interval,
    Z,
    dkw_band,
    interval,
    planned_replicates,
    power,
    skewness,
)


def test_the_constants():
    assert ALPHA == 1e-6
    assert pytest.approx(4.753, abs=5e-4) == Z
    assert pytest.approx(4.892, abs=5e-4) == Z_POWER


def test_the_interval_is_students_below_ten_thousand():
    assert interval(2.0, 0.1, 10_000) == Interval(2.0 - Z * 0.1, 2.0 + Z * 0.1)
    low = interval(2.0, 0.1, 50)
    assert (2.0 - low.low) / 0.1 == pytest.approx(stats.t.isf(1e-6, 49), rel=1e-12)
    assert low.high - low.low > interval(2.0, 0.1, 9_999).high - interval(2.0, 0.1, 9_999).low > 2 * Z * 0.1


def test_the_interval_covers():
    # At alpha = 0.05 a side, of normal replicates, five a mean: Student's 90 % must be that.
    samples = np.random.default_rng(0).standard_normal((4000, 5))
    means, errors = samples.mean(axis=1), samples.std(axis=1, ddof=1) / math.sqrt(5)
    intervals = [interval(mean, se, 5, alpha=0.05) for mean, se in zip(means, errors, strict=True)]
    covered = np.mean([found.low <= 0.0 <= found.high for found in intervals])
    assert abs(covered - 0.9) < 5 * math.sqrt(0.09 / 4000)


def test_identities_have_an_interval_of_one_point():
    assert interval(0.5, 0.0, 10) == Interval(0.5, 0.5)
    assert power(0.0, 0.0, 10) == 1.0


def test_the_plan():
    assert planned_replicates(1.0, 0.01) == math.ceil(((Z + Z_POWER) * 100) ** 2)
    assert planned_replicates(1.0, 1.0, skewness=3.0) == 2670 * 9
    assert planned_replicates(1.0, 1.0, skewness=-3.0) == 2670 * 9
    assert planned_replicates(0.0, 1.0) == 1000
    assert planned_replicates(0.0, 1.0, minimum=40) == 40
    # Rounding errors of a constant, of any law: no more is needed, by Chebyshev.
    assert planned_replicates(1e-16, 1.0, skewness=1000.0) == 1000


def test_the_plan_gives_its_power():
    count = planned_replicates(2.0, 0.05)
    assert power(2.0 / math.sqrt(count), 0.05, count) == pytest.approx(1 - 1e-6, abs=1e-7)
    assert power(2.0 / math.sqrt(count / 4), 0.05, count // 4) < 0.6
    assert power(1.0, 0.05, count) == 0.0


def test_the_band_covers():
    half = dkw_band(200, 0.1)
    assert half == pytest.approx(math.sqrt(math.log(20) / 400), rel=1e-15)
    samples = np.sort(np.random.default_rng(0).random((2000, 200)), axis=1)
    steps = np.arange(201) / 200
    gaps = np.maximum(abs(samples - steps[1:]), abs(samples - steps[:-1])).max(axis=1)
    assert np.mean(gaps <= half) > 0.9 - 5 * math.sqrt(0.09 / 2000)


def test_skewness():
    values = np.random.default_rng(0).gamma(2.0, size=1000)
    assert skewness(values) == pytest.approx(stats.skew(values), rel=1e-12)
    for constant in (0.0, 0.1, 1 / 3, 1e300):
        assert skewness(np.full(1000, constant)) == 0.0
    assert skewness(values / values.max() * 1e308) == pytest.approx(skewness(values), rel=1e-12)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: interval(math.nan, 1.0, 10), "estimate"),
        (lambda: interval(1.0, -1.0, 10), "se"),
        (lambda: interval(1.0, 1.0, 1), "count"),
        (lambda: planned_replicates(-1.0, 1.0), "sigma"),
        (lambda: planned_replicates(1.0, 0.0), "margin must be above 0"),
        (lambda: planned_replicates(1.0, -1.0), "margin"),
        (lambda: planned_replicates(1.0, 1.0, math.nan), "skewness"),
        (lambda: planned_replicates(1.0, 1.0, minimum=1), "minimum"),
        (lambda: planned_replicates(1e200, 1e-200), "too large for a margin of 1e-200"),
        (lambda: planned_replicates(1.0, 1.0, 1e200), "too large for a margin of 1"),
        (lambda: power(math.inf, 1.0, 10), "se"),
        (lambda: power(-1.0, 1.0, 10), "se"),
        (lambda: power(1.0, -1.0, 10), "margin"),
        (lambda: dkw_band(0, 0.1), "count"),
        (lambda: dkw_band(10, 0.0), "alpha"),
        (lambda: dkw_band(10, 1.0), "alpha"),
        (lambda: dkw_band(10, -0.1), "alpha"),
        (lambda: power(1.0, 1.0, 1), "count"),
        *(
            (
                lambda call=call, alpha=alpha: call(alpha),
                rf"alpha must be within \[1e-100, 1/2\], got {alpha}",
            )
            for alpha in (-0.1, 0.0, 5e-324, 1e-101, 0.51, 2.0)
            for call in (
                lambda alpha: interval(0.0, 1.0, 100, alpha),
                lambda alpha: planned_replicates(1.0, 1.0, alpha=alpha),
            )
        ),
    ],
)
def test_bad_input_is_named(call, match):
    with pytest.raises(ValueError, match=match):
        call()


def test_another_alpha_calibrates_the_rule():
    bounds = interval(0.0, 1.0, 20_000, alpha=0.05)
    assert bounds.high == pytest.approx(stats.norm.isf(0.05))
    assert planned_replicates(1.0, 0.1, alpha=0.05, minimum=2) == math.ceil(
        (10 * (stats.norm.isf(0.05) + stats.norm.isf(0.025))) ** 2
    )


def test_an_interval_is_a_constant():
    with pytest.raises(FrozenInstanceError):
        interval(2.0, 0.1, 50).low = 0.0


def test_the_fewest_that_each_rule_takes():
    assert interval(1.0, 0.0, 2) == Interval(1.0, 1.0)
    assert power(0.0, 1.0, 2) == 1.0
    assert dkw_band(1, 0.5) == pytest.approx(math.sqrt(math.log(4) / 2))


def test_a_plan_for_rounding_alone_ends_where_chebyshev_does():
    # 1000 replicates keep the mean within a margin of the truth up to sigma = sqrt(1e-6 * 1000) margins.
    assert planned_replicates(0.0316, 1.0, skewness=10.0) == 1000
    assert planned_replicates(0.0317, 1.0, skewness=10.0) == 267_000
    assert planned_replicates(1.0, 1.0, skewness=1.01) == math.ceil(2670 * 1.01**2)


def test_a_plan_has_no_skewness_unless_one_is_given():
    """A few replicates of little spread are enough: no term of skewness may add to them."""
    assert planned_replicates(0.2, 1.0, minimum=2) == math.ceil((0.2 * (Z + Z_POWER)) ** 2)


def test_a_band_may_be_as_sure_as_an_interval_is():
    assert dkw_band(10_000, ALPHA) == pytest.approx(math.sqrt(math.log(2e6) / 20_000))


def test_power_is_a_normal_probability():
    assert power(1.0, Z + 1, 10_000) == pytest.approx(1 - 2 * stats.norm.sf(1))
    assert power(1.0, Z - 0.5, 10_000) == 0.0


def test_skewness_has_no_unit():
    values = np.random.default_rng(0).gamma(2.0, size=1000)
    assert skewness(1e-3 * values) == pytest.approx(skewness(values), rel=1e-12)


def test_alpha_may_be_any_real_number_and_as_small_as_1e_100() -> None:
    exact = Fraction(1, 1000)
    assert interval(0.0, 1.0, 100, exact) == interval(0.0, 1.0, 100, 0.001)
    assert planned_replicates(1.0, 0.1, alpha=exact) == planned_replicates(1.0, 0.1, alpha=0.001)
    for count in (2, 3, 10, 9_999, 10_000):
        widths = [interval(0.0, 1.0, count, alpha).high for alpha in (0.4, 1e-6, 1e-30, 1e-100)]
        assert widths == sorted(widths)
        assert 0 < widths[0] < widths[-1] < math.inf
