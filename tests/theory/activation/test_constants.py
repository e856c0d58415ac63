import mpmath
import numpy as np
import pytest
import sympy as sp

from theory.activation.constants import Unfit, largest, order, real_number, sign_at, with_floats
from theory.notation import x


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (sp.Integer(-2) ** sp.E, "not a real number"),
        (sp.log(-1), "not a real number"),
        (sp.zoo, "divides by 0"),
        (sp.exp(300), "at most 1e"),
        (sp.Integer(10) ** 101, "at most 1e"),
        (sp.Rational(1, 3**3000), "too many digits"),
        (sp.sqrt(2) * sp.sqrt(3) - sp.sqrt(6) + sp.sin(1) ** 2 + sp.cos(1) ** 2 - 1, "told from 0"),
        (sp.log(sp.erf(sp.Integer(10) ** 50)), "told from 0"),
    ],
)
def test_what_is_no_constant_of_an_activation(number, reason):
    with pytest.raises(Unfit, match=reason):
        real_number(number)


def test_random_numbers_are_ordered_as_mpmath_orders_them():
    rng = np.random.default_rng(0)
    functions = [sp.tanh, sp.exp, sp.sin, sp.atan, sp.erf, lambda value: value]
    for _ in range(40):
        pair = [functions[rng.integers(6)](sp.Rational(int(rng.integers(-90, 90)), 17)) for _ in range(2)]
        exact = [mpmath.mpf(sp.N(number, 30)) for number in pair]
        assert order(*pair) == mpmath.sign(exact[0] - exact[1])
        if pair[0] != 0:
            assert exact[0] in real_number(pair[0]) or abs(exact[0] - float(real_number(pair[0]))) < 1e-13
            assert largest(pair[0]) >= abs(exact[0])


def test_the_sign_at_a_point():
    assert sign_at(sp.exp(x) - 2, sp.Rational(7, 10)) == 1
    assert sign_at(sp.exp(x) - 2, sp.S.Zero) == -1
    assert sign_at(x, sp.S.Zero) == 0
    with pytest.raises(ValueError, match="no finite real value"):
        sign_at(sp.sqrt(x), -sp.S.One)


def test_numpy_gets_no_integer_beyond_64_bits():
    large = sp.Integer(10) ** 50
    value = sp.lambdify(x, with_floats(sp.cos(large) * x + large), "numpy")(np.array([1.0]))
    assert value == pytest.approx(1e50)
    assert with_floats(sp.Rational(1, 3) * x + sp.cos(2)) == x / 3 + sp.cos(2)
