import numpy as np
import pytest
from scipy import stats

from montecarlo import SampleMoments, mean
from montecarlo.statistics import inference
from paper_checks.plots.intervals import COVERAGE, with_interval


def test_an_estimate_stands_with_the_interval_that_judges_claims() -> None:
    values = np.random.default_rng(0).normal(3.0, 2.0, size=(20_000, 1))
    found = with_interval(mean("y"), SampleMoments.of(("y",), values))
    se = values.std(ddof=1) / np.sqrt(len(values))
    assert found["estimate"] == pytest.approx(values.mean(), rel=1e-12)
    assert found["se"] == pytest.approx(se, rel=1e-9)
    half = stats.norm.isf(1e-6) * se
    assert (found["low"], found["high"]) == pytest.approx(
        (values.mean() - half, values.mean() + half), rel=1e-9
    )


def test_few_replicates_have_a_wider_interval() -> None:
    values = np.random.default_rng(0).normal(size=(12, 1))
    found = with_interval(mean("y"), SampleMoments.of(("y",), values))
    assert (found["high"] - found["low"]) / 2 == pytest.approx(stats.t.isf(1e-6, 11) * found["se"], rel=1e-9)


def test_the_coverage_in_words_is_that_of_the_quantile() -> None:
    inside = stats.norm.cdf(inference.Z) - stats.norm.cdf(-inference.Z)
    assert COVERAGE == f"{100 * inside:.4f} %" == "99.9998 %"
