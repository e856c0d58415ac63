"""Operations on balls: values are mpmath's, wide balls hold them, and branch cuts and kinks are not analytic."""

from __future__ import annotations

from random import Random

import mpmath
import pytest
import sympy as sp
from flint import acb, arb, fmpq

from theory.enclosure.balls import enclose
from theory.enclosure.operations import BINARY, CONSTANTS, FUNCTIONS, exact_integer, power
from theory.enclosure.refusal import CannotTell

x = sp.Symbol("x")
ABOVE_ONE = (sp.acosh,)
INSIDE_ONE = (sp.asin, sp.acos, sp.atanh)


def _holds(ball: acb, value: mpmath.mpf) -> bool:
    """Tell whether a ball holds a value of mpmath, which is known to 30 digits or so."""
    close = arb(str(value)) * arb(1, 1e-25)
    return bool(ball.is_finite()) and bool(ball.real.overlaps(close)) and bool(ball.imag.contains(0))


@pytest.mark.parametrize("kind", FUNCTIONS, ids=lambda kind: kind.__name__)
def test_a_ball_of_arguments_gives_a_ball_that_holds_every_value(kind: type[sp.Expr]) -> None:
    random, function = Random(kind.__name__), sp.lambdify(x, kind(x), "mpmath")
    with mpmath.workdps(30):
        for _ in range(8):
            low, high = (1.01, 6) if kind in ABOVE_ONE else (-0.9, 0.9) if kind in INSIDE_ONE else (0.1, 1.4)
            middle, radius = random.uniform(low, high), random.choice([0, 1e-9, 1e-3])
            at = middle + random.uniform(-radius, radius)
            ball = FUNCTIONS[kind](acb(arb(middle, radius * 1.01)), False)
            assert _holds(ball, mpmath.mpf(function(mpmath.mpf(at))))
            assert ball.real.rad() < 1e-11 or radius > 0


def test_constants_are_mpmaths() -> None:
    with mpmath.workdps(30):
        for constant, ball in CONSTANTS.items():
            assert _holds(acb(ball()), mpmath.mpf(sp.N(constant, 30)))


def test_a_ball_on_a_branch_cut_or_kink_is_not_analytic() -> None:
    for kind, at in [
        (sp.log, -1), (sp.asin, 2), (sp.acos, -2), (sp.atanh, 1), (sp.acosh, 0), (sp.loggamma, -0.5),
        (sp.Abs, 0), (sp.sign, 0),
    ]:  # fmt: skip
        assert not FUNCTIONS[kind](acb(arb(at, 0.1)), True).is_finite()
    for kind in (sp.atan, sp.asinh):
        assert not FUNCTIONS[kind](acb(0, 2), True).is_finite()
        assert FUNCTIONS[kind](acb(0.5, 2), True).is_finite()
    assert not power(acb(arb(0, 1)), acb(0.5), True).is_finite()


def test_what_is_defined_on_the_real_line_is_not_told_off_it() -> None:
    """FLINT's real_abs(1 + i) is 1 + i, whose fourth power -4 is real; |1 + i|^4 is 4."""
    off = 1 + sp.sqrt(x)
    for expression in (sp.Abs(off) ** 4, sp.sign(off), sp.Heaviside(off), sp.Max(off, sp.Symbol("y")) ** 4):
        with pytest.raises(CannotTell, match="no finite real value"):
            enclose(expression, {x: -1, sp.Symbol("y"): 0})


def test_a_step_on_a_ball_that_holds_0_holds_its_value_at_0() -> None:
    step = BINARY[sp.Heaviside]
    assert step(acb(0), acb(7), False) == 7
    assert step(acb(arb(0, 1)), acb(7), False).contains(acb(7))
    assert step(acb(arb(0, 1)), acb(0.5), False).contains(acb(1))
    assert (step(acb(2), acb(7), False), step(acb(-2), acb(7), False)) == (1, 0)


def test_powers_are_whole_or_on_the_principal_branch() -> None:
    assert power(acb(-8), acb(3), False) == -512
    assert power(acb(0), acb(0), False) == 1
    root = power(acb(-8), acb(arb(1) / 3), False)
    assert root.contains(acb(1, arb(3).sqrt()))


@pytest.mark.parametrize("exponent", [0.25, 1.49, 7 / 3])
def test_a_power_of_a_ball_about_0_holds_the_powers_of_its_points(exponent: float) -> None:
    base = acb(arb(0.01, 0.03), arb(0, 0.02))
    found = power(base, acb(exponent), False)
    for z in (0, 0.04, -0.02, 0.03 + 0.02j, -0.01 - 0.02j):
        assert found.contains(acb(z).pow(acb(exponent)))
    assert abs(found).upper() < 1.5 * 0.0448**exponent
    assert not power(base, acb(exponent), True).is_finite()
    assert not power(base, acb(-exponent), False).is_finite()


def test_an_exact_integer_has_no_radius_and_no_imaginary_part() -> None:
    assert exact_integer(acb(-(2**80))) == -(2**80)
    for ball in (acb(arb(3, 1e-30)), acb(0.5), acb(3, 1), acb(arb.nan()), acb(arb.pos_inf())):
        assert exact_integer(ball) is None


def test_binomials_are_sympys() -> None:
    random, function = Random(3), BINARY[sp.binomial]
    for _ in range(30):
        n, k = sp.Rational(random.randint(-30, 30), random.choice([1, 3])), random.randint(-2, 12)
        exact = sp.binomial(n, k)
        assert function(acb(fmpq(n.p, n.q)), acb(k), False).overlaps(acb(fmpq(exact.p, exact.q)))
    with pytest.raises(CannotTell, match="for real arguments only"):
        function(acb(1, arb(0, 1)), acb(2), False)


def test_incomplete_gamma_functions_and_polygammas_are_mpmaths() -> None:
    random = Random(4)
    with mpmath.workdps(30):
        for _ in range(10):
            order, at = random.uniform(0.1, 5), random.uniform(0.1, 9)
            upper, lower = (
                BINARY[kind](acb(order), acb(at), False) for kind in (sp.uppergamma, sp.lowergamma)
            )
            assert _holds(upper, mpmath.gammainc(order, at))
            assert _holds(lower, mpmath.gammainc(order, 0, at))
            for degree in range(3):
                assert _holds(BINARY[sp.polygamma](acb(degree), acb(at), False), mpmath.psi(degree, at))


@pytest.mark.parametrize("kind", [sp.asinh, sp.tanh, sp.erf, sp.erfc])
def test_wide_balls_far_out_are_finite_and_hold_the_values_inside(kind: type[sp.Expr]) -> None:
    random, function = Random(5), FUNCTIONS[kind]
    for _ in range(40):
        middle = random.choice([-1, 1]) * 10 ** random.uniform(0.3, 4)
        half = random.uniform(0.01, 0.4) * abs(middle) / (1 if kind in (sp.asinh, sp.tanh) else abs(middle))
        ball = acb(arb(middle, half), arb(0, half))
        value = function(ball, True)
        assert value.is_finite()
        inside = acb(middle + half * random.uniform(-1, 1), half * random.uniform(-1, 1))
        assert value.overlaps(function(inside, False))
