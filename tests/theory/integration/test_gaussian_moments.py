import random

import mpmath
import numpy as np
import pytest
import sympy as sp

from tests.theory.mpmath_activations import OSCILLATING, reference
from theory.activation.activation import Activation
from theory.activation.lookup import get, names
from theory.activation.parsing import parse
from theory.integration.gaussian_moments import moments
from theory.notation import u as deviation
from theory.notation import x

FIELDS = ("mean", "second", "variance", "derivative_second")


def errors(name, u, mean):
    """Return |error|, bound, natural scale and value of each field."""
    found, exact = moments(name, u, mean=mean), reference(name, u, mean)
    scales = (mpmath.sqrt(exact.second), exact.second, exact.second, exact.derivative_second)
    for field, scale in zip(FIELDS, scales, strict=True):
        value, target = getattr(found, field), getattr(exact, field)
        if target is None:
            assert np.isinf(value)
            continue
        yield (
            field,
            abs(float(mpmath.mpf(float(value)) - target)),
            float(getattr(found.error, field)),
            float(scale),
            target,
        )


@pytest.mark.parametrize("name", names())
def test_error_and_bound(name):
    rng = random.Random(name)
    mean = rng.choice((0.0, rng.uniform(-2, 2)))
    top = 1.0 if name in OSCILLATING else 0.9 if name == "exp" else 3.0
    u = 10 ** rng.uniform(-1.5 if name.endswith("shrink") else -3.0, top)
    for field, error, bound, scale, _ in errors(name, u, mean):
        assert error <= bound, (field, u, mean)
        assert error <= 1e-12 * scale, (field, u, mean)
        assert bound <= 1e-11 * scale + 1e-300, (field, u, mean)


@pytest.mark.parametrize(
    "name", ["relu", "tanh", "gelu", "softplus", "sigmoid", "elu", "tanhshrink", "hardswish"]
)
@pytest.mark.parametrize("u", [1e-3, 1e3])
def test_variance_at_the_ends_of_the_range(name, u):
    for field, error, bound, _, target in errors(name, u, 0.0):
        if field == "variance":
            # sigmoid and softplus are 0.5 and 0.7 there: their float64 values hold 1e-13 of the deviation.
            assert error <= 1e-12 * float(target)
            assert error <= bound


@pytest.mark.parametrize("name", sorted(OSCILLATING))
def test_a_thousand_oscillations(name):
    # Reference: the characteristic function of the Gaussian, through the closed forms.
    for u in (41.7, 1000.0):
        found = moments(name, u)
        for field, moment in (("mean", (1, 0)), ("second", (2, 0)), ("derivative_second", (2, 1))):
            exact = get(name).moment(*moment).subs(deviation, sp.Rational(u))
            error = abs(float(sp.N(exact - sp.Rational(float(getattr(found, field))), 30)))
            scale = float(found.second) ** (0.5 if field == "mean" else 1)
            assert error <= min(1e-12 * scale, float(getattr(found.error, field)))


def test_closed_forms_to_1e3():
    rng = random.Random(0)
    for name in (
        "relu",
        "gelu",
        "erf",
        "hardtanh",
        "relu6",
        "hardswish",
        "hardsigmoid",
        "gaussian",
        "softshrink",
        "abs",
    ):
        u = 10 ** rng.uniform(-3, 3)
        found = moments(name, u)
        for field, (k, order) in {"mean": (1, 0), "second": (2, 0), "derivative_second": (2, 1)}.items():
            exact = sp.N(get(name).moment(k, order).subs(deviation, sp.Rational(u)), 40)
            error = abs(float(exact - sp.Rational(float(getattr(found, field)))))
            assert error <= float(getattr(found.error, field)), (name, u, field)


def test_overflow_and_underflow_say_so():
    found = moments("exp", [18.0, 25.0, 1000.0])
    assert found.second[0] == pytest.approx(np.exp(648.0), rel=1e-11)
    assert np.isinf(found.second[1:]).all()
    assert np.isinf(found.error.second[1:]).all()
    assert found.mean[1] == pytest.approx(np.exp(312.5), rel=1e-11)
    assert np.isinf(found.mean[2])
    small = moments("hardshrink", [1e-3, 0.02])  # E x^2 beyond 500 deviations, and beyond 25
    assert small.second[0] == 0 < small.error.second[0]
    exact = sp.N(get("hardshrink").moment(2).subs(deviation, sp.Rational(0.02)), 30)
    assert small.second[1] == pytest.approx(float(exact), rel=1e-12)
    assert np.isinf(moments("square", 1e160).second)
    assert np.isinf(moments("square", 1e160).error.second)


