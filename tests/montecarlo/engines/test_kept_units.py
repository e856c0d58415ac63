import numpy as np
import pytest
from scipy import stats

from montecarlo import MaskCount, ThinnedCount, run
from tests.montecarlo.comparison import scores


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
