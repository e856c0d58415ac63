import random

import numpy as np
import pytest
import sympy as sp
from scipy.interpolate import CubicSpline

from theory.activation.activation import Activation
from theory.integration.gaussian_moments import moments
from theory.mean_field.fixed_point import fixed_points
from theory.mean_field.maps import chi, q_map
from theory.notation import x


def test_relu():
    (line,) = fixed_points("relu", 2.0)
    assert line.continuum
    assert (line.stability, line.depth_scale) == ("marginal", np.inf)
    (zero,) = fixed_points("relu", 1.0)
    assert (zero.q, zero.stability, zero.continuum) == (0, "stable", False)
    assert zero.depth_scale == pytest.approx(1 / np.log(2), rel=1e-13)
    (zero,) = fixed_points("relu", 3.0)
    assert (zero.q, zero.stability) == (0, "unstable")
    (point,) = fixed_points("relu", 1.0, 0.3)
    assert point.q == pytest.approx(0.6, rel=1e-13)
    assert fixed_points("relu", 2.0, 0.1) == ()
    assert fixed_points("relu", 1.6, keep=0.8)[0].continuum


@pytest.mark.parametrize(("name", "weights", "biases"), [
    ("tanh", 1.5, 0.1), ("tanh", 25 / 9, 0.0), ("sigmoid", 12.8, 0.0), ("sin", 3.0, 0.2), ("selu", 1.0, 0.0),
    ("gelu", 2.4, 0.0), ("exp", 0.1, 0.1), ("hardtanh", 1.4, 0.05), ("heaviside", 1.0, 0.2),
    ("square", 0.2, 0.0),
])  # fmt: skip
def test_points_are_fixed_and_slopes_are_slopes(name, weights, biases):
    points = fixed_points(name, weights, biases)
    assert points
    for point in points:
        assert q_map(name, point.q, weights, biases) == pytest.approx(point.q, rel=1e-12)
        assert point.chi == chi(name, point.q, weights)
        if point.q > 0:
            step = 1e-4 * point.q
            rise = q_map(name, point.q + step, weights, biases) - q_map(name, point.q - step, weights, biases)
            assert point.q_slope == pytest.approx(rise / (2 * step), rel=1e-6, abs=1e-9)
        # Iterated from nearby, the map comes back to a stable one and leaves an unstable one.
        start = point.q * 1.001 + 1e-6
        end = start
        for _ in range(200):
            if end > 1e3:
                break
            end = float(q_map(name, end, weights, biases))
        near = abs(end - point.q) < 1e-6 * max(point.q, 1)
        assert near == (point.stability == "stable")


@pytest.mark.parametrize("distance", [1e-3, 1e-5, 1e-7, 1e-9])
def test_the_pair_of_points_of_exp_near_its_fold(distance):
    # sigma_w^2 e^(2q) = q is touched at q = 1/2, sigma_w^2 = 1/(2e); nearby 2q = 1 -+ sqrt(2 distance).
    low, high = fixed_points("exp", (1 - distance) / (2 * np.e))
    assert (low.stability, high.stability) == ("stable", "unstable")
    apart = np.sqrt(2 * distance) / 2
    assert (0.5 - low.q, high.q - 0.5) == pytest.approx((apart, apart), rel=0.05)
    for point in (low, high):
        assert (1 - distance) / (2 * np.e) * np.exp(2 * point.q) == pytest.approx(point.q, rel=1e-13)
    assert fixed_points("exp", (1 + distance) / (2 * np.e)) == ()


@pytest.mark.parametrize("distance", [1e-4, 1e-5, 1e-7])
@pytest.mark.parametrize("name", ["gelu", "silu", "mish", "hardswish", "softshrink"])
def test_pairs_of_points_near_a_fold(name, distance):
    # With a bias, sigma_w^2 = (q - sigma_b^2)/E g^2 turns at the fold: from a largest value, or a least.
    top = 0.05 * np.exp(np.linspace(0.01, 3, 4000))
    weights = (top - 0.05) / moments(name, np.sqrt(top)).second
    (turn,) = np.flatnonzero(np.diff(np.sign(np.diff(weights)))) + 1
    fold = CubicSpline(top[turn - 3 : turn + 4], weights[turn - 3 : turn + 4])
    (at,) = (root for root in fold.derivative().roots(extrapolate=False))
    pair = fixed_points(name, float(fold(at)) * (1 - distance), 0.05)[:2]
    assert [point.stability for point in pair] == ["stable", "unstable"]
    assert pair[0].q < at < pair[1].q
    beyond = fixed_points(name, float(fold(at)) * (1 + distance), 0.05)
    assert not any(abs(point.q - at) < 0.1 * at for point in beyond)


def test_only_a_slope_of_1_is_marginal():
    # The slope at 0 is sigma_w^2 for tanh and for the identity.
    for name in ("tanh", "linear"):
        for weights, expected in ((1 - 1e-6, "stable"), (1.0, "marginal"), (1 + 1e-6, "unstable")):
            assert fixed_points(name, weights)[0].stability == expected


