from dataclasses import replace

import mpmath
import numpy as np
import pytest
import sympy as sp

from tests.theory.mpmath_activations import reference
from theory.activation.lookup import get, names
from theory.integration.gaussian_moments import moments
from theory.mean_field.gains import PYTORCH_GAINS, _gain_with_bound, effect, gain, gain_report, pytorch_gain


def test_known_gains():
    assert gain("relu") == pytest.approx(np.sqrt(2), rel=1e-14)  # He et al. 2015
    assert gain("leaky_relu", mode="backward") == pytest.approx(np.sqrt(2 / 1.0001), rel=1e-14)
    assert gain("selu") == pytest.approx(1, abs=1e-14)
    assert gain("relu", mode="std") == pytest.approx(1 / np.sqrt(0.5 - 0.5 / np.pi), rel=1e-14)
    assert gain("relu", keep=0.5) == pytest.approx(1, rel=1e-14)
    assert gain("linear", mode="std", u=2.0, keep=0.5) == pytest.approx(1 / np.sqrt(8), rel=1e-14)


def test_dropout_and_std_by_the_law_of_total_variance():
    # Var(mask g/keep) with mask ~ Bernoulli(keep), independent of g.
    exact = reference("gelu", 0.8, 0.3)
    keep = mpmath.mpf("0.7")
    variance = exact.second / keep - exact.mean**2
    assert gain("gelu", mode="std", u=0.8, mean=0.3, keep=0.7) == pytest.approx(
        float(1 / mpmath.sqrt(variance)), rel=1e-13
    )


def test_the_backward_gain_under_dropout():
    exact = reference("silu", 0.8, 0.3).derivative_second / mpmath.mpf("0.5")
    found = gain("silu", mode="backward", u=0.8, mean=0.3, keep=0.5)
    assert found == pytest.approx(float(1 / mpmath.sqrt(exact)), rel=1e-13)


@pytest.mark.parametrize("mode", ["forward", "backward", "std"])
@pytest.mark.parametrize("error", [0.0, 1e-9, 0.01, 0.3])
def test_the_bound_covers_what_the_moments_bound_allows(mode, error):
    value = 0.5
    field = {"forward": "second", "backward": "derivative_second", "std": "variance"}[mode]
    at = moments("linear", 1.0)
    uncertain = replace(
        at,
        **{field: np.array(value)},
        error=replace(at.error, **{field: np.array(error), "second": np.array(error)}),
    )
    result, bound = _gain_with_bound(get("linear"), mode, 1.0, uncertain, 1.0)
    for true in (value - error, value, value + error):
        assert abs(1 / np.sqrt(true) - result) <= bound
    # ... and is no wider than the slope at the far end makes it.
    assert bound <= 1.01 * error / (2 * (value - error) ** 1.5) + 1e-14


@pytest.mark.parametrize("name", ["silu", "mish", "tanh", "gelu", "selu"])
def test_bounds_hold(name):
    report, exact = gain_report(name), reference(name, 1.0)
    moments = {"forward": exact.second, "backward": exact.derivative_second, "std": exact.variance}
    for mode, moment in moments.items():
        found = getattr(report, mode)
        assert abs(found.value - float(1 / mpmath.sqrt(moment))) <= found.bound < 1e-12


def test_report():
    report = gain_report("tanh")
    assert report.pytorch == sp.Rational(5, 3)
    # 5/3 is not 1/sqrt(E tanh^2) = 1.59: the variance settles at 1.178, not 1, and gradients grow by 21 %.
    settled = report.pytorch_effect.fixed_points[-1]
    assert settled.q == pytest.approx(1.17848, abs=1e-5)
    assert settled.chi == pytest.approx(1.20983, abs=1e-5)
    assert report.forward.effect.forward_factor == pytest.approx(1, rel=1e-14)
    assert report.forward.closed_form is None
    assert gain_report("gelu").forward.closed_form is not None
    assert gain_report("silu").pytorch is None


def test_closed_form_gains_are_the_numbers():
    for name in ("relu", "gelu", "elu", "hardtanh", "erf"):
        report = gain_report(name)
        for found in (report.forward, report.backward, report.std):
            assert float(sp.N(found.closed_form, 30)) == pytest.approx(found.value, rel=1e-14)


