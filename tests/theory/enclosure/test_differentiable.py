"""Functions of one variable: the balls of a derivative are slopes, and what may jump is refused."""

from __future__ import annotations

import math
from random import Random

import pytest
import sympy as sp
from flint import arb, fmpq

from theory.enclosure.differentiable import Function
from theory.enclosure.refusal import CannotTell

x, u, t = sp.symbols("x u t", real=True)


def test_values_and_slopes_are_those_of_the_closed_forms() -> None:
    random, function = Random(0), Function(sp.exp(u * x) * x, x, {u: sp.Rational(1, 3)})
    for _ in range(10):
        at = arb(fmpq(random.randint(-200, 200), 100))
        growth = (at / 3).exp()
        assert function(at).overlaps(growth * at)
        assert function.derivative(at).overlaps(growth * (1 + at / 3))
        assert function.derivative.derivative(at).overlaps(growth * (at / 9 + arb(2) / 3))
        assert function.derivative(at).rad() < 1e-11


def test_a_ball_holds_the_slopes_between_its_points() -> None:
    random, function = Random(1), Function(sp.tanh(x) + x**3, x)
    for _ in range(10):
        low, high = sorted(random.uniform(-2, 2) for _ in range(2))
        slope = (function(arb(high)) - function(arb(low))) / (arb(high) - arb(low))
        assert function.derivative(arb(low).union(arb(high))).overlaps(slope)


def test_an_integral_is_differentiated_under_its_sign() -> None:
    """E cos(x Z) is exp(-x^2/2)."""
    normal = sp.exp(-(t**2) / 2) / sp.sqrt(2 * sp.pi)
    function = Function(sp.Integral(sp.cos(x * t) * normal, (t, -sp.oo, sp.oo)), x)
    assert math.isclose(float(function.derivative(arb(1))), -math.exp(-0.5), rel_tol=1e-12)


def test_what_is_not_real_or_not_told_is_not_a_number() -> None:
    assert not Function(sp.sqrt(x), x)(arb(-1)).is_finite()
    assert not Function(1 / x, x)(arb(0, 1)).is_finite()
    assert not Function(sp.Piecewise((1, x < 0), (2, True)), x)(arb(0, 1)).is_finite()


def test_symbols_have_values_and_the_variable_has_none() -> None:
    with pytest.raises(ValueError, match="no value for u in"):
        Function(u * x, x)
    with pytest.raises(ValueError, match="x runs over a range: give it no value"):
        Function(x**2 - 2, x, {x: 1})


@pytest.mark.parametrize("jump", [sp.sign(x), sp.Heaviside(x), sp.Piecewise((0, x < 1), (1, True))])
def test_a_function_that_may_jump_is_refused(jump: sp.Expr) -> None:
    with pytest.raises(CannotTell, match="may jump in x"):
        Function(x + jump, x).require_continuous()
    Function(x + jump.subs(x, u), x, {u: 3}).require_continuous()
    Function(sp.Abs(x) + sp.Max(x, 1), x).require_continuous()
