"""Means over few outcomes, written out in NumPy."""

import numpy as np
import pytest

from theory.results.discrete_laws import (
    dropped_square_if_independent,
    dropped_square_if_uncorrelated,
    mask_by_power,
    mask_square,
    mask_square_by_power,
    product_mean,
    uncorrelated_mask,
    variance_by_moments,
)

CHANCES, FIRST, SECOND = np.array([0.2, 0.5, 0.3]), np.array([1.0, -2.0, 0.5]), np.array([0.25, 3.0, -1.0])
FIRST_NAMED = {f"x_{number}": value for number, value in enumerate(FIRST, start=1)}
LAW = {"P_1": 0.2, "P_2": 0.5, **FIRST_NAMED}


def test_products_and_variances() -> None:
    named = LAW | {f"y_{number}": value for number, value in enumerate(SECOND, start=1)}
    assert product_mean()(**named) == pytest.approx(CHANCES @ (FIRST * SECOND))
    assert variance_by_moments()(**LAW) == pytest.approx(np.cov(FIRST, aweights=CHANCES, ddof=0))


@pytest.mark.parametrize("drop", [0.2, 0.6])
def test_masks(drop: float) -> None:
    for derivation in (mask_by_power(), mask_square_by_power()):
        assert derivation(p=drop, z=0.7) == pytest.approx((1 - drop) * 0.7)
    assert float(mask_square().rhs) == 1.0


@pytest.mark.parametrize(("drop", "level", "change"), [(0.3, 1.5, 0.5), (0.6, 0.4, 0.1)])
def test_uncorrelated_and_independent_units(drop: float, level: float, change: float) -> None:
    keep = 1 - drop
    chances = np.array([keep / 2, keep / 2, drop / 2, drop / 2])
    mask, units = np.array([1, 1, 0, 0]), np.array([level - change, level + change, 0, 2 * level])
    covariance = chances @ (mask * units) - (chances @ mask) * (chances @ units)
    assert covariance == pytest.approx(float(uncorrelated_mask().rhs), abs=1e-15)
    named = {"p": drop, "c": level, "e": change}
    assert dropped_square_if_uncorrelated()(**named) == pytest.approx(chances @ (mask * units / keep) ** 2)
    assert dropped_square_if_independent()(**named) == pytest.approx(chances @ units**2 / keep)
