"""Gradients of losses, by central differences in NumPy."""

import numpy as np
import pytest

from theory.results.loss_gradients import by_input, loss_by_input, loss_by_logit, others

STEP = 1e-6


def _difference(function, at: np.ndarray, number: int) -> float:
    step = STEP * np.eye(at.size)[number]
    return (function(at + step) - function(at - step)) / (2 * STEP)


@pytest.mark.parametrize("number", range(3))
def test_the_cross_entropy_by_the_logits(number: int) -> None:
    logits, truth = np.array([0.3, -1.2, 0.8]), np.array([0.2, 0.5, 0.3])
    rest = np.exp(logits).sum() - np.exp(logits[number])
    found = _difference(lambda h: -truth @ np.log(np.exp(h) / np.exp(h).sum()), logits, number)
    assert loss_by_logit()(h_k=logits[number], S_k=rest, t_k=truth[number]) == pytest.approx(found, rel=1e-7)


@pytest.mark.parametrize("samples", [2, 3, 4])
def test_a_normalised_batch(samples: int) -> None:
    rng = np.random.default_rng(samples)
    column, slopes = rng.standard_normal(samples), rng.standard_normal(samples)

    def loss(values: np.ndarray) -> float:
        return slopes @ (1.7 * (values - values.mean()) / np.sqrt(values.var() + 0.02))

    named = {"y": column[0], "m_j": column.mean(), "v_j": column.var(), "epsilon": 0.02, "gamma": 1.7}
    for number in range(1, samples):
        named[f"g_{number + 1}"] = slopes[number]
        named[f"q_{number + 1}"] = column[number] - column.mean()
    found = loss_by_input(samples)(d_h=slopes[0], **named)
    assert found == pytest.approx(_difference(loss, column, 0), rel=1e-6)
    assert loss_by_input(samples).rhs == by_input(samples)


def test_one_sample_has_no_variance() -> None:
    with pytest.raises(ValueError, match="samples must be 2 or more, got 1"):
        others(1)
