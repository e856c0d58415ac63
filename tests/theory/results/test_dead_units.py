"""Dead units against a network in NumPy."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from theory import DerivationError
from theory.results.dead_units import (
    dead_at_sixty_degrees,
    dead_on_one_example,
    dead_on_orthogonal_examples,
    dead_unit_gradient,
)


def test_the_loss_does_not_move_with_a_dead_weight() -> None:
    def loss(weight: float) -> float:
        return (0.3 - 1.7 * np.maximum(0.0, weight * 0.5 - 2.0) - 0.1) ** 2

    assert (loss(1.0 + 1e-6) - loss(1.0 - 1e-6)) / 2e-6 == dead_unit_gradient()()
    # Above 0 it does.
    assert abs(loss(9.0 + 1e-6) - loss(9.0 - 1e-6)) > 1e-7


def test_a_leaky_unit_passes_its_gradient() -> None:
    derivation = dead_unit_gradient()
    slope, flat = derivation.steps
    at = {"t": 0.3, "s": 0.1, "w": 1.0, "a": 0.5, "r": -2.0, "w_{2}": 1.7, "b": 0.2}
    leaky = replace(derivation, steps=(slope,))

    def loss(weight: float) -> float:
        return (at["t"] - at["w_{2}"] * at["b"] * (weight * at["a"] + at["r"]) - at["s"]) ** 2

    assert leaky(**at) == pytest.approx((loss(1 + 1e-6) - loss(1 - 1e-6)) / 2e-6)
    with pytest.raises(DerivationError, match="step 2"):
        replace(derivation, steps=(slope, replace(flat, result=leaky.rhs))).check()


@pytest.mark.parametrize("examples", [1, 2, 3])
def test_the_share_of_dead_units_is_that_of_an_orthant(examples: int) -> None:
    def orthant(cosine: float) -> float:
        covariance = np.full((examples, examples), cosine) + (1 - cosine) * np.eye(examples)
        return float(stats.multivariate_normal(np.zeros(examples), covariance).cdf(np.zeros(examples)))

    assert dead_on_one_example()() == 0.5
    assert dead_on_orthogonal_examples()(n=examples) == pytest.approx(orthant(0.0), rel=1e-3)
    assert dead_at_sixty_degrees()(n=examples) == pytest.approx(orthant(0.5), rel=1e-3)
