import numpy as np
import pytest

from tests.theory.results.definition import mean
from theory.results.dropout_layers import (
    dropout_added_variance,
    dropout_backward_ratio,
    dropout_critical_weights,
    dropout_forward_ratio,
    dropout_mean_ratio,
)

VALUES, CHANCES = np.array([-0.4, 1.0, 2.5]), np.array([0.5, 0.2, 0.3])  # a unit of some law


def _after(drop: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the values of the unit after dropout, and their probabilities."""
    return np.append(VALUES / (1 - drop), 0.0), np.append(CHANCES * (1 - drop), drop)


def _variance(values: np.ndarray, chances: np.ndarray) -> float:
    return float(chances @ values**2 - (chances @ values) ** 2)


@pytest.mark.parametrize("drop", [0.1, 0.5, 0.8])
def test_a_unit_of_some_law(drop: float) -> None:
    values, chances = _after(drop)
    added = _variance(values, chances) - _variance(VALUES, CHANCES)
    assert dropout_added_variance()(p=drop) == pytest.approx(added / (CHANCES @ VALUES**2), rel=1e-12)
    assert dropout_mean_ratio()() == pytest.approx((chances @ values) / (CHANCES @ VALUES), rel=1e-12)


@pytest.mark.parametrize(("up", "down"), [(1.0, 0.0), (0.7, -0.3)])
@pytest.mark.parametrize("drop", [0.0, 0.3])
def test_the_factors_of_both_passes_and_the_weights_at_which_they_are_1(
    up: float, down: float, drop: float
) -> None:
    forward = mean(lambda y: (up * y if y > 0 else down * y) ** 2, 1.0) / (1 - drop)
    backward = mean(lambda y: up**2 if y > 0 else down**2, 1.0) / (1 - drop)
    setting = {"a": up, "b": down, "p": drop}
    assert dropout_critical_weights()(**setting) * forward == pytest.approx(1, rel=1e-11)
    weights = {"sigma_w^2": 1.3}
    assert dropout_forward_ratio()(**setting, **weights) == pytest.approx(1.3 * forward, rel=1e-11)
    assert dropout_backward_ratio()(**setting, **weights) == pytest.approx(1.3 * backward, rel=1e-11)
