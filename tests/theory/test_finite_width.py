"""Exact finite-width laws against other exact routes: small widths in closed form, and an integral transform."""

import numpy as np
import pytest
import scipy.integrate
import sympy as sp

from theory import evaluate
from theory.notation import N, m
from theory.results.finite_width import (
    INPUT_KURTOSIS,
    SLOPES,
    WEIGHT_VARIANCE,
    mean_square_second_moment,
    preactivation_kurtosis,
    relative_fluctuation,
)
from theory.results.layer_length import input_norm, norm_ratio
from theory.results.relu_at_width import relu_mean_at_width, relu_variance_at_width

A, B = SLOPES


def _root_by_laplace(width: int) -> float:
    """E sqrt(S) = (1/(2 sqrt pi)) int (1 - E e^{-sS}) s^{-3/2} ds, from the Laplace transform of relu(Z)^2."""
    integral, _ = scipy.integrate.quad(
        lambda r: 2 * (1 - (0.5 + 0.5 / np.sqrt(1 + 2 * r**2)) ** width) / r**2, 0, np.inf, epsabs=1e-13
    )
    return integral / (2 * np.sqrt(np.pi))


@pytest.mark.parametrize("width", [1, 2, 7, 50])
def test_the_binomial_mixture_of_chis_is_the_laplace_transforms_mean(width: int) -> None:
    exact = float(evaluate(norm_ratio().rhs, {N: sp.Integer(width)}))
    assert exact == pytest.approx(_root_by_laplace(width) / np.sqrt(width / 2), rel=1e-9)


def test_one_unit_in_closed_form() -> None:
    # E relu(Z)/sqrt(E relu(Z)^2) = (1/sqrt(2 pi)) sqrt(2)
    assert float(evaluate(norm_ratio().rhs, {N: sp.S.One})) == pytest.approx(1 / np.sqrt(np.pi), rel=1e-14)


@pytest.mark.parametrize(("slopes", "kappa"), [((1, 0), 5), ((1, 1), 2), ((1, -1), 2)])
def test_relative_fluctuation_of_relu_linear_and_abs(slopes: tuple[int, int], kappa: int) -> None:
    value = relative_fluctuation().rhs.subs(dict(zip(SLOPES, slopes, strict=True)))
    assert sp.simplify(value - 1 - sp.Integer(kappa) / N) == 0


def test_normal_inputs_make_a_linear_first_layer_heavy_tailed() -> None:
    # y = W x with normal W, x: excess kurtosis 6/N, from E|x|^4 = N^2 + 2N.
    exact = preactivation_kurtosis().exact.subs({m: 1, INPUT_KURTOSIS: 3})
    assert sp.simplify(exact - 6 / N) == 0
    assert mean_square_second_moment().rhs.subs({m: 1, INPUT_KURTOSIS: 1}) == 1


def test_the_mean_behind_two_units_in_closed_form() -> None:
    """At N = 2, v = 1: E |x_2| over the quadrants of two normals, both positive or one."""
    norm = np.sqrt(2) * (np.sqrt(np.pi / 2) / 4 + np.sqrt(2 / np.pi) / 2)
    mean = float(
        evaluate(relu_mean_at_width().rhs.subs(WEIGHT_VARIANCE, 2), {N: sp.Integer(2), m: sp.Integer(3)})
    )
    assert mean == pytest.approx(norm / np.sqrt(2 * np.pi), rel=1e-12)


def test_variance_creeps_above_its_limit_with_depth_at_fixed_width() -> None:
    ratio = relu_variance_at_width().rhs.subs({WEIGHT_VARIANCE: 2, N: 16})
    values = [float(evaluate(ratio, {m: sp.Integer(layer)})) for layer in (2, 5, 10, 20)]
    assert values == sorted(values)
    assert values[0] == pytest.approx(1 - 1 / np.pi, rel=1e-12)
    assert values[-1] < 1


def test_only_laws_whose_norm_is_known() -> None:
    assert float(evaluate(input_norm("normal"), {N: sp.S.One})) == pytest.approx(
        np.sqrt(2 / np.pi), rel=1e-14
    )
    with pytest.raises(ValueError, match=r"'cauchy'.*use 'rademacher' or 'normal'"):
        input_norm("cauchy")
