import random

import mpmath
import numpy as np
import pytest
import sympy as sp

from tests.theory.mpmath_activations import OSCILLATING, TABLE, reference
from theory.activation.activation import Activation, NoClosedForm
from theory.activation.lookup import get, names
from theory.activation.parsing import parse
from theory.integration.gaussian_moments import DIVERGED, moments
from theory.integration.narrow_features import feature_ends
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


def test_the_reference_covers_the_catalogue():
    assert set(TABLE) == set(names())
    assert len(names()) >= 30


@pytest.mark.parametrize("name", names())
def test_error_and_bound(name):
    rng = random.Random(name)
    for mean in (0.0, rng.uniform(-2, 2)):
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


@pytest.mark.parametrize(
    "text",
    [
        "exp(x**2)",
        "exp(exp(x))",
        "exp(exp(exp(x)))",
        "x/(x**2)",
        "sqrt(abs(x))/abs(x)",
        "0.09/(x + 6)",
        "exp(max(3*x, x))/(7 - x)",
        "(atan(x) - 0.75)/(1 + 3*x)",
        "x/(x**2/3 + (x if x > 0 else x - 1))",
    ],
)
def test_a_divergent_moment_is_an_error(text):
    with pytest.raises(ValueError, match=r"diverges|not a real number"):
        moments(Activation.from_expr(parse(text)), 1.0)


@pytest.mark.parametrize(
    ("text", "second"),
    [
        # Reference: mpmath, panels of z, 30 digits.
        ("exp(-exp(x))", lambda y: mpmath.exp(-2 * mpmath.exp(y))),
        ("exp(-exp(-x))", lambda y: mpmath.exp(-2 * mpmath.exp(-y))),
        ("1/(1+exp(exp(x)))", lambda y: 1 / (1 + mpmath.exp(min(mpmath.exp(y), 1000))) ** 2),
        ("2**-2**x", lambda y: mpmath.mpf(2) ** (-2 * mpmath.mpf(2) ** y)),
        ("tanh(exp(exp(x)))", lambda y: mpmath.tanh(mpmath.exp(min(mpmath.exp(y), 1000))) ** 2),
    ],
)
def test_exponentials_inside_one_another_come_back(text, second):
    found = moments(Activation.from_expr(parse(text)), 1.0)
    with mpmath.workdps(30):
        exact = mpmath.quad(lambda z: second(z) * mpmath.npdf(z), [-14, *range(-8, 9), 14])
        assert abs(mpmath.mpf(float(found.second)) - exact) <= float(found.error.second) < 1e-13


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sin(exp(exp(x)))", "out of reach"),
        ("sin(1e7*x)", "not resolved"),
        ("(exp(x)+exp(-x)+x+1+sin(x))**30", "write it with fewer"),
        ("(-1)**x", "not a real number"),
    ],
)
def test_what_is_out_of_reach_is_refused(text, reason):
    with pytest.raises(ValueError, match=reason):
        moments(Activation.from_expr(parse(text)), 1.0)


def test_panels_are_bounded_in_all():
    # Each of these alone is resolved; the error is not a lack of memory.
    function = Activation.from_expr(parse("sin(1e5*x)"))
    assert moments(function, 1.0).second == pytest.approx(0.5, rel=1e-10)
    with pytest.raises(ValueError, match="not resolved"):
        moments(function, np.geomspace(0.1, 1, 100))


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


@pytest.mark.parametrize("text", ["atan(1/x)", "tanh(1/x)", "1/(1 + exp(1/x))", "atan(1/(x - 1))"])
def test_a_pole_inside_is_a_jump(text):
    own = Activation.from_expr(parse(text))
    assert len(own.jumps) == 1
    found = moments(own, 1.0)
    assert np.isinf(found.derivative_second)  # by Price's theorem
    with mpmath.workdps(20):
        kink = float(own.kinks[0])
        value = sp.lambdify(x, own.expr, "mpmath")
        steps = [sign * 2.0**-k for k in range(12) for sign in (-1, 1)]
        ends = sorted({-14, -4, 14, 4, kink, *(kink + step for step in steps)})
        exact = mpmath.quad(lambda z: value(z) ** 2 * mpmath.npdf(z), ends)
    assert float(found.second) == pytest.approx(float(exact), rel=1e-9)


