"""Certified moments of every kind that panels got wrong, against values known otherwise."""

import numpy as np
import pytest
from scipy.stats import norm

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.integration import whole_line
from theory.integration.certified import certified
from theory.integration.divergence import Divergent

# E (2 x exp(x^2) sech^2 exp(x^2))^2, by mpmath.
TANH_EXP = 0.0425549513189755


@pytest.mark.parametrize(
    ("text", "u", "mean", "field", "exact"),
    [
        ("exp(x)", 30.0, 0.0, "mean", 2.70717827678700e195),
        ("exp(-10000*sin(x)**2)", 3.0, 0.7, "mean", 0.00564203692795158),
        ("(1-cos(x))/x**2", 1.0, 0.0, "derivative_second", 0.00482882540),
        ("log(1+x**2)/x**2", 1.0, 0.0, "derivative_second", 0.097915166845),
        ("max(x-1,0)", 1e-12, 1.0, "second", 5e-25),
        ("sin(x)", 1.0, 1e15, "second", 0.532024684117703),
        ("sign(x)*abs(x)**0.6", 1.0, 0.7, "derivative_second", 1.20776),
        ("exp(x)*sin(x)", 1.0, 0.0, "second", 4.021349859897131),
        ("sin(1000*x)", 1.0, 0.0, "derivative_second", 5e5),
        ("tanh(exp(x**2))", 1.0, 0.0, "derivative_second", TANH_EXP),
    ],
)
def test_values(text, u, mean, field, exact):
    value, bound = certified(Activation.from_expr(parse(text)), u, mean).rounded(field)
    assert value == pytest.approx(exact, rel=1e-5)
    assert 0 < bound <= 1e-13 * value


def test_sines_of_any_frequency_against_their_closed_form():
    rng = np.random.default_rng(0)
    for frequency, u in zip(10 ** rng.uniform(0, 6, 10), 10 ** rng.uniform(-3, 3, 10), strict=True):
        text = f"sin({frequency:.6g}*x)"
        value, bound = certified(Activation.from_expr(parse(text)), float(u), 0.0).rounded("second")
        exact = -np.expm1(-2 * (float(f"{frequency:.6g}") * u) ** 2) / 2
        assert abs(value - exact) <= bound + 1e-15 * exact


def test_a_bump_on_a_plateau():
    # Between jump and bump g less its plateau is 0 to within a ball: bounds were infinite.
    rng = np.random.default_rng(1)
    for _ in range(4):
        jump, width, height = rng.uniform(-3, -1), 10 ** rng.uniform(-2.5, -1), rng.uniform(0.1, 2)
        place = rng.uniform(1, 3)
        text = f"heaviside(x - ({jump})) + {height}*exp(-((x - {place})/{width})**2)"
        value, bound = certified(Activation.from_expr(parse(text)), 1.0, 0.0).rounded("second")
        bump, square = (
            size * part * np.sqrt(np.pi) * norm.pdf(place, scale=np.hypot(1, part / np.sqrt(2)))
            for size, part in ((height, width), (height**2, width / np.sqrt(2)))
        )
        assert value == pytest.approx(norm.sf(jump) + 2 * bump + square, rel=1e-14)
        assert bound < 1e-14


def test_growth_beyond_any_gaussian_is_proved():
    with pytest.raises(Divergent, match="faster than any Gaussian"):
        certified(Activation.from_expr(parse("exp(abs(x)**2.1/50)")), 0.5, 0.0)


@pytest.mark.parametrize(
    ("text", "u", "mean"),
    [
        ("x*tanh(35000*x - 9170)", 0.0035, 0.0),
        ("erf(57.8*(x-1.255))", 0.013, 0.33),
        ("(x-1)**3*tanh(x-1)**2", 0.4, 1.0),
    ],
)
def test_means_that_vanish_and_moments_below_float64_take_few_panels(text, u, mean, monkeypatch):
    monkeypatch.setattr(whole_line, "_PANELS", 300)
    found = certified(Activation.from_expr(parse(text)), u, mean)
    assert not found.missing
    for name in ("mean", "second", "variance", "derivative_second"):
        value, bound = found.rounded(name)
        assert bound <= max(2.0**-50 * max(abs(value), found.rounded("second")[0] ** 0.5), 5e-324)
