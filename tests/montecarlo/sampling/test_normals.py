"""The single-precision generator has the law of a standard normal, as far out as it reaches."""

import math

import numpy as np
import pytest
from scipy import stats

from montecarlo.sampling.normals import _PAIRS, LARGEST, standard_normal

DRAWS = 4_000_000


def double_factorial(order):
    """Return the moment of this order of a standard normal."""
    return 0 if order % 2 else math.prod(range(1, order, 2))


def draw(seed, size=DRAWS):
    out = np.empty(size, dtype=np.float32)
    standard_normal(np.random.Generator(np.random.SFC64(seed)), out)
    return out.astype(np.float64)


def scores(z):
    """The moments to order 8, in standard errors from those of a standard normal."""
    return [
        (np.mean(z**order) - double_factorial(order))
        / math.sqrt((double_factorial(2 * order) - double_factorial(order) ** 2) / z.size)
        for order in range(1, 9)
    ]


@pytest.fixture(scope="module")
def z(seed):
    return draw(seed)


def test_moments(z):
    assert max(map(abs, scores(z))) < 5
    assert max(map(abs, scores(1.002 * z))) > 5


def test_distribution(z):
    assert stats.kstest(z, stats.norm.cdf).pvalue > 1e-6
    assert stats.kstest(1.01 * z, stats.norm.cdf).pvalue < 1e-6


def test_neighbours_and_pairs_are_independent(z):
    # A pair stands half a block apart: 8192 places in a block of 16,384.
    for lag in (1, 2, 8192, 16_384):
        for power in (1, 2):
            one, other = z[:-lag] ** power, z[lag:] ** power
            assert abs(np.corrcoef(one, other)[0, 1]) < 5 / math.sqrt(one.size)
    radius = np.hypot(z[:8192], z[8192:16_384])
    assert stats.kstest(radius**2, stats.chi2(2).cdf).pvalue > 1e-6


@pytest.mark.parametrize(("sigmas", "draws"), [(4.0, 1), (5.0, 10)])
def test_tails(sigmas, draws, seed):
    count = sum(int((abs(draw((seed, part))) > sigmas).sum()) for part in range(draws))
    tail = 2 * stats.norm.sf(sigmas)
    total = draws * DRAWS
    assert stats.binomtest(count, total, tail).pvalue > 1e-6
    # A generator that stopped short of these tails would be seen: 253 and 23 draws are expected.
    assert stats.binomtest(0, total, tail).pvalue < 1e-6


class Words:
    """A generator whose bits are all alike."""

    def __init__(self, word):
        self.word, self.bit_generator = word, self

    def random_raw(self, size):
        return np.full(size, self.word, dtype=np.uint64)


def test_the_largest_draw():
    # The smallest uniform number as radius, and no angle.
    out = np.empty(10, dtype=np.float32)
    standard_normal(Words(0), out)
    assert out[0] == pytest.approx(LARGEST, rel=1e-6)
    assert pytest.approx(5.887, abs=1e-3) == LARGEST


def test_the_other_end_of_the_uniform_numbers():
    out = np.empty(6, dtype=np.float32)
    standard_normal(Words(2**64 - 1), out)
    assert np.isfinite(out).all()


@pytest.mark.parametrize("size", [0, 1, 2, 7, 40_001, 2 * _PAIRS, 2 * _PAIRS + 1, 3 * _PAIRS])
def test_every_place_is_filled(size):
    out = np.full(size, np.nan, dtype=np.float32)
    standard_normal(np.random.default_rng(0), out)
    assert np.isfinite(out).all()
    assert len(np.unique(out)) >= 0.95 * size


def test_double_precision_is_numpys():
    out = np.empty((3, 4))
    standard_normal(np.random.default_rng(0), out)
    np.testing.assert_array_equal(out, np.random.default_rng(0).standard_normal((3, 4)))
