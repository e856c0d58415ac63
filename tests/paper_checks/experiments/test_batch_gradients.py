"""The gradient through a normalised column, against differences."""

import numpy as np
import pytest

from paper_checks.experiments.batch_gradients import (
    gradient,
    gradient_by_parameter,
    normalized,
    slopes,
    sum_of_gradient,
    sum_of_gradient_by_deviation,
)

VALUES, PARAMETERS = (0.3, -1.2, 2.5, 0.9), {"scale": 1.7, "shift": -0.4, "epsilon": 0.05}
STEP = 1e-6


def _loss(values) -> float:
    column = np.array(values)
    column = 1.7 * (column - column.mean()) / np.sqrt(column.var() + 0.05) - 0.4
    return float(np.sum(np.sin(column * [1, 2, 3, 4]) + column))


def _difference(move) -> float:
    column, move = np.array(VALUES), STEP * np.array(move)
    return (_loss(column + move) - _loss(column - move)) / (2 * STEP)


@pytest.mark.parametrize("sample", range(4))
def test_the_gradient_takes_all_paths(sample: int) -> None:
    found = gradient(values=VALUES, sample=sample, **PARAMETERS)
    assert found == pytest.approx(_difference(np.eye(4)[sample]), rel=1e-6)


def test_a_factor_on_the_column_is_not_differentiated() -> None:
    found = gradient(values=VALUES, sample=1, multiplied=2.0, **PARAMETERS)
    assert found == gradient(values=tuple(2 * value for value in VALUES), sample=1, **PARAMETERS)


def test_sums_of_the_gradient() -> None:
    each = np.array([gradient(values=VALUES, sample=k, **PARAMETERS) for k in range(4)])
    assert sum_of_gradient(values=VALUES, **PARAMETERS) == pytest.approx(each.sum(), abs=1e-14)
    deviations = np.array(VALUES) - np.mean(VALUES)
    along = sum_of_gradient_by_deviation(values=VALUES, **PARAMETERS)
    assert along == pytest.approx(each @ deviations, rel=1e-12)
    assert along == pytest.approx(_difference(deviations), rel=1e-6)


def test_the_slopes_are_those_of_the_loss() -> None:
    column = normalized(VALUES, **PARAMETERS)
    factors = np.arange(1, 5)
    np.testing.assert_allclose(
        slopes(VALUES, **PARAMETERS), factors * np.cos(column * factors) + 1, rtol=1e-12
    )


@pytest.mark.parametrize("by", ["scale", "shift", "mean", "variance"])
def test_a_parameter_is_moved_by_itself(by: str) -> None:
    def loss(step: float) -> float:
        column = np.array(VALUES)
        shared = {**PARAMETERS, "mean": column.mean(), "variance": column.var()}
        shared[by] += step
        spread = np.sqrt(shared["variance"] + shared["epsilon"])
        column = shared["scale"] * (column - shared["mean"]) / spread + shared["shift"]
        return float(np.sum(np.sin(column * [1, 2, 3, 4]) + column))

    found = gradient_by_parameter(by=by, values=VALUES, **PARAMETERS)
    assert found == pytest.approx((loss(STEP) - loss(-STEP)) / (2 * STEP), rel=1e-6)


def test_a_parameter_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="by = 'gamma': give scale, shift, mean or variance"):
        gradient_by_parameter(by="gamma", values=VALUES, **PARAMETERS)


@pytest.mark.parametrize(
    ("values", "message"), [((1.0,), "two values or more"), ((2.0, 2.0), "a constant column has variance 0")]
)
def test_a_batch_that_cannot_be_normalised_is_refused(values: tuple[float, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        normalized(values, scale=1.0, shift=0.0, epsilon=0.0)
