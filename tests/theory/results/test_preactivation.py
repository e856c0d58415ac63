"""Rows summed over every outcome, with inputs that depend on each other."""

import numpy as np
import pytest

from tests.theory.results.definition import outcomes
from theory.results.preactivation import preactivation_mean, preactivation_variance

V, MU = 0.7, -0.4  # not 1 and 0, which would hide both


def _rows(width: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Return pre-activations, their probabilities and the inputs' deviation.

    An input is mu + s (r + 2 c), with a sign r of its own and a sign c that all inputs share.
    """
    deviation = 1.3
    values, chances = [], []
    for weights, chance in outcomes((-V, V), (0.5, 0.5), width):
        for signs, other in outcomes((-1.0, 1.0), (0.5, 0.5), width + 1):
            values.append(weights @ (MU + deviation * (signs[:-1] + 2 * signs[-1]) / np.sqrt(5)))
            chances.append(chance * other)
    return np.array(values), np.array(chances), deviation


@pytest.mark.parametrize("width", [1, 2, 4])
def test_mean_and_variance_of_a_row(width: int) -> None:
    values, chances, s = _rows(width)
    assert chances.sum() == pytest.approx(1)
    assert chances @ values == pytest.approx(preactivation_mean()(), abs=1e-14)
    exact = preactivation_variance()(N=width, v=V, s=s, mu=MU)
    assert chances @ values**2 == pytest.approx(exact, rel=1e-12)


def test_the_mean_of_the_inputs_counts() -> None:
    """The formula without mu^2, which holds for centred inputs alone, is another number."""
    values, chances, s = _rows(3)
    assert chances @ values**2 != pytest.approx(3 * V**2 * s**2, rel=0.05)
