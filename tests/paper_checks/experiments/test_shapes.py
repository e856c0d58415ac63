"""Shapes counted in arrays of unequal sizes."""

import pytest

from paper_checks.experiments.shapes import (
    entries_of_batch,
    entries_of_mean,
    entries_of_square,
    entries_of_unit_variance,
    entries_of_variance,
    needed_columns,
    width_of_mean,
)

BATCHES = pytest.mark.parametrize(("batch", "units"), [(2, 5), (4, 3), (7, 1)])


@BATCHES
def test_a_mean_of_rows_is_as_wide_as_the_batch(batch: int, units: int) -> None:
    assert width_of_mean(seed=1, batch=batch, units=units) == units
    assert entries_of_mean(seed=1, batch=batch, units=units) == 1


@BATCHES
def test_a_variance_needs_columns_times_rows(batch: int, units: int) -> None:
    assert entries_of_square(seed=1, batch=batch, units=units) == 1
    assert entries_of_variance(seed=1, batch=batch, units=units) == units


@BATCHES
def test_every_argument_of_the_normalisation_counts(batch: int, units: int) -> None:
    assert needed_columns(seed=1, batch=batch, units=units) == (batch + 4) * units


def test_the_inputs_are_summed_over() -> None:
    assert entries_of_batch(seed=1, batch=4, inputs=7, units=3) == 12
    assert entries_of_unit_variance(seed=1, inputs=7, units=3) == 1


def test_a_batch_without_samples_is_refused() -> None:
    with pytest.raises(ValueError, match="batch must be 1 or more, got 0"):
        width_of_mean(seed=1, batch=0, units=3)
