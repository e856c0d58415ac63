import numpy as np
import pytest

from paper_checks.experiments.enumeration import growth_under_skewed_weights, preserving_weight_variance

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


@pytest.mark.parametrize("width", [1, 2, 3])
def test_symmetric_weights_keep_the_mean_square_of_relu_layers(width: int) -> None:
    assert growth_under_skewed_weights(high=0.7, low=0.7, width=width) == pytest.approx(1, rel=1e-12)


def test_skewed_weights_do_not() -> None:
    """One weight of sqrt(2/3) times 3 or -1: relu(y_1)^2 is 6 with probability 1/4, E y_1^2 is 2."""
    growths = [growth_under_skewed_weights(high=3.0, low=1.0, width=width) for width in (1, 2, 3)]
    assert growths[0] == pytest.approx(2 * 6 / 4 / 2, rel=1e-12)
    assert growths == sorted(growths, reverse=True)  # sums of more weights are less skewed
    assert growths[-1] > 1.1
