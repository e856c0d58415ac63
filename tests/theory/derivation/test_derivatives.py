import pytest
import sympy as sp

from theory import Derivation, DerivationError
from theory.derivation.derivatives import Differentiate
from theory.derivation.step import StepRefused
from theory.notation import h, u

SLOPE = sp.Derivative(sp.sin(u**2), u)


def test_a_derivative_is_proved_and_confirmed() -> None:
    step = Differentiate(2 * u * sp.cos(u**2), "the chain rule")
    step.prove(SLOPE)
    step.confirm(SLOPE)
    within = Differentiate(1 + 2 * u**2 * sp.cos(u**2), "within an expression")
    within.prove(1 + u * SLOPE)
    within.confirm(1 + u * SLOPE)
    assert step.relation == "="


@pytest.mark.parametrize("wrong", [sp.cos(u**2), 2 * u * sp.cos(u**2) + sp.Rational(1, 10**12)])
def test_a_wrong_derivative_is_refused_by_both_proofs(wrong: sp.Expr) -> None:
    step = Differentiate(wrong, "wrong")
    for prove in (step.prove, step.confirm):
        with pytest.raises(StepRefused):
            prove(SLOPE)


def test_a_function_is_not_its_slope() -> None:
    """cheats.md, 3: a step that differentiates what does not ask for it, as if u**2 = 2u."""
    step = Differentiate(2 * u, "the slope")
    for prove in (step.prove, step.confirm):
        with pytest.raises(StepRefused, match="must hold one first derivative"):
            prove(u**2)
    with pytest.raises(DerivationError, match="must hold one first derivative"):
        Derivation("cheat", sp.Symbol("a"), u**2, (step,)).check()


def test_a_derivative_by_the_other_variable_is_refused() -> None:
    step = Differentiate(h, "by h, not by u")
    for prove in (step.prove, step.confirm):
        with pytest.raises(StepRefused):
            prove(sp.Derivative(u * h, h))


def test_one_first_derivative_at_a_time() -> None:
    for several in (sp.Derivative(sp.sin(u), (u, 2)), SLOPE + sp.Derivative(u**3, u)):
        with pytest.raises(StepRefused, match="must hold one first derivative"):
            Differentiate(sp.S.Zero, "more").prove(several)


def test_where_a_function_jumps_its_slope_is_refused() -> None:
    jump = sp.Piecewise((u, u < 7), (u + 1, True))
    with pytest.raises(StepRefused, match="may jump"):
        Differentiate(sp.S.One, "but not at 7").prove(sp.Derivative(jump, u))
