"""Stored weights are as far from what was drawn as the precision says, and no further."""

import numpy as np
import pytest

from paper_checks.auditing.precision import precision_of


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_rounding_stays_within_the_slack(dtype: str) -> None:
    rng = np.random.default_rng(1)
    drawn = rng.standard_normal(20_000) * 10.0 ** rng.uniform(-8, 1, 20_000)
    stored = drawn.astype(dtype).astype(np.float64)
    moved = np.abs(stored - drawn)
    precision = precision_of(dtype)
    assert (moved <= precision.slack(stored)).all()
    low, high = precision.around(*[float(np.sqrt(np.mean(stored**2)))] * 2)
    assert low <= np.sqrt(np.mean(drawn**2)) <= high


def test_bfloat16_has_eight_bits() -> None:
    drawn = np.random.default_rng(3).uniform(1, 2, 100_000).astype(np.float32)
    bits = drawn.view(np.uint32).astype(np.uint64) + 0x8000 & 0xFFFF0000  # to nearest
    moved = np.abs(bits.astype(np.uint32).view(np.float32) - drawn).max()
    assert 0.9 < moved / float(precision_of("bfloat16").slack(1.0)) < 1


def test_half_precision_is_given_no_more_than_it_needs() -> None:
    drawn = np.random.default_rng(2).uniform(1, 2, 100_000)
    moved = np.abs(drawn.astype(np.float16) - drawn).max()
    assert 0.45 < moved / float(precision_of("float16").slack(1.0)) < 1
