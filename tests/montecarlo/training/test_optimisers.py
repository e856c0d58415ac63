"""Optimisers, against steps computed one number at a time, and against PyTorch."""

import math

import numpy as np
import pytest

from montecarlo.training.optimisers import Momentum, RMSprop

GRADIENTS = [0.3, -2.0, 0.7, 0.0, 5.0]


def path(optimiser, dtype="float64"):
    """Return the parameter after each step, from 1."""
    parameters, memory = np.ones((1, 1), dtype), np.zeros((1, 1), dtype)
    found = []
    for step, gradient in enumerate(GRADIENTS):
        optimiser.update(
            parameters, np.full((1, 1), gradient, dtype), memory, np.full((1, 1), np.nan, dtype), step
        )
        found.append(parameters.item())
    return found


def test_momentum():
    w, v, expected = 1.0, 0.0, []
    for step, g in enumerate(GRADIENTS):
        v = 0.8 * v - 0.1 / (1 + 0.5 * step) * g
        w += v
        expected.append(w)
    assert path(Momentum(0.1, 0.8, rate_decay=0.5)) == pytest.approx(expected, rel=1e-14)


def test_no_momentum_is_gradient_descent():
    assert path(Momentum(0.1, 0.0)) == pytest.approx(1 - 0.1 * np.cumsum(GRADIENTS), rel=1e-14)


def test_rmsprop():
    w, a, expected = 1.0, 0.0, []
    for step, g in enumerate(GRADIENTS):
        a = 0.7 * a + 0.3 * g * g
        w -= 0.1 / (1 + 0.5 * step) * g / (math.sqrt(a) + 1e-2)
        expected.append(w)
    assert path(RMSprop(0.1, 0.7, 0.5, 1e-2)) == pytest.approx(expected, rel=1e-14)


def test_single_precision_stays_single():
    assert path(RMSprop(0.1), "float32") == pytest.approx(path(RMSprop(0.1)), rel=1e-6)


def test_against_torch():
    torch = pytest.importorskip("torch")
    pairs = [
        (Momentum(0.1, 0.8), lambda w: torch.optim.SGD([w], lr=0.1, momentum=0.8)),
        (RMSprop(0.1, 0.7, epsilon=1e-2), lambda w: torch.optim.RMSprop([w], lr=0.1, alpha=0.7, eps=1e-2)),
    ]
    for own, make in pairs:
        w = torch.ones(1, dtype=torch.float64, requires_grad=True)
        optimiser, expected = make(w), []
        for gradient in GRADIENTS:
            w.grad = torch.full_like(w, gradient)
            optimiser.step()
            expected.append(w.item())
        assert path(own) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Momentum(0.0), "rate must be above 0, got 0.0"),
        (lambda: Momentum(-1.0), "rate must be 0 or more"),
        (lambda: Momentum(0.1, 1.0), "momentum must be 0 or more and less than 1, got 1.0"),
        (lambda: Momentum(math.nan), "rate must be finite"),
        (lambda: RMSprop(0.1, decay=1.0), "decay must be 0 or more and less than 1"),
        (lambda: RMSprop(0.1, rate_decay=-1.0), "rate_decay must be 0 or more"),
        (lambda: RMSprop(0.1, epsilon=0.0), "epsilon must be above 0"),
    ],
)
def test_bad_parameters(make, message):
    with pytest.raises(ValueError, match=message):
        make()
