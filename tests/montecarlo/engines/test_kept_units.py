import numpy as np
import pytest
from scipy import stats

from montecarlo import MaskCount, ThinnedCount, run
from montecarlo.engines import kept_units
from tests.montecarlo.comparison import LIMIT, largest_score, scores


def test_the_number_kept_is_binomial():
    counts = (6, 8, 10)
    moments = run(MaskCount(units=10, keep=0.8, counts=counts), replicates=100_000, seed=0)
    assert moments.fields == ("k=6", "k=8", "k=10")
    assert (scores(moments, stats.binom.pmf(counts, 10, 0.8)) < 5).all()
    assert (scores(moments, stats.binom.pmf(counts, 10, 0.2)) > 5).all()
    assert run(MaskCount(3, 1.0, (3,)), replicates=10, seed=0).mean[0] == 1.0


def test_the_number_kept_is_poisson_of_the_thinned_rate():
    counts = (0, 2, 5)
    moments = run(ThinnedCount(rate=4.0, keep=0.7, counts=counts), replicates=100_000, seed=0)
    assert moments.fields == ("k=0", "k=2", "k=5")
    errors = np.sqrt(np.diag(moments.covariance) / moments.count)
    assert (abs(moments.mean - stats.poisson.pmf(counts, 2.8)) < 5 * errors).all()
    # The drop probability in the place of the keep probability, and no thinning, are seen.
    assert (abs(moments.mean - stats.poisson.pmf(counts, 1.2)) > 5 * errors).all()
    assert (abs(moments.mean - stats.poisson.pmf(counts, 4.0)) > 5 * errors).all()


def test_without_units_or_keeping_the_count_is_zero():
    assert run(ThinnedCount(0.0, 0.5, (0,)), replicates=10, seed=0).mean[0] == 1.0
    assert run(ThinnedCount(9.0, 0.0, (0,)), replicates=10, seed=0).mean[0] == 1.0


@pytest.mark.parametrize(
    ("build", "match"),
    [
        (lambda: ThinnedCount(-1.0, 0.5, (0,)), "rate"),
        (lambda: ThinnedCount(1.0, 1.5, (0,)), "keep"),
        (lambda: ThinnedCount(1.0, 0.5, ()), "counts"),
        (lambda: ThinnedCount(1.0, 0.5, (1, 1)), "counts"),
        (lambda: MaskCount(0, 0.5, (0,)), "units"),
        (lambda: MaskCount(4, 1.5, (0,)), "keep"),
        (lambda: MaskCount(4, 0.5, ()), "counts"),
        (lambda: MaskCount(4, 0.5, (5,)), "counts"),
        (lambda: MaskCount(4, 0.5, (1, 1)), "counts"),
    ],
)
def test_bad_parameters_are_named(build, match):
    with pytest.raises(ValueError, match=match):
        build()


def test_one_percent_of_the_keep_probability_of_a_mask_is_refused():
    # All of 20 units are kept in 1.15 % of the masks, and in 1.41 % of them if a unit is kept 1 % more often: 9
    # standard errors over 120,000 masks.
    counts = (12, 16, 20)
    expected, off = (stats.binom.pmf(counts, 20, keep) for keep in (0.8, 0.808))
    assert largest_score(MaskCount(20, 0.8, counts), 120_000, expected, off) < LIMIT
    assert largest_score(MaskCount(20, 0.808, counts), 120_000, expected, off) > LIMIT


def test_one_percent_of_a_thinned_rate_is_refused(monkeypatch):
    # 8 units of 14 on average are kept in 3.04 % of the layers, and in 2.86 % at 14.14: 8.4 standard errors over
    # 700,000 layers.
    counts = (8, 9, 20)
    expected, off = (stats.poisson.pmf(counts, rate) for rate in (14.0, 14.14))
    layer = ThinnedCount(20.0, 0.7, counts)
    assert largest_score(layer, 700_000, expected, off) < LIMIT
    drawn = kept_units.poisson
    monkeypatch.setattr(kept_units, "poisson", lambda rng, rate, size: drawn(rng, 1.01 * rate, size))
    assert largest_score(layer, 700_000, expected, off) > LIMIT
