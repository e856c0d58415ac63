"""Picks against the standard library and SciPy."""

import math

import numpy as np
import pytest
from scipy import stats

from theory.results.picks import (
    exponential_series,
    kept_on_average,
    ordered_picks,
    ordered_picks_ratio,
    picks,
    rearranged_pmf,
)


@pytest.mark.parametrize(("units", "count"), [(6, 2), (9, 5), (4, 4)])
def test_picks(units: int, count: int) -> None:
    assert picks()(M=units, k=count) == pytest.approx(math.comb(units, count), rel=1e-13)
    assert ordered_picks()(M=units, k=count) == pytest.approx(math.perm(units, count), rel=1e-13)


def test_the_ratio_tends_to_one() -> None:
    assert math.perm(10**9, 4) / 10**36 == pytest.approx(float(ordered_picks_ratio().rhs), rel=1e-7)


def test_the_law_rearranged() -> None:
    counts = np.arange(8)
    found = rearranged_pmf()(M=9, k=counts, **{"lambda": 2.5})
    np.testing.assert_allclose(found, stats.binom.pmf(counts, 9, 2.5 / 9), rtol=1e-12)


def test_the_series() -> None:
    assert exponential_series()(p=0.4, **{"lambda": 3.0}) == pytest.approx(math.exp(1.2))


def test_the_number_kept_on_average() -> None:
    assert kept_on_average()(**{"lambda": 2.5}) == pytest.approx(stats.binom.mean(9, 2.5 / 9))
