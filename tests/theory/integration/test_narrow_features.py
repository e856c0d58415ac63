import mpmath
import numpy as np
import pytest
import sympy as sp

from theory.activation.activation import Activation
from theory.activation.lookup import get, names
from theory.integration.gaussian_moments import moments
from theory.integration.narrow_features import WIDTHS, feature_ends
from theory.notation import x


def test_bound_of_a_feature_that_the_panels_do_not_know():
    found = moments(Activation.from_expr(sp.tanh(300 * (x - sp.Rational(1, 3)))), 1.0)
    with mpmath.workdps(30):
        ends = [
            -12,
            *(mpmath.mpf(1) / 3 + s * mpmath.mpf(2) ** k / 300 for s in (-1, 1) for k in range(8)),
            12,
        ]
        exact = mpmath.quad(
            lambda z: mpmath.tanh(300 * (z - mpmath.mpf(1) / 3)) * mpmath.npdf(z), sorted(ends)
        )
    assert abs(float(exact) - found.mean) <= found.error.mean < 1e-12


@pytest.mark.parametrize("u", [0.3, 9.92, 1000.0])
@pytest.mark.parametrize(("steepness", "centre"), [(327_527, 3), (10**12, 0), (1, 500)])
def test_a_bump_between_the_nodes(steepness, centre, u):
    # exp(-a (x - c)^2) and its square, completed to a square; the peak of g'^2 is that of the bump.
    found = moments(Activation.from_expr(sp.exp(-steepness * (x - centre) ** 2)), u)
    with mpmath.workdps(30):
        for value, bound, a in ((found.mean, found.error.mean, 1), (found.second, found.error.second, 2)):
            b, q = mpmath.mpf(a * steepness), mpmath.mpf(u) ** 2
            exact = mpmath.exp(-b * centre**2 / (1 + 2 * b * q)) / mpmath.sqrt(1 + 2 * b * q)
            assert abs(mpmath.mpf(float(value)) - exact) <= float(bound) <= 1e-9 * exact + 1e-300


def test_a_step_between_the_nodes():
    found = moments(Activation.from_expr(sp.tanh(10**6 * (x - 1))), 1.0)
    with mpmath.workdps(30):
        # In t = 1e6 (x - 1), where the density is all but flat.
        exact = mpmath.quad(
            lambda t: 10**6 * mpmath.sech(t) ** 4 * mpmath.npdf(1 + t / 10**6), [-60, -8, -2, 0, 2, 8, 60]
        )
        assert abs(mpmath.mpf(float(found.derivative_second)) - exact) <= found.error.derivative_second
    assert found.error.derivative_second < 1e-8 * found.derivative_second
    peak = moments(Activation.from_expr(1 / (1 + 10**8 * (x - 3) ** 2)), 1.0)
    with mpmath.workdps(30):
        ends = [-1000, -100, -10, -1, 0, 1, 10, 100, 1000, 10**4, 10**5]
        exact = mpmath.quad(
            lambda t: mpmath.npdf(3 + t / 10**4) / (1 + t**2) / 10**4, [-(10**5), -(10**4), *ends]
        )
        assert abs(mpmath.mpf(float(peak.mean)) - exact) <= peak.error.mean
        assert peak.error.mean < 1e-12 * np.sqrt(peak.second)


def test_a_peak_is_one_feature():
    rng = np.random.default_rng(0)
    for place, width in zip(rng.uniform(-3, 3, 5), 10 ** rng.uniform(-6, -1, 5), strict=True):
        peak = 1 / (1 + ((x - sp.Rational(place)) / sp.Rational(width)) ** 2)
        assert feature_ends(Activation.from_expr(peak).pieces).size == len(WIDTHS)


def test_ordinary_activations_have_no_narrow_features():
    assert all(feature_ends(get(name).pieces).size == 0 for name in names())


def test_ends_are_found_once_for_an_activation() -> None:
    pieces = get("mish").pieces
    assert feature_ends(pieces) is feature_ends(get("mish").pieces)
    assert not feature_ends(pieces).flags.writeable


@pytest.mark.parametrize("centre", ["1.37", "0.244", "-2.87", "pi/3"])
def test_the_centre_of_a_bump_is_found_once(centre):
    # As a double root in float64 it would be two centres near each other, with panels of no width between them.
    ends = feature_ends(
        Activation.from_expr(sp.exp(-(10**6) * (x - sp.sympify(centre, rational=True)) ** 2)).pieces
    )
    gaps = np.diff(np.sort(ends))
    assert gaps[gaps > 0].min() == pytest.approx(1e-3)
