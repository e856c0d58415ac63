import numpy as np
import pytest
import sympy as sp

from theory.activation.activation import Activation
from theory.integration.gaussian_moments import moments
from theory.mean_field.preservation import variance_preserving
from theory.notation import x


def test_variance_preserving_or_a_reason():
    for name in ("relu", "gelu", "arctan", "silu", "linear"):
        found = variance_preserving(name)
        at = moments(name, found.u)
        assert at.variance == pytest.approx(1, rel=1e-11)
        # N v^2 (s^2 + mu^2) = u^2: Kumar's equation (6) with the layer below in the same state.
        assert found.weight_variance * (1 + at.mean**2) == pytest.approx(found.u**2, rel=1e-12)
    for name in ("tanh", "sigmoid", "hardtanh", "softsign", "heaviside", "erf", "sigmoid_like"):
        found = variance_preserving(name)
        assert (found.weight_variance, found.proved) == (None, True), name
        assert "Popoviciu" in found.reason
    for name in ("sin", "cos", "gaussian"):  # bounded, not monotone
        found = variance_preserving(name)
        assert (found.weight_variance, found.proved) == (None, True), name
        assert "Popoviciu" in found.reason
    found = variance_preserving("rbf")  # Var = 1 - exp(-2u^2)
    assert (found.weight_variance, found.proved) == (None, True)
    assert "exp(-2*u**2)" in found.reason
    found = variance_preserving("rbf", 0.9)
    assert found.u == pytest.approx(np.sqrt(np.log(10) / 2), rel=1e-12)
    assert variance_preserving("logsigmoid", 1e9).weight_variance == pytest.approx(2, rel=1e-6)
    steep = Activation.from_expr(sp.sign(x) * sp.sqrt(1 + x**2))  # Var = 1 + u^2: searched, and said so
    found = variance_preserving(steep, 0.5)
    assert (found.weight_variance, found.proved) == (None, False)
    assert "stays between 1 and" in found.reason
    for name, variance in (("sign", 1.0), ("heaviside", 0.25)):
        found = variance_preserving(name, variance)
        assert (found.weight_variance, found.proved, found.continuum) == (1.0, True, True)
        assert float(moments(name, found.u).variance) == pytest.approx(variance, rel=1e-13)
    assert variance_preserving("tanh", 0.5).weight_variance is not None
    with pytest.raises(ValueError, match="variance = 0"):
        variance_preserving("tanh", 0.0)
