"""How often a function has a value: it falls from one limit to another, or the step is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from theory.derivation.roots import CountRoots, PositiveRoots
from theory.derivation.step import StepRefused
from theory.notation import t, u

FALLING = sp.exp(-t)
COUNT = PositiveRoots(FALLING, t, u)
STEP = CountRoots(sp.Piecewise((1, u < 1), (0, True)), "exp(-t) falls from 1 to 0", slope=(FALLING,))


def test_a_function_that_falls_takes_each_value_once() -> None:
    for previous, result in ((COUNT, STEP.result), (1 + 2 * COUNT, 1 + 2 * STEP.result)):
        step = replace(STEP, result=sp.piecewise_fold(result))
        step.prove(previous)
        step.confirm(previous)


def test_the_ratio_of_tanh_to_its_argument_falls() -> None:
    slope = (sp.sinh(2 * t) - 2 * t, 1 / (2 * t**2 * sp.cosh(t) ** 2))
    previous = PositiveRoots(sp.tanh(t) / t, t, u)
    CountRoots(sp.Piecewise((1, u < 1), (0, True)), "from 1 to 0", slope=slope).prove(previous)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (sp.Piecewise((1, u < 2), (0, True)), "there is a root where 0 < u < 1"),
        (sp.Piecewise((1, u > 1), (0, True)), "there is a root where 0 < u < 1"),
        (sp.Piecewise((2, u < 1), (0, True)), "does not bring to 0"),
        (sp.Piecewise((1, u < 1), (1, True)), "Piecewise of two cases"),
        (sp.S.One, "Piecewise of two cases"),
        (sp.Piecewise((1, u < 1), (0, u < 2)), "has no value where neither"),
    ],
    ids=str,
)
def test_a_wrong_count_or_condition_is_refused(result: sp.Expr, message: str) -> None:
    with pytest.raises(StepRefused, match=message):
        replace(STEP, result=result).prove(COUNT)


@pytest.mark.parametrize(
    "result", [sp.Piecewise((1, u < 2), (0, True)), sp.S.One, sp.Piecewise((2, u < 1), (0, True))]
)
def test_numbers_alone_refuse_a_wrong_count(result: sp.Expr) -> None:
    with pytest.raises(StepRefused, match="roots, so"):
        replace(STEP, result=result).confirm(COUNT)


@pytest.mark.parametrize(
    ("function", "slope", "message"),
    [
        (t * sp.exp(-t), ((t - 1) * sp.exp(-t),), "is not shown to be positive"),  # rises, then falls
        (sp.sin(t), (-sp.cos(t),), "is not shown to be positive"),
        (sp.exp(t), (-sp.exp(t),), "is not shown to be positive"),  # rises
        (FALLING, (2 * FALLING,), "does not bring to 0"),  # another slope
        (FALLING + sp.Piecewise((0, t < 1), (5, True)), (FALLING,), "may jump"),
        (FALLING + sp.floor(t), (FALLING,), "may jump"),
        (1 / (t - 1), (1 / (t - 1) ** 2,), "is not shown to be finite for every t"),
    ],
    ids=str,
)
def test_a_function_that_does_not_fall_everywhere_is_refused(
    function: sp.Expr, slope: tuple[sp.Expr, ...], message: str
) -> None:
    with pytest.raises(StepRefused, match=message):
        replace(STEP, slope=slope).prove(PositiveRoots(function, t, u))


def test_a_step_counts_the_roots_of_one_function() -> None:
    for previous in (u, COUNT + PositiveRoots(FALLING, t, u / 2)):
        with pytest.raises(StepRefused, match="must hold one PositiveRoots"):
            STEP.prove(previous)
    with pytest.raises(StepRefused, match=r"u\*t holds t|t\*u holds t"):
        STEP.prove(PositiveRoots(FALLING, t, u * t))
