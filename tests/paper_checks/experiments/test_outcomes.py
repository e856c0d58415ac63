"""Means over a few outcomes, against NumPy and against many draws."""

import numpy as np
import pytest

from paper_checks.experiments.outcomes import (
    covariance_with_mask,
    dropped_square,
    mask_square_ratio,
    product_mean,
    variance,
)

CHANCES, FIRST, SECOND = (0.2, 0.5, 0.3), (1.0, -2.0, 0.5), (0.25, 3.0, -1.0)
UNIT = {"drop": 0.3, "level": 1.5, "change": 0.5}


def test_means_are_numpys() -> None:
    values = np.array([FIRST, SECOND])
    covariance = np.cov(values, aweights=CHANCES, ddof=0)
    means = values @ CHANCES
    assert variance(chances=CHANCES, first=FIRST) == pytest.approx(covariance[0, 0])
    assert product_mean(chances=CHANCES, first=FIRST, second=SECOND) == pytest.approx(
        covariance[0, 1] + means[0] * means[1]
    )


def test_a_mask_is_its_square() -> None:
    assert mask_square_ratio(seed=3, drop=0.7, units=50) == 1.0
    with pytest.raises(ValueError, match="units must be enough"):
        mask_square_ratio(seed=3, drop=0.999, units=2)


def test_a_unit_that_depends_on_its_mask_by_draws() -> None:
    rng = np.random.default_rng(0)
    kept = rng.random(400_000) < 0.7
    signs = rng.choice([-1, 1], kept.size)
    units = 1.5 + signs * np.where(kept, 0.5, 1.5)
    dependent = (kept * units / 0.7) ** 2
    independent = (rng.permutation(kept) * units / 0.7) ** 2
    assert dropped_square(**UNIT) == pytest.approx(dependent.mean(), rel=0.01)
    assert dropped_square(**UNIT, independent=True) == pytest.approx(independent.mean(), rel=0.01)
    assert covariance_with_mask(**UNIT) == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: dropped_square(drop=1.0, level=1.0, change=0.5), "drop must be between 0 and 1, got 1"),
        (lambda: dropped_square(drop=0.0, level=1.0, change=0.5), "drop must be between 0 and 1, got 0"),
        (lambda: dropped_square(drop=0.5, level=1.0, change=2.0), "change must be from 0 to level = 1"),
        (lambda: variance(chances=(0.5, 0.6), first=(1.0, 2.0)), "chances must be 0 or more and add up to 1"),
    ],
)
def test_bad_laws_are_refused(call, message) -> None:
    with pytest.raises(ValueError, match=message):
        call()