@pytest.mark.parametrize("degree", [25, 30, 64])
def test_high_powers(degree):
    found = moments(get("monomial", degree=degree), 1.0)
    with mpmath.workdps(40):
        exact = mpmath.fac2(2 * degree - 1), degree**2 * mpmath.fac2(2 * degree - 3)
        for value, bound, target in zip(
            (found.second, found.derivative_second),
            (found.error.second, found.error.derivative_second),
            exact,
            strict=True,
        ):
            assert abs(mpmath.mpf(float(value)) - target) <= float(bound) <= 1e-12 * target
        # E (1 + Z)^(2n), where a power of a sum grows like no power of x over a panel.
        moment = sum(mpmath.binomial(2 * degree, 2 * k) * mpmath.fac2(2 * k - 1) for k in range(degree + 1))
        found = moments(Activation.from_expr((x + 1) ** degree), 1.0)
        assert abs(mpmath.mpf(float(found.second)) - moment) <= float(found.error.second) <= 1e-12 * moment


@pytest.mark.parametrize("u", [-1.0, float("nan"), float("inf"), [1.0, -0.5]])
def test_bad_deviation(u):
    with pytest.raises(ValueError, match="u = "):
        moments("relu", u)


def test_bad_mean_and_activation():
    with pytest.raises(ValueError, match="mean = nan"):
        moments("relu", 1.0, mean=float("nan"))
    with pytest.raises(TypeError, match="expected an Activation or a name"):
        moments(np.tanh, 1.0)
    with pytest.raises(TypeError, match="u = '1'"):
        moments("relu", "1")


def test_broadcasting_and_single_values_agree():
    u, mean = np.array([[0.1], [3.0]]), np.array([-1.0, 0.0, 2.5])
    found = moments("silu", u, mean=mean)
    assert found.mean.shape == found.error.variance.shape == (2, 3)
    for i, j in np.ndindex(2, 3):
        single = moments("silu", u[i, 0], mean=mean[j])
        for field in FIELDS:
            assert getattr(single, field) == pytest.approx(getattr(found, field)[i, j], rel=1e-13)
    assert moments("silu", np.empty((0, 3))).second.shape == (0, 3)


def test_deviation_zero_is_a_point_and_splits_a_kink():
    found = moments("relu", 0.0, mean=[-2.0, 0.0, 2.0])
    np.testing.assert_allclose(found.mean, [0, 0, 2], atol=1e-14)
    np.testing.assert_allclose(found.variance, 0, atol=1e-14)
    np.testing.assert_allclose(found.derivative_second, [0, 0.5, 1], rtol=1e-14)


def test_slope_of_the_second_moment():
    # d/dq of the closed forms; hardshrink jumps, and its closed form knows.
    q = sp.Symbol("q", positive=True)
    for name in ("relu", "gelu", "hardtanh", "sin", "elu", "hardshrink", "heaviside", "square"):
        expected = get(name).moment(2).subs(deviation, sp.sqrt(q)).diff(q)
        for value in (0.3, 2.0):
            found = moments(name, np.sqrt(value)).second_slope
            assert found == pytest.approx(float(expected.subs(q, value)), rel=1e-11, abs=1e-14), name


def test_mean_slope_counts_jumps():
    # Stein: E sign'(y) is twice the density of y at 0.
    assert moments("sign", 0.7).derivative == pytest.approx(2 / np.sqrt(2 * np.pi) / 0.7, rel=1e-13)
    assert moments("tanh", 0.7).derivative == pytest.approx(
        float(mpmath.quad(lambda z: mpmath.sech(0.7 * z) ** 2 * mpmath.npdf(z), [-40, -2, 0, 2, 40])),
        rel=1e-13,
    )


def test_no_warning_over_the_whole_range():
    for name in names():
        u = np.geomspace(1e-3, 10.0 if name in OSCILLATING else 1e3, 7)
        found = moments(name, u, mean=np.linspace(-30, 30, 7))
        assert not np.isnan(found.second).any()


@pytest.mark.parametrize("u", [5e-324, 1e-310, 1.7e308])
@pytest.mark.parametrize("name", ["relu", "sign", "exp", "linear", "sin", "gaussian"])
def test_the_ends_of_float64_are_answered_or_refused(name, u):
    rng = random.Random(f"{name} {u}")
    for mean in (0.0, rng.gauss(0, 1), 10 ** rng.uniform(-320, 308)):
        try:
            found = moments(name, u, mean=mean)
        except ValueError as error:
            if "deviations from the mean" in str(error):
                continue
            raise
        exact = {"relu": max(mean, 0.0), "sign": np.sign(mean), "linear": mean}.get(name)
        if exact is not None and u < 1e-300:
            assert abs(found.mean - exact) <= found.error.mean + u


@pytest.mark.parametrize(("text", "mean", "second"), [
    # cosh(x)^2 = (1 + cosh 2x)/2, and E cosh(a u Z) = exp(a^2 u^2/2).
    ("1/(1-tanh(x)**2)", (1 + np.exp(0.5)) / 2, (3 + 4 * np.exp(0.5) + np.exp(2)) / 8),
    ("1 - (1-tanh(x)**2) - tanh(x)**2 + x", 0.0, 0.25),
])  # fmt: skip
def test_a_rewritten_difference_has_a_derivative_and_may_vanish(text, mean, second):
    found = moments(Activation.from_expr(parse(text)), 0.5)
    assert found.mean == pytest.approx(mean, rel=1e-14)
    assert found.second == pytest.approx(second, rel=1e-14)
