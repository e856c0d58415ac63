"""Losses behind a softmax and behind a normalised batch, by central differences."""

import numpy as np
import pytest
from scipy.special import log_softmax

from paper_checks.experiments.losses import cross_entropy_by_logit, loss_by_first_value, sum_of_others

LOGITS, TRUTH = (0.3, -1.2, 0.8), (0.2, 0.5, 0.3)
BATCH = {
    "values": (0.25, 1.75, -1.0), "slopes": (0.5, -1.0, 2.0), "scale": 1.5, "shift": 0.5, "epsilon": 0.1,
}  # fmt: skip
STEP = 1e-6


@pytest.mark.parametrize("number", range(3))
def test_the_cross_entropy(number: int) -> None:
    ends = []
    for side in (1, -1):
        logits = np.array(LOGITS)
        logits[number] += side * STEP
        ends.append(-np.dot(TRUTH, log_softmax(logits)))
    found = cross_entropy_by_logit(logits=LOGITS, truth=TRUTH, number=number)
    assert found == pytest.approx((ends[0] - ends[1]) / (2 * STEP), rel=1e-7)
    assert sum_of_others(logits=LOGITS, number=number) == pytest.approx(
        sum(np.exp(logit) for other, logit in enumerate(LOGITS) if other != number)
    )


def test_a_loss_behind_a_normalised_batch() -> None:
    ends = []
    for side in (1, -1):
        values = np.array(BATCH["values"])
        values[0] += side * STEP
        normalized = 1.5 * (values - values.mean()) / np.sqrt(values.var() + 0.1) + 0.5
        ends.append(np.dot(BATCH["slopes"], np.maximum(0.0, normalized)))
    assert loss_by_first_value(**BATCH) == pytest.approx((ends[0] - ends[1]) / (2 * STEP), rel=1e-6)


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match="slopes must be one for each of 3 values"):
        loss_by_first_value(**{**BATCH, "slopes": (1.0, 2.0)})
    for truth in ((0.5, 0.5), (0.5, 0.5, 0.5), (1.5, -0.5, 0.0)):
        with pytest.raises(ValueError, match="truth must be a probability for each of 3 logits"):
            cross_entropy_by_logit(logits=LOGITS, truth=truth, number=0)
