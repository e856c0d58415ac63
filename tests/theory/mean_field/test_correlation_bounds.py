"""Correlations against closed forms and references: no bound is broken, near c = 1 either."""

import random
from fractions import Fraction

import numpy as np
import pytest
import scipy.special
import scipy.stats
from mpmath import mp, mpf

from tests.benchmarks.correlation_laws import FAMILIES, draw_correlation, hidden_bump
from tests.theory.mean_field.correlation_references import REFERENCES
from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.integration.gaussian_moments import moments
from theory.mean_field.correlation import c_map, c_slope, correlation, correlation_slope


def of_text(text: str) -> Activation:
    return Activation.from_expr(parse(text), "g")


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_closed_forms_are_within_the_bounds(family):
    rng = random.Random(14)
    for _ in range(4):
        text, q, law = family(rng)
        c = draw_correlation(rng)
        with mp.workdps(60):
            second = law(mpf(q), mpf(1))
            deficit = 1 - law(mpf(q), mpf(c)) / second
            slope = mp.diff(lambda at, q=q, law=law: law(mpf(q), at), mpf(c)) / second
            found, steep = correlation(of_text(text), c, q, 1.0), correlation_slope(of_text(text), c, q, 1.0)
            assert abs(mpf(float(found.deficit)) - deficit) <= found.error.deficit, (text, q, c)
            assert abs(mpf(float(found.value)) - (1 - deficit)) <= found.error.value < 1e-12, (text, q, c)
            assert found.error.deficit < 1e-6 * deficit
            assert abs(mpf(float(steep.value)) - slope) <= steep.error, (text, q, c)


@pytest.mark.parametrize("index", range(8))
def test_a_bump_that_meets_a_kink_or_itself(index):
    # Between the nodes, over the difference of the two pre-activations: one in four broke its bound.
    rng = random.Random(f"bump {index}")
    text, q, law = hidden_bump(rng)
    c = rng.uniform(-1, 1)
    with mp.workdps(60):
        deficit = 1 - law(mpf(q), mpf(c)) / law(mpf(q), mpf(1))
        found = correlation(of_text(text), c, q, 1.0)
        assert abs(mpf(float(found.deficit)) - deficit) <= found.error.deficit < 1e-11, (text, q, c)


@pytest.mark.parametrize("index", [*range(6), 29, 31, 36])  # the last three of 60 broke their bounds
def test_the_slope_of_a_small_bump_near_correlation_1(index):
    # Over the difference the bump is as wide as the distance of two nodes.
    rng = random.Random(f"small bump {index}")
    q = rng.uniform(0.5, 3)
    centre = rng.uniform(1, 2.8) * q**0.5
    c = 1 - 10 ** rng.uniform(-4.5, -2)
    width = rng.uniform(0.1, 0.3) * (2 * q * (1 - c)) ** 0.5
    size = 10 ** rng.uniform(-5.5, -4)
    bump = f"{size!r}*exp(-((x - {centre!r})/{width!r})**2)"
    alone, beside = (correlation_slope(of_text(text), c, q, 1.0) for text in (bump, f"abs(x) + {bump}"))
    second, bumps = (
        moments(of_text(f"abs(x) + {bump}"), np.sqrt(q)).second,
        moments(of_text(bump), np.sqrt(q)).second,
    )
    # E sign(y1) h'(y2): given y2, the sign has the mean erf(c y2/sqrt(2 q (1 - c^2))).
    law = scipy.stats.norm(scale=np.sqrt(q))
    steps = np.linspace(-9, 9, 2001) * width
    slopes = -2 * size * steps / width**2 * np.exp(-((steps / width) ** 2))
    signs = scipy.special.erf(c * (centre + steps) / np.sqrt(2 * q * (1 - c**2)))
    across = np.trapezoid(slopes * law.pdf(centre + steps) * signs, steps)
    expected = q * (2 / np.pi * np.arcsin(c) + 2 * across) / second + alone.value * bumps / second
    assert abs(beside.value - expected) <= beside.error + 8e-16, (bump, q, c)


@pytest.mark.parametrize(("name", "q", "c", "deficit"), REFERENCES[::3])
def test_references_are_within_the_bounds(name, q, c, deficit):
    found = correlation(name, c, q, 1.0)
    assert abs(mpf(float(found.deficit)) - mpf(deficit)) <= found.error.deficit < 1e-12


@pytest.mark.parametrize(
    ("text", "c", "expected"),
    [
        ("sin(30*x)", 0.999, np.exp(-0.9)),
        ("sin(100*x)", 1 - 5e-6, np.exp(-0.05)),
        ("sin(150*x)", 1 - 2.2222e-6, np.exp(-0.0499995)),
        ("exp(-100*(x-2.61)**2)", 0.999, 0.911552),
        ("exp(-1e4*(x-1.37)**2)", 0.9999999, 0.999001),
    ],
)
def test_waves_and_narrow_bumps(text, c, expected):
    assert c_map(of_text(text), c, 1.0, 1.0) == pytest.approx(expected, abs=1e-6)


