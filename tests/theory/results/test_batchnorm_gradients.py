"""The derivatives of a batch that NumPy normalises, by differences."""

import numpy as np
import pytest

from theory.results.batchnorm_gradients import (
    gated_loss_by_scale,
    inverse_deviation_by_value,
    normalized_by_other_value,
    normalized_by_scale,
    normalized_by_value,
    normalized_by_value_in_all,
    variance_by_value,
)

GAMMA, BETA, EPSILON, STEP = 1.7, -0.6, 0.02, 1e-6


def _normalized(column: np.ndarray) -> np.ndarray:
    return GAMMA * (column - column.mean()) / np.sqrt(column.var() + EPSILON) + BETA


def _jacobian(function, column: np.ndarray) -> np.ndarray:
    """Return d function_i / d column_k by central differences."""
    steps = STEP * np.eye(len(column))
    return np.stack(
        [(function(column + step) - function(column - step)) / (2 * STEP) for step in steps], axis=-1
    )


@pytest.fixture(params=[2, 3, 8])
def column(request: pytest.FixtureRequest) -> np.ndarray:
    return np.random.default_rng(request.param).exponential(3.0, size=request.param)


def test_the_jacobian_of_a_column(column: np.ndarray) -> None:
    size, mean, variance = len(column), column.mean(), column.var()
    given = {"B": size, "m_j": mean, "v_j": variance, "gamma": GAMMA, "epsilon": EPSILON}
    expected = np.array([
        [
            normalized_by_value_in_all()(y=column[i], **given)
            if i == k
            else normalized_by_other_value()(y=column[i], Y_kj=column[k], **given)
            for k in range(size)
        ]
        for i in range(size)
    ])  # fmt: skip
    np.testing.assert_allclose(_jacobian(_normalized, column), expected, rtol=1e-6, atol=1e-8)


def test_the_printed_paths(column: np.ndarray) -> None:
    size, mean = len(column), column.mean()
    variance = variance_by_value()(y=column, B=size, m_j=mean)
    inverse = inverse_deviation_by_value()(y=column, B=size, m_j=mean, v_j=column.var(), epsilon=EPSILON)
    np.testing.assert_allclose(_jacobian(np.var, column), variance, rtol=1e-6, atol=1e-8)
    found = _jacobian(lambda values: (np.var(values) + EPSILON) ** -0.5, column)
    np.testing.assert_allclose(found, inverse, rtol=1e-6, atol=1e-8)


def test_what_is_linear(column: np.ndarray) -> None:
    spread = {"m_j": column.mean(), "v_j": column.var(), "epsilon": EPSILON}
    by_scale = normalized_by_scale()(y=column, **spread)
    np.testing.assert_allclose(GAMMA * by_scale + BETA, _normalized(column), rtol=1e-12)
    np.testing.assert_allclose(
        gated_loss_by_scale()(y=column, d_h=-0.5, **spread), -0.5 * by_scale, rtol=1e-12
    )
    direct = normalized_by_value()(gamma=GAMMA, v_j=column.var(), epsilon=EPSILON)
    assert direct == pytest.approx(GAMMA / np.sqrt(column.var() + EPSILON))
