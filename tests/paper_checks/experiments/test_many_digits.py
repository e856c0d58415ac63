import numpy as np
import pytest

from paper_checks.experiments.many_digits import (
    curvature_at_centre,
    gradient_loss,
    inverse_growth,
    kurtosis_rate,
    mode_growth,
    mode_variance,
)
from tests.theory.results.definition import mean


@pytest.mark.parametrize("deviation", ["0.5", "2"])
def test_moments_of_tanh(deviation: str) -> None:
    u = float(deviation)
    second, fourth = (mean(lambda y, power=power: np.tanh(y) ** power, u) for power in (2, 4))
    slope = mean(lambda y: np.cosh(y) ** -4, u)
    assert inverse_growth(deviation=deviation) == pytest.approx(1 / second - 1 / u**2, rel=1e-8)
    assert gradient_loss(deviation=deviation) == pytest.approx((1 - slope) / u**2, rel=1e-8)
    assert kurtosis_rate(deviation=deviation) == pytest.approx((fourth / second**2 - 3) / u**2, rel=1e-7)


def test_the_density_is_flat_at_the_threshold() -> None:
    assert curvature_at_centre(deviation="0.70710678118654752440084436210485") == pytest.approx(0, abs=1e-12)
    assert curvature_at_centre(deviation="0.5") == pytest.approx(-2, rel=1e-12)


def test_the_variance_that_has_a_mode() -> None:
    assert mode_variance(mode="0.5") == pytest.approx(np.arctanh(0.5), rel=1e-12)
    assert mode_growth(mode="0.5") == pytest.approx((2 * np.arctanh(0.5) - 1) / 0.25, rel=1e-12)
