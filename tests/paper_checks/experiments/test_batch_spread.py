"""Narrow and constant columns, against NumPy in another form."""

import numpy as np
import pytest

from paper_checks.experiments.batch_spread import (
    apart,
    constant_divisor,
    normalized_square,
    slope_of_scaled,
    tanh_slope,
)

COLUMN = (0.25, -1.5, 4.0, 0.5)


def test_a_constant_column_has_no_deviation() -> None:
    assert constant_divisor(size=3, top=1, bottom=10) == 0.0
    # In floating point it has one: the mean of three tenths is not a tenth.
    assert np.std([0.1] * 3) > 0
    with pytest.raises(ValueError, match="size must be 1 or more, got 0"):
        constant_divisor(size=0, top=1, bottom=10)


@pytest.mark.parametrize("spread", [1.0, 2.0**-30])
def test_normalised_values_do_not_depend_on_the_spread(spread: float) -> None:
    standard = (np.array(COLUMN) - np.mean(COLUMN)) / np.std(COLUMN)
    for sample, value in enumerate(standard):
        found = normalized_square(values=COLUMN, sample=sample, spread=spread, scale=1.7)
        assert found == pytest.approx((1.7 * value) ** 2, rel=1e-12)


@pytest.mark.parametrize("spread", [1.0, 2.0**-30])
def test_the_slope_of_tanh_is_that_at_the_normalised_value(spread: float) -> None:
    standard = (np.array(COLUMN) - np.mean(COLUMN)) / np.std(COLUMN)
    for sample, value in enumerate(standard):
        found = tanh_slope(values=COLUMN, sample=sample, spread=spread, scale=1.7, shift=-0.4)
        assert found == pytest.approx(1 - np.tanh(1.7 * value - 0.4) ** 2, rel=1e-11)


def test_a_constant_column_is_refused() -> None:
    with pytest.raises(ValueError, match="values must not all be equal"):
        normalized_square(values=(0.5, 0.5), sample=0, spread=1.0, scale=1.0)
    with pytest.raises(ValueError, match="values must not all be equal"):
        tanh_slope(values=(0.5, 0.5), sample=0, spread=1.0, scale=1.0, shift=0.0)


def test_the_others() -> None:
    others = np.array([0.25, -1.5, 0.5])
    assert apart(values=COLUMN, sample=2, spread=0.5) == pytest.approx(
        (0.5 * (4.0 - others.mean()), 0.25 * others.var())
    )


def test_slopes_are_differences() -> None:
    def value(at: float) -> float:
        column = 0.125 * np.array([*COLUMN[:2], at, COLUMN[3]])
        return 1.7 * (column[2] - column.mean()) / np.sqrt(column.var() + 0.01)

    step = 1e-6
    slope = (value(4.0 + step) - value(4.0 - step)) / (2 * step * 0.125)
    found = slope_of_scaled(values=COLUMN, sample=2, spread=0.125, scale=1.7, epsilon=0.01)
    assert found == pytest.approx(slope, rel=1e-7)