def test_selu_at_1():
    point = fixed_points("selu", 1.0)[-1]
    assert point.q == pytest.approx(1, abs=1e-13)
    assert point.stability == "stable"
    # At the fixed point of SELU gradients grow: chi = 1.0716.
    assert point.chi == pytest.approx(1.071575, abs=1e-6)
    assert point.depth_scale < 0


def test_square_by_hand():
    # q = sigma_w^2 3 q^2 at q = 1/(3 sigma_w^2), slope 2, chi = 4/3.
    zero, point = fixed_points("square", 0.2)
    assert (zero.q, zero.chi, zero.depth_scale) == (0, 0, 0)
    assert (point.q, point.q_slope, point.chi) == pytest.approx((5 / 3, 2, 4 / 3), rel=1e-13)


def test_an_activation_whose_moment_diverges_from_some_variance_on():
    # E exp(2 x^2 ...) : q = w (1 - 4q)^(-1/2) has two roots below 1/4 for a small w.
    own = Activation.from_expr(sp.exp(x**2))
    points = fixed_points(own, 0.05)
    roots = sorted(
        float(r) for r in sp.Poly(4 * x**3 - x**2 + sp.Rational(1, 400)).nroots() if r.is_real and r > 0
    )
    assert [point.q for point in points] == pytest.approx(roots, rel=1e-9)


def test_none_says_why():
    for name, weights, biases, keep in (
        ("relu", 2.0, 0.1, 1),
        ("gelu", 2.117, 0.1, 0.9),
        ("exp", 1.0, 0.0, 1),
    ):
        none = fixed_points(name, weights, biases, keep=keep)
        assert none == ()
        assert none.reason == "q grows without bound: the map stays above the diagonal"
    assert fixed_points("sigmoid", 1e-306).reason.startswith("none down to q = 1")
    assert fixed_points("relu", 1.0, 1e307).reason == "" == fixed_points("tanh", 1.0).reason
    assert "range of float64" in fixed_points("relu", 1.99, 1e308).reason
    # What is bounded settles, whatever the weights.
    for name in ("tanh", "sigmoid", "sign", "gaussian", "sin"):
        largest = 1e3 if name == "sin" else 1e30
        assert fixed_points(name, largest, 1.0)[-1].stability == "stable"


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "heaviside"])
def test_a_bounded_activation_never_grows_without_bound(name):
    # q is the bias variance, and a weight variance times a number of at most 1.
    rng = random.Random(name)
    for _ in range(6):
        large = [10 ** rng.uniform(295, 307) for _ in range(2)]
        found = fixed_points(name, *large)
        assert found.reason.startswith("none up to q = ") or 0.99 * large[1] < found[0].q < 1.01 * sum(large)


def test_the_least_scales():
    # sigmoid is 1/2 at 0, and sign is 1.
    rng = random.Random(14)
    for name, square in [("sigmoid", 0.25), ("sign", 1.0)] * 4:
        weights, biases = (10 ** rng.uniform(-290, -100) for _ in range(2))
        (point,) = fixed_points(name, weights, biases)
        assert point.q == pytest.approx(weights * square + biases, rel=1e-13)


def test_no_size_is_out_of_reach():
    (point,) = fixed_points("relu", 1.9999999, 1.0)
    assert point.q == pytest.approx(2e7, rel=1e-14)
    far = fixed_points(Activation.from_expr(sp.tanh(x / 10**20)), 2e40)[-1]
    # With x = 10^20 y: tanh at sigma_w^2 = 2.
    assert far.q == pytest.approx(1e40 * fixed_points("tanh", 2.0)[-1].q, rel=1e-12)
    _, point = fixed_points("square", 1e-150)
    assert point.q == pytest.approx(1e150 / 3, rel=1e-12)
    (zero,) = fixed_points("square", 1e-200)  # E g^2 overflows at 1e154: no point is made of that
    assert zero.q == 0
    (point,) = fixed_points("sign", 1e-20)
    assert point.q == pytest.approx(1e-20, rel=1e-12)
    assert fixed_points("elu", 1.9999999, 1.0)[-1].q > 1e7


def test_bad_input():
    for arguments in ((-1.0,), (float("nan"),), (1.0, -1.0)):
        with pytest.raises(ValueError, match="variance"):
            fixed_points("tanh", *arguments)
    with pytest.raises(ValueError, match="keep"):
        fixed_points("tanh", 1.0, keep=2.0)


def test_what_the_weights_of_kumars_equation_12_lead_to():
    """The reason of kumar2017.eq12.preserves-variance in numbers: the sigmoid settles, and tanh decays."""
    (point,) = fixed_points("sigmoid", 12.8)
    assert point.stability == "stable"
    assert float(moments("sigmoid", np.sqrt(point.q)).variance) == pytest.approx(0.104, abs=5e-4)
    square, layers = 1.0, 2000
    for _ in range(layers):
        square = float(q_map("tanh", square, 1.0))
    assert 2 * layers * square == pytest.approx(1, rel=0.01)
