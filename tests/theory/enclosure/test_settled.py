"""A fixed point as a number: its digits are mpmath's, and it is bound, positive and compared by its definition."""

from __future__ import annotations

import pickle

import mpmath
import pytest
import sympy as sp
from flint import arb, ctx

from theory.enclosure.balls import enclose
from theory.enclosure.roots import NoRoot
from theory.enclosure.settled import FixedPointOf

x, u = sp.symbols("x u")
DOTTIE = FixedPointOf(sp.cos(x), x, 0, 1)


@pytest.mark.parametrize("digits", [15, 40, 90])
def test_the_ball_holds_mpmaths_number_at_every_precision(digits: int) -> None:
    with mpmath.workdps(digits + 20):
        exact = arb(mpmath.nstr(mpmath.findroot(lambda at: mpmath.cos(at) - at, 0.74), digits + 15))
    with ctx.workprec(int(digits * 3.33)):
        ball = DOTTIE.ball
        assert ball.overlaps(exact)
        assert ball.rad() < arb(10) ** (1 - digits)
    assert enclose(2 * DOTTIE + 1, digits=digits).overlaps(2 * exact + 1)


def test_it_is_evaluated_as_a_number_of_sympy_and_numpy() -> None:
    assert abs(DOTTIE.evalf(40) - sp.Float("0.7390851332151606416553120876738734040134", 40)) < 1e-38
    assert sp.lambdify(u, u * DOTTIE, "numpy")(2.0) == pytest.approx(1.4781702664303213, rel=1e-15)


def test_its_variable_is_bound() -> None:
    assert DOTTIE.free_symbols == set()
    assert (x * DOTTIE).subs(x, 2) == 2 * DOTTIE
    with pytest.raises(ValueError, match="depends on u too: give each a value"):
        FixedPointOf(u * sp.cos(x), x, 0, 1)


def test_it_equals_one_of_the_same_definition_alone() -> None:
    assert FixedPointOf(sp.cos(x), x, 0, 1) - DOTTIE == 0
    assert FixedPointOf(sp.cos(x), x, 0, 2) != DOTTIE
    assert FixedPointOf(sp.cos(x) / 2, x, 0, 1) != DOTTIE
    assert pickle.loads(pickle.dumps(DOTTIE)) == DOTTIE


def test_its_sign_is_that_of_the_number() -> None:
    assert DOTTIE.is_positive
    assert FixedPointOf(sp.cos(x), x, -1, 1).is_positive
    assert FixedPointOf(-sp.cos(x), x, -1, 1).is_negative


def test_a_number_that_does_not_exist_has_no_ball() -> None:
    with pytest.raises(NoRoot):
        _ = FixedPointOf(sp.exp(x), x, 0, 1).ball
