"""Gradients by what all values of a normalised column share, by differences."""

import numpy as np
import pytest

from theory.results.batchnorm_parameters import (
    loss_by_mean,
    loss_by_scale,
    loss_by_shift,
    loss_by_variance,
    loss_with_moved_variance,
)

GAMMA, BETA, EPSILON, STEP = 1.7, -0.6, 0.3, 1e-6
COLUMN = np.array([0.3, -1.2, 2.5, 0.9, 4.0])
SLOPES = np.array([1.0, -0.5, 0.25, 2.0, 0.7])
MEAN, VARIANCE = COLUMN.mean(), COLUMN.var()
PRODUCT = np.mean(SLOPES * (COLUMN - MEAN))


def _loss(scale=0.0, shift=0.0, mean=0.0, variance=0.0) -> float:
    """Return the loss, with each number moved so far."""
    deviation = np.sqrt(VARIANCE + variance + EPSILON)
    return SLOPES @ ((GAMMA + scale) * (COLUMN - MEAN - mean) / deviation + BETA + shift)


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("scale", loss_by_scale()(B=5, C_j=PRODUCT, v_j=VARIANCE, epsilon=EPSILON)),
        ("shift", loss_by_shift()(B=5, D_j=SLOPES.mean())),
        ("mean", loss_by_mean()(B=5, D_j=SLOPES.mean(), v_j=VARIANCE, epsilon=EPSILON, gamma=GAMMA)),
        ("variance", loss_by_variance()(B=5, C_j=PRODUCT, v_j=VARIANCE, epsilon=EPSILON, gamma=GAMMA)),
    ],
)
def test_by_differences(by: str, found: np.ndarray) -> None:
    assert (_loss(**{by: STEP}) - _loss(**{by: -STEP})) / (2 * STEP) == pytest.approx(float(found), rel=1e-7)


def test_the_loss_with_a_moved_variance() -> None:
    found = loss_with_moved_variance()(
        B=5, C_j=PRODUCT, D_j=SLOPES.mean(), v_j=VARIANCE, epsilon=EPSILON, gamma=GAMMA, beta=BETA, tau=0.7
    )
    assert _loss(variance=0.7) == pytest.approx(float(found))
