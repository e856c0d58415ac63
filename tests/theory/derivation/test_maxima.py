"""The largest value as a step: slopes of tanh and of a shifted bump; wrong values, places and gaps are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from theory.derivation.maxima import Largest
from theory.derivation.step import StepRefused
from theory.notation import m, t, u

SLOPE = 1 - sp.tanh(t) ** 2
STEP = Largest(sp.S.One, "1 - g' is tanh²", variable=t, at=sp.S.Zero, gap=(sp.tanh(t) ** 2,))
# u²/(1 + (t - 3)²), whose place and value are not 0 and 1.
BUMP = u**2 / (1 + (t - 3) ** 2)
TOP = Largest(u**2, "", variable=t, at=sp.S(3), gap=(u**2, (t - 3) ** 2, 1 / (1 + (t - 3) ** 2)))


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
        (STEP, sp.S.One - sp.tanh(u) ** 2, "is not a function of t"),
        (replace(STEP, result=t), SLOPE, "t still depends on t"),
        (replace(STEP, at=t), SLOPE, "t still depends on t"),
    ],
)
def test_what_states_no_maximum_is_refused(step: Largest, function: sp.Expr, match: str) -> None:
    for check in (step.prove, step.confirm):
        with pytest.raises(StepRefused, match=match):
            check(function)
