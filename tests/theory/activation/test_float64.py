"""Rewritten formulas: the same function to 40 digits, and float64 values without overflow or cancellation."""

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf

from theory.activation.float64 import (
    NUMPY,
    ErfComplement,
    SechSquared,
    Sigmoid,
    Softplus,
    SquarePlus,
    TanhShrink,
    stable,
)
from theory.activation.lookup import get, names
from theory.notation import x

# The functions of a rewritten formula, in mpmath.
MPMATH = {
    "Softplus": lambda a: mpmath.log(1 + mpmath.exp(a)),
    "Sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "TanhShrink": lambda a: a - mpmath.tanh(a),
    "SechSquared": lambda a: 1 - mpmath.tanh(a) ** 2,
    "ErfComplement": lambda a: 1 - mpmath.erf(a),
    "SquarePlus": lambda a, b: a + mpmath.sqrt(a**2 + b),
}
# As they are written, where float64 overflows or cancels.
FORMULAS = [
    1 / (1 + sp.exp(-x)),
    x / (1 + sp.exp(-x)),
    sp.exp(x) / (1 + sp.exp(x)),
    sp.log(1 + sp.exp(x)),
    sp.log(1 + sp.exp(-x)),
    sp.exp(x) - 1,
    1 + sp.erf(x),
    1 - sp.erf(x),
    1 - sp.tanh(x) ** 2,
    x - sp.tanh(x),
    x + sp.sqrt(x**2 + 4),
    sp.sqrt(4 * x**2 + 1) / 3 - 2 * x / 3,
    sp.sqrt(x**2 + 9) - 3,
    sp.log(1 + x**2),
]
EVERYWHERE = st.one_of(st.floats(-30, 30), st.floats(-600, 600), st.floats(-1e-3, 1e-3))


def _exactly(expr, point):
    # A formula cancels digits: as many as the exponential of the point has, or the point has zeros.
    with mpmath.workdps(100 if 1e-20 < abs(point) < 15 else 700):
        return mpmath.mpmathify(sp.lambdify(x, expr, [MPMATH, "mpmath"])(mpf(point)))


def _in_float64(expr, point):
    function = sp.lambdify(x, expr, [NUMPY, "scipy", "numpy"])
    with np.errstate(over="ignore", under="ignore"):
        return float(function(np.array([point]))[0])


@pytest.mark.parametrize("formula", FORMULAS, ids=str)
@settings(max_examples=40)
@given(point=EVERYWHERE)
def test_float64_has_the_value_of_the_formula(formula, point):
    exact = _exactly(formula, point)
    found = _in_float64(stable(formula), point)
    # erfc squares its argument, whose rounding the exponential enlarges.
    assert abs(found - exact) <= mpf("2e-14") * abs(exact) * (1 + abs(point) / 30) ** 2 + mpf("1e-300")


@pytest.mark.parametrize("formula", FORMULAS, ids=str)
def test_a_formula_is_rewritten_once_for_all(formula):
    assert stable(formula) != formula or formula == x / (1 + sp.exp(-x))
    assert stable(stable(formula)) == stable(formula)


TERMS = st.sampled_from([*FORMULAS, x, x**2, sp.exp(-(x**2)), sp.sin(x), sp.tanh(2 * x)])
SUMS = st.lists(
    st.builds(
        lambda factor, term, scale: factor * term.subs(x, scale * x),
        st.sampled_from([1, -1, 2, sp.Rational(1, 3)]),
        TERMS,
        st.sampled_from([1, -1, sp.Rational(1, 2), 3]),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=120)
@given(terms=SUMS, multiply=st.booleans(), point=st.floats(-12, 12))
def test_a_rewritten_formula_is_equal_to_40_digits(terms, multiply, point):
    formula = sp.Mul(*terms) if multiply else sp.Add(*terms)
    for expr in (formula, formula.diff(x)):
        before, after = _exactly(expr, point), _exactly(stable(expr), point)
        assert abs(before - after) <= mpf(10) ** -40 * max(1, abs(before)), formula


@pytest.mark.parametrize("name", names())
def test_rewritten_activations_are_equal_to_40_digits(name):
    for piece in get(name).pieces:
        for point in (-7.3, -0.61, 1e-3, 0.9, 11.2):
            if piece.low < point < piece.high:
                for expr in (piece.expr, stable(piece.expr).diff(x)):
                    before, after = _exactly(expr, point), _exactly(stable(expr), point)
                    assert abs(before - after) <= mpf(10) ** -40 * max(1, abs(before))


def square_plus(a):
    return SquarePlus(a, 3)


SLOPES = {
    Softplus: sp.log(1 + sp.exp(x)),
    Sigmoid: 1 / (1 + sp.exp(-x)),
    TanhShrink: x - sp.tanh(x),
    ErfComplement: 1 - sp.erf(x),
    SechSquared: 1 - sp.tanh(x) ** 2,
    square_plus: x + sp.sqrt(x**2 + 3),
}


@pytest.mark.parametrize("function", SLOPES, ids=lambda function: function.__name__)
def test_slopes_of_the_functions(function):
    for point in (-3.1, 0.2, 4.4):
        slope = _exactly(function(x).diff(x), point)
        assert abs(slope - _exactly(SLOPES[function].diff(x), point)) < mpf(10) ** -40


def test_a_gelu_keeps_its_digits_far_below_0():
    # x (1 + erf(x/sqrt 2))/2 in float64 is 0 there: 1 + erf cancels.
    exact = _exactly(get("gelu").expr, -12.5)
    assert _in_float64(get("gelu").expr, -12.5) == 0
    assert _in_float64(stable(get("gelu").expr), -12.5) == pytest.approx(float(exact), rel=1e-12)
