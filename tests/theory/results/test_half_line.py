"""The integrals of the homework, by quadrature."""

import numpy as np
import pytest
import scipy.integrate
from scipy.special import gamma
from scipy.stats import norm

from theory.results.half_line import (
    exponential_integral,
    half_gamma,
    logit_size,
    logit_size_by_mean,
    relu_unit_second_moment,
    unit_is_zero,
    whole_line_mean,
)


def test_the_halves_cancel() -> None:
    left, right = (
        scipy.integrate.quad(lambda z: z * norm.pdf(z), *ends)[0] for ends in ((-np.inf, 0), (0, np.inf))
    )
    assert left + right == pytest.approx(float(whole_line_mean().rhs), abs=1e-12)
    assert right == pytest.approx(1 / np.sqrt(2 * np.pi))


def test_the_exponential() -> None:
    found, _ = scipy.integrate.quad(lambda t: np.exp(-t / 2), 0, np.inf)
    assert found == pytest.approx(float(exponential_integral().rhs))
    assert found != pytest.approx(np.sqrt(np.pi), rel=0.1)


def test_the_second_moment_by_the_gamma_function() -> None:
    assert gamma(1.5) / np.sqrt(np.pi) == pytest.approx(float(relu_unit_second_moment().rhs))


def test_the_mass_of_the_left_half() -> None:
    assert norm.cdf(0) == pytest.approx(float(unit_is_zero().rhs))


def test_logits_behind_a_rectifier() -> None:
    size, _ = scipy.integrate.quad(lambda z: abs(max(0.0, 1.7 * z)) * norm.pdf(z), -12, 12, points=[0.0])
    mean, _ = scipy.integrate.quad(lambda z: max(0.0, 1.7 * z) * norm.pdf(z), -12, 12, points=[0.0])
    assert size == pytest.approx(float(logit_size()(u=1.7)))
    assert size / mean == pytest.approx(float(logit_size_by_mean().rhs))


def test_gamma_of_three_halves() -> None:
    assert gamma(1.5) == pytest.approx(float(half_gamma().rhs))
