import pytest
import sympy as sp

from theory import Activation
from theory.notation import N, x
from theory.results.linearised import preserving_weight_variance


@pytest.mark.parametrize(("name", "value"), [("tanh", 1), ("sigmoid", sp.Rational(64, 5)), ("linear", 1)])
def test_equation_12_for_an_activation(name: str, value: sp.Expr) -> None:
    derivation = preserving_weight_variance(name)
    derivation.check()
    assert sp.simplify(derivation.rhs * N - value) == 0


def test_equation_12_takes_an_activation_of_ones_own() -> None:
    derivation = preserving_weight_variance(Activation.from_expr(sp.log(1 + sp.exp(x)), name="softplus"))
    derivation.check()
    assert sp.simplify(derivation.rhs * N - 4 / (1 + sp.log(2) ** 2)) == 0


@pytest.mark.parametrize(
    ("activation", "message"),
    [
        ("relu", "relu is not differentiable at 0"),
        (Activation.from_expr(sp.cos(x), name="cos"), r"cos has g'\(0\) = 0"),
        ("rellu", "did you mean 'relu'"),
    ],
)
def test_equation_12_refuses_what_it_does_not_hold_for(activation: str | Activation, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        preserving_weight_variance(activation)
