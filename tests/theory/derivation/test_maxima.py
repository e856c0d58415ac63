"""The largest value as a step: slopes of tanh and of a shifted bump; wrong values, places and gaps are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from theory.derivation.maxima import Largest
from theory.derivation.step import StepRefused
from theory.notation import h, m, p, t, u, x

SLOPE = 1 - sp.tanh(t) ** 2
STEP = Largest(sp.S.One, "1 - g' is tanh²", variable=t, at=sp.S.Zero, gap=(sp.tanh(t) ** 2,))
# u²/(1 + (t - 3)²), whose place and value are not 0 and 1.
BUMP = u**2 / (1 + (t - 3) ** 2)
TOP = Largest(u**2, "", variable=t, at=sp.S(3), gap=(u**2, (t - 3) ** 2, 1 / (1 + (t - 3) ** 2)))
C = sp.Symbol("c", real=True)
J = sp.Symbol("j", integer=True)
SUM = sp.Sum((t - J) ** 2, (J, 1, 3))
AREA = sp.Integral((t - x) ** 2, (x, 0, 1))


@pytest.mark.parametrize(("step", "function"), [(STEP, SLOPE), (TOP, BUMP)])
def test_the_largest_value_is_proved_and_confirmed(step: Largest, function: sp.Expr) -> None:
    step.prove(function)
    step.confirm(function)


@pytest.mark.parametrize("factor", [sp.Rational(101, 100), sp.Rational(99, 100), 2, -1])
def test_another_value_is_refused_by_proof_and_by_numbers(factor: sp.Expr) -> None:
    wrong = replace(TOP, result=factor * TOP.result)
    for check in (wrong.prove, wrong.confirm):
        with pytest.raises(StepRefused):
            check(BUMP)


def test_another_place_is_refused_by_proof_and_by_numbers() -> None:
    wrong = replace(TOP, at=sp.Rational(31, 10))
    for check in (wrong.prove, wrong.confirm):
        with pytest.raises(StepRefused):
            check(BUMP)


def test_a_value_that_is_taken_and_exceeded_is_refused() -> None:
    # At 0 the sigmoid's slope is flat and largest; the sigmoid itself grows on.
    sigmoid = 1 / (1 + sp.exp(-t))
    wrong = Largest(sp.Rational(1, 2), "", variable=t, at=sp.S.Zero, gap=(sp.Rational(1, 2) - sigmoid,))
    with pytest.raises(StepRefused, match="is not shown to be 0 or more"):
        wrong.prove(sigmoid)
    with pytest.raises(StepRefused, match="the function is above 1/2"):
        wrong.confirm(sigmoid)


def test_a_gap_that_is_not_the_difference_is_refused() -> None:
    with pytest.raises(StepRefused, match="does not bring to 0"):
        replace(STEP, gap=(sp.tanh(t) ** 4,)).prove(SLOPE)


@pytest.mark.parametrize(
    ("step", "function", "match"),
    [
        (replace(STEP, variable=u), SLOPE, "give a real symbol that may have any value"),
        (replace(STEP, variable=m), SLOPE, "give a real symbol that may have any value"),
        (replace(STEP, variable=p, gap=(p**2, p + 100)), 1 - p**2 * (p + 100), "that may have any value"),
        (replace(STEP, variable=h, gap=(h**2,)), 1 - h**2, "that may have any value"),  # it is below 1
        (
            replace(STEP, at=sp.oo, gap=(sp.exp(-t),)),
            1 - sp.exp(-t),
            "at = oo is not shown to be a finite real",
        ),
        (replace(STEP, at=sp.I, gap=((t**2 + 1) ** 2,)), 1 - (t**2 + 1) ** 2, "at = I is not shown"),
        (
            replace(STEP, at=sp.sqrt(C), gap=((t**2 - C) ** 2,)),
            1 - (t**2 - C) ** 2,
            r"at = sqrt\(c\) is not shown",
        ),
        (replace(STEP, at=1 / C, gap=((C * t - 1) ** 2,)), 1 - (C * t - 1) ** 2, "at = 1/c is not shown"),
        (replace(STEP, at=J, gap=(SUM**2,)), 1 - SUM**2, "at = j holds j, over which"),
        (replace(STEP, at=x, gap=(AREA,)), 1 - AREA, "at = x holds x, over which"),
        (STEP, sp.S.One - sp.tanh(u) ** 2, "is not a function of t"),
        (replace(STEP, result=t), SLOPE, "t still depends on t"),
        (replace(STEP, at=t), SLOPE, "t still depends on t"),
    ],
)
def test_what_states_no_maximum_is_refused(step: Largest, function: sp.Expr, match: str) -> None:
    for check in (step.prove, step.confirm):
        with pytest.raises(StepRefused, match=match):
            check(function)
