"""Columns that NumPy normalises, however narrow."""

import numpy as np
import pytest

from theory.results.batch_spread import (
    constant_column_divisor,
    lone_value_square,
    narrow_batch_slope,
    normalized_square,
    saturation_ratio,
    slope_ratio,
)

GAMMA = 1.7


def _normalized(column: np.ndarray, epsilon: float = 0.0) -> np.ndarray:
    return GAMMA * (column - column.mean()) / np.sqrt(column.var() + epsilon)


def _slope(column: np.ndarray, epsilon: float = 0.0) -> float:
    """Return the derivative of the first normalised value by its own, by central differences."""
    step = 1e-6 * column.std() * np.eye(len(column))[0]
    ends = [_normalized(column + side * step, epsilon)[0] for side in (1, -1)]
    return (ends[0] - ends[1]) / (2 * step[0])


@pytest.mark.parametrize("size", [3, 4, 7])
def test_a_value_by_its_distance_from_the_others(size: int) -> None:
    column = np.sort(np.random.default_rng(size).exponential(size=size))[::-1]
    others = column[1:]
    found = normalized_square()(gamma=GAMMA, R=size - 1, d=column[0] - others.mean(), v_k=others.var())
    assert found == pytest.approx(_normalized(column)[0] ** 2, rel=1e-12)
    assert found < GAMMA**2 * (size - 1)


@pytest.mark.parametrize("size", [2, 3, 9])
def test_the_largest_value(size: int) -> None:
    column = np.ones(size)
    column[0] += 1e-3
    assert lone_value_square()(gamma=GAMMA, R=size - 1) == pytest.approx(
        _normalized(column)[0] ** 2, rel=1e-9
    )


def test_the_slopes_grow_as_the_inverse_width() -> None:
    column = np.random.default_rng(5).standard_normal(6)
    found = _slope(1e-4 * column) / _slope(column)
    assert found == pytest.approx(float(slope_ratio()(c=1e-4)), rel=1e-6)


def test_a_narrow_batch_saturates_no_unit_more() -> None:
    column = np.random.default_rng(5).standard_normal(6)
    slopes = [1 - np.tanh(_normalized(width * column) + 0.3) ** 2 for width in (1e-9, 1.0)]
    np.testing.assert_allclose(slopes[0] / slopes[1], float(saturation_ratio().rhs), rtol=1e-12)


def test_epsilon_bounds_the_slopes() -> None:
    column = 1e-5 * np.random.default_rng(5).standard_normal(6)
    limit = narrow_batch_slope()(gamma=GAMMA, B=6, epsilon_0=0.01)
    assert _slope(column, 0.01) == pytest.approx(float(limit), rel=1e-6)


def test_a_constant_column() -> None:
    assert np.full(4, 0.5).std() == float(constant_column_divisor().rhs)
