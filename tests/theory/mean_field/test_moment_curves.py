import random
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from theory.activation.activation import Activation
from theory.activation.lookup import get
from theory.integration.gaussian_moments import moments
from theory.mean_field.moment_curves import critical_ratio, line_gap, linear_rate, second_moment, variance
from theory.notation import x

RATES = {
    "linear": 1, "relu": Fraction(1, 2), "leaky_relu": Fraction(10001, 20000), "prelu": Fraction(17, 32), "abs": 1,
    "relu6": None, "elu": None, "softshrink": None, "square": None, "sign": None, "exp": None,
}  # fmt: skip


def test_rates_of_lines_in_the_catalogue() -> None:
    assert {name: linear_rate(get(name)) for name in RATES} == RATES


def test_lines_are_told_by_their_squares() -> None:
    for own in (
        sp.Piecewise((x, x > 1), (-x, True)),
        sp.Piecewise((sp.sqrt(2) * x, x > 0), (0, True)),
        sp.Piecewise((0, x > 2), (x, x > -2), (sp.sqrt(2) * x, True)),
    ):
        assert linear_rate(Activation.from_expr(own)) == 1
    assert linear_rate(Activation.from_expr(sp.pi * x)) == pytest.approx(np.pi**2, rel=1e-15)
    for own in (sp.Piecewise((x, sp.Abs(x) < 1000), (2 * x, True)), x + sp.Rational(1, 10**9), x**2):
        assert linear_rate(Activation.from_expr(own)) is None


def test_the_gap_of_a_line_is_exact_in_decimals() -> None:
    assert line_gap(Fraction(1, 2), 1.9999999) == 5e-8
    assert line_gap(Fraction(1, 2), 1.4, 0.7) == 0
    rng = random.Random(14)
    for _ in range(100):
        slope = Fraction(rng.randint(0, 999), 1000)
        rate = (1 + slope**2) / 2
        assert line_gap(rate, 1 / float(rate)) == 0  # critical, but for the rounding of a division


@pytest.mark.parametrize("name", ["silu", "relu6", "exp"])
def test_curves_are_moments(name) -> None:
    for curve, pick in (
        (second_moment(get(name)), lambda at: at.second),
        (critical_ratio(get(name)), lambda at: at.second / at.derivative_second),
        (variance(get(name)), lambda at: at.variance),
    ):
        points = curve.samples()
        some = slice(None, None, 29)
        q, value, bound = points.q[some], points.value[some], points.bound[some]
        known = np.isfinite(value) & (q < 300)
        exact = pick(moments(name, np.sqrt(q[known])))
        assert (np.abs(value[known] - exact) <= bound[known] + 1e-13 * exact).all()
        assert known.sum() > 5
