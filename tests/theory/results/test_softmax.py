"""The cross-entropy behind a softmax, by differences."""

import numpy as np
import pytest
import sympy as sp

from theory.derivation.arrays import number_of
from theory.results.softmax import cross_entropy_by_logit, cross_entropy_by_logits, other_exponentials

STEP = 1e-6


@pytest.mark.parametrize("classes", [2, 3, 6])
def test_the_gradient_by_logits(classes) -> None:
    rng = np.random.default_rng(classes)
    logits, targets, moved = (rng.uniform(0.1, 2.0, classes) for _ in range(3))
    powers = np.exp(logits)
    probabilities = powers / powers.sum()

    def loss(z):
        return -targets @ np.log(np.exp(z) / np.exp(z).sum())

    expected = [
        (loss(logits + STEP * unit) - loss(logits - STEP * unit)) / (2 * STEP) for unit in np.eye(classes)
    ]
    found = cross_entropy_by_logit()(T=targets.sum(), t_k=targets, y_k=probabilities)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(
        other_exponentials()(y_k=probabilities, z_k=logits), powers.sum() - powers, rtol=1e-12
    )
    arrays = {"y": probabilities, "r": targets / probabilities, "c": moved}
    rhs = cross_entropy_by_logits().rhs
    given = {symbol: arrays[symbol.name][:, np.newaxis] for symbol in rhs.atoms(sp.MatrixSymbol)}
    (size,) = {symbol.shape[0] for symbol in given}
    assert moved @ expected == pytest.approx(
        float(number_of(rhs, given, {size: sp.Integer(classes)})), rel=1e-6
    )
