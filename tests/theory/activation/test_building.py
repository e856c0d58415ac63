import ast

import numpy as np
import pytest
import sympy as sp

from theory.activation.building import apply, bounded, choose, extreme, power
from theory.activation.constants import Unfit
from theory.notation import x


@pytest.mark.parametrize(
    ("expr", "reason"),
    [
        (x / sp.S.Zero, "divides by 0"),
        (sp.I * x, "not a real number"),
        (sp.Add(*(sp.sin(k * x) for k in range(1, 200))), "more than 500 operations"),
        ((sp.sin(x) + sp.cos(x) + sp.exp(x) + x) ** 30, "2000 terms"),
        (sp.exp(sp.exp(9)), "at most 1e"),
    ],
)
def test_what_is_out_of_bounds(expr, reason):
    with pytest.raises(Unfit, match=reason):
        bounded(expr)


def test_powers():
    assert power(x, sp.Integer(64), 0) == x**64
    assert power(sp.Integer(-8), sp.Integer(3), 0) == -512
    for base, exponent in ((-sp.Integer(8), sp.Rational(1, 3)), (-sp.S.One, x), (sp.S.Zero, x)):
        with pytest.raises(Unfit, match="not a real number"):
            power(base, exponent, 0)
    for base, exponent in (
        (x, sp.Integer(65)),
        (x**9, sp.Integer(8)),
        ((x + 1) ** 64, 16 + abs(x)),
        (x, sp.exp(9)),
    ):
        with pytest.raises(Unfit, match="at most 64"):
            power(base, exponent, 0)


def test_extremes_and_sizes_of_numbers_are_decided_at_once():
    numbers = [sp.tanh(10), sp.Rational(99, 100), sp.sqrt(2) / 2, sp.erf(1)]
    assert extreme(sp.Max, numbers) == sp.tanh(10)
    assert extreme(sp.Min, [*numbers, x]) == sp.Min(x, sp.sqrt(2) / 2)
    assert apply(sp.Abs, sp.cos(3)) == -sp.cos(3)
    assert apply(sp.sign, sp.cos(3)) == -1


def test_a_choice_inside_a_comparison_has_the_value_of_what_is_written():
    rng = np.random.default_rng(0)
    for _ in range(20):
        a, b, c, d = (sp.Rational(int(part), 7) for part in rng.integers(-20, 20, 4))
        inner = choose(ast.Lt, x, a, b * x + 1, x**2)
        function = choose(ast.Gt, inner + c, d, x, -x)
        for point in rng.integers(-300, 300, 5).tolist():
            at = sp.Rational(point, 101)
            value = b * at + 1 if at < a else at**2
            assert function.subs(x, at) == (at if value + c > d else -at)
