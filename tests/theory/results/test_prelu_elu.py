import numpy as np
import pytest

from tests.theory.results.definition import mean
from theory.results.prelu_elu import (
    elu_backward_gain,
    elu_slope_second_moment,
    elu_slope_tail,
    prelu_backward_gain,
)


@pytest.mark.parametrize("slope", [0.01, 0.25, 1.5])
def test_the_gain_of_prelu_keeps_a_gradient(slope: float) -> None:
    square = mean(lambda y: 1.0 if y > 0 else slope**2, 1.7)
    assert prelu_backward_gain()(a=slope) ** 2 * square == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize(("u", "alpha"), [(0.3, 1.0), (1.0, 0.5), (2.0, 1.7)])
def test_the_squared_slope_of_elu(u: float, alpha: float) -> None:
    expected = mean(lambda y: 1.0 if y > 0 else (alpha * np.exp(y)) ** 2, u)
    assert elu_slope_second_moment()(u=u, alpha=alpha) == pytest.approx(expected, rel=1e-11)
    tail = mean(lambda y: np.exp(-2 * y) if y > 0 else 0.0, u)
    assert elu_slope_tail()(u=u) == pytest.approx(tail, rel=1e-11)


def test_the_backward_gain_of_elu() -> None:
    expected = mean(lambda y: np.exp(2 * min(y, 0.0)), 1.0) ** -0.5
    assert elu_backward_gain()() == pytest.approx(expected, rel=1e-11)
    assert round(expected, 4) == 1.2234
