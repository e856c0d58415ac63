"""The law of tanh(y), y ~ N(0, u^2), against the normal law of y."""

import numpy as np
import pytest
from scipy import integrate, stats

from theory.results.tanh_law import (
    inverse_tanh,
    tanh_centre_curvature,
    tanh_density,
    tanh_density_slope,
    tanh_distribution,
    tanh_mass,
    tanh_modes,
    tanh_modes_at_one,
    tanh_slope_ratio,
)

U = [0.4, 1.0, 2.5]
H = [-0.9, 0.2, 0.75]
STEP = 1e-30  # of the complex step, which has no rounding error


def _log_density(h: complex, u: float) -> complex:
    """Up to a constant: the normal density at y, over the slope 1 - h^2 of tanh there."""
    return -(np.arctanh(h) ** 2) / (2 * u**2) - np.log(1 - h**2)


@pytest.mark.parametrize("h", H)
def test_the_inverse_of_tanh(h: float) -> None:
    assert np.tanh(inverse_tanh()(h=h)) == pytest.approx(h, rel=1e-14)


@pytest.mark.parametrize("u", U)
def test_mass_and_distribution_are_the_normal_laws(u: float) -> None:
    for h in (0.2, 0.75):
        inside = integrate.quad(stats.norm(scale=u).pdf, 0, np.arctanh(h), epsrel=1e-13)[0]
        assert tanh_mass()(h=h, u=u) == pytest.approx(inside, rel=1e-11)
    for h in H:
        below = stats.norm.cdf(np.arctanh(h), scale=u)
        assert tanh_distribution()(h=h, u=u) == pytest.approx(below, rel=1e-12)


@pytest.mark.parametrize("u", U)
def test_the_density_integrates_to_the_normal_laws_probability(u: float) -> None:
    inside = integrate.quad(lambda h: float(tanh_density()(h=h, u=u)), -0.5, 0.8, epsrel=1e-13)[0]
    expected = np.diff(stats.norm.cdf(np.arctanh([-0.5, 0.8]), scale=u))[0]
    assert inside == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize("u", U)
@pytest.mark.parametrize("h", H)
def test_the_slope_of_the_densitys_logarithm(h: float, u: float) -> None:
    slope = _log_density(h + 1j * STEP, u).imag / STEP
    assert tanh_density_slope()(h=h, u=u) == pytest.approx(slope, rel=1e-11)


@pytest.mark.parametrize("u", U)
def test_the_curvature_at_the_centre(u: float) -> None:
    """By differences of fourth order of the slope."""
    step = 1e-3
    slopes = {n: _log_density(n * step + 1j * STEP, u).imag / STEP for n in (-2, -1, 1, 2)}
    curvature = (8 * (slopes[1] - slopes[-1]) - (slopes[2] - slopes[-2])) / (12 * step)
    assert tanh_centre_curvature()(u=u) == pytest.approx(curvature, rel=1e-9)


@pytest.mark.parametrize("t", [0.3, 1.0, 4.0])
def test_the_slope_of_tanh_over_its_argument(t: float) -> None:
    at = t + 1j * STEP
    assert tanh_slope_ratio()(t=t) == pytest.approx((np.tanh(at) / at).imag / STEP, rel=1e-12)


@pytest.mark.parametrize(("u", "count"), [(0.2, 1), (0.69, 1), (0.72, 2), (1.0, 2), (5.0, 2)])
def test_the_modes_are_counted_on_a_grid(u: float, count: int) -> None:
    t = np.linspace(-60 * u**2 - 5, 60 * u**2 + 5, 200_001)  # holds 0; h = tanh t
    log_density = 2 * np.logaddexp(t, -t) - t**2 / (2 * u**2)
    inner = log_density[1:-1]
    assert ((inner > log_density[:-2]) & (inner > log_density[2:])).sum() == count
    assert tanh_modes()(u=u) == count
    if u == 1:
        assert tanh_modes_at_one()() == count
