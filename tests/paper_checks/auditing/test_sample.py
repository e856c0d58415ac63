"""One pass in blocks gives the sums, extremes and counts that the values have."""

import math

import numpy as np
import pytest

from paper_checks.auditing.precision import precision_of
from paper_checks.auditing.sample import SMALL, merged, summarised
from tests.paper_checks.auditing.weights import sample_of


@pytest.mark.parametrize("size", [1, 2, 999, SMALL, SMALL + 1, 100_003])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_sums_and_counts(size: int, dtype: str) -> None:
    values = (0.3 * np.random.default_rng(size).standard_normal(size) + 0.1).astype(dtype)
    exact = values.astype(np.float64)
    found = sample_of(values)
    assert found.count == size
    assert found.total == pytest.approx(math.fsum(exact), rel=1e-11)
    assert found.squares == pytest.approx(math.fsum(exact * exact), rel=1e-11)
    assert (found.low, found.high) == (exact.min(), exact.max())
    inner = slice(None) if size <= SMALL else slice(0, None, 50)
    assert found.below[inner].tolist() == [np.sum(exact < x) for x in found.points[inner]]


def test_root_mean_square_about_a_number() -> None:
    values = np.random.default_rng(3).uniform(1, 3, 20_000)
    assert sample_of(values).root_mean_square(2.0) == pytest.approx(np.sqrt(np.mean((values - 2) ** 2)))


@pytest.mark.parametrize("rows", [10, 50_000])
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("order", ["C", "F"])
def test_values_that_are_not_finite(rows: int, bad: float, order: str) -> None:
    values = np.ones((rows, 3), np.float32, order=order)
    values[7, 2] = bad
    with pytest.raises(ValueError, match=r"h\.w has 1 value that is not finite, the first .* at \[7, 2\]"):
        summarised("h.w", values, precision_of("float32"))
    values[8, 0] = bad
    with pytest.raises(ValueError, match=r"h\.w has 2 values that are not finite, the first .* at \[7, 2\]"):
        summarised("h.w", values, precision_of("float32"))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, ">f4"])
def test_the_order_of_axes_and_bytes_does_not_matter(dtype: object) -> None:
    values = np.random.default_rng(5).standard_normal((211, 97, 3)).astype(dtype)
    whole = sample_of(values.astype(values.dtype.newbyteorder("=")))
    for view in (
        np.asfortranarray(values),
        values.transpose(2, 0, 1),
        values[::-1],
        values[:, ::-1].copy("K"),
    ):
        found = sample_of(view)
        assert found.squares == pytest.approx(whole.squares, rel=1e-12)
        assert (found.low, found.high, found.count) == (whole.low, whole.high, whole.count)


@pytest.mark.parametrize("size", [3, 20_000])
def test_values_too_large_or_too_small_to_square(size: int) -> None:
    values = np.random.default_rng(size).standard_normal(size)
    with pytest.raises(ValueError, match="too large to be squared"):
        sample_of(1e200 * values)
    with pytest.raises(ValueError, match="too small to be squared"):
        sample_of(1e-170 * values)
    assert sample_of(1e-100 * values).squares == pytest.approx(1e-200 * sample_of(values).squares)
    assert sample_of(0 * values).squares == 0


def test_merged_samples_are_those_of_all_values() -> None:
    rng = np.random.default_rng(4)
    parts = [rng.standard_normal(size) for size in (3, 100, 17)]
    both, whole = merged([sample_of(part) for part in parts]), sample_of(np.concatenate(parts))
    assert (both.count, both.total, both.squares) == (whole.count, whole.total, whole.squares)
    assert both.upto.tolist() == whole.upto.tolist()
