import numpy as np
import pytest
import sympy as sp

from theory.activation.zeros import TooManyZeros, zeros
from theory.notation import x

MONOTONE = [
    sp.exp,
    sp.tanh,
    sp.atan,
    sp.sinh,
    sp.asinh,
    sp.erf,
    sp.erfc,
    lambda part: 1 / (1 + sp.exp(-part)),
]


def test_random_compositions_of_invertible_functions():
    """The truth: an increasing or decreasing h takes the value h(a) at a alone."""
    rng = np.random.default_rng(0)
    for _ in range(25):
        a = sp.Rational(int(rng.integers(-9, 10)), 10)
        outer, inner = (MONOTONE[rng.integers(len(MONOTONE))] for _ in range(2))
        h = outer(sp.Rational(int(rng.integers(1, 9)), 5) * inner(x) + sp.Rational(1, 3))
        (found,) = zeros(h - h.subs(x, a))
        assert abs(sp.N(found - a, 20)) < 1e-15, h


def test_random_polynomials_in_an_exponential():
    rng = np.random.default_rng(1)
    for _ in range(10):
        roots = sorted(int(root) for root in rng.choice(np.arange(-4, 9), 3, replace=False))
        expr = sp.expand(sp.prod(sp.exp(x) - root for root in roots))
        found = sorted(float(root) for root in zeros(expr))
        assert found == pytest.approx([np.log(root) for root in roots if root > 0], rel=1e-14)


def test_quadratics_with_irrational_coefficients():
    found = zeros(sp.sqrt(2) * x**2 - sp.pi * x + 1)
    assert [float(root) for root in found] == pytest.approx(np.roots([2**0.5, -np.pi, 1])[::-1])
    assert zeros(sp.sqrt(2) * x**2 + 1) == []


def test_waves():
    assert zeros(sp.sin(x) + 2) == []
    assert zeros(sp.sin(sp.tanh(x))) == [0]
    assert {float(root) for root in zeros(sp.cos(5 * sp.tanh(x)))} == {
        float(s * sp.atanh(k * sp.pi / 10)) for k in (1, 3) for s in (-1, 1)
    }
    for wave in (sp.sin(3 * x) - sp.Rational(1, 2), sp.cos(x), sp.tan(x + 1)):
        with pytest.raises(TooManyZeros, match="more than 20 points") as stop:
            zeros(wave)
        assert all(abs(sp.N(wave.subs(x, point), 30)) < 1e-20 for point in stop.value.some)


@pytest.mark.parametrize(
    "expr",
    [
        x * sp.exp(x) - 1,
        sp.sin(x) - x / 3,
        sp.cos(x) - x ** sp.Rational(123457, 1000003),
        sp.exp(10**9 * x) + sp.exp(x) - 2,
    ],
)
def test_what_cannot_be_found_is_said_at_once(expr):
    assert zeros(expr) is None
