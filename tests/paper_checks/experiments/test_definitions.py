import numpy as np
import pytest
from scipy import stats

from paper_checks.experiments.definitions import (
    inverse_tanh,
    mean_square_of_equal_weights,
    modes,
    square_of_row,
    tangent,
    uniform_variance,
)


def test_the_square_of_a_row_is_that_of_the_first_pre_activation() -> None:
    weights, inputs = (1, -2, 3, 0, 5, 7, 2, 2, 2), (4, 1, -1)
    assert square_of_row(weights=weights, inputs=inputs, width=3) == (1 * 4 - 2 * 1 + 3 * -1) ** 2
    assert square_of_row(weights=(2, 9, 9, 9), inputs=(3, 0), width=2) == 36


@pytest.mark.parametrize("inputs", [(2,), (1, 3), (1, -1), (2, 0, 5)])
def test_equal_weights_of_a_row_square_the_sum_of_the_inputs(inputs: tuple[int, ...]) -> None:
    assert mean_square_of_equal_weights(inputs=inputs) == sum(inputs) ** 2
    independent = sum(value**2 for value in inputs)
    assert (sum(inputs) ** 2 == independent) == (len(inputs) == 1)


@pytest.mark.parametrize(
    ("activation", "value", "slope"),
    [("tanh", 0.0, 1.0), ("sigmoid", 0.5, 0.25), ("softplus", np.log(2), 0.5), ("silu", 0.0, 0.5)],
)
def test_the_tangent_at_0(activation: str, value: float, slope: float) -> None:
    for at in (-1.5, 0.7):
        assert tangent(activation=activation, at=at) == pytest.approx(value + slope * at, rel=1e-10)


@pytest.mark.parametrize("value", [-0.999, -0.2, 0.0, 0.5, 0.99999])
def test_the_inverse_of_tanh(value: float) -> None:
    assert inverse_tanh(value=value) == pytest.approx(np.arctanh(value), rel=1e-10, abs=1e-14)


@pytest.mark.parametrize(
    ("deviation", "count"), [(0.2, 1), (0.5, 1), (0.69, 1), (0.73, 2), (1.0, 2), (2.0, 2)]
)
def test_modes_below_and_above_the_threshold(deviation: float, count: int) -> None:
    """The threshold is 1/sqrt(2) = 0.7071."""
    assert modes(deviation=deviation) == count


@pytest.mark.parametrize("width", [1, 3, 500])
def test_the_variance_of_a_uniform_weight(width: int) -> None:
    bound = width**-0.5
    assert uniform_variance(width=width) == pytest.approx(stats.uniform(-bound, 2 * bound).var(), rel=1e-12)
