"""Crossings of maps with a closed form, at variances of any size, against roots by mpmath in 40 digits."""

import random

import mpmath
import numpy as np
import pytest
import sympy as sp
from sympy.codegen.cfunctions import expm1

from theory.activation.activation import Activation
from theory.mean_field.crossings import crossings
from theory.mean_field.fixed_point import fixed_points
from theory.mean_field.scale_curve import ScaleCurve
from theory.notation import q, x

LOGS = np.linspace(-640, 640, 1280 * 32 + 1)
Kind = tuple[sp.Expr, sp.Expr, float]  # g, E g^2 and the decades over which weights are drawn


def tenths(rng: random.Random, low: int, high: int) -> sp.Rational:
    return sp.Rational(rng.randint(low, high), 10)


def power(rng: random.Random) -> Kind:
    p, c = sp.Rational(rng.randint(1, 12), 4), tenths(rng, 1, 40)
    factor = c**2 * 2**p * sp.gamma(p + sp.S.Half) / sp.sqrt(sp.pi)
    return c * sp.Abs(x) ** p, factor * q**p, 60


def polynomial(rng: random.Random) -> Kind:
    a, b, c = tenths(rng, -9, 9) * rng.randint(0, 1), tenths(rng, -9, 9), tenths(rng, 1, 9)
    return a + b * x + c * x**2, a**2 + (b**2 + 2 * a * c) * q + 3 * c**2 * q**2, 60


def rectifier(rng: random.Random) -> Kind:
    a, b = tenths(rng, 1, 20), tenths(rng, -20, 20)
    return sp.Piecewise((a * x, x > 0), (b * x, True)), (a**2 + b**2) / 2 * q, 60


def near_the_line(rng: random.Random) -> Kind:
    a = tenths(rng, 1, 99)
    return sp.sqrt(x**2 + a), q + a, 60


def exponential(rng: random.Random) -> Kind:
    a, b = tenths(rng, 1, 30), tenths(rng, 1, 30)
    return a * sp.exp(b * x), a**2 * sp.exp(2 * b**2 * q), 60


def sine(rng: random.Random) -> Kind:
    a, b = tenths(rng, 1, 30), tenths(rng, 1, 10)
    return a * sp.sin(b * x), -(a**2) / 2 * expm1(-2 * b**2 * q), 4


def wave_on_a_slope(rng: random.Random) -> Kind:
    a, b = tenths(rng, 1, 30), tenths(rng, 1, 10)
    return x + a * sp.cos(b * x), q + a**2 / 2 * (1 + sp.exp(-2 * b**2 * q)), 3


KINDS = [power, polynomial, rectifier, near_the_line, exponential, sine, wave_on_a_slope]


def true_roots(square: sp.Expr, weights: float, biases: float) -> list[mpmath.mpf]:
    """Return the roots of weights * square + biases = q, found on a fine grid and polished in 40 digits."""
    w, b = sp.Rational(weights), sp.Rational(biases)
    relative = sp.expand((w * square + b) / q) - 1
    with np.errstate(over="ignore", under="ignore"):
        signs = np.sign(sp.lambdify(q, relative, "numpy")(np.exp(LOGS)) + np.zeros_like(LOGS))
    exact, roots = sp.lambdify(q, relative, "mpmath"), []
    with mpmath.workdps(40):
        for at in np.flatnonzero(signs[1:] != signs[:-1]):
            log = mpmath.findroot(lambda log: exact(mpmath.exp(log)), LOGS[at : at + 2].tolist(), "anderson")
            roots.append(mpmath.exp(log))
    return roots


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_fixed_point_of_maps_with_a_closed_form(kind) -> None:
    rng, found = random.Random(kind.__name__), 0
    for _ in range(2):
        expression, square, decades = kind(rng)
        own = Activation.from_expr(expression)
        slope = sp.lambdify(q, square.diff(q), "mpmath")
        for _ in range(5):
            weights = 10 ** rng.uniform(-decades, decades) if rng.random() < 0.5 else rng.uniform(0.01, 2)
            biases = rng.choice([0.0, rng.uniform(0, 1), 10 ** rng.uniform(-min(decades, 20), 1)])
            points, expected = fixed_points(own, weights, biases), true_roots(square, weights, biases)
            positive = [point.q for point in points if point.q > 0]
            where = (expression, weights, biases, expected, points)
            assert len(positive) == len(expected), where
            assert (0.0 in [point.q for point in points]) == (biases == 0 and square.subs(q, 0) == 0), where
            assert bool(points) != bool(points.reason), where
            for place, root in zip(positive, expected, strict=True):
                # The rounding of the map, over the angle at which it crosses the diagonal.
                steep = abs(weights * slope(root))
                assert abs(place - root) <= root * (1e-13 + 4e-15 * (1 + steep) / abs(steep - 1)), where
            found += len(expected)
    assert found >= 3


