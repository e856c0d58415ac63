import numpy as np
import pytest

from montecarlo.engines.normalisation import Normalisation

STEP = 1e-200


@pytest.mark.parametrize("axis", [-2, -1])
@pytest.mark.parametrize("eps", [0.0, 0.3])
def test_the_way_back_is_the_derivative(axis, eps):
    """Against the complex step, which has no rounding error of a difference."""
    rng = np.random.default_rng(0)
    norm, values, d = Normalisation(axis, eps), rng.standard_normal((2, 4, 5)), rng.standard_normal((2, 4, 5))
    found = norm.back(d, *norm.forward(values))
    for index in np.ndindex(values.shape):
        stepped = values.astype(complex)
        stepped[index] += 1j * STEP
        assert found[index] == pytest.approx((d * norm.forward(stepped)[0]).sum().imag / STEP, rel=1e-11)


def test_it_normalises_over_its_axis():
    values = np.random.default_rng(0).normal(3, 2, (4, 6, 5))
    for axis in (-2, -1):
        normal, inverse = Normalisation(axis, 0.5).forward(values)
        assert abs(normal.mean(axis=axis)).max() < 1e-12
        spread = values.var(axis=axis)
        np.testing.assert_allclose((normal**2).mean(axis=axis), spread / (spread + 0.5), rtol=1e-12)
        np.testing.assert_allclose(inverse.squeeze(axis), 1 / np.sqrt(spread + 0.5), rtol=1e-12)


def test_what_is_along_one_and_along_the_signal_is_lost():
    rng = np.random.default_rng(0)
    norm = Normalisation(-2, 0.0)
    normal, inverse = norm.forward(rng.standard_normal((3, 8, 2)))
    assert abs(norm.back(np.ones_like(normal), normal, inverse)).max() < 1e-12
    assert abs(norm.back(normal, normal, inverse)).max() < 1e-12


def test_a_constant_signal_needs_eps():
    with pytest.raises(
        ValueError, match="eps must be above 0 where a signal is constant over what is normalised"
    ):
        Normalisation(-2, 0.0).forward(np.ones((1, 4, 2)))
    assert not Normalisation(-2, 1e-5).forward(np.ones((1, 4, 2)))[0].any()
