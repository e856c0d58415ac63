"""Panels are doubted where features are narrow, and nowhere for ordinary activations."""

import mpmath
import numpy as np
import pytest

from theory.activation.activation import Activation
from theory.activation.parsing import parse
from theory.integration.gaussian_moments import moments


@pytest.mark.parametrize("name", ["relu", "tanh", "gelu", "erf", "hardswish", "softplus"])
def test_ordinary_activations_are_not_doubted(name):
    assert not moments(name, np.geomspace(0.1, 100, 20)).certified.any()


def test_narrow_periodic_features_are_doubted():
    found = moments(Activation.from_expr(parse("exp(-10000*sin(x)**2)")), 3.0, mean=0.7)
    assert found.certified.all()
    assert found.mean == pytest.approx(0.00564203692795158, rel=1e-13)


def test_a_mean_of_many_deviations_keeps_its_bound():
    """Variances of sines, exactly: the nodes about a large mean are rounded to multiples of its last digit."""
    rng, sine = np.random.default_rng(0), Activation.from_expr(parse("sin(x)"))
    for _ in range(25):
        u = 10 ** rng.uniform(-6, 1)
        mean = float(u * 10 ** rng.uniform(2, 15))
        found = moments(sine, u, mean=mean)
        with mpmath.workdps(60):
            m, q = mpmath.mpf(mean), mpmath.mpf(u) ** 2
            second = (1 - mpmath.cos(2 * m) * mpmath.exp(-2 * q)) / 2
            exact = {
                "mean": mpmath.sin(m) * mpmath.exp(-q / 2),
                "second": second,
                "variance": second - mpmath.sin(m) ** 2 * mpmath.exp(-q),
                "derivative_second": 1 - second,
            }
            for name, value in exact.items():
                assert abs(value - float(getattr(found, name))) <= float(getattr(found.error, name)), (
                    u,
                    mean,
                )


@pytest.mark.parametrize("text", ["(1-cos(x))/x", "sin(x)/x", "(exp(x)-1)/x"])
def test_removable_singularities_are_not_left_to_float64(text):
    assert moments(Activation.from_expr(parse(text)), [0.3, 2.0]).certified.all()


def test_the_slope_about_a_removable_singularity_keeps_its_bound():
    found = moments(Activation.from_expr(parse("(1-cos(x))/x")), 0.299381125356393)
    assert abs(float(found.derivative_second) - 0.23932028939247927760) <= float(
        found.error.derivative_second
    )


def _outside(text: str, u: float, mean: float) -> list[str]:
    """Return the moments that differ from those of ball arithmetic by more than both bounds."""
    function = Activation.from_expr(parse(text))
    found, truth = moments(function, u, mean=mean), moments(function, u, mean=mean, certify=True)
    names = ["mean", "second", "variance", "derivative_second"]
    return [
        f"{name} of {text} at u = {u!r}, mean = {mean!r}"
        for name in names
        if not abs(float(getattr(found, name)) - float(getattr(truth, name)))
        <= float(getattr(found.error, name)) + float(getattr(truth.error, name))
        and np.isfinite(getattr(truth, name))
    ]


def test_jumps_and_kinks_in_narrow_laws_keep_their_bounds():
    """The place of a kink and the mean have more digits than the law is wide."""
    rng = np.random.default_rng(0)
    texts = [
        "where(x>{a},1,0)", "max(x-({a}),0)-1/(1+(0.1*(x-({a})))**2)", "silu(x+where(x>{a},1,0))",
        "where(x>{a},x,0)+clip(x,{a},{a}+1)", "tanh(x-({a}))", "(x-({a}))**2", "exp(x)-exp({a})",
    ]  # fmt: skip
    places = {"0.3": 0.3, "-0.123": -0.123, "sqrt(5)-2": 5**0.5 - 2, "pi/7": np.pi / 7, "17+1/7": 17 + 1 / 7}
    wrong = []
    for text in texts:
        for _ in range(4):
            place = rng.choice(list(places))
            u = 10 ** rng.uniform(-8, -2)
            wrong += _outside(text.format(a=place), u, places[place] + u * rng.standard_normal())
    assert wrong == []


def test_a_jump_in_a_narrow_law_against_the_normal_distribution():
    rng, step = np.random.default_rng(1), Activation.from_expr(parse("where(x>0.3,1,0)"))
    for _ in range(20):
        u = 10 ** rng.uniform(-7, -1)
        mean = float(0.3 + u * rng.standard_normal())
        found = moments(step, u, mean=mean)
        with mpmath.workdps(40):
            exact = mpmath.ncdf((mpmath.mpf(mean) - mpmath.mpf(3) / 10) / mpmath.mpf(u))
        assert abs(exact - float(found.mean)) <= float(found.error.mean)


def test_narrow_features_are_seen_as_far_as_the_law_reaches():
    rng = np.random.default_rng(2)
    wrong = []
    for _ in range(4):
        place, width, size = rng.uniform(8, 14), 10 ** rng.uniform(5, 7), 10 ** rng.uniform(-1, 2)
        text = f"tanh(x/1e4)+{size:.3g}*exp(-{width:.3g}*(asinh(x)-{place:.3f})**2)"
        wrong += _outside(text, float(np.sinh(place)) * rng.uniform(0.3, 2), 0.0)
    assert wrong == []


def test_features_that_are_small_in_the_square_count_in_the_mean():
    rng = np.random.default_rng(3)
    wrong = []
    for _ in range(3):
        level, steep, size = rng.uniform(0.5, 0.97), 10 ** rng.uniform(4, 5.5), 10 ** rng.uniform(-8.5, -7)
        bump = f"(erf({steep:.0f}*(sin(x)-{level:.3f}))-erf({steep:.0f}*(sin(x)-{level:.3f}-1e-4)))"
        wrong += _outside(f"sign(x)*exp(-50*x**2)+{size:.3g}*{bump}", 1.0, 0.0)
    assert wrong == []
