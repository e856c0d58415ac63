"""Values and derivatives stand against theory's in tests/test_catalogues.py; here is what theory has no part in."""

import numpy as np
import pytest

from montecarlo.sampling.activation_catalogue import ALIASES, CATALOGUE
from montecarlo.sampling.activations import ACTIVATIONS, apply, derivative
from montecarlo.sampling.own_activations import REGISTERED


def test_what_has_no_formula_has_a_kernel():
    assert {name for name, entry in CATALOGUE.items() if entry.function is None} <= set(ACTIVATIONS)
    # Other tests may have registered activations of their own.
    assert set(ACTIVATIONS) - set(REGISTERED) <= set(CATALOGUE)
    assert set(ALIASES.values()) <= set(CATALOGUE)
    for entry in CATALOGUE.values():
        assert entry.integers.keys() <= entry.defaults.keys()


@pytest.mark.parametrize("name", [name for name in CATALOGUE if CATALOGUE[name].function is not None])
def test_a_formula_agrees_with_the_kernel_and_works_in_place(name):
    y = np.random.default_rng(0).standard_normal((3, 50)) * 3.0
    values = tuple(CATALOGUE[name].defaults.values())
    expected = np.asarray(CATALOGUE[name].function(y, *values))
    np.testing.assert_allclose(apply(name, y), expected, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(
        derivative(name, y), CATALOGUE[name].derivative(y, *values), rtol=1e-13, atol=1e-15
    )
    again = y.copy()
    assert apply(name, again, out=again) is again
    np.testing.assert_allclose(again, expected, rtol=1e-13, atol=1e-15)


def test_far_tails_neither_overflow_nor_cancel():
    far = np.array([-1e5, -800.0, 800.0, 1e5])
    for name in set(CATALOGUE) - {"exp", "monomial", "square", "hermite", "rectified_monomial"}:
        assert np.isfinite(apply(name, far)).all(), name
        assert np.isfinite(derivative(name, far)).all(), name
    assert apply("squareplus", np.array([-1e9]))[0] == pytest.approx(1e-9, rel=1e-12)
