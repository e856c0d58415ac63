import numpy as np

from theory.activation.lookup import get
from theory.integration.gaussian_moments import moments
from theory.mean_field.hermite_series import series

C = np.array([-0.9, -0.3, 0.0, 0.4, 0.7])


def test_an_exponential_has_poisson_coefficients():
    # exp(uz) has a_k^2 = exp(u^2) u^(2k)/k!.
    at = moments("exp", 1.0)
    found = series(
        get("exp"), 1.0, 64, float(at.variance), float(at.error.variance), float(at.derivative_second)
    )
    np.testing.assert_allclose(found.powers[:4], np.e / np.array([1, 2, 6, 24]), rtol=1e-13)
    value, error = found.drop(C)
    assert (np.abs(value - (np.exp(2) - np.exp(1 + C))) <= error).all()


def test_what_few_terms_of_a_kink_leave_out_is_within_the_bound():
    at = moments("relu", 1.0)
    found = series(
        get("relu"), 1.0, 32, float(at.variance), float(at.error.variance), float(at.derivative_second)
    )
    value, error = found.drop(C)
    exact = 0.5 - (np.sqrt(1 - C**2) + (np.pi - np.arccos(C)) * C) / (2 * np.pi)
    assert (np.abs(value - exact) <= error).all()
    assert error[0] > 1e-6
    slope, spread = found.slope(C)
    assert (np.abs(slope - (np.pi - np.arccos(C)) / (2 * np.pi)) <= spread).all()