def test_a_map_that_comes_near_the_line_and_leaves_it_far_out() -> None:
    # E (|x| + a)^2 = q + 2 a sqrt(2 q/pi) + a^2 against q/(1 + distance): a crossing stands at q of about 1/distance^2.
    rng, far = random.Random(14), 0
    for _ in range(12):
        a, sign = rng.choice([-1, 1]) * tenths(rng, 3, 30), rng.choice([-1, 1])
        weights, biases = 1 + sign * 10 ** rng.uniform(-8, -3), rng.choice([0.0, rng.uniform(0, 1)])
        square = q + 2 * a * sp.sqrt(2 * q / sp.pi) + a**2
        points = fixed_points(Activation.from_expr(sp.Abs(x) + a), weights, biases)
        expected = true_roots(square, weights, biases)
        assert len(points) == len(expected), (a, weights, biases, expected, points)
        for point, root in zip(points, expected, strict=True):
            assert abs(point.q - root) <= 1e-5 * root, (a, weights, biases)
            far += root > 1e6
    assert far > 3


def curve_of(function, limit=np.inf, scale=0.0, power=1) -> ScaleCurve:
    def evaluate(at):
        with np.errstate(all="ignore"):
            value = function(at)
        return value, 1e-15 * np.abs(value)

    return ScaleCurve(evaluate, limit, scale, power)


def test_a_map_that_is_the_line_agrees_everywhere() -> None:
    assert crossings(curve_of(lambda at: 3 * at), 1 / 3).everywhere
    assert not crossings(curve_of(lambda at: 3 * at), 1 / 3, 0.1).everywhere


@pytest.mark.parametrize("factor", [1e-9, 1e-3, 0.2])
def test_both_crossings_below_a_variance_at_which_the_map_is_infinite(factor) -> None:
    # factor/sqrt(1 - q/2) = q, also where the second root is within 1e-17 of 2.
    found = crossings(curve_of(lambda at: 1 / np.sqrt(1 - at / 2), limit=2.0), factor)
    cubic = [-0.5, 1, 0, -(factor**2)]
    roots = sorted(float(root) for root in mpmath.polyroots(cubic, maxsteps=200, extraprec=200) if root > 0)
    assert found.q == pytest.approx([root for root in roots if root < 2 * (1 - 1e-14)], rel=1e-9)
    assert found.before == "above"


def test_what_stands_beyond_says_why_there_is_none() -> None:
    above = crossings(curve_of(lambda at: at + 1), 1.0)
    assert (above.q, above.before, above.beyond) == ((), "above", "above")
    below = crossings(curve_of(lambda at: at / (1 + at)), 0.5)
    assert (below.q, below.before, below.beyond) == ((), "below", "below")
    refused = crossings(curve_of(lambda at: np.where(at < 50, at + 1, np.nan)), 1.0)
    assert (refused.q, refused.beyond) == ((), "unknown")
    assert 10 < refused.largest < 50


def test_structure_far_out_is_looked_for_where_the_scale_says() -> None:
    # Two lines joined at 1e40: only beyond is the map below the diagonal.
    found = crossings(curve_of(lambda at: at / (1 + at / 1e40), scale=100.0), 2.0)
    assert found.q == pytest.approx([1e40], rel=1e-12)
