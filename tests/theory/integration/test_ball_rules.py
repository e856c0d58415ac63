"""The stable functions in balls agree with their definitions."""

import pytest
import sympy as sp
from flint import acb, arb
from sympy.codegen.cfunctions import log1p

from theory.activation.float64 import ErfComplement, SechSquared, Sigmoid, Softplus, SquarePlus, TanhShrink
from theory.enclosure.compiling import compiled
from theory.integration import ball_rules  # noqa: F401  # it registers its rules
from theory.notation import x


def log1p_of_square(a):
    return log1p(a**2)


def square_plus(a):
    return SquarePlus(a, 3)


PLAIN = {
    Sigmoid: 1 / (1 + sp.exp(-x)), Softplus: sp.log(1 + sp.exp(x)), SechSquared: 1 / sp.cosh(x) ** 2,
    TanhShrink: x - sp.tanh(x), ErfComplement: 1 - sp.erf(x),
    square_plus: x + sp.sqrt(x**2 + 3),
    log1p_of_square: sp.log(1 + x**2),
}  # fmt: skip


@pytest.mark.parametrize("function", list(PLAIN))
@pytest.mark.parametrize("at", [-3.5, -0.2, 0.7, 4.0])
def test_values(function, at):
    point = [acb(arb(at))]
    assert compiled(function(x), (x,))(point, False).overlaps(compiled(PLAIN[function], (x,))(point, False))
