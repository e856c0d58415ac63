"""Towers of exponentials: bounds far out that hold, and the moments that they make possible."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
from flint import acb, arb, ctx

from theory.activation.activation import Activation
from theory.activation.float64 import SechSquared
from theory.enclosure.compiling import compiled
from theory.enclosure.envelopes import Envelopes
from theory.enclosure.refusal import CannotTell
from theory.integration import ball_rules, tail_rules  # noqa: F401  # they register their rules
from theory.integration.gaussian_moments import moments
from theory.integration.towers import bounded, enclosed_from
from theory.notation import x

GROWS = sp.exp(x) * sp.exp(sp.exp(x))


def _envelopes(start, slope=1.0):
    return Envelopes({x: {Fraction(0): arb(0), Fraction(1): arb(slope)}}, arb(start))


@pytest.mark.parametrize("slope", [1.0, 0.6])
@pytest.mark.parametrize(
    "part",
    [
        SechSquared(sp.exp(sp.exp(x))) * GROWS,
        sp.exp(-sp.exp(sp.exp(x)) + sp.exp(x)),
        sp.exp(2 * x) * sp.exp(sp.exp(x)) * sp.exp(-sp.exp(2 * sp.exp(x))),
        SechSquared(sp.sinh(sp.sinh(x))) * sp.cosh(x) * sp.cosh(sp.sinh(x)),
        sp.exp(-sp.exp(sp.exp(sp.exp(x)))) * GROWS,
    ],
)
def test_bounds_hold_and_are_small(part, slope):
    start, value = 2.6 / slope, compiled(part, (x,))
    ball = bounded(part, x, _envelopes(start, slope)).ball(arb(start))
    assert ball.is_finite()
    assert enclosed_from(part, x, _envelopes(start, slope)).overlaps(ball)
    with ctx.workprec(200):
        for y in np.random.default_rng(4).uniform(start, start + 0.3, 20).tolist():
            assert ball.overlaps(value((acb(slope * y),), False).real)
    further = bounded(part, x, _envelopes(5 / slope, slope)).ball(arb(5 / slope))
    assert further.abs_upper() < 1e-300


def test_what_has_no_bound_has_none_in_the_exponential_either():
    assert not bounded(GROWS, x, _envelopes(2.0)).ball(arb(2)).is_finite()
    with pytest.raises(CannotTell):
        bounded(sp.gamma(x), x, _envelopes(2.0))


@pytest.mark.parametrize("name", ["tanh", "erf"])
def test_moments_of_saturated_towers(name):
    # Reference: mpmath, panels of z, 30 digits; beyond exp(exp(x)) = 100 the function is constant to 40.
    rng = np.random.default_rng(9)
    for _ in range(2):
        a, b, u, mean = (
            rng.uniform(0.4, 1.6),
            rng.choice([-1, 1]) * rng.uniform(0.5, 2),
            rng.uniform(0.4, 3),
            rng.normal(),
        )
        a, b = (sp.Rational(round(16 * float(value)), 16) for value in (a, b))
        outer = getattr(sp, name)
        found = moments(Activation.from_expr(outer(a * sp.exp(sp.exp(b * x)))), u, mean=mean)
        assert not found.missing

        def pair(z, a=a, b=b, u=u, mean=mean):
            t = mpmath.exp(mpmath.mpf(b.p) / b.q * (mean + u * z))
            if t > 6:
                return mpmath.mpf(1), mpmath.mpf(0)
            w = mpmath.mpf(a.p) / a.q * mpmath.exp(t)
            steep = (
                mpmath.sech(w) ** 2 if name == "tanh" else 2 / mpmath.sqrt(mpmath.pi) * mpmath.exp(-(w**2))
            )
            return getattr(mpmath, name)(w), steep * w * t * mpmath.mpf(b.p) / b.q

        with mpmath.workdps(18):
            edge = (mpmath.log(6) / mpmath.mpf(float(b)) - mean) / u
            ends = sorted(
                {
                    -12,
                    -6,
                    -3,
                    -1,
                    0,
                    1,
                    3,
                    6,
                    12,
                    *(edge - k / (4 * mpmath.mpf(float(b)) * u) for k in range(9)),
                }
            )
            for field, at in (("second", 0), ("derivative_second", 1)):
                exact = mpmath.quad(lambda z, at=at: pair(z)[at] ** 2 * mpmath.npdf(z), ends)
                error = abs(mpmath.mpf(float(getattr(found, field))) - exact)
                assert error <= float(getattr(found.error, field)) + 1e-17
