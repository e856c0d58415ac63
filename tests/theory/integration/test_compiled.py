import mpmath
import numpy as np
import pytest
import sympy as sp

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.integration.gaussian_moments import moments
from theory.integration.panel_moments import DIVERGED
from theory.notation import x


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
def test_nested_exponentials_are_evaluated(text, second):
    found = moments(Activation.from_expr(parse(text)), 1.0)
    with mpmath.workdps(30):
        exact = mpmath.quad(lambda z: second(z) * mpmath.npdf(z), [-14, *range(-8, 9), 14])
        assert abs(mpmath.mpf(float(found.second)) - exact) <= float(found.error.second) < 1e-13


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sin(exp(exp(x)))", "out of reach"),
        ("(-1)**x", "not a real number"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(text, reason):
    with pytest.raises(ValueError, match=reason):
        moments(Activation.from_expr(parse(text)), 1.0)


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


def test_bound_covers_cancellation_inside_an_expression():
    # x - sin x loses nine digits at 1e-3; the evaluation is compared with 40 digits, so the bound knows.
    function = Activation.from_expr(x - sp.sin(x))
    found = moments(function, 1e-3)
    with mpmath.workdps(40):
        u = mpmath.mpf(1e-3)
        exact = u**2 - 2 * u**2 * mpmath.exp(-(u**2) / 2) + (1 - mpmath.exp(-2 * u**2)) / 2
        assert abs(mpmath.mpf(float(found.second)) - exact) <= float(found.error.second)
    assert found.error.second < 1e-6 * found.second