def test_slope_of_a_narrow_bump():
    assert c_slope(of_text("exp(-100*(x-2.61)**2)"), 0.999, 1.0, 1.0) == pytest.approx(77.28, abs=0.01)


def test_a_bump_that_panels_miss_is_in_the_bound_or_refused():
    """Bumps of random height, width and place on a line; E g(y1) g(y2) to first order in their width."""
    rng, refusals = np.random.default_rng(0), []
    for _ in range(4):
        place, steepness, height = rng.uniform(0.2, 0.9), 10 ** rng.uniform(6, 11), rng.uniform(5, 40)
        bump = Activation.from_expr(parse(f"x+{height:.6f}*exp(-{steepness:.6e}*(tanh(x)-{place:.6f})**2)"))
        at, width = np.arctanh(place), np.sqrt(np.pi / steepness) / (1 - place**2)
        density = np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi)
        second = 1 + 2 * height * width * at * density + height**2 * width / np.sqrt(2) * density
        for c in (rng.uniform(-0.9, 0.9), 0.99):
            plane = np.exp(-(at**2) / (1 + c)) / (2 * np.pi * np.sqrt(1 - c * c))
            product = c + 2 * height * width * c * at * density + (height * width) ** 2 * plane
            try:
                found = correlation(bump, c, 1.0, 1.0)
            except ValueError as error:
                refusals.append(str(error))
            else:
                slack = 0.01 * abs(c - product / second)
                assert abs(float(found.value) - product / second) <= float(found.error.value) + slack
    assert all("features that the panels miss" in refusal for refusal in refusals)


def test_a_bound_that_is_broken_is_seen():
    # A wrong law, of a slightly other frequency, is outside the bound.
    found = correlation(of_text("sin(30*x)"), 0.999, 1.0, 1.0)
    assert abs(float(found.value) - np.exp(-0.9 * 1.000001)) > found.error.value


@pytest.mark.parametrize("name", ["tanh", "relu", "hardtanh", "sin"])
def test_many_at_once_are_as_each_alone(name):
    c = np.linspace(-1, 1, 5)
    many, wide = correlation(name, c, 1.2, 1.5, 0.1), correlation(name, c[:, None], 1.2, 1.5, 0.1)
    assert wide.value.shape == (5, 1)
    for index, each in enumerate(c.tolist()):
        alone = correlation(name, each, 1.2, 1.5, 0.1)
        assert abs(alone.value - many.value[index]) <= alone.error.value + many.error.value[index]
    assert (np.abs(many.value) <= 1).all()


def test_an_infinite_second_moment_does_not_hide_the_correlation():
    # E exp(2a y) overflows; the correlation is exp(a^2 q (c - 1)).
    assert c_map(of_text("exp(30*x)"), 0.999, 1.0, 1.0) == pytest.approx(np.exp(-0.9), rel=1e-14)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("tanh", 1.5, 1.0, 1.0), ValueError, "c = 1.5: a correlation must be in"),
        (("tanh", float("nan"), 1.0, 1.0), ValueError, "c = nan"),
        (("tanh", True, 1.0, 1.0), TypeError, "c = True: it must be a real number"),
        (("tanh", "0.5", 1.0, 1.0), TypeError, "c = '0.5'"),
        (("tanh", [[0.1], [0.1, 0.2]], 1.0, 1.0), TypeError, "c = "),
        (("tanh", 0.5, 0.0, 1.0), ValueError, "q = 0: .* give a positive"),
        (("tanh", 0.5, -1.0, 1.0), ValueError, "q = -1: a variance must be"),
        (("tanh", 0.5, float("nan"), 1.0), ValueError, "q = nan"),
        (("tanh", 0.5, True, 1.0), TypeError, "q = True"),
        (("tanh", 0.5, 10**400, 1.0), ValueError, "q = 1000.*about 401 digits"),
        (("tanh", 0.5, 1.0, "1"), TypeError, "weight_variance = '1'"),
        (("tanh", 0.5, 1.0, 1.0, -0.1), ValueError, r"bias_variance = -0\.1"),
        (("tanh", 0.5, 1.0, 0.0), ValueError, "give a positive one"),
    ],
)
@pytest.mark.parametrize("call", [c_map, c_slope])
def test_bad_input(call, arguments, error, words):
    with pytest.raises(error, match=words):
        call(*arguments)


def test_fractions_are_numbers():
    assert c_map("linear", Fraction(1, 2), Fraction(1, 2), 1) == pytest.approx(0.5, abs=1e-15)
