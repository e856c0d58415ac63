import numpy as np
import pytest
from scipy.special import expit, ndtr

from tests.theory.results.definition import mean
from theory import evaluate
from theory.results.preserving import (
    elu_preserving_deviation,
    elu_preserving_weights,
    gelu_preserving_deviation,
    gelu_preserving_weights,
    silu_preserving_deviation,
    silu_preserving_weights,
    softplus_preserving_deviation,
    softplus_preserving_weights,
    tanh_variance_bound,
)

CASES = {
    "elu": (lambda y: y if y > 0 else np.expm1(y), elu_preserving_deviation, elu_preserving_weights),
    "gelu": (lambda y: y * ndtr(y), gelu_preserving_deviation, gelu_preserving_weights),
    "silu": (lambda y: y * expit(y), silu_preserving_deviation, silu_preserving_weights),
    "softplus": (lambda y: np.logaddexp(0, y), softplus_preserving_deviation, softplus_preserving_weights),
}


@pytest.mark.parametrize("name", CASES)
def test_these_weights_give_back_variance_1(name: str) -> None:
    g, deviation, weights = CASES[name]
    q = float(deviation().rhs)
    first, second = mean(g, np.sqrt(q)), mean(lambda y: g(y) ** 2, np.sqrt(q))
    assert second - first**2 == pytest.approx(1, rel=1e-8)
    assert float(evaluate(weights().rhs)) * (1 + first**2) == pytest.approx(q, rel=1e-8)


@pytest.mark.parametrize("u", [0.5, 5.0, 50.0])
def test_none_do_for_tanh(u: float) -> None:
    assert mean(lambda y: np.tanh(y) ** 2, u) < tanh_variance_bound()() == 1
