"""Piecewise on balls: the branch is the one of the true point, and a ball across a condition is undecided."""

from __future__ import annotations

from random import Random

import pytest
import sympy as sp
from flint import acb, arb, fmpq

from theory.enclosure import balls  # noqa: F401  # it registers all rules
from theory.enclosure.compiling import compiled
from theory.enclosure.refusal import CannotTell, Undecided

x = sp.Symbol("x", real=True)
BRANCHES = sp.Piecewise(
    (1, x < -2),
    (2, (x >= -1) & (x < 0) | sp.Eq(x, -2)),
    (3, ~((x > 1) | (x < 0))),
    (4, sp.Ne(x, 3)),
    (5, True),
)


def _at(expression: sp.Expr, ball: arb | acb, analytic: bool = False) -> acb:
    return compiled(expression, (x,))([acb(ball)], analytic)


def test_the_branch_is_sympys_at_every_fraction() -> None:
    random = Random(0)
    fractions = [sp.Rational(random.randint(-40, 40), 8) for _ in range(30)]
    for at in [*fractions, *map(sp.Integer, range(-3, 4))]:
        assert _at(BRANCHES, arb(fmpq(at.p, at.q))) == int(BRANCHES.subs(x, at))


@pytest.mark.parametrize("kink", [-2, -1, 0, 1, 3])
def test_a_ball_across_a_kink_is_undecided_and_not_analytic(kink: int) -> None:
    with pytest.raises(Undecided, match="lies across a condition"):
        _at(BRANCHES, arb(kink, 1e-9))
    assert not _at(BRANCHES, arb(kink, 1e-9), analytic=True).is_finite()
    assert _at(BRANCHES, arb(kink + 0.01, 1e-9)).is_finite()


def test_one_part_that_is_decided_may_decide_the_whole() -> None:
    wide = arb(0, 1)
    assert _at(sp.Piecewise((1, (x > 0) & (x > 5)), (2, True)), wide) == 2
    assert _at(sp.Piecewise((1, (x > 0) | (x < 5)), (2, True)), wide) == 1
    with pytest.raises(Undecided):
        _at(sp.Piecewise((1, (x > 0) | (x > 5)), (2, True)), wide)


def test_complex_and_infinite_balls_are_not_compared() -> None:
    for ball in (acb(5, 1), acb(arb.nan())):
        with pytest.raises(Undecided):
            _at(sp.Piecewise((1, x > 0), (2, True)), ball)


def test_where_no_condition_holds_there_is_no_value() -> None:
    assert not _at(sp.Piecewise((1, x > 0)), arb(-1)).is_finite()


def test_other_conditions_are_refused_when_they_are_compiled() -> None:
    for condition in (sp.Contains(x, sp.Integers), sp.Xor(x > 0, sp.Symbol("b"), evaluate=False)):
        with pytest.raises(CannotTell, match="no rule decides the condition"):
            compiled(sp.Piecewise((1, condition), (2, True)), (x,))