def test_a_function_as_steep_as_a_square_root():
    # E |y| = u sqrt(2/pi); E (log|y|)^2 from E log|Z| and its variance pi^2/8.
    found = moments(Activation.from_expr(sp.sqrt(sp.Abs(x))), 2.0)
    assert abs(found.second - 2 * np.sqrt(2 / np.pi)) <= found.error.second < 1e-12
    assert np.isinf(found.derivative_second)
    found = moments(Activation.from_expr(sp.log(sp.Abs(x))), 1.0)
    assert found.variance == pytest.approx(np.pi**2 / 8, rel=1e-12)
    assert np.isinf(found.derivative_second)
    # Steep, but not as steep: E g'^2 = 9/4 E |y|.
    found = moments(Activation.from_expr(sp.Abs(x) ** sp.Rational(3, 2)), 1.0)
    assert abs(found.derivative_second - 9 / 4 * np.sqrt(2 / np.pi)) <= found.error.derivative_second < 1e-12


@pytest.mark.parametrize(
    ("text", "kink"),
    [
        ("sqrt(x**2 - 2*x + 1)", 1),
        ("(exp(x - 1) - 1)/(x - 1)", 1),
        ("log(1 + (x - 1)**2)/(x - 1)", 1),
        ("sin(x - 2)/(x - 2)", 2),
        ("x/(exp(x) - 1)", 0),
    ],
)
def test_bounds_where_a_formula_loses_its_digits_about_a_point(text, kink):
    own = Activation.from_expr(parse(text))
    assert own.kinks == (kink,)
    found = moments(own, 1.0)
    with mpmath.workdps(40):
        pair = sp.lambdify(x, [own.expr, own.expr.diff(x)], "mpmath")
        steps = [sign * 2.0**-k for k in range(0, 24, 2) for sign in (-1, 1)]
        ends = sorted({-14, -4, 4, 14, kink, *(kink + step for step in steps)})
        for field, part in (("second", 0), ("derivative_second", 1)):
            exact = mpmath.quad(
                lambda z, part=part: pair(z)[part] ** 2 * mpmath.npdf(z), ends, method="gauss-legendre"
            )
            bound = float(getattr(found.error, field))
            assert abs(mpmath.mpf(float(getattr(found, field))) - exact) <= bound < DIVERGED * exact


def test_at_a_deviation_of_zero_a_pole_has_two_sides():
    found = moments(Activation.from_expr(sp.atan(1 / x)), 0.0)
    assert found.second == pytest.approx(np.pi**2 / 4, rel=1e-13)
    assert found.mean == pytest.approx(0, abs=1e-13)


def test_the_ends_of_float64():
    assert np.isinf(moments("monomial", 1e160).second)
    # E g^2 underflows, E g does not, and is known to its last digits.
    found = moments(Activation.from_expr(parse("max(1e-200*x, 0)")), 1.0)
    exact = 1e-200 / np.sqrt(2 * np.pi)
    assert found.second == 0 < found.error.second
    assert abs(found.mean - exact) <= found.error.mean < 1e-13 * exact


def test_a_moment_that_converges_for_small_u_only():
    function = Activation.from_expr(sp.exp(x**2))
    found = moments(function, 0.4)
    assert found.second == pytest.approx(1 / np.sqrt(1 - 4 * 0.16), rel=1e-12)
    with pytest.raises(ValueError, match=r"u < 0\.5"):
        moments(function, 0.5)


@pytest.mark.parametrize(
    "text", ["log(x)", "erf(sqrt(x))", "cosh(x) + log(x)", "max(sqrt(x), 1)", "x if sqrt(x) > 0.3 else 1"]
)
def test_a_function_that_is_not_real(text):
    with pytest.raises(ValueError, match="not a real number"):
        moments(Activation.from_expr(parse(text)), 1.0)


def test_functions_of_exponentials_of_any_size():
    # Reference: mpmath, where erfc of a number of 300 digits is 0.
    found = moments(Activation.from_expr(parse("erfc(exp(x))")), 1.0)
    with mpmath.workdps(30):
        exact = mpmath.quad(
            lambda z: mpmath.erfc(mpmath.exp(min(z, 5))) ** 2 * mpmath.npdf(z), [-14, *range(-8, 9), 14]
        )
        assert abs(mpmath.mpf(float(found.second)) - exact) <= found.error.second < 1e-14


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


