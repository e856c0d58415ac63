import math

import numpy as np
import pytest
from scipy import stats

from paper_checks.experiments.quadrature import (
    exponential_on_half_line,
    gamma_of_three_halves,
    layer_variance,
    normal_mean_on_line,
    rectified,
    unit_variance_deviation,
)


@pytest.mark.parametrize("deviation", [0.3, 1.0, 2.5])
def test_mean_and_variance_of_a_rectified_normal(deviation: float) -> None:
    """By SciPy's law of |y|: max(0, y) is |y| with probability 1/2, and 0 else."""
    law = stats.halfnorm(scale=deviation)
    mean = law.mean() / 2
    expected = mean, law.moment(2) / 2 - mean**2
    assert rectified(deviation) == pytest.approx(expected, rel=1e-11)


def test_the_deviation_of_unit_variance_gives_unit_variance() -> None:
    deviation = unit_variance_deviation()
    assert rectified(deviation)[1] == pytest.approx(1, rel=1e-12)
    assert deviation**2 == pytest.approx(2 * np.pi / (np.pi - 1), rel=1e-12)


def test_the_first_layer_is_the_input() -> None:
    assert layer_variance(1) == 1
    assert layer_variance(1, weight_variance=2.0) == 1


@pytest.mark.parametrize("layer", [2, 3, 10])
@pytest.mark.parametrize("weight_variance", [1.0, 2.0, 0.5])
def test_each_layer_keeps_half_of_the_mean_square(layer: int, weight_variance: float) -> None:
    """The mean square is (w/2)^(m-1), of which 1/pi is the square of the mean."""
    expected = (weight_variance / 2) ** (layer - 1) * (1 - 1 / np.pi)
    assert layer_variance(layer, weight_variance) == pytest.approx(expected, rel=1e-10)


def test_the_halves_of_the_line_cancel() -> None:
    assert normal_mean_on_line() == 0


def test_the_exponential_on_the_half_line_is_that_of_its_law() -> None:
    assert exponential_on_half_line() == pytest.approx(stats.expon(scale=2).mean(), rel=1e-12)


def test_gamma_of_three_halves_is_the_standard_librarys() -> None:
    assert gamma_of_three_halves() == pytest.approx(math.gamma(1.5), rel=1e-11)
