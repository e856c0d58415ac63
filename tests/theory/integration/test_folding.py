"""Periodic activations over many periods, against Bessel functions and averages over a period."""

import mpmath
import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.integration.certified import certified
from theory.integration.folding import folded, period
from theory.integration.whole_line import integrated


def _activation(text: str) -> Activation:
    return Activation.from_expr(parse(text))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("exp(sin(3*x))", 2 * sp.pi / 3),
        ("tanh(sin(2*x) + cos(3*x - 1))", 2 * sp.pi),
        ("exp(-cos(x/2)**2)", 4 * sp.pi),
        ("x + sin(x)", None),
        ("tanh(x)", None),
        ("exp(sin(x)*sin(pi*x))", None),
        ("exp(sin(x**2))", None),
    ],
)
def test_periods(text, length):
    assert period(_activation(text)) == length


def test_exponentials_of_sines_at_random_laws():
    """E exp(a sin y) = I_0(a) + 2 sum of i^k I_k(a) parts, by the series of Jacobi and Anger."""
    rng = np.random.default_rng(0)
    for _ in range(12):
        a, rate = round(rng.uniform(0.5, 3), 2), round(10 ** rng.uniform(0, 3), 1)
        u, mean = float(rng.uniform(3.2, 30) / rate), float(rng.normal() / rate)
        found = certified(_activation(f"exp({a}*sin({rate}*x))"), u, mean)
        with mpmath.workdps(40):
            phase, damping = mpmath.mpf(str(rate)) * mpmath.mpf(mean), (mpmath.mpf(str(rate)) * u) ** 2 / 2

            def moment(b, phase=phase, damping=damping):
                return mpmath.besseli(0, b) + 2 * sum(
                    mpmath.besseli(k, b)
                    * mpmath.exp(-k * k * damping)
                    * mpmath.cos(k * (phase - mpmath.pi / 2))
                    for k in range(1, 16)
                )

            exact = mpmath.mpf(str(a))
            for name, value in (("mean", moment(exact)), ("second", moment(2 * exact))):
                number, bound = found.rounded(name)
                assert abs(value - number) <= bound <= 1e-14 * value


def test_narrow_features_over_many_periods():
    for u in (20.0, 1e3, 1e6, 1e200):
        value, bound = certified(_activation("exp(-10000*sin(x)**2)"), u, 0.7).rounded("mean")
        with mpmath.workdps(30):
            exact = mpmath.exp(-5000) * mpmath.besseli(0, 5000)
        assert abs(value - float(exact)) <= bound + 1e-17


@pytest.mark.parametrize("text", ["exp(sin(2*x)+cos(3*x))", "1/(2+sin(x))", "sin(x)/(2+cos(2*x))"])
def test_one_period_and_the_whole_line_agree_on_all_moments(text):
    rng, activation = np.random.default_rng(1), _activation(text)
    length = period(activation)
    for _ in range(2):
        u, mean = float(length) * float(rng.uniform(0.51, 1.2)), float(rng.normal())
        with ctx.workprec(128):
            one = folded(activation, length, arb(u), arb(mean), 64)
            two = integrated(activation, arb(u), arb(mean), 64, False)
        assert all(one[name].overlaps(two[name]) for name in two)
        assert all(
            ball[name].rel_accuracy_bits() > 50 for ball in (one, two) for name in ("second", "variance")
        )
