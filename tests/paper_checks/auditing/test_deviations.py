"""Intervals of std cover as often as they say, and resolve what they say."""

import math

import numpy as np
import pytest
from scipy import stats

from paper_checks.auditing.deviations import Shape, deviation_interval, least_count, resolution, rounding_of
from paper_checks.auditing.law_tests import shape_of
from tests.paper_checks.auditing.weights import DRAWS, sample_of
from theory.schemes.laws import Law, Normal, Uniform
from theory.schemes.truncated_normal import TruncatedNormal

LAWS: dict[str, Law] = {
    "normal": Normal(1.0),
    "uniform": Uniform(-1.0, 1.0),
    "truncated normal at 2": TruncatedNormal(1.0, -2.0, 2.0),
}
NORMAL = Shape("normal")


def test_chi_squared_against_scipy() -> None:
    values = np.random.default_rng(1).normal(0, 0.02, 300)
    found = deviation_interval(sample_of(values), NORMAL, 0.01)
    low, high = (math.sqrt(values @ values / stats.chi2(300).ppf(p)) for p in (0.995, 0.005))
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6)


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("size", [3, 40])
def test_coverage(name: str, size: int) -> None:
    """500 intervals at 0.9: exact ones miss 50 times to within 5 deviations, Bernstein's less often."""
    law, rng = LAWS[name], np.random.default_rng(size)
    draws = DRAWS[name](rng, (500, size))
    found = [deviation_interval(sample_of(row), shape_of(law), 0.1) for row in draws]
    misses = sum(not one.low <= law.std <= one.high for one in found)
    assert misses <= 50 + 34
    assert misses >= 50 - 34 or shape_of(law).method == "conservative"


@pytest.mark.parametrize("shape", [NORMAL, Shape("uniform"), Shape("bounded", 2.4, 2.3)])
def test_least_count_is_the_first_that_resolves(shape: Shape) -> None:
    count = least_count(0.1, shape, 1e-6)
    assert resolution(count, shape, 1e-6) <= 0.1 < resolution(count - 1, shape, 1e-6)


def test_one_percent_in_a_matrix_of_768() -> None:
    assert resolution(768 * 768, NORMAL, 1e-3 / 3 / 300) < 0.01


@pytest.mark.parametrize("precision", ["float64", "float32", "float16"])
def test_what_is_resolved_is_refused_whatever_the_rounding(precision: str) -> None:
    """The std that is off by what is said to be resolved lies outside of intervals, also of a type of few digits."""
    rng, kept = np.random.default_rng(1604), 0
    for _ in range(200):
        name = str(rng.choice(list(LAWS)))
        shape, size, scale = shape_of(LAWS[name]), int(rng.integers(200, 5000)), 10 ** rng.uniform(-5, 1)
        sample = sample_of((scale * DRAWS[name](rng, (size,))).astype(precision))
        found = deviation_interval(sample, shape, 1e-9)
        wrong = 1 + resolution(size, shape, 1e-9, rounding_of(sample, shape))
        std = scale * LAWS[name].std
        assert found.low <= std <= found.high
        kept += found.low <= std * wrong <= found.high or found.low <= std / wrong <= found.high
        assert found.high / found.low <= wrong
    assert kept == 0


def test_rounding_may_hide_an_error_whatever_the_size() -> None:
    assert least_count(0.1, NORMAL, 1e-6, rounding=0.06) is None
    assert least_count(0.1, NORMAL, 1e-6, rounding=0.004) > least_count(0.1, NORMAL, 1e-6)
    assert resolution(100, NORMAL, 1e-6, rounding=1.0) == math.inf
