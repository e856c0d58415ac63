"""Derivatives of a column under batch normalisation, against differences of the definitions."""

import numpy as np
import pytest

from paper_checks.experiments.batch import derivative, statistics, total_derivative

VALUES, PARAMETERS = (0.3, -1.2, 2.5, 0.9), {"scale": 1.7, "shift": -0.4, "epsilon": 0.05}
MEAN, VARIANCE = statistics(VALUES)


def _normalized(values, mean=None, variance=None, scale=1.7, shift=-0.4):
    values = np.array(values)
    mean = values.mean() if mean is None else mean
    variance = values.var() if variance is None else variance
    return scale * (values[2] - mean) / np.sqrt(variance + 0.05) + shift


def _difference(function, at, step=1e-6):
    return (function(at + step) - function(at - step)) / (2 * step)


def _with(value, number):
    return tuple(value if at == number else old for at, old in enumerate(VALUES))


def test_statistics_are_numpys() -> None:
    assert statistics(VALUES) == pytest.approx((np.mean(VALUES), np.var(VALUES)))


@pytest.mark.parametrize(
    ("by", "function", "at"),
    [
        ("scale", lambda scale: _normalized(VALUES, scale=scale), 1.7),
        ("shift", lambda shift: _normalized(VALUES, shift=shift), -0.4),
        ("mean", lambda mean: _normalized(VALUES, mean=mean, variance=VARIANCE), MEAN),
        ("variance", lambda variance: _normalized(VALUES, mean=MEAN, variance=variance), VARIANCE),
        ("values", lambda value: _normalized(_with(value, 2), mean=MEAN, variance=VARIANCE), VALUES[2]),
    ],
)
def test_a_partial_derivative_holds_the_other_arguments_fixed(by, function, at) -> None:
    found = derivative(of="normalized", by=by, values=VALUES, sample=2, **PARAMETERS)
    assert found == pytest.approx(_difference(function, at), rel=1e-8)


@pytest.mark.parametrize("other", range(4))
def test_a_total_derivative_takes_all_paths(other) -> None:
    found = total_derivative(of="normalized", values=VALUES, sample=2, other=other, **PARAMETERS)
    assert found == pytest.approx(
        _difference(lambda value: _normalized(_with(value, other)), VALUES[other]), rel=1e-7
    )


def test_the_derivatives_of_a_row_add_up_to_zero() -> None:
    """A shift of the whole batch changes no normalised value."""
    row = [
        total_derivative(of="normalized", values=VALUES, sample=2, other=k, **PARAMETERS) for k in range(4)
    ]
    assert sum(row) == pytest.approx(0, abs=1e-14)


def test_a_closed_gate_lets_no_gradient_through() -> None:
    closed = derivative(of="loss", by="scale", values=VALUES, sample=1, slope=2.0, **PARAMETERS)
    opened = derivative(of="loss", by="scale", values=VALUES, sample=2, slope=2.0, **PARAMETERS)
    assert closed == 0
    assert opened == pytest.approx(2 * (VALUES[2] - MEAN) / np.sqrt(VARIANCE + 0.05))
