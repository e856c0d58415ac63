"""Panels that are too coarse, or too many: the bounds still hold."""

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.integration import refinement
from theory.integration.gaussian_moments import moments
from theory.integration.panel_moments import by_panels
from theory.notation import x


def test_truncation_is_in_every_bound(monkeypatch):
    # Panels that are never halved, and do not know of it, do not resolve a bend 0.06 wide.
    monkeypatch.setattr(refinement, "TOLERANCE", float("inf"))
    monkeypatch.setattr("theory.integration.panel_moments.feature_ends", lambda _: np.empty(0))
    at, width, u = sp.Rational(1, 3), sp.Rational(3, 50), 1.6
    g = x + ((x - at) ** 2 + width**2) ** sp.Rational(3, 2)
    values, _ = by_panels(Activation.from_expr(g, "bent"), np.array([u]), np.zeros(1))
    value, slope = sp.lambdify(x, g, "mpmath"), sp.lambdify(x, g.diff(x), "mpmath")

    def expectation(function):
        bend = [(mp.mpf(1) / 3 + step) / u for step in (-0.3, -0.06, 0, 0.06, 0.3)]
        return mp.quad(lambda z: function(u * z) * mp.npdf(z), [-15, -4, -1, *bend, 1, 4, 15])

    with mp.workdps(25):
        mean, second = expectation(value), expectation(lambda y: value(y) ** 2)
        exact = mean, second, second - mean**2, expectation(lambda y: slope(y) ** 2)
    for value_found, bound, target in zip(values[:4], values[6:], exact, strict=True):
        assert 3e-11 < abs(float(value_found[0] - target)) <= bound[0]


def test_a_slope_that_is_infinite_at_a_kink():
    # E g'^2 = 9/16 E |y|^(-1/2) is finite, and the panels about 0 are halved as often as they may be.
    function = Activation.from_expr(sp.Abs(x) ** sp.Rational(3, 4), kinks=(sp.S.Zero,))
    values, _ = by_panels(function, np.array([0.7]), np.zeros(1))
    half = mp.mpf(1) / 2
    exact = mp.mpf(9) / 16 * mp.mpf("0.7") ** -half * 2 ** (-half / 2) * mp.gamma(half / 2) / mp.sqrt(mp.pi)
    error = abs(float(values[3][0]) - float(exact))
    assert 1e-12 < error <= values[9][0]


def test_panels_are_bounded_in_all():
    # Each of these alone is resolved; the error is not a lack of memory.
    function = Activation.from_expr(parse("sin(1e5*x)"))
    assert not by_panels(function, np.ones(1), np.zeros(1))[1].any()
    assert by_panels(function, np.geomspace(0.1, 1, 100), np.zeros(100))[1].any()
    # Ball arithmetic has the closed form.
    assert moments(function, np.geomspace(0.1, 1, 100)).second == pytest.approx(0.5, rel=1e-15)
