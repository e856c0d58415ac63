import pytest
import sympy as sp

from theory.derivation.derivatives import Differentiate
from theory.derivation.step import StepRefused
from theory.notation import h, u


def test_a_derivative_is_proved_and_confirmed() -> None:
    step = Differentiate(2 * u * sp.cos(u**2), "the chain rule", variable=u)
    step.prove(sp.sin(u**2))
    step.confirm(sp.sin(u**2))


@pytest.mark.parametrize("wrong", [sp.cos(u**2), 2 * u * sp.cos(u**2) + sp.Rational(1, 10**12)])
def test_a_wrong_derivative_is_refused_by_both_proofs(wrong: sp.Expr) -> None:
    step = Differentiate(wrong, "wrong", variable=u)
    for prove in (step.prove, step.confirm):
        with pytest.raises(StepRefused):
            prove(sp.sin(u**2))


def test_a_derivative_by_the_other_variable_is_refused() -> None:
    with pytest.raises(StepRefused):
        Differentiate(h, "by h, not by u", variable=h).prove(u * h)
