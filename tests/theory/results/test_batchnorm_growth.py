"""Against columns of a batch that are drawn, normalised, and differentiated by the backward pass."""

import numpy as np
import pytest
import sympy as sp

from theory import evaluate
from theory.gradients.batchnorm import batchnorm_backward
from theory.results.batchnorm_growth import (
    BEYOND,
    batchnorm_growth,
    both_positive,
    inverse_chi_square,
    relu_product,
)
from theory.results.typical_length import FREEDOM


def _at(derivation, batch: int) -> float:
    return float(evaluate(derivation().exact, {BEYOND: sp.S(batch - 3)}))


def _columns(batch: int, units: int) -> np.ndarray:
    return np.random.default_rng(batch).standard_normal((batch, units))


@pytest.mark.parametrize("batch", [4, 9])
def test_two_examples_of_a_normalised_column(batch: int) -> None:
    y = _columns(batch, 200_000)
    z = (y - y.mean(axis=0)) / y.std(axis=0)
    pairs = batch * (batch - 1)
    both = ((z > 0).sum(axis=0) ** 2 - (z > 0).sum(axis=0)).mean() / pairs
    relu = np.maximum(z, 0)
    product = (relu.sum(axis=0) ** 2 - (relu**2).sum(axis=0)).mean() / pairs
    assert _at(both_positive, batch) == pytest.approx(both, rel=0.004)
    assert _at(relu_product, batch) == pytest.approx(product, rel=0.008)


@pytest.mark.parametrize("batch", [10, 16])
def test_one_layer_by_the_backward_pass(batch: int) -> None:
    """The layer below has the covariance of normalised columns behind ReLU; gradients above add up to 0."""
    units, rng = 100_000, np.random.default_rng(batch + 1)
    before = _columns(batch, 40_000)
    relu = np.maximum((before - before.mean(axis=0)) / before.std(axis=0), 0)
    covariance = relu @ relu.T / relu.shape[1]
    y = np.linalg.cholesky(covariance) @ rng.standard_normal((batch, units))
    above = rng.standard_normal((batch, units))
    above -= above.mean(axis=0)
    slopes = above * (y > y.mean(axis=0))
    below = batchnorm_backward(y, slopes=slopes, gamma=1.0).values
    assert _at(batchnorm_growth, batch) == pytest.approx((below**2).mean() / (above**2).mean(), rel=0.01)


def test_large_batches() -> None:
    assert float(batchnorm_growth().rhs) == pytest.approx(1.46694, abs=1e-5)
    assert _at(batchnorm_growth, 512) == pytest.approx(1.470, abs=1e-3)  # measured: 1.465 to 1.479
    assert float(inverse_chi_square().rhs.subs(FREEDOM, 5)) == pytest.approx(
        (1 / np.random.default_rng(0).chisquare(7, 200_000)).mean(), rel=0.01
    )