def test_selus_three_quarters_loses_the_fixed_point():
    found = effect("selu", 0.75)
    assert found.forward_factor == pytest.approx(9 / 16, rel=1e-14)
    assert found.fixed_points[-1].q < 0.6


def test_what_a_gain_does_forward_and_backward():
    found, exact = effect("tanh", 5 / 3), reference("tanh", 1.0)
    assert found.forward_factor == pytest.approx(float(25 * exact.second / 9), rel=1e-13)
    assert found.backward_factor == pytest.approx(float(25 * exact.derivative_second / 9), rel=1e-13)


def test_pytorchs_table():
    assert set(PYTORCH_GAINS) <= set(names())
    assert pytorch_gain("leaky_relu") == sp.sqrt(2 / (1 + sp.Rational(1, 100) ** 2))
    for slope in (sp.S.Zero, sp.Rational(1, 5), sp.S(2)):
        assert pytorch_gain(get("leaky_relu", negative_slope=slope)) == sp.sqrt(2 / (1 + slope**2))
    assert pytorch_gain("mish") is None


def test_a_moment_that_dropout_takes_out_of_range_has_no_gain():
    for mode in ("forward", "std"):
        with pytest.raises(ValueError, match="is infinite for linear"):
            gain("linear", mode=mode, u=1e150, keep=1e-300)


def test_errors():
    with pytest.raises(ValueError, match="unknown mode 'fan_in'"):
        gain("relu", mode="fan_in")
    with pytest.raises(ValueError, match="E g² is 0, or underflows"):
        gain(get("threshold", threshold=50, value=0))
    with pytest.raises(ValueError, match="Var g is 0, or underflows"):
        gain("linear", mode="std", u=0.0)
    with pytest.raises(ValueError, match="heaviside jumps"):
        gain("heaviside", mode="backward")
    with pytest.raises(ValueError, match="keep = 0"):
        gain("relu", keep=0.0)
    with pytest.raises(ValueError, match="gain = -1"):
        effect("relu", -1.0)
    assert "jumps" in gain_report("sign").backward
    with pytest.raises(TypeError, match="keep = 'a'"):
        gain("relu", keep="a")
    with pytest.raises(TypeError, match="gain = '2'"):
        effect("relu", "2")


def test_a_moment_smaller_than_its_bound_is_not_called_0():
    at = moments("linear", 1.0)
    unsure = replace(at, second=np.array(1e-20), error=replace(at.error, second=np.array(2e-20)))
    with pytest.raises(
        ValueError, match=r"cannot be told from 0 for linear there: the bound 2e-20 .* value 1e-20"
    ):
        _gain_with_bound(get("linear"), "forward", 1.0, unsure, 1.0)


@pytest.mark.parametrize("mode", ["forward", "backward", "std"])
def test_extreme_moments_give_a_gain_or_a_reason(mode):
    # Warnings are errors here.
    with pytest.raises(ValueError, match=r"is infinite for .*: it overflows"):
        gain(get("exp", b=30), mode=mode)
    assert gain("linear", mode="std", u=1e-145) == pytest.approx(1e145)
    _, bound = _gain_with_bound(get("linear"), "std", 1e-145, moments("linear", 1e-145), 1.0)
    assert bound < 1e-12 * 1e145


@pytest.mark.parametrize("u", [0.01, 0.5, 1.0, 3.0])
@pytest.mark.parametrize("name", ["silu", "elu", "tanh", "relu"])
def test_the_forward_gain_keeps_the_variance_that_it_is_asked_for(name, u):
    found = effect(name, float(gain(name, u=u, keep=0.9)), u=u, keep=0.9)
    assert found.forward_factor == pytest.approx(1, rel=1e-12)
    assert any(point.continuum or point.q == pytest.approx(u * u, rel=1e-9) for point in found.fixed_points)


@pytest.mark.parametrize("u", [1e-200, 1e200])
def test_a_deviation_whose_square_overflows_or_underflows_is_refused(u):
    with pytest.raises(ValueError, match="whose square is neither 0 nor infinite"):
        effect("tanh", 1.0, u=u)
