import numpy as np
import pytest
import sympy as sp

from tests.theory.results.definition import mean
from theory import evaluate
from theory.notation import u
from theory.results.gradient_growth import tanh_gradient_growth


@pytest.mark.parametrize("deviation", [0.3, 1.0, 2.5])
def test_what_is_bounded_is_the_forward_share_and_the_backward_loss(deviation: float) -> None:
    forward = mean(lambda y: np.tanh(y) ** 2, deviation) / deviation**2
    backward = mean(lambda y: np.cosh(y) ** -4.0, deviation)
    exact = evaluate(tanh_gradient_growth().exact, {u: sp.Rational(str(deviation))})
    assert float(exact) == pytest.approx(forward + 1 - backward, rel=1e-9)
    assert exact < tanh_gradient_growth()()


def test_the_gap_is_of_the_second_order_in_the_variance() -> None:
    """-(4/3) u^4: E tanh^2/u^2 = 1 - 2u^2 + (17/3) u^4 and E tanh'^2 = 1 - 2u^2 + 7u^4."""
    small = sp.Rational(1, 100)
    gap = evaluate(tanh_gradient_growth().exact, {u: small}) - 1
    assert float(gap / small**4) == pytest.approx(-4 / 3, rel=3e-3)
