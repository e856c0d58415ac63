import math

import numpy as np
import pytest
from scipy import stats

from montecarlo import ALPHA, Quantile, Samples, mean, quantile
from montecarlo.statistics.quantiles import _ranks


def samples(*columns):
    return Samples(tuple("abc"[: len(columns)]), np.column_stack(columns))


def test_the_ranks_are_the_closest_that_miss_seldom_enough():
    rng = np.random.default_rng(0)
    for _ in range(200):
        p, alpha = rng.uniform(0.01, 0.99), 10 ** rng.uniform(-8, -1)
        count = quantile("a", p).least_replicates(alpha) + int(10 ** rng.uniform(0, 5))
        low, high = _ranks(count, p, alpha)
        law = stats.binom(count, p)
        assert law.cdf(low - 1) <= alpha < law.cdf(low)
        assert law.sf(high - 1) <= alpha < law.sf(high - 2)


@pytest.mark.parametrize("p", [0.05, 0.5, 0.95, 1 / 3])
def test_the_least_number_of_replicates_is_the_least(p):
    for alpha in (ALPHA, 0.025):
        least = quantile("a", p).least_replicates(alpha)
        rare = max(p, 1 - p)
        assert rare**least <= alpha < rare ** (least - 1)
        assert quantile("a", p).interval(samples(np.arange(least)), alpha).low == (
            0 if p <= 0.5 else pytest.approx(_ranks(least, p, alpha)[0] - 1)
        )
        with pytest.raises(ValueError, match=rf"needs {least} replicates or more .* got {least - 1}"):
            quantile("a", p).interval(samples(np.arange(least - 1)), alpha)


@pytest.mark.parametrize("law", ["normal", "poisson"])
@pytest.mark.parametrize("p", [0.05, 0.5, 0.9])
def test_an_interval_covers_as_often_as_stated_or_more(law, p):
    """For a distribution with jumps too. The share of 2000 runs has a standard deviation of at most 0.005."""
    rng, truth = np.random.default_rng(0), {"normal": stats.norm, "poisson": stats.poisson(3)}[law].ppf(p)
    misses = np.zeros(2)
    for _ in range(2000):
        drawn = rng.standard_normal(300) if law == "normal" else rng.poisson(3, 300)
        found = quantile("a", p).interval(samples(drawn), alpha=0.025)
        misses += [found.low > truth, found.high < truth]
    assert (misses / 2000 < 0.025 + 5 * math.sqrt(0.025 / 2000)).all()
    # Of a continuous law the ends are no wider than they must be: one rank less misses too often.
    assert law == "poisson" or (misses > 0).all()


def test_one_percent_of_a_deviation_is_refused():
    """The rank of the 0.9-quantile has a standard deviation of sqrt(n p (1 - p)).

    Here z = 1.28 has the density 0.175, so the quantile has one of sqrt(0.09 / n) / 0.175. With n = 2,000,000 the
    interval reaches 4.75 times 0.0012, which is 0.0058; 1 % of z is 0.0128.
    """
    drawn = np.random.default_rng(0).standard_normal(2_000_000)
    truth = stats.norm.ppf(0.9)
    for scale, right in ((1.0, True), (1.01, False), (0.99, False)):
        found = quantile("a", 0.9).interval(samples(scale * drawn))
        assert bool(found.low <= truth <= found.high) is right


def test_the_estimate_is_a_replicate_inside_its_interval_and_follows_monotone_maps():
    drawn = np.random.default_rng(0).standard_normal(999)
    for p in (0.05, 0.5, 0.95):
        of, logged = samples(drawn), samples(np.exp(drawn))
        found, ends = quantile("a", p).value(of), quantile("a", p).interval(of)
        assert found == np.sort(drawn)[math.ceil(999 * p) - 1]
        assert ends.low < found < ends.high
        ranks = _ranks(999, p, ALPHA)
        assert (ends.low, ends.high) == tuple(np.sort(drawn)[rank - 1] for rank in ranks)
        assert quantile("a", p).interval(logged).low == np.exp(ends.low)


def test_replicates_that_are_infinite_are_replicates():
    drawn = np.concatenate([np.full(400, -np.inf), np.arange(600.0)])
    assert quantile("a", 0.1).interval(samples(drawn)).high == -math.inf
    assert quantile("a", 0.9).value(samples(drawn)) == 499


def test_samples_have_columns_and_moments():
    kept = samples(np.arange(4.0), np.ones(4))
    assert kept.count == 4
    assert kept.column("b").tolist() == [1, 1, 1, 1]
    assert mean("a").value(kept.moments) == 1.5
    assert quantile("a", 0.5) == Quantile("a", 0.5)
    assert quantile("a", 0.5).name == "0.5-quantile of a"
    with pytest.raises(ValueError, match="d was not recorded: give one of a, b"):
        quantile("d", 0.5).value(kept)


def test_values_may_be_given_as_rows():
    rows = [[1.0, 5.0], [2.0, 4.0], [3.0, 3.0]]
    assert quantile("b", 0.5).value(Samples(("a", "b"), rows)) == 4.0


@pytest.mark.parametrize(
    ("build", "match"),
    [
        (lambda: quantile("a", 0.0), "probability must be above 0 and below 1, got 0.0"),
        (lambda: quantile("a", 1), "probability must be above 0 and below 1"),
        (lambda: quantile("a", math.nan), "probability must be finite"),
        (lambda: quantile("a", 0.5).interval(samples(np.arange(50)), alpha=0.0), "alpha must be within"),
        (
            lambda: quantile("a", 0.5).interval(samples(np.arange(50)), alpha=0.6),
            r"alpha must be within \[1e-100, 1/2\], got 0.6",
        ),
        (lambda: samples([0.0, 0.0, 1.0], [-np.inf, 0.0, 2.0]).moments, "b is infinite in some replicates"),
        (lambda: Samples(("a", "b"), np.ones((3, 1))), r"shape \(n, 2\)"),
        (lambda: Samples(("a",), np.ones((0, 1))), r"shape \(n, 1\)"),
    ],
)
def test_bad_arguments_are_named(build, match):
    with pytest.raises(ValueError, match=match):
        build()
