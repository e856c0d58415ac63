"""Softmax and cross-entropy, against SciPy and differences."""

import numpy as np
import pytest
from scipy.special import log_softmax, softmax

from paper_checks.experiments.softmax import gradient, probabilities

LOGITS, TARGETS = (0.3, -1.2, 2.0), (0.5, 0.0, 1.1)


def test_probabilities_are_scipys() -> None:
    np.testing.assert_allclose(probabilities(LOGITS), softmax(LOGITS), rtol=1e-14)


@pytest.mark.parametrize("of", range(3))
def test_the_gradient_against_differences(of: int) -> None:
    def loss(move: float) -> float:
        return float(-np.dot(TARGETS, log_softmax(np.array(LOGITS) + move * np.eye(3)[of])))

    found = gradient(logits=LOGITS, targets=TARGETS, of=of)
    assert found == pytest.approx((loss(1e-6) - loss(-1e-6)) / 2e-6, rel=1e-8)


@pytest.mark.parametrize(("targets", "of"), [((0.5, 0.5), 0), (TARGETS, 3), (TARGETS, -1)])
def test_bad_input_is_refused(targets: tuple[float, ...], of: int) -> None:
    with pytest.raises(ValueError, match="give as many targets as logits, and one of them"):
        gradient(logits=LOGITS, targets=targets, of=of)
