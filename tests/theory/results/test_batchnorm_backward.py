"""Gradients of a loss behind a batch that NumPy normalises, by differences."""

import numpy as np
import pytest

from theory.results.batchnorm_backward import (
    loss_by_scaled_value,
    loss_by_shift_of_column,
    loss_by_stretch_of_column,
    loss_by_value,
    loss_with_moved_value,
    loss_with_scaled_value,
    loss_with_stretched_column,
)

GAMMA, BETA, EPSILON, STEP = 1.7, -0.6, 0.3, 1e-6


def _normalized(column: np.ndarray, epsilon: float = EPSILON) -> np.ndarray:
    return GAMMA * (column - column.mean()) / np.sqrt(column.var() + epsilon) + BETA


@pytest.fixture(params=[2, 3, 8])
def column(request: pytest.FixtureRequest) -> np.ndarray:
    return np.random.default_rng(request.param).exponential(3.0, size=request.param)


@pytest.fixture
def slopes(column: np.ndarray) -> np.ndarray:
    return np.random.default_rng(1).standard_normal(len(column))


def _given(column: np.ndarray, slopes: np.ndarray) -> dict[str, float]:
    centred = column - column.mean()
    return {
        "B": len(column), "gamma": GAMMA, "v_j": column.var(), "C_j": (slopes * centred).mean(),
    }  # fmt: skip


def _of_sample(column: np.ndarray, slopes: np.ndarray) -> dict[str, float]:
    return {"y": column[1], "m_j": column.mean(), "d_kj": slopes[1], "D_j": slopes.mean()}


def _difference(function) -> float:
    return (function(STEP) - function(-STEP)) / (2 * STEP)


def test_the_gradient_by_a_value(column, slopes) -> None:
    unit = np.eye(len(column))[1]
    given = _given(column, slopes) | _of_sample(column, slopes) | {"epsilon": EPSILON}
    del given["B"]
    found = _difference(lambda step: slopes @ _normalized(column + step * unit))
    assert found == pytest.approx(float(loss_by_value()(**given)), rel=1e-6, abs=1e-9)
    moved = loss_with_moved_value()(**given, B=len(column), beta=BETA, tau=0.7)
    assert slopes @ _normalized(column + 0.7 * unit) == pytest.approx(float(moved))


def test_a_shift_of_the_column_changes_nothing(column, slopes) -> None:
    found = slopes @ _normalized(column + 0.7) - slopes @ _normalized(column)
    assert found == pytest.approx(float(loss_by_shift_of_column().rhs), abs=1e-12)


def test_a_stretch_of_the_column(column, slopes) -> None:
    centred = column - column.mean()
    given = _given(column, slopes) | {"epsilon": EPSILON}
    found = _difference(lambda step: slopes @ _normalized(column + step * centred))
    assert found == pytest.approx(float(loss_by_stretch_of_column()(**given)), rel=1e-6)
    stretched = loss_with_stretched_column()(**given, D_j=slopes.mean(), beta=BETA, tau=0.7)
    assert slopes @ _normalized(column + 0.7 * centred) == pytest.approx(float(stretched))


@pytest.mark.parametrize("factor", [0.2, 5.0])
def test_a_factor_on_the_column(column, slopes, factor) -> None:
    unit = np.eye(len(column))[1]
    given = _given(column, slopes) | _of_sample(column, slopes) | {"a_j": factor}
    loss = loss_with_scaled_value()(**given, beta=BETA, tau=0.7)
    assert slopes @ _normalized(factor * column + 0.7 * unit, 0.0) == pytest.approx(float(loss))
    del given["B"]
    found = _difference(lambda step: slopes @ _normalized(factor * column + step * unit, 0.0))
    assert found == pytest.approx(float(loss_by_scaled_value()(**given)), rel=1e-5, abs=1e-6)
