import numpy as np
import pytest
from scipy import optimize

from theory.results.bimodality import tanh_mode_growth, tanh_mode_variance


@pytest.mark.parametrize("h", [0.2, 0.7, 0.957504])
def test_a_mode_is_where_the_density_is_largest(h: float) -> None:
    u = np.sqrt(float(tanh_mode_variance()(h=h)))

    def minus_log_density(place: float) -> float:
        return np.arctanh(place) ** 2 / (2 * u**2) + np.log1p(-(place**2))

    found = optimize.minimize_scalar(
        minus_log_density, bounds=(0.01, 0.999), method="bounded", options={"xatol": 1e-9}
    )
    assert found.x == pytest.approx(h, abs=1e-4)


def test_at_one_it_is_kumars() -> None:
    assert tanh_mode_variance()(h=0.957504024) == pytest.approx(1, abs=1e-6)


def test_the_modes_part_like_a_root() -> None:
    h = 0.01
    assert (2 * tanh_mode_variance()(h=h) - 1) / h**2 == pytest.approx(tanh_mode_growth()(), rel=h**2)
