import random

import mpmath
import pytest
import sympy as sp

from tests.theory.mpmath_activations import reference
from theory.activation.activation import Activation, NoClosedForm
from theory.activation.lookup import get, names
from theory.derivation.lambdified import numpy_function
from theory.notation import u, x

MOMENTS = {"mean": (1, 0), "second": (2, 0), "derivative_second": (2, 1)}
# Every activation that the project promises a closed form of, for all three moments.
CLOSED = [
    "linear", "relu", "leaky_relu", "prelu", "rrelu", "relu6", "threshold", "elu", "celu", "selu", "gelu",
    "softshrink", "hardshrink", "hardtanh", "hardsigmoid", "hardswish", "erf", "sin", "cos", "rbf", "abs",
    "abrelu", "sign",
    "heaviside", "exp", "gaussian", "square", "monomial", "hermite", "rectified_monomial", "sigmoid_like", "snake",
]  # fmt: skip
OPEN = [
    "tanh",
    "silu",
    "mish",
    "softplus",
    "sigmoid",
    "softsign",
    "gelu_tanh",
    "tanhshrink",
    "arctan",
    "squareplus",
]


@pytest.mark.parametrize("name", CLOSED)
def test_closed_forms_against_quadrature(name):
    value = 10 ** random.Random(name).uniform(-1, 0.8)
    exact = reference(name, value)
    for field, (k, derivative) in MOMENTS.items():
        closed = get(name).moment(k, derivative).subs(u, sp.Rational(value))
        if getattr(exact, field) is None:
            assert closed == sp.oo
            continue
        with mpmath.workdps(60):
            difference = abs(mpmath.mpf(str(sp.N(closed, 60))) - getattr(exact, field))
            assert difference <= 1e-24 * exact.second ** (0.5 if k == 1 else 1) + mpmath.mpf(10) ** -30, field


@pytest.mark.parametrize("name", OPEN)
def test_no_closed_form_is_an_error_not_a_guess(name):
    with pytest.raises(NoClosedForm, match=name):
        get(name).moment(2)


def test_every_activation_is_in_one_list():
    assert set(CLOSED) | set(OPEN) | {"logsigmoid", "quick_gelu"} == set(names())


def test_known_results():
    assert get("relu").moment(2) == u**2 / 2
    assert sp.simplify(get("relu").moment(1) - u / sp.sqrt(2 * sp.pi)) == 0
    assert get("leaky_relu", negative_slope=0.2).moment(2) == sp.Rational(26, 50) * u**2
    assert get("tanh").moment(1) == 0
    assert get("sigmoid").moment(1) == sp.Rational(1, 2)
    # Williams 1997: the arc-sine kernel on the diagonal.
    assert sp.simplify(get("erf").moment(2) - 2 / sp.pi * sp.asin(2 * u**2 / (1 + 2 * u**2))) == 0


def test_parameters_reach_the_closed_form():
    bound = sp.Rational(3, 4)
    closed = get("hardtanh", min_val=-0.75, max_val=0.75).moment(2, derivative=1)
    assert sp.simplify(closed - sp.erf(bound / (sp.sqrt(2) * u))) == 0


@pytest.mark.parametrize("name", ["elu", "celu", "selu"])
def test_the_elu_family_in_float64(name):
    # exp(2u^2)(1 - erf(sqrt(2) u)) is noise from u = 4 on, and wrong by all of its digits at 5.
    for order, field in ((1, "mean"), (2, "second")):
        function = numpy_function(get(name).moment(order), u)
        for value in (0.3, 5.0, 15.0):
            exact = getattr(reference(name, value), field)
            assert float(function(value)) == pytest.approx(float(exact), rel=1e-12)


def test_a_power_of_many_terms_has_no_closed_form():
    with pytest.raises(NoClosedForm, match="too many terms"):
        Activation.from_expr((sp.exp(x) + sp.exp(-x) + x + 1 + sp.sin(x)) ** 30).moment(2)


def test_a_kink_without_a_formula_has_no_closed_form():
    with pytest.raises(NoClosedForm, match="root of a polynomial"):
        Activation.from_expr(sp.Max(x**5 - x - 1, 0)).moment(2)


def test_higher_moments_and_own_expressions():
    assert get("linear").moment(4) == 3 * u**4
    own = Activation.from_expr(sp.Max(x, 0) ** 2 + x * sp.exp(-(x**2)))
    with mpmath.workdps(30):
        exact = 2 * mpmath.quad(
            lambda z: (
                ((z**2 + z * mpmath.exp(-(z**2))) ** 2 + (z * mpmath.exp(-(z**2))) ** 2) / 2 * mpmath.npdf(z)
            ),
            [0, 1, 3, 8, 20],
        )
        assert abs(mpmath.mpf(str(sp.N(own.moment(2).subs(u, 1), 30))) - exact) < 1e-25


def test_what_has_no_moment_is_refused():
    with pytest.raises(NoClosedForm, match="small u only"):
        Activation.from_expr(sp.exp(x**2)).moment(2)
    with pytest.raises(NoClosedForm, match="delta"):
        get("relu").moment(2, derivative=2)
    with pytest.raises(NoClosedForm, match="too many terms"):
        Activation.from_expr((1 + x) ** 40).moment(2)


def test_square_of_a_delta_is_infinite():
    for name in ("heaviside", "sign", "hardshrink"):
        assert get(name).moment(2, derivative=1) == sp.oo
        with pytest.raises(NoClosedForm, match="jumps"):
            get(name).moment(1, derivative=1)


def test_a_moment_without_closed_form_names_its_activation():
    with pytest.raises(NoClosedForm, match="silu"):
        get("silu").moment(2)
