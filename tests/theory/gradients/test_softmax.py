"""The gradient of the cross-entropy, against complex steps."""

import numpy as np
import pytest

from theory.gradients.softmax import cross_entropy_backward

STEP = 2.0**-300


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_against_complex_step(classes):
    rng = np.random.default_rng(classes)
    logits, targets = 3 * rng.standard_normal(classes), rng.dirichlet(np.ones(classes))

    def loss(moved):
        return -np.sum(targets * np.log(np.exp(moved) / np.exp(moved).sum()))

    expected = [np.imag(loss(logits + 1j * STEP * unit)) / STEP for unit in np.eye(classes)]
    np.testing.assert_allclose(cross_entropy_backward(logits, targets), expected, rtol=1e-12, atol=1e-14)
    both = cross_entropy_backward([logits, logits], [targets, np.eye(classes)[0]])
    np.testing.assert_allclose(both[0], expected, rtol=1e-12, atol=1e-14)


def test_large_logits_do_not_overflow():
    np.testing.assert_allclose(cross_entropy_backward([1000.0, 0.0], [0.0, 1.0]), [1.0, -1.0])


@pytest.mark.parametrize(
    ("logits", "targets", "message"),
    [
        ([0.0, 1.0], [1.0, 0.2], "add up to 1.2; give probabilities.* one-hot"),
        ([[0.0, 1.0], [1.0, 0.0]], [[1.0, 0.0], [0.0, 0.0]], "add up to 0"),
        ([0.0, 1.0], [1.5, -0.5], "some are negative"),
        ([0.0, 1.0], [1.0], r"logits: shape \(2,\), targets: shape \(1,\)"),
        ([0.0, np.inf], [1.0, 0.0], "logits: inf is among them"),
    ],
)
def test_bad_input_is_refused(logits, targets, message):
    with pytest.raises(ValueError, match=message):
        cross_entropy_backward(logits, targets)
