import numpy as np
import pytest

from paper_checks.experiments.enumeration import preserving_weight_variance

VALUES = {"tanh": (0.0, 1.0), "sigmoid": (0.5, 0.25), "softplus": (np.log(2), 0.5)}  # g(0) and g'(0)


@pytest.mark.parametrize("width", [1, 2, 4])
@pytest.mark.parametrize("activation", VALUES)
def test_equation_12(activation: str, width: int) -> None:
    value, slope = VALUES[activation]
    expected = 1 / (width * slope**2 * (1 + value**2))
    assert preserving_weight_variance(activation=activation, width=width) == pytest.approx(
        expected, rel=1e-10
    )


def test_the_sum_over_all_outcomes_is_the_mean_over_many() -> None:
    draw = np.random.default_rng(5)
    weights, signs = (draw.choice([-1.0, 1.0], size=(200_000, 3)) for _ in range(2))
    outputs = 0.5 + (weights * (0.5 + signs)).sum(axis=1) / 4
    found = preserving_weight_variance(activation="sigmoid", width=3)
    assert found == pytest.approx(1 / outputs.var(), rel=0.02)
