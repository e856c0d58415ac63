from dataclasses import replace

import numpy as np
import pytest

from theory.mean_field.correlation import c_map, c_slope, correlation
from theory.mean_field.product_means import relative_drops

C = np.array([-1, -0.6, -0.1, 0.0, 0.2, 0.7, 0.99, 0.999999, 1.0])


def test_c_map_of_relu_is_the_arc_cosine_kernel():
    # Cho and Saul 2009.
    angle = np.arccos(C)
    np.testing.assert_allclose(
        c_map("relu", C, 1.3, 2.0), (np.sqrt(1 - C**2) + (np.pi - angle) * C) / np.pi, atol=1e-13
    )
    np.testing.assert_allclose(c_slope("relu", C, 1.3, 2.0), 1 - angle / np.pi, atol=1e-11)


def test_c_map_of_erf_is_the_arc_sine_kernel():
    # Williams 1997.
    q, inner = 0.8, 2 * 0.8 / (1 + 2 * 0.8)
    expected = np.arcsin(inner * C) / np.arcsin(inner)
    np.testing.assert_allclose(c_map("erf", C, q, 1.4), expected, atol=1e-13)
    slope = inner / np.sqrt(1 - (inner * C) ** 2) / np.arcsin(inner)
    np.testing.assert_allclose(c_slope("erf", C, q, 1.4), slope, rtol=1e-9)


def test_c_map_of_a_jump_has_a_slope_by_price():
    inside = C[1:-1]
    np.testing.assert_allclose(c_map("sign", C, 1.3, 2.0), 2 / np.pi * np.arcsin(C), atol=1e-12)
    np.testing.assert_allclose(
        c_slope("sign", inside, 1.3, 2.0), 2 / np.pi / np.sqrt(1 - inside**2), rtol=1e-9
    )
    assert np.isinf(c_slope("sign", [-1.0, 1.0], 1.3, 2.0)).all()


def test_c_map_with_biases_has_1_fixed_and_chi_as_slope():
    from theory.mean_field.fixed_point import fixed_points

    for name in ("tanh", "hardtanh", "sigmoid"):
        (*_, point) = fixed_points(name, 1.8, 0.2)
        assert c_map(name, 1.0, point.q, 1.8, 0.2) == pytest.approx(1, abs=1e-13)
        assert c_slope(name, 1.0, point.q, 1.8, 0.2) == pytest.approx(point.chi, rel=1e-12)
        assert c_map(name, 0.999, point.q, 1.8, 0.2) == pytest.approx(1 - 0.001 * point.chi, abs=0.02 * 0.001)


def test_a_correlation_whose_bound_is_infinite_is_refused(monkeypatch):
    def unresolved(function, q, c):
        found = relative_drops(function, q, c)
        return replace(found, error=np.full_like(found.error, np.inf))

    monkeypatch.setattr("theory.mean_field.correlation.relative_drops", unresolved)
    with pytest.raises(ValueError, match="is not resolved"):
        correlation("tanh", 0.5, 1.0, 1.0)


@pytest.mark.parametrize("name", ["relu", "sign", "sin", "exp", "tanh"])
def test_no_correlations_have_no_images(name):
    empty = np.zeros((2, 0))
    assert c_map(name, empty, 1.0, 1.0).shape == c_slope(name, empty, 1.0, 1.0).shape == (2, 0)
