import numpy as np
import pytest
from scipy import stats

from theory.results.kept_units import (
    kept_units_mean,
    kept_units_pmf,
    poisson_components,
    poisson_limit,
    thinned_poisson,
)

UNITS = [(1, 0.3), (4, 0.2), (9, 0.75)]


@pytest.mark.parametrize(("units", "drop"), UNITS)
def test_the_number_kept_is_binomial(units: int, drop: float) -> None:
    law = stats.binom(units, 1 - drop)
    assert kept_units_mean()(M=units, p=drop) == pytest.approx(law.mean(), rel=1e-13)
    counts = np.arange(units + 1)
    np.testing.assert_allclose(kept_units_pmf()(M=units, p=drop, k=counts), law.pmf(counts), rtol=1e-12)


@pytest.mark.parametrize(("units", "drop"), UNITS[:2])
def test_the_number_kept_by_every_mask(units: int, drop: float) -> None:
    masks = np.array(np.meshgrid(*[(0, 1)] * units)).reshape(units, -1)
    kept = masks.sum(axis=0)
    chances = np.where(masks, 1 - drop, drop).prod(axis=0)
    found = np.bincount(kept, weights=chances)
    np.testing.assert_allclose(kept_units_pmf()(M=units, p=drop, k=np.arange(units + 1)), found, rtol=1e-12)


@pytest.mark.parametrize("rate", [0.7, 3.0])
def test_many_units_of_which_few_are_kept(rate: float) -> None:
    counts = np.arange(8)
    found = poisson_limit()(k=counts, **{"lambda": rate})
    np.testing.assert_allclose(found, stats.poisson.pmf(counts, rate), rtol=1e-12)
    # And the binomial law comes near to it like 1/M.
    gaps = [np.abs(stats.binom.pmf(counts, M, rate / M) - found).max() for M in (1000, 2000)]
    assert gaps[0] / gaps[1] == pytest.approx(2, rel=0.01)


@pytest.mark.parametrize("rate", [0.7, 3.0])
def test_the_two_limits_in_the_poisson_limit(rate: float) -> None:
    units, fixed = 1e13, 5
    none_kept = np.exp(units * np.log1p(-rate / units))
    for weight in (0.5, 4.0):
        found = poisson_components()(c=weight, **{"lambda": rate})
        assert found == pytest.approx((1 - rate / units) ** fixed + weight * none_kept, rel=1e-11)


@pytest.mark.parametrize(("rate", "drop"), [(0.7, 0.2), (4.0, 0.75)])
def test_a_poisson_number_of_units_thinned(rate: float, drop: float) -> None:
    units = np.arange(200)[:, np.newaxis]
    counts = np.arange(10)
    sums = (stats.poisson.pmf(units, rate) * stats.binom.pmf(counts, units, 1 - drop)).sum(axis=0)
    np.testing.assert_allclose(thinned_poisson()(k=counts, p=drop, **{"lambda": rate}), sums, rtol=1e-11)
