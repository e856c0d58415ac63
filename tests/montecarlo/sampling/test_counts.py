import numpy as np
import pytest
from scipy import stats

from montecarlo.sampling import counts
from montecarlo.sampling.counts import heads, poisson

DRAWS = 50_000
FEW = [1, 2, 3, 32, 63, 64, 65, 127, 500, 512]
MANY = [513, 1001, 6000]


@pytest.fixture
def rng():
    return np.random.Generator(np.random.SFC64(0))


def p_value(drawn, law):
    """Of the chi-square test, with the counts that are expected less than ten times taken together."""
    low, high = (int(law.ppf(tail)) for tail in (10 / len(drawn), 1 - 10 / len(drawn)))
    inner = np.arange(low, high + 1)
    found = np.bincount(np.clip(drawn, low, high) - low, minlength=inner.size)
    probabilities = law.pmf(inner)
    probabilities[0], probabilities[-1] = law.cdf(low), law.sf(high - 1)
    return stats.chisquare(found, probabilities / probabilities.sum() * len(drawn)).pvalue


@pytest.mark.parametrize("tosses", FEW + MANY)
def test_heads_are_binomial(tosses, rng):
    drawn = heads(rng, tosses, DRAWS)
    assert drawn.shape == (DRAWS,)
    assert drawn.dtype == np.int64
    assert p_value(drawn, stats.binom(tosses, 0.5)) > 1e-6
    # Some tosses more are seen: they shift the mean by a tenth of a standard deviation, or by half a toss.
    assert p_value(drawn, stats.binom(tosses + max(1, round(np.sqrt(tosses) / 10)), 0.5)) < 1e-6


@pytest.mark.parametrize("rate", [0.1, 1.0, 4.0, 50.0])
def test_poisson_numbers_are_poisson(rate, rng):
    drawn = poisson(rng, rate, DRAWS)
    assert p_value(drawn, stats.poisson(rate)) > 1e-6
    assert p_value(drawn, stats.poisson(rate * 1.3)) < 1e-6


@pytest.mark.parametrize("tosses", [1, 64, 70, 200])
def test_few_tosses_are_the_bits_of_the_words(tosses, rng):
    words = np.random.SFC64(0).random_raw(-(-tosses // 64) * 7).reshape(-1, 7)
    expected = [
        sum(int(word).bit_count() for word in column[:-1])
        + bin(int(column[-1]))[2:].zfill(64)[: (tosses - 1) % 64 + 1].count("1")
        for column in words.T
    ]
    np.testing.assert_array_equal(heads(rng, tosses, 7), expected)


def probabilities(table):
    """The probability of each count, which the table states exactly."""
    second, both = table
    first = second / 2.0**50
    return np.bincount(both[0::2], first, both.max() + 1) / len(second) + np.bincount(
        both[1::2], 1 - first, both.max() + 1
    ) / len(second)


@pytest.mark.parametrize(
    ("table", "law"),
    [
        (counts._heads_table(513), stats.binom(513, 0.5)),
        (counts._heads_table(10_000), stats.binom(10_000, 0.5)),
        (counts._heads_table(2**21), stats.binom(2**21, 0.5)),
        (counts._poisson_table(0.3), stats.poisson(0.3)),
        (counts._poisson_table(40.5), stats.poisson(40.5)),
        (counts._poisson_table(2.0**19), stats.poisson(2.0**19)),
    ],
)
def test_a_table_has_the_probabilities(table, law):
    found = probabilities(table)
    expected = law.pmf(np.arange(len(found)))
    assert found.sum() == pytest.approx(1.0, abs=1e-14)
    # SciPy's own probabilities have no more than 8 digits at large numbers.
    np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-15)
    assert len(table[0]) <= 2**counts._CELL_BITS


def test_more_than_a_table_holds_is_a_sum(monkeypatch, rng):
    monkeypatch.setattr(counts, "_MOST_TOSSES", 600)
    monkeypatch.setattr(counts, "_HIGHEST_RATE", 20.0)
    assert p_value(heads(rng, 1300, DRAWS), stats.binom(1300, 0.5)) > 1e-6
    assert p_value(poisson(rng, 50.0, DRAWS), stats.poisson(50.0)) > 1e-6


@pytest.mark.parametrize("tosses", [40, 500, 2000])
def test_draws_are_independent(tosses, rng):
    """Also across the blocks, in which words are held."""
    drawn = heads(rng, tosses, DRAWS) - tosses / 2
    for apart in (1, 2, 16_384):
        product = np.mean(drawn[apart:] * drawn[:-apart]) / (tosses / 4)
        assert abs(product) < 5 / np.sqrt(DRAWS - apart)


def test_nothing_to_draw(rng):
    np.testing.assert_array_equal(heads(rng, 0, 4), 0)
    np.testing.assert_array_equal(poisson(rng, 0.0, 4), 0)
    assert heads(rng, 5, 0).shape == (0,)
    assert heads(rng, 5000, 0).shape == (0,)


def test_every_version_of_numpy_draws_the_same(rng):
    drawn = [heads(rng, 100, 4), heads(rng, 2000, 4), poisson(rng, 7.5, 4)]
    np.testing.assert_array_equal(drawn, [[53, 47, 60, 46], [987, 1067, 936, 984], [8, 10, 5, 5]])
