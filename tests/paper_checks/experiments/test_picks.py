"""Picks and the exponential series, against the standard library."""

import math

import pytest

from paper_checks.experiments.picks import exponential_series, in_order, out_of_order


@pytest.mark.parametrize(("units", "count"), [(5, 0), (5, 2), (7, 7), (8, 3)])
def test_numbers_of_picks(units: int, count: int) -> None:
    assert in_order(units=units, count=count) == math.perm(units, count)
    assert out_of_order(units=units, count=count) == math.comb(units, count)


@pytest.mark.parametrize(("rate", "drop"), [(2.0, 0.3), (5.0, 1.0), (3.0, 0.0)])
def test_the_series(rate: float, drop: float) -> None:
    assert exponential_series(rate=rate, drop=drop) == pytest.approx(math.exp(rate * drop), rel=1e-15)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: in_order(units=3, count=4), "count and units must be"),
        (lambda: out_of_order(units=30, count=4), "count and units must be"),
        (lambda: exponential_series(rate=100.0, drop=0.5), "must be from 0 to 5, got 50"),
    ],
)
def test_what_takes_too_long_is_refused(call, message) -> None:
    with pytest.raises(ValueError, match=message):
        call()
