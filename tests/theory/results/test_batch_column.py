"""A normalised column in matrices, against NumPy."""

import numpy as np
import pytest
import sympy as sp

from theory.derivation.arrays import number_of, random_arrays
from theory.notation import EPS, B, beta, gamma, y
from theory.results.batch_column import (
    COLUMN,
    MEAN_PRODUCT,
    MEAN_SLOPE,
    SLOPE,
    SLOPES,
    UNIT,
    loss,
    loss_by,
    named,
    normalized,
    normalized_scaled_value,
    normalized_variance_with_epsilon,
)
from theory.results.batchnorm_gradients import BATCH_MEAN, BATCH_VARIANCE


def test_the_loss_and_what_the_symbols_name() -> None:
    names = named(y, SLOPE, BATCH_MEAN, MEAN_SLOPE, BATCH_VARIANCE, MEAN_PRODUCT)
    value = sp.Trace(UNIT.T * normalized(COLUMN))
    for arrays, numbers in random_arrays(loss(COLUMN), value, *names.values()):
        column, slopes = (np.array(arrays[part], dtype=float)[:, 0] for part in (COLUMN, SLOPES))
        sample = int(numbers[UNIT.index]) - 1
        assert len(column) == numbers[B]
        expected = {
            y: column[sample], SLOPE: slopes[sample], BATCH_MEAN: column.mean(), MEAN_SLOPE: slopes.mean(),
            BATCH_VARIANCE: column.var(), MEAN_PRODUCT: np.mean(slopes * (column - column.mean())),
        }  # fmt: skip
        for symbol, meaning in names.items():
            assert float(number_of(meaning, arrays, numbers)) == pytest.approx(expected[symbol])
        scale, shift, epsilon = (float(numbers[symbol]) for symbol in (gamma, beta, EPS))
        white = scale * (column - column.mean()) / np.sqrt(column.var() + epsilon) + shift
        assert float(number_of(loss(COLUMN), arrays, numbers)) == pytest.approx(slopes @ white)
        assert float(number_of(value, arrays, numbers)) == pytest.approx(white[sample])


def test_the_means_come_first_since_the_others_are_written_by_them() -> None:
    assert list(named(BATCH_VARIANCE, BATCH_MEAN)) == [BATCH_MEAN, BATCH_VARIANCE]
    assert str(loss_by("v_j")) == r"{\partial \ell/\partial v_j}"


@pytest.mark.parametrize("size", [2, 3, 8])
def test_the_variance_falls_short_of_gamma_squared(size: int) -> None:
    column = np.random.default_rng(size).exponential(3.0, size=size)
    white = 1.7 * (column - column.mean()) / np.sqrt(column.var() + 0.3) - 0.6
    found = normalized_variance_with_epsilon()(gamma=1.7, v_j=column.var(), epsilon=0.3)
    assert np.var(white) == pytest.approx(float(found))
    assert found < 1.7**2


@pytest.mark.parametrize("factor", [0.2, 5.0])
def test_a_factor_on_the_column_changes_nothing(factor: float) -> None:
    column = np.random.default_rng(0).exponential(3.0, size=4)
    moved = factor * column
    white = 1.7 * (moved - moved.mean()) / moved.std() - 0.6
    found = normalized_scaled_value()(y=column, m_j=column.mean(), v_j=column.var(), gamma=1.7, beta=-0.6)
    np.testing.assert_allclose(white, found, rtol=1e-12)
