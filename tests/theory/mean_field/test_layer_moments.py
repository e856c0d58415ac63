import math

import numpy as np
import pytest

from theory.activation.activation import Activation
from theory.activation.lookup import get
from theory.activation.parsing import parse
from theory.integration.gaussian_moments import moments
from theory.mean_field.layer_moments import homogeneous_slopes, layer_moments

SMOOTH = {  # g and g', written a second time
    "tanh": (np.tanh, lambda y: 1 / np.cosh(y) ** 2),
    "softplus": (lambda y: np.logaddexp(0, y), lambda y: 1 / (1 + np.exp(-y))),
    "silu": (
        lambda y: y / (1 + np.exp(-y)),
        lambda y: (1 + np.exp(-y) * (1 + y)) / (1 + np.exp(-y)) ** 2,
    ),
    "sin": (np.sin, np.cos),
}


@pytest.mark.parametrize("name", SMOOTH)
def test_moments_and_derivatives_by_the_trapezoidal_rule(name):
    g, slope = SMOOTH[name]
    log_q = np.random.default_rng(8).uniform(-1.0, 1.2)
    z = np.linspace(-12, 12, 4801)

    def mean(function, log=log_q):
        return (
            np.sum(function(math.exp(log / 2) * z) * np.exp(-z * z / 2))
            * (z[1] - z[0])
            / math.sqrt(2 * math.pi)
        )

    found, h = layer_moments(get(name), log_q), 1e-3
    second, slopes = ([mean(lambda y, f=f: f(y) ** 2, log_q + k * h) for k in (-1, 0, 1)] for f in (g, slope))
    logs, slope_logs = np.log(second), np.log(slopes)
    assert found.log_second == pytest.approx(logs[1], rel=1e-11)
    assert found.log_slope == pytest.approx(slope_logs[1], rel=1e-11)
    assert found.tilt == pytest.approx((logs[2] - logs[0]) / (2 * h), rel=1e-5)
    assert found.bend == pytest.approx((second[2] + second[0] - 2 * second[1]) / h**2 / second[1], rel=1e-4)
    assert found.slope_tilt == pytest.approx((slope_logs[2] - slope_logs[0]) / (2 * h), rel=1e-5)
    assert found.slope_bend == pytest.approx(
        (slope_logs[2] + slope_logs[0] - 2 * slope_logs[1]) / h**2, rel=1e-4
    )
    assert found.fourth == pytest.approx(mean(lambda y: g(y) ** 4) / second[1] ** 2, rel=1e-11)
    assert found.slope_fourth == pytest.approx(mean(lambda y: slope(y) ** 4) / slopes[1] ** 2, rel=1e-11)
    joint = mean(lambda y: (g(y) * slope(y)) ** 2) / second[1] / slopes[1]
    assert found.joint == pytest.approx(joint, rel=1e-11)


def test_exp_in_closed_form():
    found, q = layer_moments(get("exp"), math.log(0.4)), 0.4  # E exp(k y) = exp(k^2 q/2)
    assert found.log_second == pytest.approx(2 * q, rel=1e-12)
    assert (found.tilt, found.bend) == pytest.approx((2 * q, 4 * q * q + 2 * q), rel=1e-10)
    assert (found.fourth, found.joint, found.slope_fourth) == pytest.approx((math.exp(4 * q),) * 3, rel=1e-10)
    assert (found.slope_tilt, found.slope_bend) == pytest.approx((2 * q, 2 * q), rel=1e-9)


def test_a_kink_and_a_jump_away_from_0():
    for name in ("hardtanh", "elu", "relu6", "heaviside"):
        at, found = moments(get(name), 1.3), layer_moments(get(name), 2 * math.log(1.3))
        assert found.log_second == pytest.approx(math.log(at.second), rel=1e-12)
        assert found.tilt == pytest.approx(1.69 * at.second_slope / at.second, rel=1e-10, abs=1e-14)
        assert found.log_slope == pytest.approx(math.log(at.derivative_second), rel=1e-12)
    jump = layer_moments(get("heaviside"), 0.0)
    assert jump.log_slope == math.inf
    assert math.isnan(jump.joint)
    assert jump.fourth == pytest.approx(2)


def test_homogeneous_activations():
    assert homogeneous_slopes(get("leaky_relu", negative_slope=0.25)) == (1, 0.25)
    assert homogeneous_slopes(get("linear")) == (1, 1)
    assert homogeneous_slopes(get("abs")) == (1, -1)
    for name in ("gelu", "relu6", "heaviside"):
        assert homogeneous_slopes(get(name)) is None
    found = layer_moments(get("relu"), -5000.0)
    assert found.log_second == pytest.approx(-5000 - math.log(2))
    assert (found.tilt, found.fourth, found.slope_fourth, found.joint, found.slope_tilt) == (1, 6, 2, 2, 0)


def test_far_out_an_activation_is_its_lines():
    far, near = layer_moments(get("gelu"), 470.0), layer_moments(get("gelu"), -470.0)
    assert far == layer_moments(get("relu"), 470.0)
    assert near.log_second == pytest.approx(-470 - math.log(4))
    assert near.fourth == pytest.approx(3)
    inside = layer_moments(get("gelu"), 450.0)  # by panels
    assert inside.log_second == pytest.approx(450 - math.log(2))
    assert inside.fourth == pytest.approx(6)
    with pytest.raises(ValueError, match="out of reach"):
        layer_moments(get("square"), 500.0)
    with pytest.raises(ValueError, match="overflows"):
        layer_moments(get("exp"), 8.0)


def test_a_fourth_moment_that_diverges_is_nan():
    growing = Activation.from_expr(parse("exp(x**2/6)"))  # E g^2 for q < 3/2, E g^4 for q < 3/4
    assert math.isnan(layer_moments(growing, math.log(0.9)).fourth)
    assert layer_moments(growing, math.log(0.3)).fourth == pytest.approx(0.8 / math.sqrt(0.6), rel=1e-9)


def test_a_feature_that_panels_miss_is_refused():
    rng = np.random.default_rng(0)
    for _ in range(4):
        place, steepness = rng.uniform(0.2, 0.8), 10 ** rng.uniform(9, 11)
        bump = Activation.from_expr(parse(f"x+30*exp(-{steepness:.4e}*(tanh(x)-{place:.4f})**2)"))
        with pytest.raises(ValueError, match="features that the panels miss"):
            layer_moments(bump, 0.0)