def test_bound_covers_cancellation_inside_an_expression():
    # x - sin x loses nine digits at 1e-3; the evaluation is compared with 40 digits, so the bound knows.
    function = Activation.from_expr(x - sp.sin(x))
    found = moments(function, 1e-3)
    with mpmath.workdps(40):
        u = mpmath.mpf(1e-3)
        exact = u**2 - 2 * u**2 * mpmath.exp(-(u**2) / 2) + (1 - mpmath.exp(-2 * u**2)) / 2
        assert abs(mpmath.mpf(float(found.second)) - exact) <= float(found.error.second)
    assert found.error.second < 1e-6 * found.second


def test_bound_of_a_feature_that_the_panels_do_not_know():
    found = moments(Activation.from_expr(sp.tanh(300 * (x - sp.Rational(1, 3)))), 1.0)
    with mpmath.workdps(30):
        ends = [
            -12,
            *(mpmath.mpf(1) / 3 + s * mpmath.mpf(2) ** k / 300 for s in (-1, 1) for k in range(8)),
            12,
        ]
        exact = mpmath.quad(
            lambda z: mpmath.tanh(300 * (z - mpmath.mpf(1) / 3)) * mpmath.npdf(z), sorted(ends)
        )
    assert abs(float(exact) - found.mean) <= found.error.mean < 1e-12


@pytest.mark.parametrize("u", [0.3, 9.92, 1000.0])
@pytest.mark.parametrize(("steepness", "centre"), [(327_527, 3), (10**12, 0), (1, 500)])
def test_a_bump_between_the_nodes(steepness, centre, u):
    # exp(-a (x - c)^2) and its square, completed to a square; the peak of g'^2 is that of the bump.
    found = moments(Activation.from_expr(sp.exp(-steepness * (x - centre) ** 2)), u)
    with mpmath.workdps(30):
        for value, bound, a in ((found.mean, found.error.mean, 1), (found.second, found.error.second, 2)):
            b, q = mpmath.mpf(a * steepness), mpmath.mpf(u) ** 2
            exact = mpmath.exp(-b * centre**2 / (1 + 2 * b * q)) / mpmath.sqrt(1 + 2 * b * q)
            assert abs(mpmath.mpf(float(value)) - exact) <= float(bound) <= 1e-9 * exact + 1e-300


def test_a_step_between_the_nodes():
    found = moments(Activation.from_expr(sp.tanh(10**6 * (x - 1))), 1.0)
    with mpmath.workdps(30):
        # In t = 1e6 (x - 1), where the density is all but flat.
        exact = mpmath.quad(
            lambda t: 10**6 * mpmath.sech(t) ** 4 * mpmath.npdf(1 + t / 10**6), [-60, -8, -2, 0, 2, 8, 60]
        )
        assert abs(mpmath.mpf(float(found.derivative_second)) - exact) <= found.error.derivative_second
    assert found.error.derivative_second < 1e-8 * found.derivative_second
    peak = moments(Activation.from_expr(1 / (1 + 10**8 * (x - 3) ** 2)), 1.0)
    with mpmath.workdps(30):
        ends = [-1000, -100, -10, -1, 0, 1, 10, 100, 1000, 10**4, 10**5]
        exact = mpmath.quad(
            lambda t: mpmath.npdf(3 + t / 10**4) / (1 + t**2) / 10**4, [-(10**5), -(10**4), *ends]
        )
        assert abs(mpmath.mpf(float(peak.mean)) - exact) <= peak.error.mean
        assert peak.error.mean < 1e-12 * np.sqrt(peak.second)


def test_ordinary_activations_need_no_panels_more():
    assert all(feature_ends(get(name).pieces).size == 0 for name in names())


def test_no_warning_over_the_whole_range():
    for name in names():
        u = np.geomspace(1e-3, 10.0 if name in OSCILLATING else 1e3, 7)
        found = moments(name, u, mean=np.linspace(-30, 30, 7))
        assert not np.isnan(found.second).any()


def test_no_closed_form_is_said():
    with pytest.raises(NoClosedForm, match="silu"):
        get("silu").moment(2)
