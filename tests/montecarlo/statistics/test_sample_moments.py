import functools
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from montecarlo import SampleMoments

FIELDS = ("a", "b", "c")


@pytest.fixture
def samples():
    rng = np.random.default_rng(0)
    # Means far from zero against the spread: where a one-pass formula loses its digits.
    return rng.standard_normal((1000, 3)) @ rng.standard_normal((3, 3)) + [1e6, 0.0, -10.0]


def test_one_shot_is_numpys(samples):
    moments = SampleMoments.of(FIELDS, samples)
    assert moments.count == 1000
    np.testing.assert_allclose(moments.mean, samples.mean(axis=0), rtol=1e-15)
    np.testing.assert_allclose(moments.covariance, np.cov(samples.T), rtol=1e-12)


@pytest.mark.parametrize("cuts", [[500], [1, 2, 3], [7, 300, 999], list(range(100, 1000, 100))])
def test_merged_is_one_shot(samples, cuts):
    parts = [SampleMoments.of(FIELDS, part) for part in np.split(samples, cuts)]
    merged = functools.reduce(SampleMoments.merge, parts)
    whole = SampleMoments.of(FIELDS, samples)
    assert merged.count == whole.count
    np.testing.assert_allclose(merged.mean, whole.mean, rtol=1e-12, atol=1e-12)
    # The deviations themselves carry the rounding of a mean of 1e6.
    np.testing.assert_allclose(merged.comoment, whole.comoment, rtol=1e-12, atol=1e-7)


def test_merging_centred_data_is_exact_to_12_digits(samples):
    centred = (samples - samples.mean(axis=0)) / samples.std(axis=0)
    first, second = (SampleMoments.of(FIELDS, part) for part in np.split(centred, [123]))
    whole = SampleMoments.of(FIELDS, centred)
    np.testing.assert_allclose(first.merge(second).comoment, whole.comoment, rtol=1e-12, atol=1e-12)


def test_the_same_order_gives_the_same_bits(samples):
    parts = [SampleMoments.of(FIELDS, part) for part in np.split(samples, 10)]
    first, second = (functools.reduce(SampleMoments.merge, parts) for _ in range(2))
    np.testing.assert_array_equal(first.mean, second.mean)
    np.testing.assert_array_equal(first.comoment, second.comoment)


def test_bad_input():
    one = SampleMoments.of(("a",), [[1.0]])
    with pytest.raises(ValueError, match="2 replicates"):
        _ = one.covariance
    with pytest.raises(ValueError, match="fields must be equal"):
        one.merge(SampleMoments.of(("b",), [[1.0]]))
    with pytest.raises(ValueError, match="z was not recorded: give one of a"):
        one.columns(("a", "z"))
    for shape in [(3,), (3, 2), (0, 1)]:
        with pytest.raises(ValueError, match="shape"):
            SampleMoments.of(("a",), np.zeros(shape))


def test_moments_are_constant_and_compared_by_identity(samples):
    moments = SampleMoments.of(FIELDS, samples)
    with pytest.raises(FrozenInstanceError):
        moments.count = 2
    # Equality of arrays is an array: neither `==` nor a set could take it.
    assert moments == moments
    assert moments != SampleMoments.of(FIELDS, samples)
    assert len({moments, moments}) == 1


VALUES = st.floats(-1e6, 1e6, allow_subnormal=False)
TABLES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=12), elements=VALUES)


def split(table, cuts):
    """Return the moments of the parts of a table; a cut at an end, or twice, makes no empty part."""
    fields = tuple(f"f{k}" for k in range(table.shape[1]))
    inner = sorted({cut % len(table) for cut in cuts} - {0})
    return [SampleMoments.of(fields, part) for part in np.split(table, inner)]


def assert_same_to_rounding(merged, whole, table):
    assert (merged.fields, merged.count) == (whole.fields, whole.count)
    width = table.shape[1]
    assert merged.mean.shape == (width,)
    assert merged.comoment.shape == (width, width)
    # Rounding errors are relative to the largest number, and there are at most 12 rows.
    scale = np.abs(table).max()
    np.testing.assert_allclose(merged.mean, whole.mean, rtol=0, atol=1e-14 * scale)
    np.testing.assert_allclose(merged.comoment, whole.comoment, rtol=0, atol=1e-13 * scale**2 + 1e-300)


@given(TABLES, st.lists(st.integers(0, 11)))
def test_any_split_merges_to_the_whole(table, cuts):
    merged = functools.reduce(SampleMoments.merge, split(table, cuts))
    (whole,) = split(table, [])
    assert_same_to_rounding(merged, whole, table)
    assert (np.diag(merged.comoment) >= 0).all()


@given(TABLES, st.lists(st.integers(0, 11)), st.randoms(use_true_random=False))
def test_any_order_merges_to_the_whole(table, cuts, random):
    parts = split(table, cuts)
    random.shuffle(parts)
    (whole,) = split(table, [])
    assert_same_to_rounding(functools.reduce(SampleMoments.merge, parts), whole, table)


@given(TABLES, st.lists(st.integers(0, 11), min_size=1))
def test_merging_may_group_the_parts_in_any_way(table, cuts):
    parts = split(table, cuts)
    from_the_right = functools.reduce(lambda later, part: part.merge(later), reversed(parts))
    assert_same_to_rounding(from_the_right, functools.reduce(SampleMoments.merge, parts), table)


def test_whole_numbers_and_two_replicates_suffice():
    moments = SampleMoments.of(("a",), [[1], [2]])
    assert moments.mean == pytest.approx([1.5])
    assert moments.covariance == pytest.approx(np.array([[0.5]]))
